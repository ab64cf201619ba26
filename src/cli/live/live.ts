// What `live` does: captures on interfaces until somebody ends it, and shows what happens while it happens.
import process from 'node:process';
import type { CaptureSource } from '../../capture/source.ts';
import type { DissectorOptions } from '../../dissect/dissector.ts';
import { FrameLinks } from '../../dissect/transactions/frame-links.ts';
import type { EngineCounts } from '../../live/engine.ts';
import type { LiveNotice } from '../../live/live-input.ts';
import { liveSummary } from '../../report/live/live-summary.ts';
import type { DropTotals } from '../../report/live/live-totals.ts';
import { noPaint } from '../../report/paint.ts';
import type { FrameFilter } from '../../report/read/frame-output.ts';
import { checkCapturePath } from '../capture-output.ts';
import { loadFilters } from '../display-filter.ts';
import { dissectionOf } from '../dissection-options.ts';
import { complain, preRfcSentence, printable, UsageError } from '../errors.ts';
import { openOutput } from '../output.ts';
import { choosePaint } from '../paint.ts';
import { type Feed, openLiveFeed } from './feed.ts';
import { LineOutput } from './line-output.ts';
import { parseListen } from './listen-address.ts';
import { runLive } from './live-loop.ts';
import { type Limits, type LiveOptions, parseLimits } from './live-options.ts';
import type { LiveSink } from './live-sink.ts';
import { NdjsonOutput } from './ndjson-output.ts';
import { Recording } from './recording.ts';
import { runWithFewerRights } from './rights.ts';
import { StopWatch } from './stop-watch.ts';
import { Watch } from './watch.ts';

const tickMs = 1000;

/** What the options ask for, checked before anything is opened. */
interface Plan {
  readonly options: LiveOptions;
  readonly limits: Limits;
  readonly ring: Limits;
  readonly keep: FrameFilter | undefined;
  readonly dissection: (source: CaptureSource) => DissectorOptions;
}

/** Gives the exit code. */
export async function live(options: LiveOptions): Promise<number> {
  const plan = await planOf(options);
  const outputs = options.write === undefined || options.write === '-' ? [] : [options.write];
  const code = await runWithFewerRights({ user: options.user, outputs });
  if (code !== undefined) return code;
  let listener: ((notice: LiveNotice) => void) | undefined;
  const feed = await openLiveFeed(options, (notice) => {
    complain(printable(notice.sentence));
    listener?.(notice);
  });
  try {
    return await watchFeed(feed, plan, (onNotice) => {
      listener = onNotice;
    });
  } finally {
    feed.close();
  }
}

async function planOf(options: LiveOptions): Promise<Plan> {
  const limits = parseLimits('-a', options.autostop);
  const ring = parseLimits('-b', options.ringBuffer);
  check(options, limits, ring);
  if (options.metrics !== undefined) parseListen(options.metrics);
  const { displayFilter } = options;
  const keep = displayFilter === undefined ? undefined : (await loadFilters(new FrameLinks()))(displayFilter);
  return { options, limits, ring, keep, dissection: dissectionOf(options) };
}

