// What `read` does: frames in; lines, a capture and statistics out.
import process from 'node:process';
import type { CaptureSource } from '../capture/source.ts';
import { FrameClock } from '../dissect/fields/frame-clock.ts';
import { FrameLinks } from '../dissect/transactions/frame-links.ts';
import type { FrameOutput } from '../report/read/frame-output.ts';
import { SummaryCells } from '../report/read/summary-cells.ts';
import { TimeColumn } from '../report/read/time-column.ts';
import { CaptureOutput, checkCapturePath } from './capture-output.ts';
import { parseWindow, WithoutTwins } from './dedup.ts';
import { filterCompiler, withTrailingFilter } from './display-filter.ts';
import { dissectionOf } from './dissection-options.ts';
import { complain, UsageError } from './errors.ts';
import { looksAhead, readAhead } from './first-pass.ts';
import { runFrames } from './frame-loop.ts';
import { FramePipeline } from './frame-pipeline.ts';
import { parseRange } from './frame-range.ts';
import { openInputs } from './input.ts';
import { colourRulesText } from './line-colours.ts';
import { openOutput, print } from './output.ts';
import { chooseFormat } from './output-formats.ts';
import { progressBesideLines } from './progress.ts';
import type { ReadOptions } from './read-options.ts';
import { listTaps, makeTaps, tapOutput } from './statistics.ts';
import { decimals } from './summary-output.ts';

/** Gives the exit code. */
export async function read(words: readonly string[], given: ReadOptions): Promise<number> {
  if (listTaps(given.statistics ?? [], print)) return 0;
  if (given.colorRules === 'help') {
    print(colourRulesText());
    return 0;
  }
  const { captures, options } = withTrailingFilter(words, given);
  const paths = [...(options.readFile ?? []), ...captures];
  const links = new FrameLinks();
  const dissection = dissectionOf(options);
  const compile = await filterCompiler(options, links);
  const makeLines = chooseFormat(options);
  const range = parseRange(options);
  const keep = options.displayFilter === undefined ? undefined : compile(options.displayFilter);
  const { write } = options;
  checkOutputs(options, paths);
  const window = options.dedup === undefined ? undefined : parseWindow(options.dedup);
  const clock = new FrameClock();
  const taps = makeTaps(options.statistics ?? [], { compile, clock, time: options.time });
  const withoutTwins = (all: CaptureSource) => (window === undefined ? all : new WithoutTwins(all, window));
  const printsLines = !options.quiet && write === undefined;
  const progress = printsLines ? progressBesideLines(options.progress) : options.progress;
  const inputs = await openInputs(captures, { ...options, progress });
  if (looksAhead(options)) links.index = await readAhead(inputs.paths, options, dissection, withoutTwins);
  const source = withoutTwins(inputs.source);
  links.summary = new SummaryCells(new TimeColumn(options.time, options.timeUnit), decimals(source));
  const out = openOutput();
  const outputs: FrameOutput[] = [];
  if (!options.quiet && (write === undefined || options.print))
    outputs.push(makeLines({ options, out, source, paths, links, compile }));
  const hasLines = outputs.length > 0;
  if (write !== undefined) outputs.push(new CaptureOutput(write, options.writeFormat, source));
  // A capture on standard output must stay one: then tables go to standard error.
  const printTable =
    write === '-' ? (text: string) => void process.stderr.write(text) : (text: string) => out.text(text);
  const pipeline = new FramePipeline({
    range,
    keep,
    outputs,
    dissection: dissection(source),
    taps: taps.length === 0 ? [] : [tapOutput(taps, printTable)],
    clock: taps.length === 0 ? undefined : clock,
    // Whoever only copies frames need not know what is in them; without any output, dissecting them is the point.
    dissects: write === undefined || hasLines || keep !== undefined || taps.length > 0,
  });
  await runFrames({ source, paths, pipeline, out }, options);
  if (source instanceof WithoutTwins)
    complain(`${source.dropped} frames left out (--dedup): the same packets at another interface`);
  return inputs.finish();
}

function checkOutputs({ write, writeFormat, print }: ReadOptions, paths: readonly string[]): void {
  if (write === undefined) {
    if (writeFormat !== undefined) throw new UsageError('-F names the format of a capture to write: it needs -w');
    return;
  }
  if (write === '-' && print) throw new UsageError('-w - and -P: packets and their lines cannot share standard output');
  checkCapturePath(write, paths);
}
