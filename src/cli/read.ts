// What `read` does: frames in; lines, a capture and statistics out.
import type { Frame } from '../capture/frame.ts';
import { FrameLinks } from '../dissect/transactions/frame-links.ts';
import type { FilterCompiler, FrameOutput } from '../report/read/frame-output.ts';
import type { TextBuffer } from '../report/text-buffer.ts';
import { UsageError } from './errors.ts';
import { looksAhead, readAhead } from './first-pass.ts';
import { FramePipeline } from './frame-pipeline.ts';
import { parseRange } from './frame-range.ts';
import { forEachFrame, openInputs } from './input.ts';
import { openOutput } from './output.ts';
import { chooseFormat } from './output-formats.ts';
import type { ReadOptions } from './read-options.ts';

/** Gives the exit code. `compile` makes what -Y (and a filter in -z) says into a function. */
export async function read(
  captures: readonly string[],
  options: ReadOptions,
  compile: FilterCompiler = noFilters,
): Promise<number> {
  const makeLines = chooseFormat(options);
  const range = parseRange(options);
  const keep = options.displayFilter === undefined ? undefined : compile(options.displayFilter);
  const inputs = await openInputs(captures, options);
  const links = new FrameLinks();
  if (looksAhead(options)) links.index = await readAhead(inputs.paths, options);
  const out = openOutput();
  const outputs: FrameOutput[] = [];
  if (!options.quiet) outputs.push(makeLines({ options, out, source: inputs.source, paths: inputs.paths, links }));
  const pipeline = new FramePipeline({ range, keep, outputs });
  pipeline.begin();
  await forEachFrame(inputs.source, flushing(pipeline.use, out, captures, options), options.count);
  pipeline.end();
  out.flush();
  return inputs.finish();
}

function noFilters(text: string): never {
  throw new UsageError(`no filter can be compiled here: ${text}`);
}

type UseFrame = (frame: Frame) => void;

/** Whoever pipes a running capture in wants to see its packets at once; -l wants each line at once. */
function flushing(use: UseFrame, out: TextBuffer, captures: readonly string[], options: ReadOptions): UseFrame {
  if (options.lineBuffered)
    return (frame) => {
      use(frame);
      out.flush();
    };
  const isInteractive = [...captures, ...(options.readFile ?? [])].includes('-');
  if (!isInteractive) return use;
  let scheduled = false;
  return (frame) => {
    use(frame);
    if (scheduled) return;
    scheduled = true;
    // Once for all frames that came in one piece.
    setImmediate(() => {
      scheduled = false;
      out.flush();
    });
  };
}
