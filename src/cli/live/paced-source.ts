// A capture that is played: frames are given when their time has come, at any speed; it can be halted and stepped.
import type { CaptureError, Frame } from '../../capture/frame.ts';
import type {
  CapturedSecrets,
  CaptureInterface,
  CaptureOption,
  CaptureSource,
  PacketDetails,
} from '../../capture/source.ts';

/** Timers are no finer. */
const leastWaitMs = 1;

export class PacedSource implements CaptureSource {
  #inner: CaptureSource;
  /** Who asks is sent away for once, so that the source can be moved. */
  #interrupted = false;
  /** Packets' seconds in one of ours; infinite for as fast as can be. */
  #speed: number;
  #halted = false;
  /** Frames that may pass although it is halted. */
  #steps = 0;
  #hasNext = false;
  #closed = false;
  /** There is nothing more to be played. */
  ended = false;
  #wake: (() => void) | undefined;
  /** The moment of the capture that belongs to a moment of our clock. */
  #baseEpoch = Number.NaN;
  #baseMs = 0;

  constructor(inner: CaptureSource, speed: number) {
    this.#inner = inner;
    this.#speed = speed;
  }

  get frame(): Frame {
    return this.#inner.frame;
  }
  get interfaces(): readonly CaptureInterface[] {
    return this.#inner.interfaces;
  }
  get fault(): CaptureError | undefined {
    return this.#inner.fault;
  }
  get sectionOptions(): readonly CaptureOption[] {
    return this.#inner.sectionOptions ?? [];
  }
  get secrets(): readonly CapturedSecrets[] {
    return this.#inner.secrets ?? [];
  }
  packetDetails(): PacketDetails | undefined {
    return this.#inner.packetDetails?.();
  }

  get speed(): number {
    return this.#speed;
  }

  get halted(): boolean {
    return this.#halted;
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#rebase();
  }

  halt(): void {
    this.#halted = true;
  }

  goOn(): void {
    this.#halted = false;
    this.#rebase();
  }

  /** Lets so many frames pass and halts again. */
  step(frames: number): void {
    this.#halted = true;
    this.#steps += frames;
    this.#wake?.();
  }

  /** The loop that plays it comes to an end, as if there were nothing more. */
  interrupt(): void {
    this.#interrupted = true;
    this.#wake?.();
  }

  /** Goes on with this source, which stands behind some frame, and halts there. */
  resume(inner: CaptureSource): void {
    this.#inner = inner;
    this.#interrupted = false;
    this.#hasNext = false;
    this.#steps = 0;
    this.ended = false;
    this.#halted = true;
    this.#rebase();
  }

  next(): boolean {
    if (this.#closed || this.#interrupted) return false;
    if (!this.#hasNext) this.#hasNext = this.#inner.next();
    if (!this.#hasNext || this.#waitMs() > 0) return false;
    if (this.#steps > 0) this.#steps--;
    this.#hasNext = false;
    return true;
  }

  async fill(): Promise<boolean> {
    while (!this.#closed && !this.#interrupted) {
      if (!this.#hasNext) {
        if (await this.#inner.fill()) return true;
        this.ended = !this.#closed;
        return false;
      }
      const wait = this.#waitMs();
      if (wait <= 0) return true;
      await this.#sleep(wait);
    }
    return false;
  }

  stop(): void {
    this.#closed = true;
    this.#wake?.();
  }

  close(): void {
    this.stop();
    this.#inner.close();
  }

  /** Until the frame in hand is due; infinite while it is halted. */
  #waitMs(): number {
    if (this.#steps > 0) return 0;
    if (this.#halted) return Number.POSITIVE_INFINITY;
    if (this.#speed === Number.POSITIVE_INFINITY) return 0;
    const { seconds, nanoseconds } = this.frame;
    const epoch = seconds + nanoseconds / 1e9;
    const now = performance.now();
    if (Number.isNaN(this.#baseEpoch)) {
      this.#baseEpoch = epoch;
      this.#baseMs = now;
    }
    const due = this.#baseMs + ((epoch - this.#baseEpoch) * 1000) / this.#speed;
    return due - now < leastWaitMs ? 0 : due - now;
  }

  #rebase(): void {
    this.#baseEpoch = Number.NaN;
    this.#wake?.();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      // Timers count in 31 bits.
      const timer = Number.isFinite(ms) ? setTimeout(resolve, Math.min(ms, 0x7fffffff)) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
