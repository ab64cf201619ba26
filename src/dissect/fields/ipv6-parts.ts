// Fields of IPv6 (RFC 8200) beyond its fixed header: addresses within addresses, and the extension headers. Names are Wireshark's.
import { u16, u32 } from '../../bytes/read.ts';
import {
  ipv6OptionActions,
  ipv6OptionTypes,
  ipv6RouterAlerts,
  ipv6RoutingTypes,
  yesOrNo,
} from '../../protocol/network/names.ts';
import {
  ipProtocols,
  ipv6DestinationOptions,
  ipv6Fragment,
  ipv6HopByHop,
  ipv6Routing,
} from '../../protocol/network/numbers.ts';
import { layer } from '../layer.ts';
import type { FieldInfo } from './field-info.ts';
import { fragmentParts } from './fragment-parts.ts';
import { type LayerPart, type LayerPlace, layerPart, madeField, partField } from './layer-part.ts';
import type { FieldSink } from './sink.ts';

type Sinks = Readonly<Record<string, FieldSink | undefined>>;

/** What an address of this end holds; told under the name of the end, and under the one for both. */
function embedded(end: 'src' | 'dst', offset: number): LayerPart {
  const word = end === 'src' ? 'Source' : 'Destination';
  const both = (tail: string, label: string, kind: FieldInfo['kind']): Record<string, FieldInfo> => ({
    [tail]: madeField(`ipv6.${end}_${tail}`, `${word} ${label}`, kind),
    [`${tail} both`]: madeField(`ipv6.${tail}`, label, kind, { hidden: true }),
  });
  return layerPart(
    {
      ...both('slaac_mac', 'SLAAC MAC', 'ether'),
      ...both('isatap_ipv4', 'ISATAP IPv4', 'ipv4'),
      ...both('6to4_gw_ipv4', '6to4 Gateway IPv4', 'ipv4'),
      ...both('6to4_sla_id', '6to4 SLA ID', 'uint16'),
      ...both('ts_ipv4', 'Teredo Server IPv4', 'ipv4'),
      ...both('tc_port', 'Teredo Port', 'uint16'),
      ...both('tc_ipv4', 'Teredo Client IPv4', 'ipv4'),
    },
    (to: Sinks, { bytes, start, end: limit }) => {
      if (limit - start < 40) return;
      const at = start + offset;
      const tell = (tail: string, octets: Uint8Array, from: number, size: number) => {
        to[tail]?.octets(octets, from, size);
        to[`${tail} both`]?.octets(octets, from, size);
      };
      const prefix = u32(bytes, at);
      if (prefix >>> 16 === 0x2002) {
        tell('6to4_gw_ipv4', bytes, at + 2, 4);
        tell('6to4_sla_id', bytes, at + 6, 2);
      } else if (prefix === 0x20010000) {
        // RFC 4380 §4: port and address of the client are written with all bits turned.
        tell('ts_ipv4', bytes, at + 4, 4);
        const turned = bytes.slice(at + 10, at + 16).map((octet) => ~octet);
        tell('tc_port', turned, 0, 2);
        tell('tc_ipv4', turned, 2, 4);
      }
      const middle = u32(bytes, at + 10);
      if (((bytes[at + 8] as number) & 2) !== 0 && (middle & 0x00ffff00) === 0x00fffe00)
        tell('slaac_mac', macOf(bytes, at + 8), 0, 6);
      if ((u32(bytes, at + 8) & 0xfdffffff) === 0x00005efe) tell('isatap_ipv4', bytes, at + 12, 4);
    },
    { source: 'RFC 4291 §2.5.1, RFC 5214 §6.1, RFC 3056 §2, RFC 4380 §4' },
  );
}

/** The interface's address in an identifier of eight octets (RFC 4291, appendix A). */
function macOf(bytes: Uint8Array, at: number): Uint8Array {
  const mac = Uint8Array.of(0, 0, 0, 0, 0, 0);
  mac.set(bytes.subarray(at, at + 3));
  mac.set(bytes.subarray(at + 5, at + 8), 3);
  mac[0] = (mac[0] as number) ^ 2;
  return mac;
}

const headerNames: Readonly<Record<number, string>> = {
  [ipv6HopByHop]: 'hopopts',
  [ipv6Routing]: 'routing',
  [ipv6Fragment]: 'fraghdr',
  [ipv6DestinationOptions]: 'dstopts',
};

/** Which extension header stands at `index`: the header before it says. */
function headerType({ layers }: LayerPlace['d'], index: number): number {
  const before = (layers.start[index - 1] as number) + (layers.protocol[index - 1] === layer.ipv6 ? 6 : 0);
  return layers.bytes[index - 1]?.[before] as number;
}

function head(name: string, title: string): FieldInfo {
  return partField(`ipv6.${name}`, title, 'protocol');
}

