// Whether `read` is asked for a plain summary, or nothing: the common case, in which a worker may make the lines. It starts
// before what this thread needs is loaded, so that both load at once.
import { isatty } from 'node:tty';
import type { ReadOptions } from './read-options.ts';
import { isForTwoThreads, startLineWorker } from './threads/two-threads.ts';

const standardOutput = 1;

/** Options that a plain summary knows: which frames are read, and how. Any other asks for more than lines. */
const knownOptions: ReadonlySet<string> = new Set([
  'readFile',
  'count',
  'quiet',
  'decodeAs',
  'dialect',
  'tlsKeylog',
  'checksums',
  'preference',
  'twoPasses',
  'n',
  'output',
  'time',
  'timeUnit',
  'from',
  'to',
  'lineBuffered',
  'color',
  'duplicateKeys',
  'progress',
]);

/** In a terminal lines are cut and coloured; words behind -r may be a filter. */
export function isPlainSummary(words: readonly string[], options: ReadOptions): boolean {
  return (
    options.output === 'text' &&
    options.color !== 'always' &&
    options.duplicateKeys !== false &&
    Object.entries(options).every(([name, value]) => value === undefined || knownOptions.has(name)) &&
    (words.length === 0 || options.readFile === undefined) &&
    !isatty(standardOutput)
  );
}

/** Gives the exit code. */
export async function readPlainSummary(captures: readonly string[], options: ReadOptions): Promise<number> {
  const paths = [...(options.readFile ?? []), ...captures];
  const shared = isForTwoThreads(paths, options) ? startLineWorker(options) : undefined;
  const { readSummary } = await import('./read-summary.ts');
  return readSummary(captures, options, shared);
}
