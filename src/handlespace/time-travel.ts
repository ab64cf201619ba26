// The handlespace at any frame or moment of a capture, in any order: snapshots of the whole state are kept on the way, and the
// nearest one before the moment is where following goes on. Bounded in number and octets: where there are too many, every
// second one goes, and the next ones are taken half as often. Events are told whenever their frames are followed.
import type { Frame } from '../capture/frame.ts';
import type { CaptureMark, CaptureSource } from '../capture/source.ts';
import type { StateDoor, StateParts } from './saved-state.ts';

export interface TimeTravelOptions {
  /** Snapshots kept at most. */
  readonly snapshotsMost?: number;
  /** Octets of all of them together. */
  readonly octetsMost?: number;
  /** Frames between two of them at first. */
  readonly framesBetween?: number;
  /** A few snapshots more are kept of the way that was followed last, one each time so much time has passed: steps back are quick. */
  readonly nearMs?: number;
  /** What is done with each frame, in place of giving it to dissector and handlespace alone. */
  readonly follow?: (frame: Frame) => void;
  /** What else belongs to a moment and is no part of a state: gives what brings it back. */
  readonly remember?: () => () => void;
}

/** Where to go: behind a frame, or to a time in seconds since 1970, behind the last frame before the first later one. */
export type Destination = { readonly frame: number } | { readonly epoch: number };

interface Snapshot {
  readonly frames: number;
  readonly firstEpoch: number;
  readonly latestEpoch: number;
  readonly epoch: number;
  readonly octets: Uint8Array;
  /** Undefined where the source cannot go there: it is read again from its beginning then, without being followed. */
  readonly mark: CaptureMark | undefined;
  readonly bringBack: (() => void) | undefined;
}

/** Times in texts have microseconds: equal to the last digit counts as reached. */
const halfMicrosecond = 5e-7;
/** So many octets of a snapshot take about as long to write as it takes to follow a frame. */
const octetsForFrame = 48;
const nearMost = 4;
const framesPerLook = 16;

export class TimeTravel {
  /** The state where we stand: always these objects. */
  readonly parts: StateParts;
  private readonly door: StateDoor;
  private readonly open: () => Promise<CaptureSource>;
  private readonly options: TimeTravelOptions;
  private source: CaptureSource | undefined = undefined;
  /** The source has a frame in hand that was not followed: it lies beyond where we went. */
  private inHand = false;
  private snapshots: Snapshot[] = [];
  private near: Snapshot[] = [];
  private nearTakenMs = 0;
  private step: number;
  /** Frames that were followed up to here, the time of the last one, and the earliest and latest times among them. */
  private at = { frames: 0, epoch: Number.NaN, firstEpoch: Number.NaN, latestEpoch: Number.NEGATIVE_INFINITY };
  private framesKnown = 0;
  private isWholeKnown = false;

  /** `open` opens the capture at its beginning: again where it cannot be moved in. `parts` are as new. */
  constructor(open: () => Promise<CaptureSource>, parts: StateParts, door: StateDoor, options: TimeTravelOptions = {}) {
    this.open = open;
    this.parts = parts;
    this.door = door;
    this.options = options;
    this.step = options.framesBetween ?? 1024;
  }

  /** The last frame that was followed, 0 before the first. */
  get frame(): number {
    return this.at.frames;
  }

  /** Its time in seconds since 1970; NaN before the first. */
  get epoch(): number {
    return this.at.epoch;
  }

  /** Time of the first frame of the capture; NaN before it was seen. */
  get firstEpoch(): number {
    return this.at.firstEpoch;
  }

  /** Frames of the capture, undefined until its end was seen. */
  get frames(): number | undefined {
    return this.isWholeKnown ? this.framesKnown : undefined;
  }

  get snapshotCount(): number {
    return this.snapshots.length;
  }

  get snapshotOctets(): number {
    return this.snapshots.reduce((sum, { octets }) => sum + octets.length, 0);
  }

