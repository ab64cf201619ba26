// Reads the wanted fields of SCTP packets: the common header, and each chunk by its table (RFC 9260 §3).
import { padded4, u16 } from '../../bytes/read.ts';
import type { Enumeration, Field } from '../../protocol/schema.ts';
import { chunkNames } from '../../protocol/sctp/chunk-names.ts';
import {
  type ChunkDefinition,
  chunkHeader,
  chunkOf,
  chunks,
  chunkTypeForwardTsn,
  chunkTypeIData,
  chunkTypeSack,
  commonHeader,
  fragmentSequence,
  listFields,
} from '../../protocol/sctp/chunks.ts';
import { unknownActionBits } from '../../protocol/sctp/parameter-layouts.ts';
import type { FirstCopy } from '../flows/data-history.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import { type FieldInfo, infoOf } from './field-info.ts';
import { sinkOf } from './layer-expert.ts';
import { SctpPartReader } from './sctp-part-reader.ts';
import type { FieldSink, FieldSinks } from './sink.ts';
import { type TableReader, tableReader } from './table-reader.ts';
import { tellNanoseconds } from './tell.ts';

const ports: FieldInfo = { ...infoOf('sctp.port', commonHeader[0]), label: 'Port', hidden: true };
const chunkFlagsName = `sctp.${chunkHeader.flags.filter}`;

function infosOf(field: Field): readonly FieldInfo[] {
  const name = `sctp.${field.filter}`;
  if (field === chunkHeader.type) return [infoOf(name, field, { values: chunkNames })];
  if ((unknownActionBits.chunk as readonly Field[]).includes(field))
    return [infoOf(name, field, { partOf: `sctp.${chunkHeader.type.filter}` })];
  if (/^init(ack)?_initiate_tag$/.test(field.filter))
    return [infoOf(name, field), infoOf('sctp.initiate_tag', field, { hidden: true })];
  const info = infoOf(name, field, field.type === 'flag' ? { partOf: chunkFlagsName } : {});
  return field.filter === 'srcport' || field.filter === 'dstport' ? [info, ports] : [info];
}

/** Numbers that are counted from the first that a direction sent. */
function relative(filter: string, label: string): FieldInfo {
  return { name: `sctp.${filter}`, label, kind: 'uint32', format: 'dec', size: 4 };
}

/** Beginnings of the names of fields that can stand inside parameters and error causes. */
const insideNames = [
  ...['parameter_', 'cause_', 'chunk_', 'correlation_id', 'random_number', 'hmac_id', 'supported_chunk_type'],
  'adaptation_layer_indication',
].map((tail) => `sctp.${tail}`);

/** As in Wireshark, which has more of them. */
const statusNames: Enumeration = {
  name: 'Checksum Status',
  values: [
    { value: checksumStatus.bad, name: 'Bad', rfc: 'RFC 9260 §6.8' },
    { value: checksumStatus.good, name: 'Good', rfc: 'RFC 9260 §6.8' },
    { value: checksumStatus.unverified, name: 'Unverified', rfc: 'RFC 9260 §6.8' },
  ],
};

export const checksumStatusInfo: FieldInfo = {
  name: 'sctp.checksum.status',
  label: 'Checksum Status',
  kind: 'uint8',
  format: 'dec',
  size: 1,
  generated: true,
  values: statusNames,
  namesNumber: (value) => statusNames.values.find((named) => named.value === value)?.name ?? String(value),
};

export const retransmissionInfo: FieldInfo = {
  name: 'rserpool.retransmission',
  label: 'Retransmission of data that was seen before',
  kind: 'boolean',
  format: 'bool',
  size: 1,
  generated: true,
  ours: true,
};

const inTsn = { partOf: 'sctp.data_tsn', generated: true } as const;
/** What a chunk of data is to the first one with its TSN. */
export const copyInfos: Readonly<Record<'frame' | 'remark' | 'time', FieldInfo>> = {
  frame: {
    name: 'sctp.retransmission',
    label: 'This TSN is a retransmission of one in frame',
    kind: 'frame number',
    format: 'dec',
    size: 4,
    ...inTsn,
  },
  remark: {
    name: 'sctp.retransmission.expert',
    label: 'Retransmitted TSN',
    kind: 'none',
    format: 'dec',
    size: 0,
    generated: true,
    partOf: 'sctp.retransmission',
    expert: ['note', 'sequence'],
  },
  time: {
    name: 'sctp.retransmission_time',
    label: 'Retransmitted after',
    kind: 'relative time',
    format: 'dec',
    size: 0,
    unit: ' seconds',
    generated: true,
    partOf: 'sctp.retransmission',
  },
};

