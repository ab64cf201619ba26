// What one wanted field gave in one frame: where its values stand, read only when somebody asks for them.
import { protocolTitle } from '../../protocol/protocols.ts';
import { type FieldInfo, infoNumber, infoText, numberText } from './field-info.ts';
import type { FieldKind, FieldValues } from './field-values.ts';
import { differenceText, timeText } from './frame-time.ts';
import type { FieldSink, FieldSinks } from './sink.ts';
import { readBig, textEnd } from './value-text.ts';

const how = { octets: 0, number: 1, time: 2, text: 3 } as const;
const none = new Uint8Array(0);
const encoder = new TextEncoder();

export class Column implements FieldValues {
  readonly name: string;
  kind: FieldKind;
  count = 0;
  /** The layer that values belong to which are told now. */
  layer = 0;
  readonly #how: number[] = [];
  readonly #info: FieldInfo[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #at: number[] = [];
  readonly #size: number[] = [];
  /** Numbers that were worked out; of times the seconds. */
  readonly #number: number[] = [];
  readonly #text: string[] = [];
  readonly #layer: number[] = [];
  /** Of protocols: where what they carry ends. */
  readonly #payloadEnd: (number | undefined)[] = [];

  constructor(name: string, kind: FieldKind) {
    this.name = name;
    this.kind = kind;
  }

  add(way: number, info: FieldInfo, bytes: Uint8Array, at: number, size: number, value: number): void {
    const index = this.count++;
    this.#how[index] = way;
    this.#info[index] = info;
    this.#bytes[index] = bytes;
    this.#at[index] = at;
    this.#size[index] = size;
    this.#number[index] = value;
    this.#layer[index] = this.layer;
    this.#payloadEnd[index] = undefined;
  }

  addText(info: FieldInfo, value: string): void {
    this.#text[this.count] = value;
    this.add(how.text, info, none, 0, 0, Number.NaN);
  }

