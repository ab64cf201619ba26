// Whether `read` is asked for a plain summary, or nothing: the common case, in which a worker may make the lines. It starts
// before what this thread needs is loaded, so that both load at once.
import { isatty } from 'node:tty';
import type { ReadOptions } from './read-options.ts';
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
export async function readPlainSummary(captures: readonly string[], options: ReadOptions): Promise<number> {
  const paths = [...(options.readFile ?? []), ...captures];
  const shared = isForTwoThreads(paths, options) ? startLineWorker(options) : undefined;
  const { readSummary } = await import('./read-summary.ts');
  return readSummary(captures, options, shared);
}