/** TSNs of gap blocks, counted as the acknowledged one is. */
function gapTsn(edge: 'start' | 'end', label: string): FieldInfo {
  return { ...relative(`sack_gap_block_${edge}_tsn`, label), partOf: `sctp.sack_gap_block_${edge}`, generated: true };
}

export const gapInfos = {
  startTsn: gapTsn('start', 'Start TSN'),
  endTsn: gapTsn('end', 'End TSN'),
  count: {
    ...relative('sack_number_of_tsns_gap_acked', 'Number of TSNs in gap acknowledgement blocks'),
    generated: true,
  },
} as const;

export class ChunkReader {
  readonly #sinks: FieldSinks;
  readonly #common: TableReader;
  readonly #typeAndFlags: TableReader;
  readonly #length: TableReader;
  readonly #byType: (TableReader | undefined)[] = new Array(256).fill(undefined);
  readonly #relativeTsn: FieldSink | undefined;
  readonly #relativeAck: FieldSink | undefined;
  readonly #fragment: FieldSink | undefined;
  readonly #gapStart: FieldSink | undefined;
  readonly #gapEnd: FieldSink | undefined;
  readonly #duplicate: FieldSink | undefined;
  readonly #forwardStream: FieldSink | undefined;
  readonly #forwardSequence: FieldSink | undefined;
  readonly #inner: SctpPartReader;
  /** Whether anything that stands in parameters or causes is wanted. */
  readonly #readsInside: boolean;
  readonly #checksumStatus: FieldSink | undefined;
  readonly #retransmission: FieldSink | undefined;
  readonly #paddingSink: FieldSink | undefined;
  readonly #copy: Readonly<Record<keyof typeof copyInfos, FieldSink | undefined>>;
  readonly #gapTsns: Readonly<Record<keyof typeof gapInfos, FieldSink | undefined>>;

  constructor(sinks: FieldSinks) {
    this.#sinks = sinks;
    const one = (field: Field) => sinks.find(infoOf(`sctp.${field.filter}`, field));
    this.#common = tableReader([], commonHeader, infosOf, sinks);
    this.#typeAndFlags = tableReader(unknownActionBits.chunk, [chunkHeader.type, chunkHeader.flags], infosOf, sinks);
    this.#length = tableReader([], [chunkHeader.length], infosOf, sinks);
    for (const { type, flags, fields } of chunks) this.#byType[type] = tableReader(flags, fields, infosOf, sinks);
    this.#relativeTsn = sinks.find(relative('data_tsn', 'Transmission sequence number (relative)'));
    this.#relativeAck = sinks.find(relative('sack_cumulative_tsn_ack', 'Cumulative TSN ACK (relative)'));
    this.#fragment = one(fragmentSequence);
    this.#gapStart = one(listFields.gapStart);
    this.#gapEnd = one(listFields.gapEnd);
    this.#duplicate = one(listFields.duplicateTsn);
    this.#forwardStream = one(listFields.forwardStream);
    this.#forwardSequence = one(listFields.forwardSequence);
    this.#inner = new SctpPartReader(sinks, (bytes, start, end) => this.#readHeader(bytes, start, end));
    this.#paddingSink = one(chunkHeader.padding);
    const { frame, remark, time } = copyInfos;
    this.#copy = { frame: sinks.find(frame), remark: sinkOf(remark, sinks), time: sinks.find(time) };
    const { startTsn, endTsn, count } = gapInfos;
    this.#gapTsns = { startTsn: sinks.find(startTsn), endTsn: sinks.find(endTsn), count: sinks.find(count) };
    this.#checksumStatus = sinks.find(checksumStatusInfo);
    this.#retransmission = sinks.find(retransmissionInfo);
    this.#readsInside = insideNames.some((name) => sinks.wants(name));
  }