/** Next header and length, which all but the fragment header have. */
function beginning(name: string): Record<string, FieldInfo> {
  const partOf = `ipv6.${name}`;
  return {
    [`${name} nxt`]: partField(`ipv6.${name}.nxt`, 'Next Header', 'uint8', { partOf, values: ipProtocols }),
    [`${name} len`]: partField(`ipv6.${name}.len`, 'Length', 'uint8', { partOf }),
    [`${name} octets`]: madeField(`ipv6.${name}.len_oct`, 'Length', 'uint16', { partOf, unit: ' bytes' }),
  };
}

const inType = { partOf: 'ipv6.opt.type', size: 1 } as const;
const inOption = { partOf: 'ipv6.opt' } as const;

const optionFields = {
  option: partField('ipv6.opt', 'IPv6 Option', 'none', {
    partOfAny: ['ipv6.hopopts', 'ipv6.dstopts'],
    words: (bytes, at) => ipv6OptionTypes.values.find(({ value }) => value === bytes[at])?.name ?? 'Unknown',
  }),
  type: partField('ipv6.opt.type', 'Type', 'uint8', { ...inOption, format: 'hex', values: ipv6OptionTypes }),
  action: partField('ipv6.opt.type.action', 'Action', 'uint8', { ...inType, mask: 0xc0, values: ipv6OptionActions }),
  change: partField('ipv6.opt.type.change', 'May Change', 'boolean', { ...inType, mask: 0x20, values: yesOrNo }),
  rest: partField('ipv6.opt.type.rest', 'Low-Order Bits', 'uint8', { ...inType, mask: 0x1f, format: 'hex' }),
  length: partField('ipv6.opt.length', 'Length', 'uint8', inOption),
  pad1: partField('ipv6.opt.pad1', 'Pad1', 'none', inOption),
  padN: partField('ipv6.opt.padn', 'PadN', 'bytes', inOption),
  alert: partField('ipv6.opt.router_alert', 'Router Alert', 'uint16', { ...inOption, values: ipv6RouterAlerts }),
  limit: partField('ipv6.opt.tel', 'Tunnel Encapsulation Limit', 'uint8', inOption),
  jumbo: partField('ipv6.opt.jumbo', 'Payload Length', 'uint32', inOption),
  home: partField('ipv6.opt.mipv6.home_address', 'MIPv6 Home Address', 'ipv6', inOption),
  experimental: partField('ipv6.opt.experimental', 'Experimental Option', 'bytes', inOption),
  unknown: partField('ipv6.opt_unknown_data', 'Unknown Data', 'bytes', inOption),
};

/** The option's value by its type: sink, and the octets that it must have (0: any). */
const optionValues: Readonly<Record<number, readonly [keyof typeof optionFields, number]>> = {
  1: ['padN', 0],
  4: ['limit', 1],
  5: ['alert', 2],
  194: ['jumbo', 4],
  201: ['home', 16],
};

const experimentalTypes: ReadonlySet<number> = new Set([0x1e, 0x3e, 0x5e, 0x7e, 0x9e, 0xbe, 0xde, 0xfe]);

const inRouting = { partOf: 'ipv6.routing' } as const;
const routingFields = {
  routing: head('routing', 'Routing Header for IPv6'),
  ...beginning('routing'),
  routingType: partField('ipv6.routing.type', 'Type', 'uint8', { ...inRouting, values: ipv6RoutingTypes }),
  left: partField('ipv6.routing.segleft', 'Segments Left', 'uint8', inRouting),
  reserved: partField('ipv6.routing.src.reserved', 'Reserved', 'bytes', inRouting),
  address: partField('ipv6.routing.src.addr', 'Address', 'ipv6', inRouting),
  homeReserved: partField('ipv6.routing.mipv6.reserved', 'Reserved', 'bytes', inRouting),
  homeAddress: partField('ipv6.routing.mipv6.home_address', 'Home Address', 'ipv6', inRouting),
  lastEntry: partField('ipv6.routing.srh.last_entry', 'Last Entry', 'uint8', inRouting),
  segmentFlags: partField('ipv6.routing.srh.flags', 'Flags', 'uint8', { ...inRouting, format: 'hex' }),
  tag: partField('ipv6.routing.srh.tag', 'Tag', 'bytes', inRouting),
  segment: partField('ipv6.routing.srh.addr', 'Address', 'ipv6', inRouting),
  data: partField('ipv6.routing.unknown_data', 'Type-Specific Data', 'bytes', inRouting),
};

