// The extension headers of IPv6 (RFC 8200 §4) as fields: options for routers and for the destination, routes, fragments. Names are
// Wireshark's.
import { u16 } from '../../bytes/read.ts';
import { ipv6RoutingTypes, yesOrNo } from '../../protocol/network/names.ts';
import {
  ipProtocols,
  ipv6DestinationOptions,
  ipv6Fragment,
  ipv6HopByHop,
  ipv6Routing,
} from '../../protocol/network/numbers.ts';
import { layer } from '../layer.ts';
import type { FieldInfo } from './field-info.ts';
import { ipv6OptionFields, tellIpv6Options } from './ipv6-option-reader.ts';
import { ipv6RoutingFields, tellIpv6Routing } from './ipv6-routing-reader.ts';
import { type LayerPart, type LayerPlace, layerPart, madeField, partField } from './layer-part.ts';
import type { OptionSinks } from './option-reader.ts';

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

const notFirst = madeField(
  'ipv6.hopopts.not_first',
  'IPv6 Hop-by-Hop extension header must appear immediately after IPv6 header',
  'none',
  { expert: ['error', 'protocol'] },
);

/** The layer of the IPv6 header that the extension header at hand is of. */
function packetOf({ d: { layers }, index }: LayerPlace): number {
  let packet = index - 1;
  while (packet > 0 && layers.protocol[packet] === layer.ipv6Extension) packet--;
  return packet;
}

function tellBeginning(to: OptionSinks, name: string, { bytes, start, end }: LayerPlace): void {
  to[name]?.octets(bytes, start, end - start);
  to[`${name} nxt`]?.octets(bytes, start, 1);
  to[`${name} len`]?.octets(bytes, start + 1, 1);
  to[`${name} octets`]?.number(end - start, bytes, start + 1, 1);
}

const withOptions: Readonly<Record<number, 'hopopts' | 'dstopts'>> = {
  [ipv6HopByHop]: 'hopopts',
  [ipv6DestinationOptions]: 'dstopts',
};

const optionsPart: LayerPart = layerPart(
  {
    notFirst,
    hopopts: head('hopopts', 'IPv6 Hop-by-Hop Option'),
    dstopts: head('dstopts', 'Destination Options for IPv6'),
    ...beginning('hopopts'),
    ...beginning('dstopts'),
    ...ipv6OptionFields,
  },
  (to: OptionSinks, place) => {
    const { d, index, bytes, start, end } = place;
    const name = withOptions[headerType(d, index)];
    if (name === undefined) return;
    const packet = packetOf(place);
    const packetBytes = d.layers.bytes[packet] as Uint8Array;
    const packetAt = d.layers.start[packet] as number;
    const isHopByHop = name === 'hopopts';
    if (isHopByHop && packet !== index - 1) to.notFirst?.octets(bytes, start, 0);
    tellBeginning(to, name, place);
    const hopLimit = packetBytes[packetAt + 7] as number;
    const hasLength = u16(packetBytes, packetAt + 4) !== 0;
    tellIpv6Options(to, bytes, start + 2, end, { isHopByHop, hopLimit, hasLength });
  },
);

/** `Routing Header for IPv6 (Segment Routing)`. */
function routingWords(bytes: Uint8Array, at: number): string {
  const type = bytes[at + 2] as number;
  const name = ipv6RoutingTypes.values.find(({ value }) => value === type)?.name ?? `Unknown type ${type}`;
  return `Routing Header for IPv6 (${name})`;
}

const routingPart: LayerPart = layerPart(
  {
    routing: { ...head('routing', 'Routing Header for IPv6'), words: routingWords },
    ...beginning('routing'),
    ...ipv6RoutingFields,
  },
  (to: OptionSinks, place) => {
    const { d, index, bytes, start, end } = place;
    if (headerType(d, index) !== ipv6Routing) return;
    tellBeginning(to, 'routing', place);
    const packet = packetOf(place);
    tellIpv6Routing(to, bytes, start, end, d.layers.bytes[packet] as Uint8Array, d.layers.start[packet] as number);
  },
);

const fragmentPart: LayerPart = layerPart(fragmentFields, (to: OptionSinks, { d, index, bytes, start, end }) => {
  if (headerType(d, index) !== ipv6Fragment) return;
  to.fraghdr?.octets(bytes, start, end - start);
  to.fragmentNext?.octets(bytes, start, 1);
  to.reservedOctet?.octets(bytes, start + 1, 1);
  for (const key of ['offset', 'reservedBits', 'moreFragments']) to[key]?.octets(bytes, start + 2, 2);
  to.identification?.octets(bytes, start + 4, 4);
});

export const ipv6ExtensionParts: readonly LayerPart[] = [optionsPart, routingPart, fragmentPart];
