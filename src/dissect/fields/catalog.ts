// Every field that can be asked for: its name, type and meaning, and where it is defined. Collected from the tables.
import { cookieApplication, cookieFilter, cookieLayouts } from '../../protocol/applications/cookies.ts';
import { applications, fieldsOfApplication } from '../../protocol/applications/index.ts';
import { preRfcDialect } from '../../protocol/dialect.ts';
import { allFields } from '../../protocol/filter-fields.ts';
import { protocols } from '../../protocol/protocols.ts';
import type { Enumeration, Field, HeaderField } from '../../protocol/schema.ts';
import { sctpCauseHeader, sctpCauseLayouts } from '../../protocol/sctp/cause-layouts.ts';
import { chunkHeader, chunks, commonHeader, fragmentSequence, listFields } from '../../protocol/sctp/chunks.ts';
import { sctpParameterHeader, sctpParameterLayouts, unknownActionBits } from '../../protocol/sctp/parameter-layouts.ts';
import { tlsFields } from '../../protocol/tls/fields.ts';
import { copyInfos, gapInfos, retransmissionInfo } from './chunk-reader.ts';
import { expertFields } from './expert-reader.ts';
import { FieldReading } from './field-extractor.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import { frameFields } from './frame-reader.ts';
import { type LayerFields, layerFields } from './layer-fields.ts';
import { linkFields, linkInfos } from './link-fields.ts';
import { MessageReader } from './message-reader.ts';
import type { FieldSinks } from './sink.ts';
import { summaryFields } from './summary-fields.ts';

export interface FieldEntry {
  readonly name: string;
  readonly kind: FieldKind;
  /** `unsigned 32 bits`, `bytes`, `IPv4 address` … */
  readonly type: string;
  readonly meaning: string;
  /** Section of the RFC, or whoever else defines it. */
  readonly source: string;
  /** True where Wireshark has no field of this name. */
  readonly ours: boolean;
  /** Names of its numbers; of more than one list where fields share the name. */
  readonly values: readonly Enumeration[];
}

/** What is known of a field besides how it is read. */
type Described = Omit<FieldEntry, 'kind' | 'type' | 'values'>;

const typeNames: Readonly<Record<FieldKind, string>> = {
  uint8: 'unsigned 8 bits',
  uint16: 'unsigned 16 bits',
  uint24: 'unsigned 24 bits',
  uint32: 'unsigned 32 bits',
  uint64: 'unsigned 64 bits',
  int32: 'signed 32 bits',
  'frame number': 'frame number',
  double: 'double',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  ether: 'Ethernet address',
  bytes: 'bytes',
  boolean: 'boolean',
  string: 'text',
  'absolute time': 'absolute time',
  'relative time': 'time offset',
  protocol: 'protocol',
  none: 'none',
};

/** Takes no value, but notes what fields the readers know. */
class KnownFields implements FieldSinks {
  readonly parts = undefined;
  readonly infos = new Map<string, FieldInfo>();
  readonly values = new Map<string, Enumeration[]>();

  find(info: FieldInfo): undefined {
    const { name, values } = info;
    if (!this.infos.has(name)) this.infos.set(name, info);
    if (values === undefined) return;
    const lists = this.values.get(name);
    if (lists === undefined) this.values.set(name, [values]);
    else if (!lists.includes(values)) lists.push(values);
  }

  wants(): boolean {
    return true;
  }

  layer(): void {}
  resume(): void {}
}

function headerEntries(fields: readonly HeaderField[], source: string): Described[] {
  return fields.flatMap((field) =>
    [field.filter, ...(field.also ?? [])].map((name) => ({
      name,
      meaning: name === field.filter || !/addr|port|host$/.test(name) ? field.label : `${field.label} (either end)`,
      source,
      ours: false,
    })),
  );
}

function layerEntries({ fields, parts, source }: LayerFields): Described[] {
  const inParts = parts.flatMap((part) =>
    Object.values(part.fields)
      .filter(({ isText }) => !isText)
      .map(({ name, label }) => ({ name, meaning: label, source: part.source ?? source, ours: false })),
  );
  return [...headerEntries(fields, source), ...inParts];
}

function sctpEntry(field: Field, rfc: string, filter = field.filter): Described {
  return {
    name: `sctp.${filter}`,
    meaning: field.about,
    source: field.rfc ?? rfc,
    ours: false,
  };
}

