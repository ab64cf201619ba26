// Reads the wanted fields of SCTP's parameters and error causes by their tables. What is nested goes a few levels deep.
import { padded4, u16 } from '../../bytes/read.ts';
import { widthOf } from '../../protocol/field-width.ts';
import type { Field } from '../../protocol/schema.ts';
import { sctpCauseHeader, sctpCauseLayouts } from '../../protocol/sctp/cause-layouts.ts';
import {
  type SctpLayout,
  sctpParameterHeader,
  sctpParameterLayouts,
  unknownActionBits,
} from '../../protocol/sctp/parameter-layouts.ts';
import { type FieldInfo, infoOf } from './field-info.ts';
import type { FieldSink, FieldSinks } from './sink.ts';
import { type TableReader, tableReader } from './table-reader.ts';

/** An address in an Add-IP parameter in an error cause: nothing real is deeper. */
const depthLimit = 6;

interface Compiled {
  readonly layout: SctpLayout;
  readonly table: TableReader;
  readonly list: FieldSink | undefined;
  readonly listWidth: number;
}

/** Tells the header of a chunk that an error cause quotes. */
type ChunkHeaderReader = (bytes: Uint8Array, start: number, end: number) => void;

export class SctpPartReader {
  readonly #sinks: FieldSinks;
  readonly #readChunkHeader: ChunkHeaderReader;
  readonly #parameterType: TableReader;
  readonly #parameterLength: TableReader;
  readonly #parameterValue: FieldSink | undefined;
  readonly #parameterPadding: FieldSink | undefined;
  readonly #causeHeader: TableReader;
  readonly #causeInformation: FieldSink | undefined;
  readonly #causePadding: FieldSink | undefined;
  readonly #parameters: ReadonlyMap<number, Compiled>;
  readonly #causes: ReadonlyMap<number, Compiled>;

  constructor(sinks: FieldSinks, readChunkHeader: ChunkHeaderReader) {
    this.#sinks = sinks;
    this.#readChunkHeader = readChunkHeader;
    const one = (field: Field) => sinks.find(infoOf(`sctp.${field.filter}`, field));
    const table = (fields: readonly Field[], flags: readonly Field[] = []) =>
      tableReader(flags, fields, infosOf, sinks);
    this.#parameterType = table([sctpParameterHeader.type], unknownActionBits.parameter);
    this.#parameterLength = table([sctpParameterHeader.length]);
    this.#parameterValue = one(sctpParameterHeader.value);
    this.#parameterPadding = one(sctpParameterHeader.padding);
    this.#causeHeader = table([sctpCauseHeader.code, sctpCauseHeader.length]);
    this.#causeInformation = one(sctpCauseHeader.information);
    this.#causePadding = one(sctpCauseHeader.padding);
    const compiled = (layouts: readonly SctpLayout[]) =>
      new Map(
        layouts.map((layout): [number, Compiled] => [
          layout.type,
          {
            layout,
            table: table(layout.fields),
            list: layout.list && one(layout.list),
            listWidth: layout.list ? widthOf(layout.list) : 0,
          },
        ]),
      );
    this.#parameters = compiled(sctpParameterLayouts);
    this.#causes = compiled(sctpCauseLayouts);
  }

  parameters(bytes: Uint8Array, from: number, end: number, depth = 0): void {
    if (depth > depthLimit) return;
    let at = from;
    while (end - at >= 4) {
      const length = u16(bytes, at + 2);
      if (length < 4) return;
      const valueEnd = Math.min(at + length, end);
      const paddedEnd = Math.min(at + padded4(length), end);
      const type = u16(bytes, at);
      this.#sinks.parts?.begin('sctp parameter', type, bytes, at, paddedEnd);
      this.#parameterType.read(bytes, at, at + 2);
      this.#parameterType.readFlags(bytes, at);
      this.#parameterLength.read(bytes, at + 2, at + 4);
      const known = this.#parameters.get(type);
      if (known !== undefined) this.#value(known, bytes, at + 4, valueEnd, depth);
      else if (valueEnd > at + 4) this.#parameterValue?.octets(bytes, at + 4, valueEnd - at - 4);
      if (paddedEnd > valueEnd) this.#parameterPadding?.octets(bytes, valueEnd, paddedEnd - valueEnd);
      this.#sinks.parts?.end(at + length <= end);
      at = paddedEnd;
    }
  }

  causes(bytes: Uint8Array, from: number, end: number, depth = 0): void {
    if (depth > depthLimit) return;
    let at = from;
    while (end - at >= 4) {
      const length = u16(bytes, at + 2);
      const code = u16(bytes, at);
      const valueEnd = Math.min(at + length, end);
      const paddedEnd = Math.min(at + padded4(length), end);
      this.#sinks.parts?.begin('sctp cause', code, bytes, at, Math.max(paddedEnd, at + 4));
      this.#causeHeader.read(bytes, at, at + 4);
      if (length >= 4) {
        const known = this.#causes.get(code);
        if (known !== undefined) this.#value(known, bytes, at + 4, valueEnd, depth);
        else if (valueEnd > at + 4) this.#causeInformation?.octets(bytes, at + 4, valueEnd - at - 4);
        if (paddedEnd > valueEnd) this.#causePadding?.octets(bytes, valueEnd, paddedEnd - valueEnd);
      }
      this.#sinks.parts?.end(length >= 4 && at + length <= end);
      if (length < 4) return;
      at = paddedEnd;
    }
  }

  #value({ layout, table, list, listWidth }: Compiled, bytes: Uint8Array, from: number, end: number, depth: number) {
    table.read(bytes, from, end);
    const inside = from + table.width;
    if (inside > end) return;
    if (list) for (let at = inside; at + listWidth <= end; at += listWidth) list.octets(bytes, at, listWidth);
    switch (layout.contents) {
      case 'none':
        return;
      case 'parameters':
        this.parameters(bytes, inside, end, depth + 1);
        return;
      case 'causes':
        this.causes(bytes, inside, end, depth + 1);
        return;
      case 'chunk':
        if (end > inside) this.#readChunkHeader(bytes, inside, end);
        return;
      default:
        layout.contents satisfies never;
    }
  }
}

function infosOf(field: Field): readonly FieldInfo[] {
  const more = field.type === 'flag' ? { partOf: 'sctp.parameter_type' } : {};
  return [infoOf(`sctp.${field.filter}`, field, more)];
}