  /** Opens the capture where that was not done yet: for who plays it from here on, and calls followed() for each frame. */
  async begin(): Promise<CaptureSource> {
    return this.source ?? (await this.#start({ frame: 0 }));
  }

  /** Follows the frame that the source has in hand. */
  followed(): void {
    const { source } = this;
    if (source === undefined) return;
    const { seconds, nanoseconds } = source.frame;
    this.#follow(source, seconds + nanoseconds / 1e9);
  }

  /** Moves `parts` to the destination; beyond the end, to the end. */
  async goTo(destination: Destination): Promise<void> {
    const source = await this.#start(destination);
    for (;;) {
      if ('frame' in destination && this.at.frames >= destination.frame) return;
      if (!this.inHand && !source.next()) {
        if (await source.fill()) continue;
        this.isWholeKnown = true;
        return;
      }
      this.inHand = true;
      const { frame } = source;
      const epoch = frame.seconds + frame.nanoseconds / 1e9;
      if ('epoch' in destination && epoch > destination.epoch + halfMicrosecond) return;
      this.#follow(source, epoch);
    }
  }

  async goToEnd(): Promise<void> {
    await this.goTo({ frame: Number.POSITIVE_INFINITY });
  }

  /**
   * What `use` makes of the state as if the capture ended here: what waits for something to come is settled before, and
   * waits again afterwards. Whatever `use` changes is undone.
   */
  settled<T>(use: (parts: StateParts) => T): T {
    const here = this.door.snapshot(this.parts);
    try {
      this.parts.handlespace.finish();
      return use(this.parts);
    } finally {
      this.door.restore(here, this.parts);
    }
  }

  close(): void {
    this.source?.close();
    this.source = undefined;
    this.snapshots = [];
    this.near = [];
  }

  /** Stands at the best place to go on from: here, or where the latest snapshot before the destination was taken. */
  async #start(destination: Destination): Promise<CaptureSource> {
    const isBefore = ({ frames, latestEpoch }: { readonly frames: number; readonly latestEpoch: number }) =>
      'frame' in destination ? frames <= destination.frame : latestEpoch <= destination.epoch + halfMicrosecond;
    let { source } = this;
    if (source === undefined) {
      source = await this.open();
      this.source = source;
      if (this.snapshots.length === 0) this.#keep(source);
    }
    let best = this.snapshots.findLast(isBefore);
    for (const one of this.near) if (isBefore(one) && one.frames > (best?.frames ?? -1)) best = one;
    const isHereBetter = isBefore(this.at) && (best === undefined || this.at.frames >= best.frames);
    if (isHereBetter || best === undefined) return source;
    this.door.restore(best.octets, this.parts);
    best.bringBack?.();
    const { frames, epoch, firstEpoch, latestEpoch, mark } = best;
    this.at = { frames, epoch, firstEpoch: Number.isNaN(firstEpoch) ? this.at.firstEpoch : firstEpoch, latestEpoch };
    this.inHand = false;
    if (mark !== undefined && source.goTo !== undefined) {
      source.goTo(mark);
      return source;
    }
    if (source.frame.number > frames) {
      source.close();
      source = await this.open();
      this.source = source;
    }
    return this.#skip(source, frames);
  }

  /** Frames that are only read cost little beside those that are followed. */
  async #skip(source: CaptureSource, frames: number): Promise<CaptureSource> {
    let left = frames - source.frame.number;
    while (left > 0) {
      if (source.next()) left--;
      else if (!(await source.fill())) break;
    }
    return source;
  }

  #follow(source: CaptureSource, epoch: number): void {
    const { at } = this;
    this.inHand = false;
    const { dissector, handlespace } = this.parts;
    if (this.options.follow === undefined) handlespace.apply(dissector.dissect(source.frame));
    else this.options.follow(source.frame);
    if (at.frames++ === 0) at.firstEpoch = epoch;
    at.epoch = epoch;
    if (epoch > at.latestEpoch) at.latestEpoch = epoch;
    this.#keepNear(source);
    if (at.frames <= this.framesKnown) return;
    this.framesKnown = at.frames;
    if (at.frames >= (this.snapshots.at(-1)?.frames ?? 0) + this.step) this.#keep(source);
  }

  #keepNear(source: CaptureSource): void {
    const { nearMs } = this.options;
    // Asking for the time costs as much as a small frame.
    if (nearMs === undefined || this.at.frames % framesPerLook !== 0) return;
    if (performance.now() - this.nearTakenMs < nearMs) return;
    this.near.push(this.#made(source, this.door.snapshot(this.parts)));
    if (this.near.length > nearMost) this.near.shift();
    this.nearTakenMs = performance.now();
  }

  #made(source: CaptureSource, octets: Uint8Array): Snapshot {
    return { ...this.at, octets, mark: source.mark?.(), bringBack: this.options.remember?.() };
  }

  #keep(source: CaptureSource): void {
    const octets = this.door.snapshot(this.parts);
    this.snapshots.push(this.#made(source, octets));
    // Taking snapshots must not take longer than following the frames between them.
    this.step = Math.max(this.step, Math.ceil(octets.length / octetsForFrame));
    const { snapshotsMost = 64, octetsMost = 64 << 20 } = this.options;
    while (this.snapshots.length > 2 && (this.snapshots.length > snapshotsMost || this.snapshotOctets > octetsMost)) {
      const last = this.snapshots.length - 1;
      this.snapshots = this.snapshots.filter((_, index) => index % 2 === 0 || index === last);
      this.step *= 2;
    }
  }
}
