// The options of IPv6's hop-by-hop and destination headers (IANA, Destination Options and Hop-by-Hop Options): which header each
// belongs into, how long it is, and what stands in it.
import { u16 as readU16 } from '../../bytes/read.ts';
import { quickStartFields } from './ip-options.ts';
import { inSituOption } from './ipv6-in-situ.ts';
import type { Ipv6Option } from './ipv6-option.ts';
import { ipv6RouterAlerts, quickStartRates, seedLengths, taggerTypes } from './names.ts';
import {
  bytes,
  flag,
  hex,
  ipv6,
  type OptionField,
  type TellOptionField,
  text,
  u8,
  u16,
  u32,
  walked,
} from './option-table.ts';

export const ipv6Option = { pad1: 0, padN: 1, jumbo: 0xc2, quickStart: 0x26, deprecatedEndpoint: 0x8a } as const;

const name = (tail: string) => `ipv6.opt.${tail}`;
const whole = (filter: string, label: string): OptionField => bytes(filter, label, 2);

/** What people see of flags: the number, and those that are set. */
function flagWords(names: readonly (readonly [number, string])[], first?: (value: number) => string) {
  return (octets: Uint8Array, at: number): string => {
    const value = octets[at] as number;
    const set = names.filter(([mask]) => (value & mask) !== 0).map(([, word]) => word);
    const head = first === undefined ? [] : [first(value)];
    return [`0x${value.toString(16).padStart(2, '0')}`, ...head, ...set].join(', ');
  };
}

const inFlags = (tail: string) => ({ partOf: name(tail) }) as const;

/** An identifier, or what makes a hash of the packet one (RFC 6621 §6.1): the first bit says which. */
function walkDuplicates(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  if (length < 3) return;
  const first = octets[at + 2] as number;
  const end = at + length;
  tell('isHash', at + 2, 1);
  if ((first & 0x80) !== 0) {
    tell('hash', at + 2, length - 2);
    return;
  }
  tell('taggerType', at + 2, 1);
  tell('taggerLength', at + 2, 1);
  // The tagger has one octet more than its length says; of type 0 there is none.
  const size = (first & 0x70) === 0 ? 0 : Math.min((first & 0x0f) + 1, end - at - 3);
  if (size > 0) tell('tagger', at + 3, size);
  if (at + 3 + size < end) tell('identifier', at + 3 + size, end - at - 3 - size);
}

const seedOctets = [0, 2, 8, 16] as const;

function walkSeed(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  if (length < 3) return;
  const size = seedOctets[(octets[at + 2] as number) >> 6] as number;
  if (size === 0) tell('sourceSeed', at, 0);
  else if (at + 4 + size <= at + length) tell('seed', at + 4, size);
}

function walkLine(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  if (length < 3) return;
  tell('line', at + 3, Math.min(octets[at + 2] as number, length - 3));
}

function seedWords(value: number): string {
  return `Seed ID Length: ${seedLengths.values[value >> 6]?.name}`;
}

const lowRank: readonly (readonly [number, string])[] = [
  [0x80, 'Down'],
  [0x40, 'Rank Error'],
  [0x20, 'Forwarding Error'],
];

function rankBit(tail: string, mask: number, label: string): OptionField {
  return flag(name(`rpl.flag.${tail}`), label, 2, { mask, ...inFlags('rpl.flag') });
}