function sctpEntries(): Described[] {
  const entries = commonHeader.map((field) => sctpEntry(field, 'RFC 9260 §3.1'));
  entries.push(sctpEntry({ ...commonHeader[0], about: 'port of either end' }, 'RFC 9260 §3.1', 'port'));
  for (const field of [chunkHeader.type, chunkHeader.flags, chunkHeader.length, chunkHeader.padding])
    entries.push(sctpEntry(field, 'RFC 9260 §3.2'));
  for (const { flags, fields, rfc } of chunks)
    for (const field of [...flags, ...fields]) entries.push(sctpEntry(field, rfc));
  entries.push(sctpEntry(fragmentSequence, 'RFC 8260 §2.1'));
  for (const [key, field] of Object.entries(listFields))
    entries.push(sctpEntry(field, key.startsWith('forward') ? 'RFC 3758 §3.2' : 'RFC 9260 §3.3.4'));
  const made = (name: string, meaning: string, source: string) =>
    entries.push({ name: `sctp.${name}`, meaning, source, ours: false });
  const relative = 'counted from the first TSN of the direction in the capture';
  made('data_tsn', `transmission sequence number, ${relative}`, 'RFC 9260 §3.3.1');
  made('sack_cumulative_tsn_ack', `acknowledged TSN, ${relative}`, 'RFC 9260 §3.3.4');
  const headers = [...Object.values(sctpParameterHeader), ...Object.values(sctpCauseHeader)];
  const bits = [...unknownActionBits.chunk, ...unknownActionBits.parameter];
  const layouts = [...sctpParameterLayouts, ...sctpCauseLayouts];
  const inside = layouts.flatMap(({ fields, list }) => (list === undefined ? fields : [...fields, list]));
  for (const field of [...headers, ...bits, ...inside]) entries.push(sctpEntry(field, 'RFC 9260 §3.2'));
  for (const { name, label } of Object.values(copyInfos)) made(name.slice('sctp.'.length), label, 'RFC 9260 §6.3.3');
  for (const { name, label } of Object.values(gapInfos)) made(name.slice('sctp.'.length), label, 'RFC 9260 §3.3.4');
  made('checksum.status', 'whether the CRC32c is right: 0 bad, 1 good, 2 unverified', 'RFC 9260 §6.8');
  made('initiate_tag', 'initiate tag in INIT or INIT ACK', 'RFC 9260 §3.3.2');
  return entries;
}

function rserpoolEntries(): Described[] {
  const entries: Described[] = [];
  for (const protocol of ['asap', 'enrp'] as const)
    for (const field of allFields(protocol)) {
      const entry = {
        name: field.name,
        meaning: field.meanings.join('; '),
        source: field.rfcs.join(', '),
        ours: field.ours,
      };
      entries.push(entry);
      if (field.alias !== undefined) entries.push({ ...entry, name: field.alias });
    }
  return entries;
}

function applicationEntries(): Described[] {
  return applications.flatMap((application) =>
    fieldsOfApplication(application).map((field) => ({
      name: `${application.filter}.${field.filter}`,
      meaning: field.filter === 'message_type' ? `${field.about}; ${application.about}` : field.about,
      source: 'rsplib',
      ours: false,
    })),
  );
}

function cookieEntries(): Described[] {
  return [cookieApplication, ...cookieLayouts.flatMap(({ fields }) => fields)].map((field) => ({
    name: `${cookieFilter}${field.filter}`,
    meaning: `in a pool element's state cookie: ${field.about}`,
    source: 'rsplib',
    ours: true,
  }));
}

let made: readonly FieldEntry[] | undefined;

/** All fields; ASAP and ENRP first, then the layers below them, then the protocols themselves. */
export function allEntries(): readonly FieldEntry[] {
  made ??= collect();
  return made;
}

function collect(): readonly FieldEntry[] {
  const described: readonly Described[] = [
    ...rserpoolEntries(),
    ...linkFields.flatMap((entry) =>
      linkInfos(entry).map(({ name }) => ({ name, meaning: entry.meaning, source: entry.source, ours: true })),
    ),
    {
      name: retransmissionInfo.name,
      meaning: 'a DATA chunk whose TSN was seen before',
      source: 'RFC 9260 §6.2',
      ours: true,
    },
    ...applicationEntries(),
    ...cookieEntries(),
    ...sctpEntries(),
    ...Object.values(tlsFields).map(({ filter, about, rfc }) => ({
      name: `tls.${filter}`,
      meaning: about,
      source: rfc ?? '',
      ours: false,
    })),
    ...layerFields.flatMap(layerEntries),
    ...Object.values(expertFields).map(({ info, meaning }) => ({
      name: info.name,
      meaning,
      source: info.ours ? 'docs/experts.md' : 'Wireshark',
      ours: info.ours === true,
    })),
    ...summaryFields.map(({ info, meaning }) => ({ name: info.name, meaning, source: 'Wireshark', ours: false })),
    ...frameFields.map(({ info, meaning }) => ({ name: info.name, meaning, source: 'capture', ours: false })),
  ];
  const known = new KnownFields();
  new FieldReading(known);
  // Of the drafts' tables only what the RFCs do not have: names of numbers would contradict each other.
  const earlier = new KnownFields();
  for (const protocol of ['asap', 'enrp'] as const) new MessageReader(protocol, earlier, preRfcDialect);
  for (const [name, info] of earlier.infos) if (!known.infos.has(name)) known.infos.set(name, info);
  const byName = new Map<string, FieldEntry>();
  for (const entry of described) {
    const info = known.infos.get(entry.name);
    if (info === undefined || byName.has(entry.name)) continue;
    const { kind } = info;
    byName.set(entry.name, { ...entry, kind, type: typeNames[kind], values: known.values.get(entry.name) ?? [] });
  }
  const layers = protocols.map(({ filter, title, source }): FieldEntry => {
    return {
      name: filter,
      kind: 'protocol',
      type: typeNames.protocol,
      meaning: title,
      source,
      ours: false,
      values: [],
    };
  });
  return [...byName.values(), ...layers];
}

let byName: ReadonlyMap<string, FieldEntry> | undefined;

export function findField(name: string): FieldEntry | undefined {
  byName ??= new Map(allEntries().map((entry) => [entry.name, entry]));
  return byName.get(name);
}

export function isField(name: string): boolean {
  return findField(name) !== undefined;
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
