// Some of what `read` shows of a frame only later frames tell: which one answers a request, which completes a message.
// Files are read twice for that; a pipe cannot be, and shows what is known when the frame comes.
import { statSync } from 'node:fs';
import type { CaptureSource } from '../capture/source.ts';
import { Dissector, type DissectorOptions } from '../dissect/dissector.ts';
import { needsFirstPass } from '../dissect/fields/link-fields.ts';
import { collectTransactions, type TransactionIndex } from '../dissect/transactions/transaction-index.ts';
import { openInputs } from './input.ts';
import { isTree } from './output-formats.ts';
import type { ReadOptions } from './read-options.ts';

/** Whether anything that was asked for needs later frames. */
export function looksAhead(options: ReadOptions): boolean {
  const { quiet, output, field = [], displayFilter = '', ndjson } = options;
  if (filterLooksAhead(displayFilter)) return true;
  return !quiet && (ndjson === true || needsFirstPass(field) || (output === 'text' && isTree(options)));
}

/** Field names in a filter are words of letters, digits, dots and underscores, as all else that they may be taken for. */
export function filterLooksAhead(displayFilter: string): boolean {
  return needsFirstPass(displayFilter.match(/[\w.]+/g) ?? []);
}

/** Undefined where an input cannot be read twice. What is wrong with it, the second reading says. */
export async function readAhead(
  paths: readonly string[],
  options: Pick<ReadOptions, 'count' | 'progress'>,
  dissection: (source: CaptureSource) => DissectorOptions,
  withoutTwins: (source: CaptureSource) => CaptureSource,
): Promise<TransactionIndex | undefined> {
  if (!paths.every(isFile)) return undefined;
  // Frames must have the numbers here that they have in the second reading.
  const source = withoutTwins((await openInputs(paths, { progress: options.progress }, 'looking ahead')).source);
  const index = await collectTransactions(source, new Dissector(dissection(source)), options.count);
  source.close();
  return index;
}

function isFile(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}
