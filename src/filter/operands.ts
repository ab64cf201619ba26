// What stands at one side of a test while the filter runs: a list of values of one sort, loaded anew for each frame.
import { u32 } from '../bytes/read.ts';
import type { FieldKind, FieldValues } from '../dissect/fields/field-values.ts';
import { hasLayer, type Range, sliced } from './ranges.ts';

/** The values of the filter's fields in the frame at hand, in the order of CompiledFilter.fields. */
export type Columns = readonly FieldValues[];

export interface Values<Value> {
  /** How many values the frame has; said before the first is asked for. */
  load(columns: Columns): number;
  at(index: number): Value;
  /** Set where it is the same in each frame. */
  readonly constant?: Value;
  /** Of a constant address: the leading bits that count. */
  readonly prefix?: number;
}

export type Operand = { readonly kind: FieldKind } & (
  | { readonly sort: 'number'; readonly values: Values<number> }
  | { readonly sort: 'big'; readonly values: Values<bigint> }
  | { readonly sort: 'octets'; readonly values: Values<Uint8Array> }
);

export function constant<Value>(value: Value, prefix?: number): Values<Value> {
  const values = { load: () => 1, at: () => value, constant: value };
  return prefix === undefined ? values : { ...values, prefix };
}

const noValues = { count: 0 } as const;

/** Values of the field as the frame has them; `read` takes one of them. */
class FieldList<Value> implements Values<Value> {
  readonly #column: number;
  readonly #read: (values: FieldValues, index: number) => Value;
  #values: FieldValues | typeof noValues = noValues;

  constructor(column: number, read: (values: FieldValues, index: number) => Value) {
    this.#column = column;
    this.#read = read;
  }

  load(columns: Columns): number {
    this.#values = columns[this.#column] ?? noValues;
    return this.#values.count;
  }

  at(index: number): Value {
    return this.#read(this.#values as FieldValues, index);
  }
}

/** Indices of the values that lie in the wanted layers. */
export class LayerChoice {
  readonly #column: number;
  readonly #layers: readonly Range[];
  readonly indices: number[] = [];

  constructor(column: number, layers: readonly Range[]) {
    this.#column = column;
    this.#layers = layers;
  }

  load(columns: Columns): number {
    this.indices.length = 0;
    const values = columns[this.#column];
    if (values === undefined) return 0;
    let last = 0;
    for (let index = 0; index < values.count; index++) last = Math.max(last, values.layerNumber(index));
    for (let index = 0; index < values.count; index++)
      if (hasLayer(this.#layers, values.layerNumber(index), last)) this.indices.push(index);
    return this.indices.length;
  }
}

class LayeredList<Value> implements Values<Value> {
  readonly #all: FieldList<Value>;
  readonly #choice: LayerChoice;

  constructor(all: FieldList<Value>, choice: LayerChoice) {
    this.#all = all;
    this.#choice = choice;
  }

  load(columns: Columns): number {
    this.#all.load(columns);
    return this.#choice.load(columns);
  }

  at(index: number): Value {
    return this.#all.at(this.#choice.indices[index] as number);
  }
}

const encoder = new TextEncoder();
const readNumber = (values: FieldValues, index: number) => values.number(index);
const readBig = (values: FieldValues, index: number) => values.big(index);
const readOctets = (values: FieldValues, index: number) => values.octets(index);
const readText = (values: FieldValues, index: number) => encoder.encode(values.text(index));
const readPayload = (values: FieldValues, index: number) => values.payload?.(index) ?? values.octets(index);
const readIpv4 = (values: FieldValues, index: number) => u32(values.octets(index), 0);

function list<Value>(
  column: number,
  layers: readonly Range[] | undefined,
  read: (values: FieldValues, index: number) => Value,
): Values<Value> {
  const all = new FieldList(column, read);
  return layers === undefined ? all : new LayeredList(all, new LayerChoice(column, layers));
}

/** The field in this column. Undefined for a field that never has a value. */
export function fieldOperand(
  kind: FieldKind,
  column: number,
  layers: readonly Range[] | undefined,
): Operand | undefined {
  switch (kind) {
    case 'none':
      return undefined;
    case 'uint64':
    case 'absolute time':
    case 'relative time':
      return { kind, sort: 'big', values: list(column, layers, readBig) };
    case 'ipv4':
      return { kind, sort: 'number', values: list(column, layers, readIpv4) };
    case 'ipv6':
    case 'ether':
    case 'bytes':
    case 'protocol':
      return { kind, sort: 'octets', values: list(column, layers, readOctets) };
    case 'string':
      return { kind, sort: 'octets', values: list(column, layers, readText) };
    default:
      return { kind, sort: 'number', values: list(column, layers, readNumber) };
  }
}

/** The protocol with all that it carries. */
export function payloadOperand(column: number, layers: readonly Range[] | undefined): Operand {
  return { kind: 'protocol', sort: 'octets', values: list(column, layers, readPayload) };
}

/** The octets of the field as they stand on the wire. */
export function rawOperand(column: number, layers: readonly Range[] | undefined): Operand {
  return { kind: 'bytes', sort: 'octets', values: list(column, layers, readOctets) };
}

/** Each value of another list, changed. */
export function mapped<From, To>(from: Values<From>, change: (value: From) => To): Values<To> {
  const isConstant = from.constant !== undefined;
  if (isConstant) return constant(change(from.constant as From));
  return { load: (columns) => from.load(columns), at: (index) => change(from.at(index)) };
}

export function ipv4Octets(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff);
}

/** The operand as octets; undefined where its kind has none. */
export function asOctets(operand: Operand): Values<Uint8Array> | undefined {
  if (operand.sort === 'octets') return operand.values;
  return operand.kind === 'ipv4' && operand.sort === 'number' ? mapped(operand.values, ipv4Octets) : undefined;
}

export function sliceOf(octets: Values<Uint8Array>, ranges: readonly Range[]): Operand {
  return { kind: 'bytes', sort: 'octets', values: mapped(octets, (value) => sliced(value, ranges)) };
}
