// `read` where a plain summary, or nothing, is wanted: the common case, which loads nothing but what it needs.
import { isatty } from 'node:tty';
import { dissectionOf } from './dissection-options.ts';
import { runFrames } from './frame-loop.ts';
import { FramePipeline } from './frame-pipeline.ts';
import { parseRange } from './frame-range.ts';
import { openInputs } from './input.ts';
import { openOutput } from './output.ts';
import type { ReadOptions } from './read-options.ts';
import { decimals, summaryOutput } from './summary-output.ts';
import { LineSender } from './threads/line-sender.ts';
import { isForTwoThreads, startLineWorker } from './threads/two-threads.ts';

const standardOutput = 1;

/** Options that ask for more than lines. Those that say which frames are read, and how, are not among them. */
const furtherOptions = [
  'verbose',
  'onlyTrees',
  'hex',
  'ndjson',
  'field',
  'fieldOption',
  'displayFilter',
  'write',
  'writeFormat',
  'print',
  'statistics',
  'dedup',
  'colorRules',
] as const satisfies readonly (keyof ReadOptions)[];

/** In a terminal lines are cut and coloured; words behind -r may be a filter. */
export function isPlainSummary(words: readonly string[], options: ReadOptions): boolean {
  return (
    options.output === 'text' &&
    options.color !== 'always' &&
    furtherOptions.every((name) => options[name] === undefined) &&
    (words.length === 0 || options.readFile === undefined) &&
    !isatty(standardOutput)
  );
}

/** Gives the exit code. */
export async function readSummary(captures: readonly string[], options: ReadOptions): Promise<number> {
  const dissection = dissectionOf(options);
  const range = parseRange(options);
  const named = [...(options.readFile ?? []), ...captures];
  // Before the capture is opened: the worker starts meanwhile.
  const shared = isForTwoThreads(named, options) ? startLineWorker(options) : undefined;
  const inputs = await openInputs(captures, options);
  const { source, paths } = inputs;
  const out = openOutput();
  const lines =
    shared === undefined ? summaryOutput(options, out, source) : new LineSender(shared, options, decimals(source));
  const outputs = options.quiet ? [] : [lines];
  const pipeline = new FramePipeline({ range, outputs, dissection: dissection(source) });
  await runFrames({ source, paths, pipeline, out }, options);
  return inputs.finish();
}
