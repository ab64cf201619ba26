// A display filter's text as a test of dissections, for whoever has no command line to complain on (docs/filters.md).
import type { Dissection } from '../dissect/dissection.ts';
import { errorLines } from './fault.ts';
import { allFields } from './field-table.ts';
import { compileFilter } from './filter.ts';
import { FrameFilter } from './frame-filter.ts';

/** The text is no display filter; the message says why, with a mark below the place. */
export class FilterFault extends Error {}

/** Throws a FilterFault. The test is to be asked for each frame in order: fields of time count from frame to frame. */
export function frameTest(text: string): (dissection: Dissection) => boolean {
  const compiled = compileFilter(text, allFields);
  if (!compiled.ok) throw new FilterFault(errorLines(compiled));
  const filter = new FrameFilter(compiled);
  return (dissection) => filter.passes(dissection);
}