export const ipv6Options: readonly Ipv6Option[] = [
  { kind: 0, filter: 'pad1', name: 'Pad1', rfc: 'RFC 8200 §4.2', fields: {} },
  { kind: 1, filter: 'padn', name: 'PadN', rfc: 'RFC 8200 §4.2', fields: { padding: whole(name('padn'), 'PadN') } },
  {
    kind: 4,
    filter: 'tel',
    name: 'Tunnel Encapsulation Limit',
    rfc: 'RFC 2473 §4.1.1',
    home: 'destination',
    lengths: [3],
    fields: { limit: u8(name('tel'), 'Tunnel Encapsulation Limit', 2) },
  },
  {
    kind: 5,
    filter: 'router_alert',
    name: 'Router Alert',
    rfc: 'RFC 2711 §2.1',
    home: 'hop-by-hop',
    lengths: [4],
    badLength: 'Router alert: Invalid Length',
    fields: { alert: u16(name('router_alert'), 'Router Alert', 2, { values: ipv6RouterAlerts }) },
  },
  {
    kind: 7,
    filter: 'calipso',
    name: 'CALIPSO',
    rfc: 'RFC 5570 §5.1',
    home: 'hop-by-hop',
    least: 10,
    badLength: 'CALIPSO: Invalid Length',
    fields: {
      domain: u32(name('calipso.doi'), 'CALIPSO Domain of Interpretation', 2),
      compartmentWords: u8(name('calipso.cmpt.length'), 'Compartment Length', 6),
      level: u8(name('calipso.sens_level'), 'Sensitivity Level', 7),
      checksum: u16(name('calipso.checksum'), 'Checksum', 8, hex),
      compartments: { ...bytes(name('calipso.cmpt_bitmap'), 'Compartment Bitmap', 10), mayBeEmpty: true },
    },
  },
  {
    kind: 8,
    filter: 'smf_dpd',
    name: 'SMF_DPD',
    rfc: 'RFC 6621 §6.1',
    home: 'hop-by-hop',
    fields: {
      isHash: flag(name('smf_dpd.hash_bit'), 'H-bit', walked, { mask: 0x80 }),
      taggerType: u8(name('smf_dpd.tid_type'), 'TaggerID Type', walked, { mask: 0x70, values: taggerTypes }),
      taggerLength: u8(name('smf_dpd.tid_len'), 'TaggerID Length', walked, { mask: 0x0f }),
      tagger: bytes(name('smf_dpd.tagger_id'), 'TaggerID', walked),
      identifier: bytes(name('smf_dpd.ident'), 'Identifier', walked),
      hash: bytes(name('smf_dpd.hav'), 'Hash Assist Value', walked),
    },
    walk: walkDuplicates,
  },
  {
    kind: 15,
    filter: 'pdm',
    name: 'Performance and Diagnostic Metrics',
    rfc: 'RFC 8250 §3.2',
    home: 'destination',
    lengths: [12],
    badLength: 'PDM: Invalid length',
    fields: {
      receivedScale: u8(name('pdm.scale_dtlr'), 'Scale DTLR', 2),
      sentScale: u8(name('pdm.scale_dtls'), 'Scale DTLS', 3),
      thisPacket: u16(name('pdm.psn_this_pkt'), 'PSN This Packet', 4),
      lastReceived: u16(name('pdm.psn_last_recv'), 'PSN Last Received', 6),
      sinceReceived: u16(name('pdm.delta_last_recv'), 'Delta Time Last Received', 8),
      sinceSent: u16(name('pdm.delta_last_sent'), 'Delta Time Last Sent', 10),
    },
  },
  experimental(0x1e),
  {
    kind: ipv6Option.quickStart,
    filter: 'qs',
    name: 'Quick-Start',
    rfc: 'RFC 4782 §3.2',
    home: 'hop-by-hop',
    lengths: [8],
    badLength: 'Quick-Start: Invalid Length',
    fields: quickStartFields('ipv6.opt.'),
    words: quickStartWords,
  },
  {
    kind: 48,
    filter: 'pmtu',
    name: 'Path MTU Option',
    rfc: 'RFC 9268 §5',
    home: 'hop-by-hop',
    lengths: [6],
    badLength: 'PMTU Option: Invalid Length',
    fields: {
      least: u16(name('pmtu.min'), 'Minimum Reported PMTU', 2),
      // The last bit is a flag of its own.
      back: u16(name('pmtu.rtn'), 'Return Minimum PMTU', walked),
      isAnswer: flag(name('pmtu.r_flag'), 'Return Flag', walked),
    },
    walk: (tell, octets, at, length) => {
      if (length < 6) return;
      const value = readU16(octets, at + 4);
      tell('back', at + 4, 2, value & 0xfffe);
      tell('isAnswer', at + 5, 1, value & 1);
    },
  },
  inSituOption,
  experimental(0x3e),
  {
    kind: 65,
    filter: 'tpf_information',
    name: 'Tunnel Payload Forwarding (TPF) Information',
    rfc: 'draft-bonica-6man-vpn-dest-opt',
    home: 'destination',
    lengths: [6],
    fields: { information: u32(name('tpf_information'), 'TPF Information', 2, hex) },
  },
  experimental(0x5e),
  {
    kind: 99,
    filter: 'rpl',
    name: 'RPL Option',
    rfc: 'RFC 6553 §3',
    home: 'hop-by-hop',
    least: 6,
    badLength: 'RPL Option: Invalid length',
    fields: {
      flags: u8(name('rpl.flag'), 'Flag', 2, { ...hex, words: flagWords(lowRank) }),
      down: rankBit('o', 0x80, 'Down'),
      rankError: rankBit('r', 0x40, 'Rank Error'),
      forwardingError: rankBit('f', 0x20, 'Forwarding Error'),
      reserved: u8(name('rpl.flag.rsv'), 'Reserved', 2, { ...hex, mask: 0x1f, ...inFlags('rpl.flag') }),
      instance: u8(name('rpl.instance_id'), 'RPLInstanceID', 3, hex),
      rank: u16(name('rpl.sender_rank'), 'Sender Rank', 4, hex),
    },
  },
  {
    kind: 109,
    filter: 'mpl',
    name: 'MPL Option',
    rfc: 'RFC 7731 §6.1',
    home: 'hop-by-hop',
    fields: {
      sourceSeed: {
        ...bytes(name('mpl.ipv6_src_seed_id'), 'Seed ID is the IPv6 Source Address', walked),
        type: 'none',
        generated: true,
        expert: ['comment', 'protocol'],
        partOf: 'ipv6.opt.type',
      },
      flags: u8(name('mpl.flag'), 'Flag', 2, {
        ...hex,
        words: flagWords(
          [
            [0x20, 'Largest Sequence'],
            [0x10, 'Version'],
          ],
          seedWords,
        ),
      }),
      seedLength: u8(name('mpl.flag.s'), 'Seed ID Length', 2, {
        mask: 0xc0,
        values: seedLengths,
        ...inFlags('mpl.flag'),
      }),
      isLargest: flag(name('mpl.flag.m'), 'Largest Sequence', 2, { mask: 0x20, ...inFlags('mpl.flag') }),
      version: flag(name('mpl.flag.v'), 'Version', 2, { mask: 0x10, ...inFlags('mpl.flag') }),
      reserved: u8(name('mpl.flag.rsv'), 'Reserved', 2, { ...hex, mask: 0x0f, ...inFlags('mpl.flag') }),
      sequence: u8(name('mpl.sequence'), 'Sequence', 3, hex),
      seed: bytes(name('mpl.seed_id'), 'Seed ID', walked),
    },
    walk: walkSeed,
  },
  experimental(0x7e),
  {
    kind: ipv6Option.deprecatedEndpoint,
    filter: 'endpoint',
    name: 'Endpoint Identification',
    rfc: 'IANA',
    isDeprecated: true,
    fields: {},
  },
  {
    kind: 139,
    filter: 'ilnp',
    name: 'ILNP Nonce',
    rfc: 'RFC 6744 §2',
    home: 'destination',
    fields: { nonce: whole(name('ilnp_nonce'), 'ILNP Nonce') },
  },
  {
    kind: 140,
    filter: 'lio',
    name: 'Line-Identification Option',
    rfc: 'RFC 6788 §7',
    home: 'destination',
    fields: {
      lineLength: u8(name('lio.length'), 'LineIDLen', 2),
      line: text(name('lio.line_id'), 'Line ID', walked),
    },
    walk: walkLine,
  },
  experimental(0x9e),
  experimental(0xbe),
  {
    kind: ipv6Option.jumbo,
    filter: 'jumbo',
    name: 'Jumbo Payload',
    rfc: 'RFC 2675 §2',
    home: 'hop-by-hop',
    lengths: [6],
    fields: { length: u32(name('jumbo'), 'Payload Length', 2) },
  },
  {
    kind: 0xc9,
    filter: 'mipv6',
    name: 'Home Address',
    rfc: 'RFC 6275 §6.3',
    home: 'destination',
    lengths: [18],
    fields: { address: ipv6(name('mipv6.home_address'), 'MIPv6 Home Address', 2) },
  },
  experimental(0xde),
  {
    kind: 0xee,
    filter: 'dff',
    name: 'IP_DFF',
    rfc: 'RFC 6971 §8.1',
    home: 'hop-by-hop',
    lengths: [5],
    badLength: 'IPv6 DFF: Invalid length',
    fields: {
      flags: u8(name('dff.flags'), 'Flags', 2, {
        ...hex,
        words: flagWords([
          [0x20, 'Duplicate (DUP)'],
          [0x10, 'Return (RET)'],
        ]),
      }),
      version: u8(name('dff.flag.ver'), 'Version (VER)', 2, { mask: 0xc0, ...inFlags('dff.flags') }),
      isDuplicate: flag(name('dff.flag.dup'), 'Duplicate (DUP)', 2, { mask: 0x20, ...inFlags('dff.flags') }),
      isReturned: flag(name('dff.flag.ret'), 'Return (RET)', 2, { mask: 0x10, ...inFlags('dff.flags') }),
      reserved: u8(name('dff.flag.rsv'), 'Reserved', 2, { ...hex, mask: 0x0f, ...inFlags('dff.flags') }),
      sequence: u16(name('dff.sequence_number'), 'Sequence Number', 3),
    },
  },
  experimental(0xfe),
];

function experimental(kind: number): Ipv6Option {
  const title = `Experimental (0x${kind.toString(16).toUpperCase()})`;
  const data = { ...whole(name('experimental'), 'Experimental Option'), mayBeEmpty: true } as const;
  return { kind, filter: 'experimental', name: title, rfc: 'RFC 4727 §4', fields: { data } };
}

/** `, 1.28 Mbit/s, QS TTL 3, QS TTL diff 60`. */
function quickStartWords(octets: Uint8Array, at: number): string {
  const value = octets[at + 2] as number;
  const isRequest = value >> 4 === 0;
  if (!isRequest && value >> 4 !== 8) return '';
  return `, ${quickStartRates.values[value & 0x0f]?.name}${isRequest ? `, QS TTL ${octets[at + 3]}` : ''}`;
}

const byKind = new Map(ipv6Options.map((definition) => [definition.kind, definition]));

export function ipv6OptionOf(kind: number): Ipv6Option | undefined {
  return byKind.get(kind);
}
