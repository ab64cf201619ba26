// In-situ OAM in a hop-by-hop option (RFC 9197, RFC 9486): what the nodes on the way have written down, as the trace type says.
import { u24 as readU24 } from '../../bytes/read.ts';
import type { Ipv6Option } from './ipv6-option.ts';
import { inSituTypes } from './names.ts';
import {
  bytes,
  flag,
  heading,
  hex,
  type OptionField,
  type TellOptionField,
  u8,
  u16,
  u24,
  u32,
  u64,
  walked,
} from './option-table.ts';

const name = (tail: string) => `ipv6.opt.ioam.${tail}`;
const trace = '(ioam trace)';
const data = '(ioam data)';
const node = '(ioam node)';
const pair = '(ioam pair)';
const inTrace = { partOf: trace } as const;

/** Fields of a node by the bit of the trace type, the first being 0: key, filter, label, octets. Two in one word are a pair. */
const shortFields = [
  ['seconds', 'tss', 'Timestamp Seconds', 2],
  ['fraction', 'tsf', 'Timestamp Fraction', 3],
  ['delay', 'trdelay', 'Transit Delay', 4],
  ['space', 'nsdata', 'Namespace Data (short)', 5],
  ['queue', 'qdepth', 'Queue Depth', 6],
  ['complement', 'csum', 'Checksum Complement', 7],
] as const;

const bitNames = [
  'Hop_Lim and Node ID (short)',
  'Ingress and Egress IDs (short)',
  'Timestamp seconds',
  'Timestamp fraction',
  'Transit delay',
  'IOAM-Namespace specific data (short)',
  'Queue depth',
  'Checksum complement',
  'Hop_Lim and Node ID (wide)',
  'Ingress and Egress IDs (wide)',
  'IOAM-Namespace specific data (wide)',
  'Buffer occupancy',
] as const;

const snapshotBit = 22;
const undefinedBits = 0x000ffc;
const isSet = (type: number, bit: number) => (type & (0x800000 >> bit)) !== 0;

function typeBit(tail: string, label: string, mask: number): OptionField {
  return flag(name(`trace.type.${tail}`), label, walked, { size: 3, mask, partOf: name('trace.type') });
}

const typeBits: Readonly<Record<string, OptionField>> = {
  ...Object.fromEntries(bitNames.map((label, bit) => [`bit${bit}`, typeBit(`bit${bit}`, label, 0x800000 >> bit)])),
  undef: typeBit('undef', 'Undefined', undefinedBits),
  bit22: typeBit('bit22', 'Opaque State Snapshot', 0x000002),
  rsv: typeBit('rsv', 'Reserved', 0x000001),
};

function traceFlag(tail: string, label: string, mask: number): OptionField {
  return flag(name(`trace.flag.${tail}`), label, walked, { size: 2, mask, partOf: name('trace.flags') });
}

const flags = {
  overflow: traceFlag('o', 'Overflow', 0x0400),
  loopback: traceFlag('l', 'Loopback', 0x0200),
  active: traceFlag('a', 'Active', 0x0100),
  reservedFlag: traceFlag('rsv', 'Reserved', 0x0080),
};

function remark(tail: string, label: string, partOf: string): OptionField {
  return {
    ...bytes(name(`trace.${tail}`), label, walked),
    type: 'none',
    generated: true,
    expert: ['error', 'protocol'],
    partOf: name(`trace.${partOf}`),
  };
}

const inNode = { ...hex, partOf: node } as const;
const inPair = { ...hex, partOf: pair } as const;

