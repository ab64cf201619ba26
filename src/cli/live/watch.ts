// The watching itself: each frame through dissector and handlespace, everybody told, and time passing where nothing comes.
import type { Frame } from '../../capture/frame.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../../dissect/dissector.ts';
import { Handlespace, type HandlespaceOptions } from '../../handlespace/handlespace.ts';
import type { DropTotals, LiveTotals, Notice } from '../../report/live/live-totals.ts';
import type { FrameFilter } from '../../report/read/frame-output.ts';
import type { LiveSink } from './live-sink.ts';

export interface WatchOptions {
  readonly dissection: DissectorOptions;
  readonly profile?: HandlespaceOptions['profile'];
  readonly observers?: HandlespaceOptions['observers'];
  /** -Y: which frames are shown. All count, whatever it says. */
  readonly keep?: FrameFilter | undefined;
  readonly sinks: readonly LiveSink[];
  /** What the source and the recording know of losses. */
  readonly drops: () => DropTotals;
  readonly away: () => readonly string[];
}

/** So long after the last frame time goes on without one: the engine may hold back what is on its way to us. */
const quietSeconds = 2;

export class Watch {
  readonly handlespace: Handlespace;
  readonly dissector: Dissector;
  frames = 0;
  octets = 0;
  messages = 0;
  events = 0;
  firstEpoch: number | null = null;
  lastEpoch: number | null = null;
  #lastRead = Date.now() / 1000;
  #lag = 0;
  readonly #startedEpoch = Date.now() / 1000;
  readonly #options: WatchOptions;
  readonly #sinks: readonly LiveSink[];

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#sinks = options.sinks;
    this.dissector = new Dissector(options.dissection);
    this.handlespace = new Handlespace({
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.observers === undefined ? {} : { observers: options.observers }),
      onEvent: (event) => {
        this.events++;
        for (const sink of this.#sinks) sink.event?.(event);
      },
    });
  }

  take(frame: Frame): void {
    this.frames++;
    this.octets += frame.originalLength;
    const epoch = frame.seconds + frame.nanoseconds / 1e9;
    this.firstEpoch ??= epoch;
    this.lastEpoch = epoch;
    const d = this.dissector.dissect(frame);
    this.messages += d.messageCount;
    this.#show(d);
    this.handlespace.apply(d);
  }

  notice(kind: Notice['kind'], sentence: string): void {
    const notice = { kind, epoch: Date.now() / 1000, sentence };
    for (const sink of this.#sinks) sink.notice?.(notice);
  }

  /** All that is here has been read. */
  flush(): void {
    this.#lastRead = Date.now() / 1000;
    if (this.lastEpoch !== null) this.#lag = Math.max(0, this.#lastRead - this.lastEpoch);
    for (const sink of this.#sinks) sink.flush?.();
  }

  /** Once a second. `isLive`: the clock of the packets is ours, so that time passes also without them. */
  tick(isLive: boolean): void {
    const now = Date.now() / 1000;
    if (isLive && this.lastEpoch !== null && now - this.#lastRead > quietSeconds) {
      this.#lag = 0;
      this.handlespace.timePasses(now - quietSeconds);
    }
    const totals = this.totals();
    for (const sink of this.#sinks) sink.tick?.(totals);
  }

  reopen(): void {
    for (const sink of this.#sinks) sink.reopen?.();
  }

  end(): void {
    this.handlespace.finish();
    const totals = this.totals();
    for (const sink of this.#sinks) sink.end?.(totals);
  }

  totals(): LiveTotals {
    return {
      startedEpoch: this.#startedEpoch,
      nowEpoch: Date.now() / 1000,
      frames: this.frames,
      octets: this.octets,
      messages: this.messages,
      events: this.events,
      drops: this.#options.drops(),
      lagSeconds: this.#lag,
      away: this.#options.away(),
    };
  }

  #show(d: Dissection): void {
    const { keep } = this.#options;
    const isKept = keep === undefined || keep(d);
    for (const sink of this.#sinks) {
      if (isKept) sink.frame?.(d);
      else sink.skip?.(d);
    }
  }
}
