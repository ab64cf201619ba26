// How often the wanted protocols stand in a frame, from its stack of layers: for filters like `asap or enrp`.
import type { Dissection } from '../dissect/dissection.ts';
import { isCut } from '../dissect/fields/field-extractor.ts';
import type { FieldKind, FieldValues } from '../dissect/fields/field-values.ts';
import { filterProtocol } from '../dissect/fields/frame-protocols.ts';
import { layer, layerNames } from '../dissect/layer.ts';

/** Counts and nothing else: filters that ask for values are given a FieldExtractor. */
class Count implements FieldValues {
  readonly kind: FieldKind = 'protocol';
  count = 0;
  number = () => Number.NaN;
  big = () => 0n;
  octets = () => nothing;
  text = () => '';
  layerNumber = () => 0;
}

const nothing = new Uint8Array(0);

export class ProtocolCounts {
  readonly columns: readonly Count[];
  readonly #byName: ReadonlyMap<string, Count>;
  /** By the number of the layer's protocol. */
  readonly #byLayer: (Count | undefined)[] = new Array(64).fill(undefined);
  readonly #frame: Count | undefined;

  constructor(names: readonly string[]) {
    this.#byName = new Map(names.map((name) => [name, new Count()]));
    this.columns = names.map((name) => this.#byName.get(name) as Count);
    for (const [number, name] of Object.entries(layerNames)) this.#byLayer[Number(number)] = this.#byName.get(name);
    this.#byLayer[layer.sctpChunk] = undefined;
    this.#frame = this.#byName.get('frame');
  }

  /** As FieldReading does: behind a chunk that is not wholly there nothing counts. */
  extract(d: Dissection): void {
    const { columns } = this;
    for (let index = 0; index < columns.length; index++) (columns[index] as Count).count = 0;
    if (this.#frame !== undefined) this.#frame.count = 1;
    const { layers } = d;
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index] as number;
      if (protocol === layer.sctpChunk && !d.quoted && isCut(d, index)) return;
      const count =
        protocol === layer.application || protocol === layer.data
          ? this.#byName.get(filterProtocol(d, index) ?? '')
          : this.#byLayer[protocol];
      if (count !== undefined) count.count++;
    }
  }
}