async function watchFeed(
  feed: Feed,
  plan: Plan,
  onNotices: (listener: (notice: LiveNotice) => void) => void,
): Promise<number> {
  const { options, limits, ring, keep } = plan;
  const { source } = feed;
  const stop = once(() => feed.stop());
  const recording = openRecording(options, ring, source, (sentence) => {
    complain(sentence);
    watch.notice('recording', sentence);
  });
  const metrics = options.metrics === undefined ? undefined : await openMetrics();
  const sinks: LiveSink[] = [
    ...(metrics === undefined ? [] : [metrics]),
    ...(recording === undefined ? [] : [recording]),
    new StopWatch(limits, recording, stop),
    ...outputsOf(options, source),
  ];
  const watch = new Watch({
    dissection: plan.dissection(source),
    profile: options.profile,
    keep,
    audits: options.audit !== false,
    followsUsers: false,
    sinks,
    drops: () => dropsOf(feed.counts, recording),
    away: () => feed.away,
  });
  await metrics?.listen(parseListen(options.metrics ?? ''), watch);
  onNotices(({ kind, sentence }) => watch.notice(kind, sentence));
  complain(feed.greeting);
  watch.notice('capturing', feed.greeting);
  const ending = listen(stop, () => watch.reopen());
  const timer = setInterval(() => {
    feed.askCounts();
    watch.tick(feed.isLive);
  }, tickMs);
  try {
    await runLive(source, watch, lesser(options.count, limits.packets));
    // -c was reached: the engines still run, and what they count is known when they have ended.
    await feed.finish();
  } finally {
    clearInterval(timer);
    ending.stopListening();
  }
  watch.end();
  // Not on standard output: machine output has its own last line, and a capture there must stay one.
  if (!options.quiet) process.stderr.write(liveSummary(watch.totals(), noPaint));
  if (watch.dissector.looksPreRfc) complain(preRfcSentence);
  if (feed.failures.length > 0) return 2;
  return options.failOn !== undefined && watch.findings.reach(options.failOn) ? 1 : 0;
}

/** The library is loaded only where somebody wants to scrape. */
async function openMetrics() {
  const { Metrics } = await import('./metrics.ts');
  return new Metrics();
}

function outputsOf(options: LiveOptions, source: CaptureSource): readonly LiveSink[] {
  const out = openOutput();
  if (options.ndjson) return [new NdjsonOutput(out)];
  if (options.quiet || options.write === '-') return [];
  return [new LineOutput({ out, paint: choosePaint(options.color), source, messages: options.messages === true })];
}

function check(options: LiveOptions, limits: Limits, ring: Limits): void {
  if ((options.interface ?? []).length === 0)
    throw new UsageError('live: no interface given: name one with -i; poolshark interfaces lists them');
  if (options.plain && options.ndjson) throw new UsageError('--plain and --ndjson are two forms of one output: choose');
  const { write } = options;
  if (Object.keys(ring).length > 0) {
    if (write === undefined || write === '-')
      throw new UsageError('-b makes files one after the other: it needs -w FILE');
    const { files: _, ...when } = ring;
    if (Object.keys(when).length === 0)
      throw new UsageError(
        '-b files:N: it also needs when to begin the next: filesize:, duration:, interval: or packets:',
      );
  }
  if ((limits.kilobytes ?? limits.files) !== undefined && write === undefined)
    throw new UsageError('-a filesize: and files: measure the recording: they need -w FILE');
  if (write !== undefined) checkCapturePath(write, []);
  if (write === '-' && (options.ndjson || options.plain || options.messages))
    throw new UsageError('-w -: packets and lines cannot share standard output');
}

function openRecording(
  { write }: LiveOptions,
  ring: Limits,
  source: CaptureSource,
  onFailure: (sentence: string) => void,
): Recording | undefined {
  if (write === undefined) return undefined;
  return new Recording({ path: write, source, ring: Object.keys(ring).length > 0 ? ring : undefined, onFailure });
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

/** Ctrl-C and SIGTERM end it in good order; who asks twice does not want to wait. SIGHUP makes files anew. */
function listen(stop: () => void, reopen: () => void): { stopListening(): void } {
  let asked = 0;
  const onEnd = () => {
    if (++asked > 1) process.exit(130);
    stop();
  };
  process.on('SIGINT', onEnd).on('SIGTERM', onEnd).on('SIGHUP', reopen);
  return {
    stopListening: () => void process.off('SIGINT', onEnd).off('SIGTERM', onEnd).off('SIGHUP', reopen),
  };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function lesser(one = Number.POSITIVE_INFINITY, other = Number.POSITIVE_INFINITY): number {
  return Math.min(one, other);
}
