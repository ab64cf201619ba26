// Fields of IPv4 (RFC 791) beyond its fixed header: options, what was put together from fragments. Names are Wireshark's.
import { u16, u32 } from '../../bytes/read.ts';
import { ipOptionClasses, ipOptionNumbers, yesOrNo } from '../../protocol/network/names.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import type { FieldInfo } from './field-info.ts';
import { fragmentParts } from './fragment-parts.ts';
import { checksumVerdict, type LayerPart, type LayerPlace, layerPart, madeField, partField } from './layer-part.ts';
import type { FieldSink } from './sink.ts';

/** By number, class and copy bit taken away: how Wireshark calls the option, and its name in the line of all options. */
const options: Readonly<Record<number, readonly [string, string]>> = {
  0: ['eol', 'End of Options List (EOL)'],
  1: ['nop', 'No-Operation (NOP)'],
  2: ['security', 'Security'],
  3: ['route', 'Loose Source Route'],
  4: ['timestamp', 'Time Stamp'],
  7: ['record_route', 'Record Route'],
  8: ['sid', 'Stream ID'],
  9: ['source_route', 'Strict Source Route'],
  20: ['routeralert', 'Router Alert'],
};

const optionHeads: Readonly<Record<string, FieldInfo>> = Object.fromEntries(
  Object.values(options).map(([filter, name]) => [
    filter,
    partField(`ip.options.${filter}`, `IP Option - ${name}`, 'bytes', {
      isHeading: true,
      words: (_bytes, _at, size) => (size > 1 ? ` (${size} bytes)` : ''),
    }),
  ]),
);

/** The type octet and its parts stand below whichever option they are of. */
const octet = { size: 1 } as const;
const heads = { partOfAny: Object.values(options).map(([filter]) => `ip.options.${filter}`) };
const typeParts = {
  type: partField('ip.opt.type', 'Type', 'uint8', heads),
  copy: partField('ip.opt.type.copy', 'Copy on fragmentation', 'boolean', {
    mask: 0x80,
    values: yesOrNo,
    partOf: 'ip.opt.type',
  }),
  class: partField('ip.opt.type.class', 'Class', 'uint8', {
    ...octet,
    mask: 0x60,
    values: ipOptionClasses,
    partOf: 'ip.opt.type',
  }),
  number: partField('ip.opt.type.number', 'Number', 'uint8', {
    ...octet,
    mask: 0x1f,
    values: ipOptionNumbers,
    partOf: 'ip.opt.type',
  }),
};

const inside = {
  length: partField('ip.opt.len', 'Length', 'uint8', heads),
  pointer: partField('ip.opt.ptr', 'Pointer', 'uint8', heads),
  alert: partField('ip.opt.ra', 'Router Alert', 'uint16', { ...heads, namesNumber: alertWords }),
  stream: partField('ip.opt.sid', 'Stream Identifier', 'uint16', heads),
  overflow: partField('ip.opt.overflow', 'Overflow', 'uint8', { ...heads, mask: 0xf0 }),
  flag: partField('ip.opt.flag', 'Flag', 'uint8', { ...heads, mask: 0x0f, format: 'hex' }),
  time: partField('ip.opt.time_stamp', 'Time stamp', 'uint32', heads),
  timeAddress: partField('ip.opt.time_stamp_addr', 'Address', 'ipv4', heads),
  recorded: partField('ip.rec_rt', 'Recorded Route', 'ipv4', heads),
  recordedHost: partField('ip.rec_rt_host', 'Recorded Route Host', 'string', {
    ...heads,
    format: 'ipv4',
    hidden: true,
  }),
  source: partField('ip.src_rt', 'Source Route', 'ipv4', heads),
  sourceHost: partField('ip.src_rt_host', 'Source Route Host', 'string', { ...heads, format: 'ipv4', hidden: true }),
  current: partField('ip.cur_rt', 'Current Route', 'ipv4', heads),
  currentHost: partField('ip.cur_rt_host', 'Current Route Host', 'string', { ...heads, format: 'ipv4', hidden: true }),
  empty: partField('ip.empty_rt', 'Empty Route', 'ipv4', heads),
  emptyHost: partField('ip.empty_rt_host', 'Empty Route Host', 'string', { ...heads, format: 'ipv4', hidden: true }),
};

type OptionSinks = Readonly<Record<string, FieldSink | undefined>>;