const inFragment = { partOf: 'ipv6.fraghdr' } as const;
const fragmentFields = {
  fraghdr: head('fraghdr', 'Fragment Header for IPv6'),
  fragmentNext: partField('ipv6.fraghdr.nxt', 'Next header', 'uint8', { ...inFragment, values: ipProtocols }),
  reservedOctet: partField('ipv6.fraghdr.reserved_octet', 'Reserved octet', 'uint8', { ...inFragment, format: 'hex' }),
  offset: partField('ipv6.fraghdr.offset', 'Offset', 'uint16', { ...inFragment, mask: 0xfff8 }),
  reservedBits: partField('ipv6.fraghdr.reserved_bits', 'Reserved bits', 'uint16', { ...inFragment, mask: 6 }),
  moreFragments: partField('ipv6.fraghdr.more', 'More Fragments', 'boolean', {
    ...inFragment,
    size: 2,
    mask: 1,
    values: yesOrNo,
  }),
  identification: partField('ipv6.fraghdr.ident', 'Identification', 'uint32', { ...inFragment, format: 'hex' }),
};

export const ipv6ExtensionParts: readonly LayerPart[] = [
  layerPart(
    {
      hopopts: head('hopopts', 'IPv6 Hop-by-Hop Option'),
      dstopts: head('dstopts', 'Destination Options for IPv6'),
      ...beginning('hopopts'),
      ...beginning('dstopts'),
      ...optionFields,
      ...routingFields,
      ...fragmentFields,
    },
    (to: Sinks, place) => {
      const { d, index, bytes, start, end } = place;
      const type = headerType(d, index);
      const name = headerNames[type];
      if (name === undefined) return;
      to[name]?.octets(bytes, start, end - start);
      if (type === ipv6Fragment) {
        fragmentHeader(to, bytes, start);
        return;
      }
      to[`${name} nxt`]?.octets(bytes, start, 1);
      to[`${name} len`]?.octets(bytes, start + 1, 1);
      to[`${name} octets`]?.number(end - start, bytes, start + 1, 1);
      if (type === ipv6Routing) routingHeader(to, bytes, start, end);
      else options(to, bytes, start + 2, end);
    },
  ),
];

function fragmentHeader(to: Sinks, bytes: Uint8Array, start: number): void {
  to.fragmentNext?.octets(bytes, start, 1);
  to.reservedOctet?.octets(bytes, start + 1, 1);
  for (const key of ['offset', 'reservedBits', 'moreFragments']) to[key]?.octets(bytes, start + 2, 2);
  to.identification?.octets(bytes, start + 4, 4);
}

function routingHeader(to: Sinks, bytes: Uint8Array, start: number, end: number): void {
  to.routingType?.octets(bytes, start + 2, 1);
  to.left?.octets(bytes, start + 3, 1);
  const addresses = (sink: FieldSink | undefined) => {
    for (let at = start + 8; at + 16 <= end; at += 16) sink?.octets(bytes, at, 16);
  };
  switch (bytes[start + 2]) {
    case 0:
      to.reserved?.octets(bytes, start + 4, 4);
      addresses(to.address);
      return;
    case 2:
      to.homeReserved?.octets(bytes, start + 4, 4);
      if (end - start >= 24) to.homeAddress?.octets(bytes, start + 8, 16);
      return;
    case 4:
      to.lastEntry?.octets(bytes, start + 4, 1);
      to.segmentFlags?.octets(bytes, start + 5, 1);
      to.tag?.octets(bytes, start + 6, 2);
      addresses(to.segment);
      return;
    default:
      to.data?.octets(bytes, start + 4, end - start - 4);
  }
}

function options(to: Sinks, bytes: Uint8Array, from: number, end: number): void {
  for (let at = from; at < end; ) {
    const type = bytes[at] as number;
    const length = type === 0 ? 0 : at + 1 < end ? (bytes[at + 1] as number) : -1;
    const next = type === 0 ? at + 1 : at + 2 + length;
    if (length < 0 || next > end) return;
    to.option?.octets(bytes, at, next - at);
    to.type?.octets(bytes, at, 1);
    if (type === 0) to.pad1?.octets(bytes, at, 1);
    else {
      for (const key of ['action', 'change', 'rest']) to[key]?.octets(bytes, at, 1);
      to.length?.octets(bytes, at + 1, 1);
      optionValue(to, type, bytes, at + 2, length);
    }
    at = next;
  }
}

function optionValue(to: Sinks, type: number, bytes: Uint8Array, at: number, length: number): void {
  const [key, size] = optionValues[type] ?? [experimentalTypes.has(type) ? 'experimental' : 'unknown', 0];
  if (size === 0 || size === length) to[key]?.octets(bytes, at, length);
}

export const ipv6Parts: readonly LayerPart[] = [
  embedded('src', 8),
  embedded('dst', 24),
  layerPart(
    { isZero: madeField('ipv6.plen_zero', 'IPv6 payload length equals 0', 'none') },
    ({ isZero }, { bytes, start, end }) => {
      if (end - start >= 40 && u16(bytes, start + 4) === 0) isZero?.octets(bytes, start + 4, 2);
    },
  ),
  ...fragmentParts('ipv6'),
];
