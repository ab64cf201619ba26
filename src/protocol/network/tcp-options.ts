// The options of TCP (IANA, TCP Option Kind Numbers): how Wireshark calls each, and what stands in it.
import { u16 as readU16, u24 as readU24, u32 as readU32 } from '../../bytes/read.ts';
import { quickStartRates, tcpExperiments } from './names.ts';
import { bytes, flag, hex, type OptionDefinition, type OptionField, u8, u16, u24, u32 } from './option-table.ts';
import { multipathOption } from './tcp-multipath.ts';
import { riverbedOptions } from './tcp-riverbed.ts';
import { scpsOptions } from './tcp-scps.ts';

/** An option that has nothing but its kind and its length. */
function bare(kind: number, filter: string, name: string, rfc: string, lengths?: readonly number[]): OptionDefinition {
  return { kind, filter, name, rfc, fields: {}, ...(lengths && { lengths }) };
}

/** One with a single field behind its length. */
function single(
  kind: number,
  filter: string,
  name: string,
  rfc: string,
  length: number | undefined,
  field: OptionField,
): OptionDefinition {
  return { kind, filter, name, rfc, fields: { value: field }, ...(length === undefined ? {} : { lengths: [length] }) };
}

const echo = u32('tcp.options.echo_value', 'TCP Echo Option', 2);
const connectionCount = u32('tcp.options.cc_value', 'TCP CC Option', 2);

/** Counters of octets with these marks, in the order of the option's kind; the option ends behind any of them. */
const counters = {
  ee0b: ['acc_ecn.ee0b', 'Accurate ECN Echo ECT(0) Byte Counter'],
  eceb: ['acc_ecn.eceb', 'Accurate ECN Echo CE Byte Counter'],
  ee1b: ['acc_ecn.ee1b', 'Accurate ECN Echo ECT(1) Byte Counter'],
} as const;
type Counter = keyof typeof counters;

function counterFields(order: readonly Counter[], from: number): Record<string, OptionField> {
  const list = order.map((key, place) => {
    const [filter, label] = counters[key];
    const offset = from + 3 * place;
    return [key, u24(`tcp.options.${filter}`, label, offset)];
  });
  return Object.fromEntries(list);
}

function counterWords(order: readonly Counter[], from: number, orderNumber: 0 | 1) {
  return (octets: Uint8Array, at: number, size: number) => {
    const told = order
      .slice(0, Math.floor((size - from) / 3))
      .map((key, place) => `${key.toUpperCase()} ${readU24(octets, at + from + 3 * place)}`);
    return told.length === 0 ? '' : ` (Order ${orderNumber}): ${told.join(', ')}`;
  };
}

const orders = [
  ['ee0b', 'eceb', 'ee1b'],
  ['ee1b', 'eceb', 'ee0b'],
] as const;

function accurateEcn(kind: number, order: 0 | 1): OptionDefinition {
  return {
    kind,
    filter: 'acc_ecn',
    name: 'Accurate ECN',
    rfc: 'draft-ietf-tcpm-accurate-ecn §3.2.3',
    lengths: [2, 5, 8, 11],
    fields: counterFields(orders[order], 2),
    words: counterWords(orders[order], 2, order),
  };
}

/** What an experiment's identifier makes of the octets behind it (RFC 6994 §3). */
const experiment = { acknowledgmentRate: 0x00ac, fastOpen: 0xf989, ecnOrder0: 0xacc0, ecnOrder1: 0xacc1 } as const;
const known: ReadonlySet<number> = new Set(Object.values(experiment));

function behind(identifier: number, offset: number, least: number) {
  return (octets: Uint8Array, at: number, length: number) =>
    readU16(octets, at + 2) === identifier && length >= least ? offset : -1;
}

/** Only where the octets are whole counters, and behind the counter at hand. */
function counterAt(identifier: number, place: number) {
  return (octets: Uint8Array, at: number, length: number) =>
    readU16(octets, at + 2) === identifier && (length - 4) % 3 === 0 && length >= 7 + 3 * place ? 4 + 3 * place : -1;
}

function experimentCounters(): Record<string, OptionField> {
  const list = ([0, 1] as const).flatMap((order) =>
    orders[order].map((key, place): [string, OptionField] => {
      const [filter, label] = counters[key];
      const identifier = order === 0 ? experiment.ecnOrder0 : experiment.ecnOrder1;
      return [`${key} ${order}`, u24(`tcp.options.${filter}`, label, counterAt(identifier, place))];
    }),
  );
  return Object.fromEntries(list);
}

function experimentWords(octets: Uint8Array, at: number, size: number): string {
  if (size < 4) return '';
  const identifier = readU16(octets, at + 2);
  const name = tcpExperiments.values.find(({ value }) => value === identifier)?.name ?? 'Unknown';
  const isRate = identifier === experiment.acknowledgmentRate && size === 5;
  return `: ${name}${isRate ? ` ${(octets[at + 4] as number) >> 1}` : ''}`;
}

const experimentLengths: Readonly<Record<number, readonly number[]>> = {
  [experiment.acknowledgmentRate]: [4, 5],
  [experiment.ecnOrder0]: [4, 7, 10, 13],
  [experiment.ecnOrder1]: [4, 7, 10, 13],
};

