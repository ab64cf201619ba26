// The options of IPv4 (IANA, IP Option Numbers), by the whole octet of their type: class and copy bit belong to it.
import { u16 as readU16 } from '../../bytes/read.ts';
import { commercialSecurityOption } from './ip-security-labels.ts';
import {
  classificationLevels,
  isProtected,
  moreOctets,
  quickStartFunctions,
  quickStartRates,
  securityLevels,
  timestampFlags,
} from './names.ts';
import {
  bytes,
  flag,
  hex,
  ipv4,
  type OptionDefinition,
  type OptionField,
  type TellOptionField,
  text,
  u8,
  u16,
  u32,
  walked,
} from './option-table.ts';

export const ipOption = { end: 0, nop: 1 } as const;

const prefix = 'ip.opt.';

/** Whether the option is as RFC 791 has it; shorter and longer ones are those of RFC 1108. */
const firstSecurityLength = 11;
const inFirst = (offset: number) => (_octets: Uint8Array, _at: number, length: number) =>
  length === firstSecurityLength ? offset : -1;

const authorityFlags = `${prefix}sec_prot_auth_flags`;
const authority = (tail: string, label: string, mask: number) =>
  flag(`${prefix}sec_prot_auth_${tail}`, label, walked, { mask, values: isProtected, partOf: authorityFlags });
const unassigned = (mask: number) =>
  u8(`${prefix}sec_prot_auth_unassigned`, 'Unassigned', walked, { ...hex, mask, partOf: authorityFlags });

const authorities = ['GENSER', 'SIOP-ESI', 'SCI', 'NSA', 'DOE'] as const;
const goesOn = 'Field Termination Indicator';

/** `0x81, GENSER, Field Termination Indicator`; only the first octet has names for its bits. */
function authorityWords(octets: Uint8Array, at: number): string {
  const value = octets[at] as number;
  return [`0x${value.toString(16).padStart(2, '0')}`, ...named(value), ...((value & 1) === 0 ? [] : [goesOn])].join(
    ', ',
  );
}

function named(value: number): string[] {
  return authorities.filter((_, bit) => (value & (0x80 >> bit)) !== 0);
}

function laterWords(octets: Uint8Array, at: number): string {
  const value = octets[at] as number;
  return `0x${value.toString(16).padStart(2, '0')}${(value & 1) === 0 ? '' : `, ${goesOn}`}`;
}

const firstBits = ['genser', 'siop', 'sci', 'nsa', 'doe', 'unassigned'] as const;

/** Levels and authorities of RFC 1108 §2: the last bit of each octet says whether another follows. */
function walkSecurity(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  if (length === firstSecurityLength) return;
  const end = at + length;
  if (length > 2) tell('level', at + 2, 1);
  let place = at + 3;
  while (place < end) {
    const isFirst = place === at + 3;
    tell(isFirst ? 'flags' : 'laterFlags', place, 1);
    if (isFirst) for (const key of firstBits) tell(key, place, 1);
    else tell('laterUnassigned', place, 1);
    tell('more', place, 1);
    const isLast = ((octets[place] as number) & 1) === 0;
    place++;
    if (isLast) {
      if (place < end) tell('extra', at, 0);
      return;
    }
    if (place === end) tell('unended', at, 0);
  }
}

const badLength = { expert: ['warning', 'protocol'], generated: true } as const;

function walkAddresses(tell: TellOptionField, _octets: Uint8Array, at: number, length: number): void {
  let place = at + 2;
  for (; place + 4 <= at + length; place += 4) tell('address', place, 4);
  if (place < at + length) tell('padding', place, at + length - place);
}

/** Which fields Quick-Start has, its function says (RFC 4782 §3.1): a request or a report. */
const quickStart = (functions: readonly number[], offset: number) => (octets: Uint8Array, at: number) =>
  functions.includes((octets[at + 2] as number) >> 4) ? offset : -1;