const optionPart: LayerPart = layerPart(
  { ...optionHeads, ...typeParts, ...inside },
  (to: OptionSinks, { bytes, start, end }) => {
    for (let at = start + 20; at < end; ) {
      const number = (bytes[at] as number) & 0x1f;
      const isSingle = bytes[at] === 0 || bytes[at] === 1;
      const length = isSingle ? 1 : at + 1 < end ? (bytes[at + 1] as number) : 0;
      if (length < (isSingle ? 1 : 2) || at + length > end) return;
      const [name = ''] = options[number] ?? [];
      to[name]?.octets(bytes, at, length);
      for (const key of Object.keys(typeParts)) to[key]?.octets(bytes, at, 1);
      if (!isSingle) optionValue(to, number, bytes, at, length);
      if (bytes[at] === 0) return;
      at += length;
    }
  },
);

function optionValue(to: OptionSinks, number: number, bytes: Uint8Array, at: number, length: number): void {
  to.length?.octets(bytes, at + 1, 1);
  if (number === 20 && length === 4) to.alert?.number(u16(bytes, at + 2), bytes, at + 2, 2);
  else if (number === 8 && length === 4) to.stream?.octets(bytes, at + 2, 2);
  else if ((number === 3 || number === 7 || number === 9) && length >= 3) routes(to, number, bytes, at, length);
  else if (number === 4 && length >= 4) times(to, bytes, at, length);
}

/** Which addresses of a route lie behind, which ahead, its pointer says (RFC 791 §3.1). */
function routes(to: OptionSinks, number: number, bytes: Uint8Array, at: number, length: number): void {
  to.pointer?.octets(bytes, at + 2, 1);
  const pointer = bytes[at + 2] as number;
  for (let place = 3; place + 4 <= length; place += 4) {
    const isBehind = place + 1 < pointer;
    const isNext = place + 1 === pointer;
    const kind = isBehind ? 'recorded' : number === 7 ? 'empty' : isNext ? 'current' : 'source';
    to[kind]?.octets(bytes, at + place, 4);
    to[`${kind}Host`]?.octets(bytes, at + place, 4);
  }
}

function times(to: OptionSinks, bytes: Uint8Array, at: number, length: number): void {
  to.pointer?.octets(bytes, at + 2, 1);
  to.overflow?.octets(bytes, at + 3, 1);
  to.flag?.octets(bytes, at + 3, 1);
  const hasAddresses = ((bytes[at + 3] as number) & 0x0f) !== 0;
  for (let place = 4; place + (hasAddresses ? 8 : 4) <= length; ) {
    if (hasAddresses) {
      to.timeAddress?.octets(bytes, at + place, 4);
      place += 4;
    }
    to.time?.octets(bytes, at + place, 4);
    place += 4;
  }
}

function alertWords(value: number): string {
  return `${value === 0 ? 'Router shall examine packet' : 'Reserved'} (${value})`;
}

export const ipParts: readonly LayerPart[] = [
  layerPart(
    { status: madeField('ip.checksum.status', 'Header checksum status', 'uint8', checksumVerdict) },
    ({ status }, { bytes, start, end }: LayerPlace) => {
      if (end - start >= 20) status?.number(checksumStatus.unverified, bytes, start + 10, 0);
    },
    { behind: 'ip.checksum' },
  ),
  optionPart,
  layerPart(
    {
      nearEnd: madeField('ip.ttl.too_small', 'Time To Live', 'none'),
      group: madeField('ip.ttl.lncb', 'Time To Live', 'none'),
    },
    ({ nearEnd, group }, { bytes, start, end }) => {
      if (end - start < 20) return;
      const timeToLive = bytes[start + 8] as number;
      const destination = u32(bytes, start + 16);
      const isLocalGroup = destination >>> 8 === 0xe00000;
      if (isLocalGroup && timeToLive !== 1 && !allowed.has(destination)) group?.octets(bytes, start + 8, 1);
      const isGroup = destination >>> 28 === 0xe;
      if (!isGroup && timeToLive < 5) nearEnd?.octets(bytes, start + 8, 1);
    },
  ),
  ...fragmentParts('ip'),
];

/** Groups of the local network control block whose protocols want another time to live: mDNS and VRRP. */
const allowed: ReadonlySet<number> = new Set([0xe00000fb, 0xe0000012]);