const fields: Readonly<Record<string, OptionField>> = {
  reserved: u8(name('rsv'), 'Reserved', 2),
  type: u8(name('opt_type'), 'Option-Type', 3, { values: inSituTypes }),
  trace: heading(trace, 'Trace', { words: (octets, at) => typeWords(octets[at - 1] as number) }),
  namespace: u16(name('trace.ns'), 'Namespace ID', walked, inTrace),
  nodeLength: u8(name('trace.nodelen'), 'Node Length', walked, { ...inTrace, mask: 0xf8 }),
  noLength: remark('invalid_nodelen', 'Invalid "NodeLen" value: cannot be 0', 'nodelen'),
  flags: u16(name('trace.flags'), 'Flags', walked, { ...hex, ...inTrace, mask: 0x0780 }),
  ...flags,
  remaining: u8(name('trace.remlen'), 'Remaining Length', walked, { ...inTrace, mask: 0x7f }),
  badRemaining: {
    ...remark('invalid_remlen', 'Invalid "RemLen" value', 'remlen'),
    words: (octets, at) => `IOAM RemLen: Invalid length (${((octets[at] as number) & 0x7f) * 4} bytes)`,
  },
  traceType: u24(name('trace.type'), 'Trace Type', walked, { ...hex, ...inTrace, words: traceWords }),
  ...typeBits,
  badType: remark('invalid_type', 'Mismatch between Trace Type and NodeLen', 'type'),
  traceReserved: u8(name('trace.rsv'), 'Reserved', walked, inTrace),
  data: heading(data, 'Trace Data', inTrace),
  free: bytes(name('trace.free_space'), 'Free space', walked, { partOf: data }),
  node: heading(node, 'Node', { partOf: data }),
  pair: heading(pair, 'IDs', { partOf: node }),
  hopLimit: u8(name('trace.node.hlim'), 'Hop Limit', walked, { partOf: pair }),
  identifier: u24(name('trace.node.id'), 'ID', walked, inPair),
  ingress: u16(name('trace.node.iif'), 'Ingress ID', walked, inPair),
  egress: u16(name('trace.node.eif'), 'Egress ID', walked, inPair),
  ...Object.fromEntries(
    shortFields.map(([key, tail, label]) => [key, u32(name(`trace.node.${tail}`), label, walked, inNode)]),
  ),
  wideIdentifier: u64(name('trace.node.id_wide'), 'ID', walked, { ...inPair, size: 7, digits: 16 }),
  wideIngress: u32(name('trace.node.iif_wide'), 'Ingress ID', walked, inPair),
  wideEgress: u32(name('trace.node.eif_wide'), 'Egress ID', walked, inPair),
  wideSpace: u64(name('trace.node.nsdata_wide'), 'Namespace Data (wide)', walked, inNode),
  occupancy: u32(name('trace.node.bufoccup'), 'Buffer Occupancy', walked, inNode),
  unknown: u32(name('trace.node.undefined'), 'Undefined bit', walked, inNode),
  snapshotWords: u8(name('trace.node.oss.len'), 'Length', walked, { partOf: pair }),
  schema: u24(name('trace.node.oss.scid'), 'Schema ID', walked, inPair),
  snapshot: bytes(name('trace.node.oss.data'), 'Data', walked, { partOf: pair }),
};

function typeWords(type: number): string {
  return inSituTypes.values.find(({ value }) => value === type)?.name ?? 'Unknown Option-Type';
}

/** `0x800002, Hop_Lim and Node ID (short), Opaque State Snapshot`. */
function traceWords(octets: Uint8Array, at: number): string {
  const type = readU24(octets, at);
  const names: string[] = bitNames.filter((_, bit) => isSet(type, bit));
  if ((type & undefinedBits) !== 0) names.push('Undefined');
  if (isSet(type, snapshotBit)) names.push('Opaque State Snapshot');
  if ((type & 1) !== 0) names.push('Reserved');
  return [`0x${type.toString(16).padStart(6, '0')}`, ...names].join(', ');
}

const headOctets = 12;
const wideBits: ReadonlySet<number> = new Set([8, 9, 10]);

/** Words of four octets that a node has for this type, its snapshot aside. */
function nodeWords(type: number): number {
  let words = 0;
  for (let bit = 0; bit < snapshotBit; bit++) if (isSet(type, bit)) words += wideBits.has(bit) ? 2 : 1;
  return words;
}

/** Where the data of the nodes lie: behind the head, and behind what is still free. */
interface Trace {
  readonly type: number;
  readonly nodeOctets: number;
  readonly freeOctets: number;
  readonly start: number;
  readonly end: number;
}

