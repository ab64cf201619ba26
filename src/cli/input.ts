// The captures that a command was given, opened and merged, and the loop over their frames.
import process from 'node:process';
import type { WindowMemory } from '../capture/block-window.ts';
import { CaptureError, type Frame } from '../capture/frame.ts';
import { mergeByTime } from '../capture/merge.ts';
import { openCapture, openStream } from '../capture/open.ts';
import type { CaptureSource } from '../capture/source.ts';
import { complain, InputError, inputName, UsageError } from './errors.ts';
import { type ProgressChoice, progressOf } from './progress.ts';

export interface InputOptions {
  /** -r FILE, which may be given more than once. */
  readonly readFile?: readonly string[] | undefined;
  readonly progress?: ProgressChoice | undefined;
  /** Where the octets of a file go; without it they go to memory of their own. */
  readonly memory?: WindowMemory | undefined;
}

export interface Inputs {
  readonly source: CaptureSource;
  readonly paths: readonly string[];
  /** Says on standard error why reading ended early, if it did. Gives the exit code. */
  finish(): number;
}

/** Opens the paths and those of -r; `-` is standard input. Several are merged by time. `what` heads the progress. */
export async function openInputs(words: readonly string[], options: InputOptions, what?: string): Promise<Inputs> {
  const paths = [...(options.readFile ?? []), ...words];
  if (paths.length === 0) throw new UsageError('no capture given: name a file, or - for standard input');
  if (paths.filter((path) => path === '-').length > 1) throw new UsageError('standard input can be read only once');
  const progress = progressOf(paths, options.progress ?? 'auto', what);
  const onRead = progress && ((count: number) => progress.note(count));
  const sources: CaptureSource[] = [];
  for (const path of paths) {
    try {
      sources.push(
        path === '-' ? await openStream(process.stdin, onRead) : await openCapture(path, onRead, options.memory),
      );
    } catch (error) {
      for (const source of sources) source.close();
      throw error instanceof CaptureError ? new InputError(path, error) : error;
    }
  }
  const [only] = sources;
  const source = sources.length === 1 && only !== undefined ? only : mergeByTime(sources);
  return {
    source,
    paths,
    finish() {
      source.close();
      progress?.hide();
      let code = 0;
      for (const [index, { fault }] of sources.entries()) {
        if (fault === undefined) continue;
        complain(`${inputName(paths[index] as string)}: ${fault.message}`);
        code = 2;
      }
      return code;
    },
  };
}

/** Calls `use` for each frame, for `count` of them at most. */
export async function forEachFrame(
  source: CaptureSource,
  use: (frame: Frame) => void,
  count = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { frame } = source;
  if (count <= 0) return;
  // Counted upwards: an infinite number of frames left would be a new number on the heap for each frame.
  let used = 0;
  do {
    while (source.next()) {
      use(frame);
      if (++used >= count) return;
    }
  } while (await source.fill());
}