function experimental(kind: number): OptionDefinition {
  return {
    kind,
    filter: 'experimental',
    name: 'Experimental',
    rfc: 'RFC 6994 §3',
    words: experimentWords,
    least: 4,
    lengths: (octets, at) => experimentLengths[readU16(octets, at + 2)],
    fields: {
      identifier: u16('tcp.options.experimental.exid', 'Experiment Identifier', 2, { ...hex, values: tcpExperiments }),
      request: {
        ...bytes('tcp.options.tfo.request', 'Fast Open Cookie Request', (octets, at, length) =>
          readU16(octets, at + 2) === experiment.fastOpen && length === 4 ? 2 : -1,
        ),
        type: 'none',
        size: 2,
      },
      cookie: bytes('tcp.options.tfo.cookie', 'Fast Open Cookie', behind(experiment.fastOpen, 4, 5)),
      rate: u8('tcp.options.tarr.rate', 'TARR Rate', behind(experiment.acknowledgmentRate, 4, 5), { mask: 0xfe }),
      reserved: u8('tcp.options.tar.reserved', 'TARR Reserved', behind(experiment.acknowledgmentRate, 4, 5), {
        mask: 0x01,
      }),
      ...experimentCounters(),
      data: bytes('tcp.options.experimental.data', 'Data', (octets, at, length) =>
        length > 4 && !known.has(readU16(octets, at + 2)) ? 4 : -1,
      ),
    },
  };
}

export const tcpOptions: readonly OptionDefinition[] = [
  bare(0, 'eol', 'End of Option List (EOL)', 'RFC 9293 §3.2'),
  bare(1, 'nop', 'No-Operation (NOP)', 'RFC 9293 §3.2'),
  {
    ...single(2, 'mss', 'Maximum segment size', 'RFC 9293 §3.2', 4, u16('tcp.options.mss_val', 'MSS Value', 2)),
    words: (octets, at) => `: ${readU16(octets, at + 2)} bytes`,
  },
  {
    ...single(3, 'wscale', 'Window scale', 'RFC 7323 §2.2', 3, u8('tcp.options.wscale.shift', 'Shift count', 2)),
    words: (octets, at) => `: ${octets[at + 2]} (multiply by ${2 ** Math.min(14, octets[at + 2] as number)})`,
  },
  bare(4, 'sack_perm', 'SACK permitted', 'RFC 2018 §2', [2]),
  bare(5, 'sack', 'SACK', 'RFC 2018 §3'),
  single(6, 'echo', 'Echo', 'RFC 1072 §3', 6, echo),
  single(7, 'echoreply', 'Echo reply', 'RFC 1072 §3', 6, echo),
  {
    kind: 8,
    filter: 'timestamp',
    name: 'Timestamps',
    rfc: 'RFC 7323 §3.2',
    lengths: [10],
    fields: {
      value: u32('tcp.options.timestamp.tsval', 'Timestamp value', 2),
      echo: u32('tcp.options.timestamp.tsecr', 'Timestamp echo reply', 6),
    },
    words: (octets, at) => `: TSval ${readU32(octets, at + 2)}, TSecr ${readU32(octets, at + 6)}`,
  },
  single(11, 'cc', 'CC', 'RFC 1644 §3.1', 6, connectionCount),
  single(12, 'cc', 'CC.NEW', 'RFC 1644 §3.1', 6, connectionCount),
  single(13, 'cc', 'CC.ECHO', 'RFC 1644 §3.1', 6, connectionCount),
  {
    ...single(19, 'md5', 'TCP MD5 signature', 'RFC 2385 §3.0', 18, bytes('tcp.options.md5.digest', 'MD5 digest', 2)),
  },
  ...scpsOptions,
  {
    kind: 27,
    filter: 'qs',
    name: 'Quick-Start',
    rfc: 'RFC 4782 §4.1',
    lengths: [8],
    fields: {
      rate: u8('tcp.options.qs.rate', 'QS Rate', 2, { mask: 0x0f, values: quickStartRates }),
      difference: u8('tcp.options.qs.ttl_diff', 'QS Rate', 3),
    },
  },
  {
    kind: 28,
    filter: 'user_to',
    name: 'User Timeout',
    rfc: 'RFC 5482 §2',
    lengths: [4],
    fields: {
      granularity: flag('tcp.options.user_to_granularity', 'Granularity', 2, { size: 2, mask: 0x8000 }),
      value: u16('tcp.options.user_to_val', 'User Timeout', 2, { mask: 0x7fff }),
    },
  },
  {
    kind: 29,
    filter: 'ao',
    name: 'TCP AO',
    rfc: 'RFC 5925 §2.2',
    least: 4,
    fields: {
      key: u8('tcp.options.ao.keyid', 'AO KeyID', 2),
      nextKey: u8('tcp.options.ao.rnextkeyid', 'AO RNextKeyID', 3),
      mac: bytes('tcp.options.ao.mac', 'AO MAC', 4),
    },
  },
  multipathOption,
  {
    kind: 34,
    filter: 'tfo',
    name: 'TCP Fast Open',
    rfc: 'RFC 7413 §4.1.1',
    fields: {
      request: {
        ...bytes('tcp.options.tfo.request', 'Fast Open Cookie Request', (_octets, _at, length) =>
          length === 2 ? 0 : -1,
        ),
        type: 'none',
        size: 2,
      },
      cookie: bytes('tcp.options.tfo.cookie', 'Fast Open Cookie', 2),
    },
  },
  ...riverbedOptions,
  accurateEcn(172, 0),
  accurateEcn(174, 1),
  experimental(253),
  experimental(254),
];

/** Of an option that has no name here. */
export const unknownTcpOption: OptionDefinition = {
  ...single(-1, 'unknown', 'Unknown', 'IANA', undefined, bytes('tcp.options.unknown.payload', 'Payload', 2)),
};

const byKind = new Map(tcpOptions.map((definition) => [definition.kind, definition]));

export function tcpOptionOf(kind: number): OptionDefinition {
  return byKind.get(kind) ?? unknownTcpOption;
}
