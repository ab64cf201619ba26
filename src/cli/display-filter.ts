// Display filters of the command line: -Y, those inside -z, and tshark's habit of taking trailing words for one.
import { existsSync } from 'node:fs';
import type { Dissection } from '../dissect/dissection.ts';
import type { FrameLinks } from '../dissect/transactions/frame-links.ts';
import type { FilterCompiler } from '../report/read/frame-output.ts';
import { UsageError } from './errors.ts';
import { isColoured } from './paint.ts';
import type { ReadOptions } from './read-options.ts';

/** What makes the text of a filter into a test of frames. The language is loaded only where there is a filter. */
export async function filterCompiler(
  options: Partial<Pick<ReadOptions, 'displayFilter' | 'statistics' | 'output' | 'color' | 'colorRules'>>,
  links: FrameLinks,
): Promise<FilterCompiler> {
  const { displayFilter, statistics = [], output, color } = options;
  const isPainted = output === 'text' && (isColoured(color) || options.colorRules !== undefined);
  if (displayFilter === undefined && statistics.length === 0 && !isPainted) return noFilters;
  return loadFilters(links);
}

/** The same where a filter is certain to come. */
export async function loadFilters(links: FrameLinks): Promise<FilterCompiler> {
  const [{ compileFilter }, { allFields }, { errorLines }, { FrameFilter }] = await Promise.all([
    import('../filter/filter.ts'),
    import('../filter/field-table.ts'),
    import('../filter/fault.ts'),
    import('../filter/frame-filter.ts'),
  ]);
  return (text) => {
    const compiled = compileFilter(text, allFields);
    if (!compiled.ok) throw new UsageError(errorLines(compiled));
    const filter = new FrameFilter(compiled, links);
    const passes = (d: Dissection) => filter.passes(d);
    return filter.hasHistory ? Object.assign(passes, { skip: (d: Dissection) => filter.skip(d) }) : passes;
  };
}

function noFilters(): never {
  throw new Error('a filter was not expected');
}

/** `tshark -r FILE asap && frame.len > 100`: behind -r, words that name no file are a display filter. */
export function withTrailingFilter(
  words: readonly string[],
  options: ReadOptions,
): { readonly captures: readonly string[]; readonly options: ReadOptions } {
  const isFilter =
    words.length > 0 && (options.readFile ?? []).length > 0 && !words.some((word) => word === '-' || existsSync(word));
  if (!isFilter) return { captures: words, options };
  if (options.displayFilter !== undefined)
    throw new UsageError('the display filter is given twice: with -Y, and behind the options');
  return { captures: [], options: { ...options, displayFilter: words.join(' ') } };
}
