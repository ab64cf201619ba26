// Reads the wanted fields of SCTP packets: the common header, and each chunk by its table (RFC 9260 §3).
import { padded4, u16 } from '../../bytes/read.ts';
import type { Field } from '../../protocol/schema.ts';
import {
  type ChunkDefinition,
  chunkHeader,
  chunkOf,
  chunkTypeAbort,
  chunkTypeError,
  chunkTypeForwardTsn,
  chunkTypeIData,
  chunkTypeSack,
  commonHeader,
  fragmentSequence,
  listFields,
} from '../../protocol/sctp/chunks.ts';
import type { Columns } from './column.ts';
import { type TableReader, tableReader } from './table-reader.ts';
import { valueText } from './value-text.ts';

/** ERROR and ABORT quote a chunk that the sender did not know behind this cause (RFC 9260 §3.3.10.6). */
const unrecognizedChunk = 6;

export class ChunkReader {
  readonly #columns: Columns;
  readonly #common: TableReader;
  readonly #header: TableReader;
  readonly #byType: (TableReader | undefined)[] = new Array(256).fill(undefined);
  readonly #lists: boolean;

  constructor(columns: Columns) {
    this.#columns = columns;
    this.#common = tableReader([], commonHeader, namesOf, columns);
    this.#header = tableReader([], [chunkHeader.type, chunkHeader.flags, chunkHeader.length], namesOf, columns);
    this.#lists = Object.values(listFields).some((field) => columns.find(`sctp.${field.filter}`) !== undefined);
  }

  readPacket(bytes: Uint8Array, start: number, end: number): void {
    this.#common.read(bytes, start, end);
  }

  /** `relativeTsn` counts from the first TSN that the direction sent. */
  readChunk(bytes: Uint8Array, start: number, end: number, relativeTsn: number): void {
    this.#header.read(bytes, start, end);
    if (end - start < 4) return;
    const type = bytes[start] as number;
    const definition = chunkOf(type);
    const declaredEnd = start + u16(bytes, start + 2);
    if (definition !== undefined) this.#fields(definition, bytes, start, end, relativeTsn);
    if (type === chunkTypeError || type === chunkTypeAbort) this.#quotedChunks(bytes, start + 4, end);
    // A chunk that the capture cut ends before its padding.
    if (declaredEnd === end) this.#padding(bytes, start, end);
  }

  #fields(definition: ChunkDefinition, bytes: Uint8Array, start: number, end: number, relativeTsn: number): void {
    const { type } = definition;
    // As in tshark, of a DATA chunk quoted up to the middle of its header nothing but its type and length is shown.
    if (type === 0 && end - start < 16) return;
    let compiled = this.#byType[type];
    if (compiled === undefined) {
      compiled = tableReader(definition.flags, definition.fields, namesOf, this.#columns);
      this.#byType[type] = compiled;
    }
    compiled.readFlags(bytes, start + 1);
    compiled.read(bytes, start + 4, end);
    if (type === 0 || type === chunkTypeIData) {
      if (end - start >= 8) this.#push('sctp.data_tsn', String(relativeTsn >>> 0));
      const isLaterFragment = type === chunkTypeIData && ((bytes[start + 1] as number) & 2) === 0;
      if (isLaterFragment && end - start >= 20)
        this.#push(`sctp.${fragmentSequence.filter}`, valueText(bytes, start + 16, 4, 'dec'));
    } else if (type === chunkTypeSack) {
      if (end - start >= 8) this.#push('sctp.sack_cumulative_tsn_ack', String(relativeTsn >>> 0));
      if (this.#lists) this.#sackLists(bytes, start, end);
    } else if (type === chunkTypeForwardTsn && this.#lists) {
      for (let at = start + 8; at + 4 <= end; at += 4) {
        this.#push('sctp.forward_tsn_sid', valueText(bytes, at, 2, 'dec'));
        this.#push('sctp.forward_tsn_ssn', valueText(bytes, at + 2, 2, 'dec'));
      }
    }
  }

  #sackLists(bytes: Uint8Array, start: number, end: number): void {
    if (end - start < 16) return;
    let at = start + 16;
    for (let left = u16(bytes, start + 12); left > 0 && at + 4 <= end; left--, at += 4) {
      this.#push('sctp.sack_gap_block_start', valueText(bytes, at, 2, 'dec'));
      this.#push('sctp.sack_gap_block_end', valueText(bytes, at + 2, 2, 'dec'));
    }
    for (let left = u16(bytes, start + 14); left > 0 && at + 4 <= end; left--, at += 4)
      this.#push('sctp.sack_duplicate_tsn', valueText(bytes, at, 4, 'dec'));
  }

  #quotedChunks(bytes: Uint8Array, from: number, end: number): void {
    let at = from;
    while (end - at >= 4) {
      const length = u16(bytes, at + 2);
      this.#push('sctp.cause_code', valueText(bytes, at, 2, 'hex'));
      this.#push('sctp.cause_length', valueText(bytes, at + 2, 2, 'dec'));
      if (length < 4) return;
      if (u16(bytes, at) === unrecognizedChunk) this.#header.read(bytes, at + 4, Math.min(at + length, end));
      at += padded4(length);
    }
  }

  #padding(bytes: Uint8Array, start: number, end: number): void {
    const paddedEnd = Math.min(start + padded4(end - start), bytes.length);
    if (paddedEnd > end) this.#push('sctp.chunk_padding', valueText(bytes, end, paddedEnd - end, 'bytes'));
  }

  #push(name: string, text: string): void {
    this.#columns.find(name)?.values.push(text);
  }
}

function namesOf(field: Field): readonly string[] {
  const { filter } = field;
  return filter === 'srcport' || filter === 'dstport' ? [`sctp.${filter}`, 'sctp.port'] : [`sctp.${filter}`];
}
