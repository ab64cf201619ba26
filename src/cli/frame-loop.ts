// The loop of `read`: each frame of the inputs through the pipeline, and when what was collected is handed on.
import process from 'node:process';
import type { Frame } from '../capture/frame.ts';
import type { CaptureSource } from '../capture/source.ts';
import type { TextBuffer } from '../report/text-buffer.ts';
import { complain, preRfcSentence } from './errors.ts';
import type { FramePipeline } from './frame-pipeline.ts';
import { forEachFrame } from './input.ts';
import type { ReadOptions } from './read-options.ts';

export interface LoopContext {
  readonly source: CaptureSource;
  readonly paths: readonly string[];
  readonly pipeline: FramePipeline;
  readonly out: TextBuffer;
}

export async function runFrames(
  { source, paths, pipeline, out }: LoopContext,
  options: Pick<ReadOptions, 'count' | 'lineBuffered'>,
): Promise<void> {
  const flush = () => {
    pipeline.flush();
    out.flush();
  };
  const isInteractive = paths.includes('-');
  if (isInteractive) process.once('SIGINT', () => source.close());
  pipeline.begin();
  try {
    const use = flushing(pipeline.use, flush, isInteractive, options.lineBuffered);
    await forEachFrame(source, use, options.count);
  } finally {
    // Also where a frame could not be written: what was collected before it is kept.
    pipeline.end();
    out.flush();
  }
  if (pipeline.dissector.looksPreRfc) complain(preRfcSentence);
}

type UseFrame = (frame: Frame) => void;

/** Whoever pipes a running capture in wants to see its packets at once; -l wants each line at once. */
function flushing(use: UseFrame, flush: () => void, isInteractive: boolean, lineBuffered: true | undefined): UseFrame {
  if (lineBuffered)
    return (frame) => {
      use(frame);
      flush();
    };
  if (!isInteractive) return use;
  let scheduled = false;
  return (frame) => {
    use(frame);
    if (scheduled) return;
    scheduled = true;
    // Once for all frames that came in one piece.
    setImmediate(() => {
      scheduled = false;
      flush();
    });
  };
}