  /** Which frame brought data first is asked for. */
  get asksForCopies(): boolean {
    return Object.values(this.#copy).some((sink) => sink !== undefined);
  }

  /** `checksum` tells whether the checksum is right; it is worked out only where somebody asks. */
  readPacket(bytes: Uint8Array, start: number, end: number, checksum: () => number): void {
    this.#common.read(bytes, start, end);
    this.#checksumStatus?.number(checksum(), bytes, start + 8, 0);
  }

  /**
   * `isCopy`: its data was seen before; `first`: where. `relativeTsn` counts from the first TSN that the direction sent; undefined where that is not
   * known.
   */
  readChunk(
    bytes: Uint8Array,
    start: number,
    end: number,
    relativeTsn: number | undefined,
    isCopy = false,
    first?: FirstCopy,
  ): void {
    const type = bytes[start] as number;
    const { parts } = this.#sinks;
    parts?.begin('chunk', type, bytes, start, end);
    this.#readHeader(bytes, start, end);
    if (end - start >= 4) {
      const definition = chunkOf(type);
      const declaredEnd = start + u16(bytes, start + 2);
      if (definition !== undefined) this.#fields(definition, bytes, start, end, relativeTsn, first);
      if (isCopy) this.#retransmission?.number(1, bytes, start, 0);
      if (definition !== undefined && this.#readsInside) this.#contents(definition, bytes, start + 4, end);
      // A chunk that the capture cut ends before its padding.
      if (declaredEnd === end) this.#padding(bytes, start, end);
    }
    parts?.end(true);
  }

  /** Type, flags with their bits, and length. */
  #readHeader(bytes: Uint8Array, start: number, end: number): void {
    this.#typeAndFlags.read(bytes, start, end);
    if (end > start) this.#typeAndFlags.readFlags(bytes, start);
    const table = this.#byType[bytes[start] as number];
    const isQuotedData = bytes[start] === 0 && end - start < 16;
    if (table !== undefined && end - start >= 4 && !isQuotedData) table.readFlags(bytes, start + 1);
    this.#length.read(bytes, start + 2, end);
  }

  #fields(
    definition: ChunkDefinition,
    bytes: Uint8Array,
    start: number,
    end: number,
    relativeTsn: number | undefined,
    first: FirstCopy | undefined,
  ): void {
    const { type } = definition;
    // As in tshark, of a DATA chunk quoted up to the middle of its header nothing but its type and length is shown.
    if (type === 0 && end - start < 16) return;
    const table = this.#byType[type] as TableReader;
    if (relativeTsn !== undefined && end - start >= 8) {
      if (type === 0 || type === chunkTypeIData) this.#relativeTsn?.number(relativeTsn >>> 0, bytes, start + 4, 4);
      else if (type === chunkTypeSack) this.#relativeAck?.number(relativeTsn >>> 0, bytes, start + 4, 4);
    }
    if (first !== undefined) {
      this.#copy.frame?.number(first.frame, bytes, start + 4, 0);
      this.#copy.remark?.octets(bytes, start + 4, 0);
      tellNanoseconds(this.#copy.time, first.age);
    }
    table.read(bytes, start + 4, end);
    if (type === chunkTypeIData) {
      const isLaterFragment = ((bytes[start + 1] as number) & 2) === 0;
      if (isLaterFragment && end - start >= 20) this.#fragment?.octets(bytes, start + 16, 4);
    } else if (type === chunkTypeSack) {
      this.#sackLists(bytes, start, end, relativeTsn);
    } else if (type === chunkTypeForwardTsn && (this.#forwardStream || this.#forwardSequence)) {
      for (let at = start + 8; at + 4 <= end; at += 4) {
        this.#forwardStream?.octets(bytes, at, 2);
        this.#forwardSequence?.octets(bytes, at + 2, 2);
      }
    }
  }

  #sackLists(bytes: Uint8Array, start: number, end: number, relativeTsn: number | undefined): void {
    if (end - start < 16) return;
    const { startTsn, endTsn, count } = this.#gapTsns;
    let at = start + 16;
    let acknowledged = 0;
    for (let left = u16(bytes, start + 12); left > 0 && at + 4 <= end; left--, at += 4) {
      const [from, to] = [u16(bytes, at), u16(bytes, at + 2)];
      this.#gapStart?.octets(bytes, at, 2);
      if (relativeTsn !== undefined) startTsn?.number((relativeTsn + from) >>> 0, bytes, at, 2);
      this.#gapEnd?.octets(bytes, at + 2, 2);
      if (relativeTsn !== undefined) endTsn?.number((relativeTsn + to) >>> 0, bytes, at + 2, 2);
      acknowledged += Math.max(0, to - from + 1);
    }
    if (at > start + 16) count?.number(acknowledged, bytes, start + 16, 0);
    for (let left = u16(bytes, start + 14); left > 0 && at + 4 <= end; left--, at += 4)
      this.#duplicate?.octets(bytes, at, 4);
  }

  #contents({ type, contents }: ChunkDefinition, bytes: Uint8Array, from: number, end: number): void {
    const inside = from + (this.#byType[type] as TableReader).width;
    if (contents === 'parameters') this.#inner.parameters(bytes, inside, end);
    else if (contents === 'causes') this.#inner.causes(bytes, inside, end);
  }

  #padding(bytes: Uint8Array, start: number, end: number): void {
    const paddedEnd = Math.min(start + padded4(end - start), bytes.length);
    if (paddedEnd > end) this.#paddingSink?.octets(bytes, end, paddedEnd - end);
  }
}
