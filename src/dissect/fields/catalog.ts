// Every field that can be asked for: its name, type and meaning, and where it is defined. Collected from the tables.
import { applications } from '../../protocol/applications.ts';
import { allFields } from '../../protocol/filter-fields.ts';
import {
  ethernetHeader,
  ipv4Header,
  ipv6Header,
  tcpHeader,
  udpHeader,
  vlanHeader,
} from '../../protocol/network/headers.ts';
import type { Field, HeaderField } from '../../protocol/schema.ts';
import { chunkHeader, chunks, commonHeader, fragmentSequence, listFields } from '../../protocol/sctp/chunks.ts';

export interface FieldEntry {
  readonly name: string;
  /** `unsigned 32 bits`, `bytes`, `IPv4 address` … */
  readonly type: string;
  readonly meaning: string;
  /** Section of the RFC, or whoever else defines it. */
  readonly source: string;
  /** True where Wireshark has no field of this name. */
  readonly ours: boolean;
}

const typeNames: Readonly<Record<string, string>> = {
  uint8: 'unsigned 8 bits',
  uint16: 'unsigned 16 bits',
  uint24: 'unsigned 24 bits',
  uint32: 'unsigned 32 bits',
  int32: 'signed 32 bits',
  fraction32: 'double',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  ether: 'Ethernet address',
  bytes: 'bytes',
  flag: 'boolean',
  bool: 'boolean',
};

function typeName(type: string): string {
  return typeNames[type] ?? type;
}

const frameFields: readonly (readonly [string, string, string])[] = [
  ['frame.number', 'unsigned 32 bits', 'number of the frame, from 1 over all captures'],
  ['frame.len', 'unsigned 32 bits', 'octets of the frame on the wire'],
  ['frame.cap_len', 'unsigned 32 bits', 'octets of the frame that were captured'],
  ['frame.interface_id', 'unsigned 32 bits', 'interface that captured the frame, from 0'],
  ['frame.time', 'absolute time', 'when the frame was captured, in the local zone'],
  ['frame.time_epoch', 'time offset', 'when the frame was captured: seconds since 1970'],
  ['frame.time_relative', 'time offset', 'seconds since the first frame'],
  ['frame.time_delta', 'time offset', 'seconds since the frame before'],
  ['frame.time_delta_displayed', 'time offset', 'seconds since the frame shown before'],
  ['frame.protocols', 'text', 'protocols in the frame, from the outside in'],
];

function headerEntries(fields: readonly HeaderField[], source: string): FieldEntry[] {
  return fields.flatMap((field) =>
    [field.filter, ...(field.also ?? [])].map((name) => ({
      name,
      type: typeName(field.type),
      meaning: name === field.filter || !/addr|port|host$/.test(name) ? field.label : `${field.label} (either end)`,
      source,
      ours: false,
    })),
  );
}

function sctpEntry(field: Field, rfc: string, filter = field.filter): FieldEntry {
  return {
    name: `sctp.${filter}`,
    type: typeName(field.type),
    meaning: field.about,
    source: field.rfc ?? rfc,
    ours: false,
  };
}

function sctpEntries(): FieldEntry[] {
  const entries = commonHeader.map((field) => sctpEntry(field, 'RFC 9260 §3.1'));
  entries.push(sctpEntry({ ...commonHeader[0], about: 'port of either end' }, 'RFC 9260 §3.1', 'port'));
  for (const field of [chunkHeader.type, chunkHeader.flags, chunkHeader.length, chunkHeader.padding])
    entries.push(sctpEntry(field, 'RFC 9260 §3.2'));
  for (const { flags, fields, rfc } of chunks)
    for (const field of [...flags, ...fields]) entries.push(sctpEntry(field, rfc));
  entries.push(sctpEntry(fragmentSequence, 'RFC 8260 §2.1'));
  for (const [key, field] of Object.entries(listFields))
    entries.push(sctpEntry(field, key.startsWith('forward') ? 'RFC 3758 §3.2' : 'RFC 9260 §3.3.4'));
  const made = (name: string, type: string, meaning: string, source: string) =>
    entries.push({ name: `sctp.${name}`, type, meaning, source, ours: false });
  const relative = 'counted from the first TSN of the direction in the capture';
  made('data_tsn', 'unsigned 32 bits', `transmission sequence number, ${relative}`, 'RFC 9260 §3.3.1');
  made('sack_cumulative_tsn_ack', 'unsigned 32 bits', `acknowledged TSN, ${relative}`, 'RFC 9260 §3.3.4');
  made('cause_code', 'unsigned 16 bits', 'error cause in an ERROR or ABORT chunk', 'RFC 9260 §3.3.10');
  made('cause_length', 'unsigned 16 bits', 'octets of the error cause without padding', 'RFC 9260 §3.3.10');
  return entries;
}

function rserpoolEntries(): FieldEntry[] {
  const entries: FieldEntry[] = [];
  for (const protocol of ['asap', 'enrp'] as const)
    for (const field of allFields(protocol)) {
      const entry = {
        name: field.name,
        type: typeName(field.type),
        meaning: field.meanings.join('; '),
        source: field.rfcs.join(', '),
        ours: field.ours,
      };
      entries.push(entry);
      if (field.alias !== undefined) entries.push({ ...entry, name: field.alias });
    }
  return entries;
}

function unique(entries: readonly FieldEntry[]): FieldEntry[] {
  const byName = new Map<string, FieldEntry>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

let made: readonly FieldEntry[] | undefined;

/** All fields; ASAP and ENRP first, then the layers below them. */
export function allEntries(): readonly FieldEntry[] {
  made ??= unique([
    ...rserpoolEntries(),
    ...applications.map(({ filter, about }) => ({
      name: `${filter}.message_type`,
      type: 'unsigned 8 bits',
      meaning: `message type; ${about}`,
      source: 'rsplib',
      ours: false,
    })),
    ...sctpEntries(),
    ...headerEntries(udpHeader, 'RFC 768'),
    ...headerEntries(tcpHeader, 'RFC 9293 §3.1'),
    ...headerEntries(ipv4Header, 'RFC 791 §3.1'),
    ...headerEntries(ipv6Header, 'RFC 8200 §3'),
    ...headerEntries(vlanHeader, 'IEEE 802.1Q'),
    ...headerEntries(ethernetHeader, 'IEEE 802.3'),
    ...frameFields.map(([name, type, meaning]) => ({ name, type, meaning, source: 'capture', ours: false })),
  ]);
  return made;
}

let names: ReadonlySet<string> | undefined;

export function isField(name: string): boolean {
  names ??= new Set(allEntries().map((entry) => entry.name));
  return names.has(name);
}

/** Known names that look most like this one, best first. */
export function nearestFields(name: string, most = 3): readonly string[] {
  const limit = Math.max(2, Math.floor(name.length / 4));
  return allEntries()
    .map((entry) => ({ name: entry.name, distance: distance(name, entry.name, limit) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map((candidate) => candidate.name);
}

/** Edit distance (Levenshtein); limit + 1 where it is larger than that. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (before[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      now.push(Math.min(replaced, (before[column] as number) + 1, (now[column - 1] as number) + 1));
    }
    before = now;
  }
  return before[b.length] as number;
}
