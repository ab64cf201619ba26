// Runs a compiled filter on dissections: reads of each frame the fields that the filter names, and nothing else.
import type { Dissection } from '../dissect/dissection.ts';
import { FieldExtractor } from '../dissect/fields/field-extractor.ts';
import type { FrameClock } from '../dissect/fields/frame-reader.ts';
import type { CompiledFilter } from './filter.ts';

export class FrameFilter {
  readonly #filter: CompiledFilter;
  readonly #extractor: FieldExtractor | undefined;

  /** `clock`: one that somebody else sets for each frame of the capture, where the filter does not see every frame. */
  constructor(filter: CompiledFilter, clock?: FrameClock) {
    this.#filter = filter;
    const options = { countsLayers: filter.usesLayers, ...(clock === undefined ? {} : { clock }) };
    this.#extractor = filter.fields.length === 0 ? undefined : new FieldExtractor(filter.fields, options);
  }

  passes(d: Dissection): boolean {
    if (this.#extractor === undefined) return this.#filter.test([]);
    this.#extractor.extract(d);
    return this.#filter.test(this.#extractor.columns);
  }
}