function traceOf(octets: Uint8Array, at: number, length: number): Trace | undefined {
  if (length < headOctets) return undefined;
  const type = readU24(octets, at + 8);
  const nodeOctets = ((octets[at + 6] as number) >> 3) * 4;
  const freeOctets = ((octets[at + 7] as number) & 0x7f) * 4;
  return { type, nodeOctets, freeOctets, start: at + headOctets, end: at + length };
}

function isTrace(type: number): boolean {
  return type <= 1;
}

function walk(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  if (length < 4) return;
  tell('trace', at + 4, length - 4);
  if (!isTrace(octets[at + 3] as number)) return;
  const found = traceOf(octets, at, length);
  if (found === undefined) return;
  const { type, nodeOctets, freeOctets, start, end } = found;
  const isBad = freeOctets > end - start;
  tell('namespace', at + 4, 2);
  tell('nodeLength', at + 6, 1);
  if (nodeOctets === 0) tell('noLength', at + 6, 0);
  tell('flags', at + 6, 2);
  for (const key of Object.keys(flags)) tell(key, at + 6, 2);
  tell('remaining', at + 7, 1);
  if (isBad) tell('badRemaining', at + 7, 0);
  tell('traceType', at + 8, 3);
  for (const key of Object.keys(typeBits)) tell(key, at + 8, 3);
  if (nodeOctets !== 0 && nodeWords(type) * 4 !== nodeOctets) tell('badType', at + 8, 0);
  tell('traceReserved', at + 11, 1);
  if (isBad || nodeOctets === 0) return;
  tell('data', start, end - start);
  if (freeOctets > 0) tell('free', start, freeOctets);
  let place = start + freeOctets;
  while (place + nodeOctets <= end && place + nodeWords(type) * 4 <= end) {
    const next = walkNode(tell, octets, place, end, type);
    if (next <= place) return;
    place = next;
  }
}

/** One node from `at`; where the next one begins. */
function walkNode(tell: TellOptionField, octets: Uint8Array, at: number, end: number, type: number): number {
  let place = at;
  const take = (key: string, size: number) => {
    tell(key, place, size);
    place += size;
  };
  tell('node', at, nodeWords(type) * 4);
  if (isSet(type, 0)) {
    tell('pair', place, 4);
    take('hopLimit', 1);
    take('identifier', 3);
  }
  if (isSet(type, 1)) {
    tell('pair', place, 4);
    take('ingress', 2);
    take('egress', 2);
  }
  for (const [key, , , bit] of shortFields) if (isSet(type, bit)) take(key, 4);
  if (isSet(type, 8)) {
    tell('pair', place, 8);
    take('hopLimit', 1);
    take('wideIdentifier', 7);
  }
  if (isSet(type, 9)) {
    tell('pair', place, 8);
    take('wideIngress', 4);
    take('wideEgress', 4);
  }
  if (isSet(type, 10)) take('wideSpace', 8);
  if (isSet(type, 11)) take('occupancy', 4);
  for (let bit = 12; bit < snapshotBit; bit++) if (isSet(type, bit)) take('unknown', 4);
  if (!isSet(type, snapshotBit) || place + 4 > end) return place;
  const size = Math.min((octets[place] as number) * 4, end - place - 4);
  tell('pair', place, 4 + size);
  take('snapshotWords', 1);
  take('schema', 3);
  if (size > 0) take('snapshot', size);
  return place;
}

/** A trace's data are whole nodes, where their length is one. */
function isWhole(octets: Uint8Array, at: number, length: number): boolean {
  if (length < 4 || !isTrace(octets[at + 3] as number)) return true;
  const found = traceOf(octets, at, length);
  if (found === undefined) return false;
  const { type, nodeOctets, freeOctets, start, end } = found;
  if (nodeOctets === 0 || freeOctets > end - start || isSet(type, snapshotBit)) return true;
  return (end - start - freeOctets) % nodeOctets === 0;
}

export const inSituOption: Ipv6Option = {
  kind: 49,
  filter: 'ioam',
  name: 'IOAM Option',
  rfc: 'RFC 9197 §4',
  home: 'hop-by-hop',
  badLength: 'IOAM Option: Invalid length',
  lengths: (octets, at) => {
    const length = (octets[at + 1] as number) + 2;
    return isWhole(octets, at, length) ? [length] : [];
  },
  fields,
  walk,
};
