// One interface while it is captured on: its engine is started, read, and started again when the interface comes back.
import { CaptureError, type FrameSource } from '../capture/frame.ts';
import { openStream } from '../capture/open.ts';
import type { CaptureInterface, CaptureOption, CaptureSource, PacketDetails } from '../capture/source.ts';
import type { CaptureOptions, Engine, EngineCounts } from './engine.ts';
import { RunningEngine } from './running-engine.ts';

/** What happened to an interface, told in one sentence. */
export interface LiveNotice {
  readonly kind: 'away' | 'back' | 'failed';
  readonly interface: string;
  readonly sentence: string;
}

/** An engine that could not begin, or ended before anybody asked it to. */
export class LiveError extends Error {}

export type LiveInputState = 'waiting' | 'ready' | 'away' | 'ended';

/** How the engines say that their interface has gone, or is down. */
const awayWords =
  /no longer (attached|running)|disappeared|went down|is not up|[Nn]o such device|no device named|not up\)/;

const retryMs = 1000;

export class LiveInput {
  readonly options: CaptureOptions;
  readonly engine: Engine;
  state: LiveInputState = 'waiting';
  /** The last sentence about a failure; undefined while all is well. */
  failure: string | undefined;
  readonly #notify: (notice: LiveNotice) => void;
  #running: RunningEngine | undefined;
  #source: CaptureSource | undefined;
  #isStopping = false;
  #wake: (() => void) | undefined;
  /** Of engines that have ended: an interface that comes back gets a new one. */
  #countsBefore: EngineCounts = {};
  /** Counts up with each new source: interface numbers of the one before no longer hold. */
  generation = 0;

  constructor(engine: Engine, options: CaptureOptions, notify: (notice: LiveNotice) => void) {
    this.engine = engine;
    this.options = options;
    this.#notify = notify;
  }

  get source(): FrameSource | undefined {
    return this.#source;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#source?.interfaces ?? [];
  }

  get sectionOptions(): readonly CaptureOption[] {
    return this.#source?.sectionOptions ?? [];
  }

  packetDetails(): PacketDetails | undefined {
    return this.#source?.packetDetails?.();
  }

  get counts(): EngineCounts {
    return added(this.#countsBefore, this.#running?.counts ?? {});
  }

  /** Throws a LiveError where the engine cannot begin. */
  async start(): Promise<void> {
    const running = new RunningEngine(this.engine, this.options);
    this.#running = running;
    try {
      this.#source = await openStream(running.stream);
      this.generation++;
      this.state = 'waiting';
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      await running.ended;
      const { lastWords, outcome } = running;
      throw new LiveError(lastWords === '' ? `${this.engine.name} ended at once (${outcome})` : lastWords);
    }
  }

  /** Waits until a frame is in hand, or there will be none any more. */
  async advance(): Promise<void> {
    while (this.state === 'waiting' || this.state === 'away') {
      if (this.state === 'away') await this.#comeBack();
      else await this.#read();
    }
  }

  /** Moves on without waiting; false where the next frame is not here yet. */
  next(): boolean {
    const isReady = this.#source?.next() ?? false;
    this.state = isReady ? 'ready' : 'waiting';
    return isReady;
  }

  askCounts(): void {
    this.#running?.askCounts();
  }

  /** Ends it, with what is in its pipe still to come. */
  stop(): void {
    this.#isStopping = true;
    this.#running?.stop();
    this.#wake?.();
  }

  /** After stop(): waits until the engine has ended; nobody reads what is still in its pipe. */
  async finish(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#source?.close();
    await running.ended;
  }

  /** Ends it now. */
  close(): void {
    this.stop();
    this.#source?.close();
  }

  async #read(): Promise<void> {
    const source = this.#source as CaptureSource;
    if (this.next()) return;
    while (await source.fill()) if (this.next()) return;
    await this.#engineEnded();
  }

  async #engineEnded(): Promise<void> {
    const running = this.#running as RunningEngine;
    await running.ended;
    this.#countsBefore = added(this.#countsBefore, running.counts);
    this.#running = undefined;
    const { lastWords, outcome } = running;
    const name = this.options.interface;
    if (this.#isStopping) this.state = 'ended';
    else if (awayWords.test(lastWords)) {
      this.state = 'away';
      this.#notify({ kind: 'away', interface: name, sentence: `${name} has gone (${lastWords}); waiting for it` });
    } else {
      this.state = 'ended';
      const how = typeof outcome === 'string' ? `was killed by ${outcome}` : `ended by itself with ${outcome}`;
      const words = lastWords === '' ? 'it said nothing' : `its last words: ${lastWords}`;
      this.failure = `${this.engine.name} on ${name} ${how}; ${words}`;
      this.#notify({ kind: 'failed', interface: name, sentence: this.failure });
    }
  }

  async #comeBack(): Promise<void> {
    while (!this.#isStopping) {
      await this.#pause();
      if (this.#isStopping) break;
      try {
        await this.start();
        this.#notify({
          kind: 'back',
          interface: this.options.interface,
          sentence: `${this.options.interface} is back`,
        });
        return;
      } catch (error) {
        if (!(error instanceof LiveError)) throw error;
      }
    }
    this.state = 'ended';
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, retryMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const countNames = ['received', 'droppedByKernel', 'droppedByInterface', 'droppedByEngine'] as const;

/** Unknown stays unknown: 0 would be a promise. */
export function added(one: EngineCounts, other: EngineCounts): EngineCounts {
  const sum: { -readonly [Name in keyof EngineCounts]: EngineCounts[Name] } = {};
  for (const name of countNames)
    if (one[name] !== undefined || other[name] !== undefined) sum[name] = (one[name] ?? 0) + (other[name] ?? 0);
  return sum;
}
