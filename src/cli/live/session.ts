// One run of `live`: a feed, everybody who is told, and how it ends.
import process from 'node:process';
import { isatty } from 'node:tty';
import type { CaptureSource } from '../../capture/source.ts';
import type { DissectorOptions } from '../../dissect/dissector.ts';
import type { TimeTravel } from '../../handlespace/time-travel.ts';
import type { EngineCounts } from '../../live/engine.ts';
import { liveSummary } from '../../report/live/live-summary.ts';
import type { DropTotals } from '../../report/live/live-totals.ts';
import { noPaint } from '../../report/paint.ts';
import type { FrameFilter } from '../../report/read/frame-output.ts';
import { complain, preRfcSentence, printable } from '../errors.ts';
import { openOutput } from '../output.ts';
import { choosePaint } from '../paint.ts';
import type { StateFile } from '../state-file.ts';
import type { Feed } from './feed.ts';
import { LineOutput } from './line-output.ts';
import { parseListen } from './listen-address.ts';
import { runLive } from './live-loop.ts';
import { boundsOf, type Limits, type LiveOptions } from './live-options.ts';
import type { LiveSink } from './live-sink.ts';
import { NdjsonOutput } from './ndjson-output.ts';
import { PacedSource } from './paced-source.ts';
import { Recording } from './recording.ts';
import type { PlayedFeed } from './replay-feed.ts';
import type { ScreenOutput } from './screen-output.ts';
import { StopWatch } from './stop-watch.ts';
import { Watch } from './watch.ts';

/** What the options ask for, checked before anything is opened. */
export interface Plan {
  readonly options: LiveOptions;
  readonly limits: Limits;
  readonly ring: Limits;
  readonly keep: FrameFilter | undefined;
  readonly dissection: (source: CaptureSource) => DissectorOptions;
  /** Full screen instead of lines. */
  readonly onScreen: boolean;
}

const tickMs = 1000;
const standardOutput = 1;

export class Session {
  readonly #plan: Plan;
  readonly #feed: Feed;
  #made: Watch | undefined;
  readonly #state: StateFile | undefined;
  #sinks: readonly LiveSink[] = [];
  #recording: Recording | undefined;
  #screen: ScreenOutput | undefined;
  /** Sentences that wait until the screen is gone. */
  readonly #said: string[] = [];
  /** A frame to behind which the capture that is played is to go back. */
  #rewindTo: number | undefined;
  #travel: TimeTravel | undefined;
  #isQuitting = false;
  #hungUp = false;
  #failure: unknown;
  #wakeQuit: (() => void) | undefined;

  constructor(plan: Plan, feed: Feed, state?: StateFile) {
    this.#plan = plan;
    this.#feed = feed;
    this.#state = state;
  }

