// Runs a compiled filter on dissections: reads of each frame the fields that the filter names, and nothing else.
import type { Dissection } from '../dissect/dissection.ts';
import { FieldExtractor } from '../dissect/fields/field-extractor.ts';
import type { FrameLinks } from '../dissect/transactions/frame-links.ts';
import { protocols } from '../protocol/protocols.ts';
import type { CompiledFilter } from './filter.ts';
import { ProtocolCounts } from './protocol-counts.ts';

const layerProtocols: ReadonlySet<string> = new Set(protocols.map(({ filter }) => filter));

export class FrameFilter {
  readonly #filter: CompiledFilter;
  readonly #reader: FieldExtractor | ProtocolCounts;

  /** `links`: shared with the outputs. */
  constructor(filter: CompiledFilter, links?: FrameLinks) {
    this.#filter = filter;
    const { fields, usesLayers, isPresence } = filter;
    // Whether protocols are there, the stack of layers tells without reading any field. A part of a layer may be called a
    // protocol, too (`ipv6.hopopts`): only reading finds it.
    const isStack = isPresence && fields.every((name) => layerProtocols.has(name));
    const options = links === undefined ? {} : { links };
    this.#reader = isStack
      ? new ProtocolCounts(fields)
      : new FieldExtractor(fields, { countsLayers: usesLayers, ...options });
  }

  /** It asks what a frame is to those before it: then `skip` must tell it those that it is not asked about. */
  get hasHistory(): boolean {
    return this.#reader instanceof FieldExtractor && this.#reader.hasHistory;
  }

  skip(d: Dissection): void {
    if (this.#reader instanceof FieldExtractor) this.#reader.skip(d);
  }

  passes(d: Dissection): boolean {
    this.#reader.extract(d);
    return this.#filter.test(this.#reader.columns);
  }
}