  number(index: number): number {
    if (this.#how[index] !== how.octets) return this.#number[index] as number;
    const info = this.#info[index] as FieldInfo;
    return hasNumber(info.kind)
      ? infoNumber(info, this.#bytes[index] as Uint8Array, this.#at[index] as number)
      : Number.NaN;
  }

  big(index: number): bigint {
    if (this.#how[index] === how.time)
      return BigInt(this.#number[index] as number) * 1_000_000_000n + BigInt(this.#at[index] as number);
    if (this.#how[index] === how.octets) {
      const info = this.#info[index] as FieldInfo;
      if (info.kind === 'uint64' || info.format === 'microseconds')
        return readBig(this.#bytes[index] as Uint8Array, this.#at[index] as number, info.size) * factorOf(info);
    }
    const number = this.number(index);
    return Number.isInteger(number) ? BigInt(number) : 0n;
  }

  octets(index: number): Uint8Array {
    if (this.#how[index] === how.text) return encoder.encode(this.#text[index]);
    const info = this.#info[index] as FieldInfo;
    if (info.kind === 'string' && info.format !== 'text') return encoder.encode(this.text(index));
    const bytes = this.#bytes[index] as Uint8Array;
    const at = this.#at[index] as number;
    const size = this.#size[index] as number;
    return bytes.subarray(at, info.kind === 'string' ? textEnd(bytes, at, size) : at + size);
  }

  payload(index: number): Uint8Array {
    const end = this.#payloadEnd[index];
    return end === undefined ? this.octets(index) : (this.#bytes[index] as Uint8Array).subarray(this.#at[index], end);
  }

  /** A layer in the same buffer ends there: it is carried by the protocols before it. */
  carry(bytes: Uint8Array, end: number): void {
    for (let index = 0; index < this.count; index++)
      if (this.#bytes[index] === bytes) this.#payloadEnd[index] = Math.max(this.#payloadEnd[index] ?? 0, end);
  }

  text(index: number): string {
    const info = this.#info[index] as FieldInfo;
    switch (this.#how[index]) {
      case how.octets: {
        const size = this.#size[index] as number;
        if (info.kind === 'protocol') return this.#title(index, info, size);
        // tshark shows a field of octets that has none.
        if (size === 0 && info.kind !== 'none') return '<MISSING>';
        return infoText(info, this.#bytes[index] as Uint8Array, this.#at[index] as number, size);
      }
      case how.number:
        return numberText(info, this.#number[index] as number);
      case how.time: {
        const seconds = this.#number[index] as number;
        const nanoseconds = this.#at[index] as number;
        return info.kind === 'absolute time' ? timeText(seconds, nanoseconds) : differenceText(seconds, nanoseconds);
      }
      default:
        return this.#text[index] as string;
    }
  }

  /** A part of a layer that is a protocol in Wireshark has its own words. */
  #title(index: number, { words }: FieldInfo, size: number): string {
    const bytes = this.#bytes[index] as Uint8Array;
    return words?.(bytes, this.#at[index] as number, size) ?? protocolTitle(this.name);
  }

  layerNumber(index: number): number {
    return this.#layer[index] as number;
  }
}

/** Times are told in nanoseconds. */
function factorOf({ format }: FieldInfo): bigint {
  return format === 'microseconds' ? 1000n : 1n;
}

function hasNumber(kind: FieldKind): boolean {
  return /^(u?int|frame|bool|double)/.test(kind);
}

/** Takes the values of one field for its column; fields of one name may have different shapes (R bit of ENRP). */
class ColumnSink implements FieldSink {
  readonly #column: Column;
  readonly #info: FieldInfo;

  constructor(column: Column, info: FieldInfo) {
    this.#column = column;
    this.#info = info;
  }

  octets(bytes: Uint8Array, at: number, size: number): void {
    this.#column.add(how.octets, this.#info, bytes, at, size, 0);
  }

  number(value: number, bytes: Uint8Array, at: number, size: number): void {
    this.#column.add(how.number, this.#info, bytes, at, size, value);
  }

  time(seconds: number, nanoseconds: number): void {
    this.#column.add(how.time, this.#info, none, nanoseconds, 0, seconds);
  }

  text(value: string): void {
    this.#column.addText(this.#info, value);
  }
}

const protocolInfo: FieldInfo = { name: '', label: '', kind: 'protocol', format: 'bytes', size: 0 };

/** The columns that are wanted, by name; two wishes for one name share a column. */
export class Columns implements FieldSinks {
  readonly parts = undefined;
  readonly list: Column[] = [];
  readonly #byName = new Map<string, Column>();
  /** Known when the first frame is read: until then fields may be asked for. */
  #protocols: readonly Column[] | undefined;
  /** How often each protocol came in this frame; kept only where somebody asks. */
  readonly #layers = new Map<string, number>();
  readonly #countsLayers: boolean;

  /** `countsLayers`: where values must know which layer of their protocol they belong to. */
  constructor(countsLayers = false) {
    this.#countsLayers = countsLayers;
  }

  want(name: string): Column {
    let column = this.#byName.get(name);
    if (column === undefined) {
      column = new Column(name, 'protocol');
      this.#byName.set(name, column);
      this.list.push(column);
    }
    return column;
  }

  find(info: FieldInfo): FieldSink | undefined {
    const column = this.#byName.get(info.name);
    if (column === undefined) return undefined;
    column.kind = info.kind;
    return new ColumnSink(column, info);
  }

  wants(prefix: string): boolean {
    return this.list.some(({ name }) => name.startsWith(prefix));
  }

  layer(protocol: string, bytes: Uint8Array, start: number, end: number): void {
    if (this.#countsLayers) {
      const number = (this.#layers.get(protocol) ?? 0) + 1;
      this.#layers.set(protocol, number);
      for (const column of this.list) column.layer = number;
    }
    this.#byName.get(protocol)?.add(how.octets, protocolInfo, bytes, start, end - start, 0);
    this.#protocols ??= this.list.filter(({ kind }) => kind === 'protocol');
    for (const column of this.#protocols) column.carry(bytes, end);
  }

  resume(protocol: string): void {
    if (!this.#countsLayers) return;
    const number = this.#layers.get(protocol) ?? 0;
    for (const column of this.list) column.layer = number;
  }

  clear(): void {
    for (const column of this.list) column.count = 0;
    if (this.#countsLayers) this.#layers.clear();
  }
}