  get #watch(): Watch {
    this.#made ??= this.#newWatch();
    return this.#made;
  }

  /** Something about the capture: on standard error, and for everybody who is told. */
  notice(kind: 'away' | 'back' | 'failed' | 'recording', sentence: string): void {
    const safe = printable(sentence);
    this.#guarded(() => {
      this.#say(safe);
      this.#watch.notice(kind, safe);
    });
  }

  /** Gives the exit code. */
  async run(): Promise<number> {
    await this.#begin();
    const stop = () => this.#quit();
    // With a screen, SIGHUP says that its terminal has gone.
    const ending = listen(stop, () => this.#hangUp());
    const timer = setInterval(() => this.#guarded(() => this.#tick()), tickMs);
    try {
      await this.#watchAll();
      if (this.#failure !== undefined) throw this.#failure;
    } finally {
      clearInterval(timer);
      ending.stopListening();
      this.#screen?.stop();
      this.#feed.close();
    }
    return this.#end();
  }

  async #begin(): Promise<void> {
    const { options, ring, limits, onScreen } = this.#plan;
    const { source, greeting } = this.#feed;
    const sinks: LiveSink[] = [];
    const { metrics, write } = options;
    if (metrics !== undefined) {
      // The library is loaded only where somebody wants to scrape.
      const { Metrics } = await import('./metrics.ts');
      const served = new Metrics();
      await served.listen(parseListen(metrics), () => this.#watch);
      sinks.push(served);
    }
    if (write !== undefined)
      this.#recording = new Recording({
        path: write,
        source,
        ring: Object.keys(ring).length > 0 ? ring : undefined,
        onFailure: (sentence) => this.notice('recording', sentence),
      });
    if (this.#recording !== undefined) sinks.push(this.#recording);
    sinks.push(new StopWatch(limits, this.#recording, () => this.#quit()));
    if (onScreen) sinks.push(await this.#openScreen());
    else sinks.push(...linesOf(options, source));
    this.#sinks = sinks;
    this.#made = this.#newWatch();
    if (onScreen && 'openCapture' in this.#feed) await this.#prepareTravel(this.#feed as PlayedFeed);
    if (!onScreen) complain(greeting);
    this.#watch.notice('capturing', greeting);
    this.#watch.begin();
    this.#screen?.start();
  }

  /** What is played on a screen can be stepped backwards. */
  async #prepareTravel(feed: PlayedFeed): Promise<void> {
    const [{ TimeTravel }, { StateDoor }, { stateClasses, stateNames }] = await Promise.all([
      import('../../handlespace/time-travel.ts'),
      import('../../handlespace/saved-state.ts'),
      import('../state-classes.ts'),
    ]);
    const watch = this.#watch;
    this.#travel = new TimeTravel(() => feed.openCapture(), watch.parts, new StateDoor(stateClasses, stateNames), {
      nearMs: 100,
      follow: (frame) => watch.take(frame),
      remember: () => watch.remember(),
    });
  }

  async #openScreen(): Promise<ScreenOutput> {
    const { options } = this.#plan;
    // Where these say that nobody is watching, ink draws only the last picture; but here a terminal is.
    for (const name of ['CI', 'CONTINUOUS_INTEGRATION']) delete process.env[name];
    const { ScreenOutput } = await import('./screen-output.ts');
    const screen = new ScreenOutput({
      color: options.color,
      title: this.#feed.title,
      dissection: this.#plan.dissection(this.#feed.source),
      watch: () => this.#watch,
      source: () => this.#feed.source,
      quit: () => this.#quit(),
      guarded: (act) => this.#guarded(act),
      rewind: (frame) => {
        const { source } = this.#feed;
        // Two keys at once: the second counts from where the first one leads.
        const from = this.#rewindTo ?? this.#watch.frames;
        this.#rewindTo = Math.max(0, from + frame);
        if (source instanceof PacedSource) source.interrupt();
        this.#wakeQuit?.();
      },
    });
    this.#screen = screen;
    return screen;
  }

  async #watchAll(): Promise<void> {
    const { options, limits } = this.#plan;
    const count = Math.min(options.count ?? Number.POSITIVE_INFINITY, limits.packets ?? Number.POSITIVE_INFINITY);
    const travel = this.#travel;
    const watch =
      travel === undefined ? this.#watch : { take: () => travel.followed(), flush: () => this.#watch.flush() };
    await travel?.begin();
    for (;;) {
      await runLive(this.#feed.source, watch, count - (travel?.frame ?? 0));
      // What has been played to its end stays on the screen until somebody has seen enough.
      if (travel !== undefined && this.#rewindTo === undefined) await this.#untilQuit();
      if (travel === undefined || this.#rewindTo === undefined || this.#isQuitting) break;
      await this.#goBack(travel, this.#rewindTo);
    }
    // Where -c was reached the engines still run, and what they count is known when they have ended.
    await this.#feed.finish();
  }

  /** To behind this frame, as it was there, and halts. */
  async #goBack(travel: TimeTravel, frame: number): Promise<void> {
    this.#rewindTo = undefined;
    await travel.goTo({ frame });
    const { source } = this.#feed;
    if (source instanceof PacedSource) source.resume(await travel.begin());
    this.#screen?.draw();
  }

  #newWatch(): Watch {
    const { options, keep, dissection, onScreen } = this.#plan;
    return new Watch({
      dissection: dissection(this.#feed.source),
      profile: options.profile,
      keep,
      isLive: this.#feed.isLive,
      audits: options.audit !== false,
      followsUsers: onScreen,
      sinks: this.#sinks,
      bounds: boundsOf(options),
      state: this.#state,
      onStateFailure: (sentence) => this.notice('recording', sentence),
      drops: () => dropsOf(this.#feed.counts, this.#recording),
      away: () => this.#feed.away,
    });
  }

  #tick(): void {
    this.#feed.askCounts();
    this.#watch.tick();
  }

  #quit(): void {
    this.#isQuitting = true;
    this.#feed.stop();
    this.#wakeQuit?.();
  }

  /** What goes wrong outside the loop (a closed pipe, a bug) ends the run as if it had been inside. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#failure ??= error;
      this.#quit();
    }
  }

  #hangUp(): void {
    if (this.#screen === undefined) {
      this.#guarded(() => this.#watch.reopen());
      return;
    }
    this.#hungUp = true;
    this.#quit();
  }

  #untilQuit(): Promise<void> {
    if (this.#isQuitting) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wakeQuit = resolve;
    });
  }

  #say(sentence: string): void {
    if (this.#screen === undefined) complain(sentence);
    else this.#said.push(sentence);
  }

  #end(): number {
    const { options } = this.#plan;
    this.#watch.end();
    // Node cannot set a terminal back that has gone, and would abort. All is written by now, and nobody is there to read more.
    // Whoever sent SIGHUP by hand has it still.
    if (this.#screen?.hasLostTerminal || (this.#hungUp && !isatty(standardOutput)))
      process.kill(process.pid, 'SIGKILL');
    for (const sentence of this.#said) complain(sentence);
    // Not on standard output: machine output has its own last line, and a capture there must stay one.
    if (!options.quiet) process.stderr.write(liveSummary(this.#watch.totals(), this.#feed.isLive, noPaint));
    if (this.#watch.dissector.looksPreRfc) complain(preRfcSentence);
    if (this.#feed.failures.length > 0) return 2;
    return options.failOn !== undefined && this.#watch.findings.reach(options.failOn) ? 1 : 0;
  }
}

function linesOf(options: LiveOptions, source: CaptureSource): readonly LiveSink[] {
  const out = openOutput();
  if (options.ndjson) return [new NdjsonOutput(out)];
  if (options.quiet || options.write === '-') return [];
  return [new LineOutput({ out, paint: choosePaint(options.color), source, messages: options.messages === true })];
}

function dropsOf(counts: EngineCounts, recording: Recording | undefined): DropTotals {
  const { droppedByKernel, droppedByInterface, droppedByEngine } = counts;
  return {
    byKernel: droppedByKernel,
    byInterface: droppedByInterface,
    byEngine: droppedByEngine,
    notRecorded: recording?.notRecorded ?? 0,
  };
}

/** One Ctrl-C may come twice: from the terminal, and passed on by the process that gave up root. */
const sameKeyMs = 500;

/** Ctrl-C and SIGTERM end it in good order; who asks twice does not want to wait. SIGHUP makes files anew. */
function listen(stop: () => void, reopen: () => void): { stopListening(): void } {
  let askedMs = Number.NaN;
  const onEnd = () => {
    const now = performance.now();
    if (now - askedMs > sameKeyMs) process.exit(130);
    if (Number.isNaN(askedMs)) stop();
    askedMs = now;
  };
  process.on('SIGINT', onEnd).on('SIGTERM', onEnd).on('SIGHUP', reopen);
  return {
    stopListening: () => void process.off('SIGINT', onEnd).off('SIGTERM', onEnd).off('SIGHUP', reopen),
  };
}