/** The fields of Quick-Start, which IPv4 and IPv6 have under their own names. */
export function quickStartFields(start: string): Readonly<Record<string, OptionField>> {
  const both = [0, 8];
  return {
    function: u8(`${start}qs_func`, 'Function', 2, { mask: 0xf0, values: quickStartFunctions }),
    rate: u8(`${start}qs_rate`, 'Rate', quickStart(both, 2), { mask: 0x0f, values: quickStartRates }),
    ttl: u8(`${start}qs_ttl`, 'QS TTL', quickStart([0], 3)),
    difference: u8(`${start}qs_ttl_diff`, 'TTL Diff', walked, { generated: true }),
    unused: u8(`${start}qs_unused`, 'Not Used', quickStart([8], 3)),
    nonce: u32(`${start}qs_nonce`, 'QS Nonce', quickStart(both, 4), { ...hex, mask: 0xfffffffc }),
    reserved: u32(`${start}qs_reserved`, 'Reserved', quickStart(both, 4), { ...hex, mask: 0x00000003 }),
  };
}

/** A lone address, time or the like behind type and length. */
function single(
  kind: number,
  filter: string,
  name: string,
  rfc: string,
  length: number,
  fields: Readonly<Record<string, OptionField>>,
): OptionDefinition {
  return { kind, filter, name, rfc, lengths: [length], fields };
}

const mtu = { mtu: u16(`${prefix}mtu`, 'MTU', 2) };

/** Whether the last two bits of the type octet of Router Alert say that routers look at the packet (RFC 2113 §2.1). */
export function alertWords(value: number): string {
  return `${value === 0 ? 'Router shall examine packet' : 'Reserved'} (${value})`;
}

/** Routes: addresses and the pointer that moves through them. What of it lies behind, the reader tells. */
function route(kind: number, filter: string, name: string): OptionDefinition {
  return { kind, filter, name, rfc: 'RFC 791 §3.1', fields: {}, least: 3 };
}

function walkTimes(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  const end = at + length;
  const kind = (octets[at + 3] as number) & 0x0f;
  const hasAddresses = kind === 1 || kind === 3;
  let place = at + 4;
  for (; place + (hasAddresses ? 8 : 4) <= end; place += 4) {
    if (hasAddresses) {
      tell('address', place, 4);
      place += 4;
    }
    tell('time', place, 4);
  }
  if (place < end) tell('cut', place, end - place);
}

function pointerWords(octets: Uint8Array, at: number): string {
  const pointer = octets[at] as number;
  return pointer < 5 ? `${pointer} (points before first address)` : String(pointer);
}

