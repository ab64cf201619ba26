// `read` where a plain summary, or nothing, is wanted: the common case, which loads nothing but what it needs.
import { dissectionOf } from './dissection-options.ts';
import { runFrames } from './frame-loop.ts';
import { FramePipeline } from './frame-pipeline.ts';
import { parseRange } from './frame-range.ts';
import { openInputs } from './input.ts';
import { openOutput } from './output.ts';
import { progressBesideLines } from './progress.ts';
import type { ReadOptions } from './read-options.ts';
import { decimals, summaryOutput } from './summary-output.ts';
import type { SharedBatches } from './threads/batch-layout.ts';
import { LineSender } from './threads/line-sender.ts';

/** Gives the exit code. With shared memory a worker, which waits at its other end, makes the lines. */
export async function readSummary(
  captures: readonly string[],
  options: ReadOptions,
  shared: SharedBatches | undefined,
): Promise<number> {
  const dissection = dissectionOf(options);
  const range = parseRange(options);
  const progress = options.quiet ? options.progress : progressBesideLines(options.progress);
  const sender = shared && new LineSender(shared, options);
  const memory = sender && (() => sender.nextWindow());
  const inputs = await openInputs(captures, { ...options, progress, memory });
  const { source, paths } = inputs;
  if (sender) sender.decimalsOf = decimals(source);
  const out = openOutput();
  const lines = sender ?? summaryOutput(options, out, source);
  const outputs = options.quiet ? [] : [lines];
  const pipeline = new FramePipeline({ range, outputs, dissection: dissection(source) });
  await runFrames({ source, paths, pipeline, out }, options);
  return inputs.finish();
}