export const ipOptions: readonly OptionDefinition[] = [
  { kind: 0x00, filter: 'eol', name: 'End of Options List (EOL)', rfc: 'RFC 791 §3.1', fields: {} },
  { kind: 0x01, filter: 'nop', name: 'No-Operation (NOP)', rfc: 'RFC 791 §3.1', fields: {} },
  {
    kind: 0x82,
    filter: 'security',
    name: 'Security',
    rfc: 'RFC 791 §3.1, RFC 1108 §2',
    least: 3,
    fields: {
      security: u16(`${prefix}sec_rfc791_sec`, 'Security', inFirst(2), { ...hex, values: securityLevels }),
      compartments: u16(`${prefix}sec_rfc791_comp`, 'Compartments', inFirst(4)),
      restrictions: text(`${prefix}sec_rfc791_hr`, 'Handling Restrictions', inFirst(6), { size: 2 }),
      transmission: text(`${prefix}sec_rfc791_tcc`, 'Transmission Control Code', inFirst(8), { size: 3 }),
      level: u8(`${prefix}sec_cl`, 'Classification Level', walked, { ...hex, values: classificationLevels }),
      flags: u8(authorityFlags, 'Protection Authority Flags', walked, { ...hex, words: authorityWords }),
      laterFlags: u8(authorityFlags, 'Protection Authority Flags', walked, { ...hex, words: laterWords }),
      genser: authority('genser', 'GENSER', 0x80),
      siop: authority('siop_esi', 'SIOP-ESI', 0x40),
      sci: authority('sci', 'SCI', 0x20),
      nsa: authority('nsa', 'NSA', 0x10),
      doe: authority('doe', 'DOE', 0x08),
      unassigned: unassigned(0x06),
      laterUnassigned: unassigned(0xfe),
      more: flag(`${prefix}sec_prot_auth_fti`, goesOn, walked, {
        mask: 0x01,
        values: moreOctets,
        partOf: authorityFlags,
      }),
      extra: remark('ip.opt.len.invalid', 'Extraneous data in option'),
      unended: remark('ip.opt.len.invalid', 'Field Termination Indicator set to 1 for last byte of option'),
    },
    walk: walkSecurity,
  },
  route(0x83, 'route', 'Loose Source Route'),
  {
    kind: 0x44,
    filter: 'timestamp',
    name: 'Time Stamp',
    rfc: 'RFC 791 §3.1',
    least: 4,
    fields: {
      pointer: u8(`${prefix}ptr`, 'Pointer', 2, { words: pointerWords }),
      overflow: u8(`${prefix}overflow`, 'Overflow', 3, { mask: 0xf0 }),
      flag: u8(`${prefix}flag`, 'Flag', 3, { ...hex, mask: 0x0f, values: timestampFlags }),
      address: ipv4(`${prefix}time_stamp_addr`, 'Address', walked),
      time: u32(`${prefix}time_stamp`, 'Time stamp', walked),
      cut: remark('ip.subopt_too_long', 'Suboption would go past end of option'),
    },
    walk: walkTimes,
  },
  {
    kind: 0x85,
    filter: 'ext_security',
    name: 'Extended Security',
    rfc: 'RFC 1108 §3',
    least: 3,
    fields: {
      format: u8(`${prefix}ext_sec_add_sec_info_format_code`, 'Additional Security Info Format Code', 2, hex),
      information: bytes(`${prefix}ext_sec_add_sec_info`, 'Additional Security Info', 3),
    },
  },
  commercialSecurityOption,
  route(0x07, 'record_route', 'Record Route'),
  single(0x88, 'sid', 'Stream ID', 'RFC 791 §3.1', 4, { stream: u16(`${prefix}sid`, 'Stream Identifier', 2) }),
  route(0x89, 'source_route', 'Strict Source Route'),
  single(0x0b, 'mtu_probe', 'MTU Probe', 'RFC 1063 §3', 4, mtu),
  single(0x0c, 'mtu_reply', 'MTU Reply', 'RFC 1063 §3', 4, mtu),
  single(0x52, 'traceroute', 'Traceroute', 'RFC 1393 §2.2', 12, {
    number: u16(`${prefix}id_number`, 'ID Number', 2),
    outbound: u16(`${prefix}ohc`, 'Outbound Hop Count', 4),
    back: u16(`${prefix}rhc`, 'Return Hop Count', 6),
    originator: ipv4(`${prefix}originator`, 'Originator IP Address', 8),
  }),
  {
    ...single(0x94, 'routeralert', 'Router Alert', 'RFC 2113 §2.1', 4, {
      alert: u16(`${prefix}ra`, 'Router Alert', 2, { words: (octets, at) => alertWords(readU16(octets, at)) }),
    }),
    words: (octets, at) => `: ${alertWords(readU16(octets, at + 2))}`,
  },
  {
    kind: 0x95,
    filter: 'sdb',
    name: 'Selective Directed Broadcast',
    rfc: 'RFC 1770 §2',
    fields: {
      address: ipv4(`${prefix}addr`, 'IP Address', walked),
      padding: bytes(`${prefix}padding`, 'Padding', walked),
    },
    walk: walkAddresses,
  },
  single(0x19, 'qs', 'Quick-Start', 'RFC 4782 §3.1', 8, quickStartFields(prefix)),
];

function remark(filter: string, label: string): OptionField {
  return { ...bytes(filter, label, walked), type: 'none', ...badLength };
}

const byKind = new Map(ipOptions.map((definition) => [definition.kind, definition]));

/** Undefined for a type that has no name here. */
export function ipOptionOf(kind: number): OptionDefinition | undefined {
  return byKind.get(kind);
}
