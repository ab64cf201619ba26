// The routing headers of IPv6 as fields: source routes (RFC 8200 §4.4, RFC 5095), of mobile hosts (RFC 6275 §6.4), of RPL (RFC 6554),
// segments (RFC 8754), compact ones (draft-bonica-6man-comp-rtg-hdr).
import { u16, u32 } from '../../bytes/read.ts';
import { ipv6RoutingTypes } from '../../protocol/network/names.ts';
import type { FieldInfo } from './field-info.ts';
import { headingPart, madeField, partField } from './layer-part.ts';
import type { OptionSinks } from './option-reader.ts';

const inRouting = { partOf: 'ipv6.routing' } as const;
const protocolWarning = { expert: ['warning', 'protocol'] } as const;
const type = { source: 0, mobile: 2, rpl: 3, segments: 4, compact16: 5, compact32: 6 } as const;

const rplName = (tail: string) => `ipv6.routing.rpl.${tail}`;
const rplBits = (tail: string, label: string, mask: number): FieldInfo =>
  partField(rplName(tail), label, 'uint32', { ...inRouting, mask });

const identifiers = headingPart('(segment identifiers)', 'Segment Identifiers', inRouting);
const inIdentifiers = { partOf: identifiers.name } as const;

/** A remark on an address of the route; `partOfAny`: whichever kind of route it is of. */
function routeRemark(tail: string, label: string): FieldInfo {
  return madeField(`ipv6.src_route_list.${tail}`, label, 'none', {
    ...protocolWarning,
    partOfAny: ['ipv6.routing.src.addr', 'ipv6.routing.mipv6.home_address', rplName('full_address')],
  });
}

export const ipv6RoutingFields: Readonly<Record<string, FieldInfo>> = {
  routingType: partField('ipv6.routing.type', 'Type', 'uint8', { ...inRouting, values: ipv6RoutingTypes }),
  deprecated: madeField('ipv6.routing.deprecated', 'Routing header type is deprecated', 'none', {
    partOf: 'ipv6.routing.type',
    expert: ['note', 'deprecated'],
  }),
  left: partField('ipv6.routing.segleft', 'Segments Left', 'uint8', inRouting),
  badLeft: madeField(
    'ipv6.routing.invalid_segleft',
    'IPv6 Routing Header segments left field must not exceed address count',
    'none',
    { ...protocolWarning, partOf: 'ipv6.routing.segleft' },
  ),
  badLength: madeField('ipv6.routing.invalid_length', 'Invalid IPv6 Routing header length', 'none', {
    partOf: 'ipv6.routing.len',
    expert: ['error', 'malformed'],
  }),
  reserved: partField('ipv6.routing.src.reserved', 'Reserved', 'bytes', inRouting),
  address: partField('ipv6.routing.src.addr', 'Address', 'ipv6', inRouting),
  homeReserved: partField('ipv6.routing.mipv6.reserved', 'Reserved', 'bytes', inRouting),
  homeAddress: partField('ipv6.routing.mipv6.home_address', 'Home Address', 'ipv6', inRouting),
  lastEntry: partField('ipv6.routing.srh.last_entry', 'Last Entry', 'uint8', inRouting),
  segmentFlags: partField('ipv6.routing.srh.flags', 'Flags', 'uint8', { ...inRouting, format: 'hex' }),
  tag: partField('ipv6.routing.srh.tag', 'Tag', 'bytes', inRouting),
  segment: partField('ipv6.routing.srh.addr', 'Address', 'ipv6', inRouting),
  innerOctets: rplBits('cmprI', 'Compressed Internal Octets (CmprI)', 0xf0000000),
  lastOctets: rplBits('cmprE', 'Compressed Final Octets (CmprE)', 0x0f000000),
  padding: rplBits('pad', 'Padding Bytes', 0x00f00000),
  strayPadding: madeField(
    rplName('cmprI_cmprE_pad'),
    'When cmprI equals 0 and cmprE equals 0, pad MUST equal 0 but instead was X',
    'none',
    {
      ...protocolWarning,
      partOf: rplName('pad'),
      words: (bytes, at) =>
        `When cmprI equals 0 and cmprE equals 0, pad MUST equal 0 but instead was ${(bytes[at + 1] as number) >> 4}`,
    },
  ),
  rplReserved: rplBits('reserved', 'Reserved', 0x000fffff),
  strayReserved: madeField(rplName('reserved_not0'), 'Reserved field must equal 0 but instead was X', 'none', {
    partOf: rplName('reserved'),
    expert: ['note', 'protocol'],
    words: (bytes, at) => `Reserved field must equal 0 but instead was ${u32(bytes, at) & 0xfffff}`,
  }),
  count: madeField(rplName('addr_count'), 'Total Address Count', 'int32', inRouting),
  badCount: madeField(
    rplName('addr_count_ge0'),
    'Calculated total address count must be greater than or equal to 0, instead was X',
    'none',
    { ...protocolWarning, partOf: rplName('addr_count') },
  ),
  shortAddress: partField(rplName('address'), 'Address', 'bytes', inRouting),
  fullAddress: partField(rplName('full_address'), 'Full Address', 'ipv6', inRouting),
  group: routeRemark('multicast_addr', 'Multicast addresses must not appear in the source route list'),
  toGroup: madeField('ipv6.dst_addr.not_multicast', 'Destination address must not be a multicast address', 'none', {
    ...protocolWarning,
    ...inRouting,
  }),
  destinationInRoute: routeRemark('dst_addr', 'Destination address must not appear in the source route list'),
  sourceInRoute: routeRemark('src_addr', 'Source address must not appear in the source route list'),
  current16: madeField('ipv6.routing.crh16.current_sid', 'Current SID', 'uint16', inRouting),
  current32: madeField('ipv6.routing.crh32.current_sid', 'Current SID', 'uint32', inRouting),
  identifiers,
  identifier16: partField('ipv6.routing.crh16.sid', 'Segment ID', 'uint16', inIdentifiers),
  identifier32: partField('ipv6.routing.crh32.sid', 'Segment ID', 'uint32', inIdentifiers),
  data: partField('ipv6.routing.unknown_data', 'Type-Specific Data', 'bytes', inRouting),
  undecoded: madeField('ipv6.routing.undecoded', 'Undecoded IPv6 routing header field', 'none', {
    partOf: 'ipv6.routing.unknown_data',
    expert: ['note', 'undecoded'],
  }),
};

/** The routing header bytes[start] to bytes[end - 1] of a packet whose own header begins at packetBytes[packet]. */
export function tellIpv6Routing(
  to: OptionSinks,
  bytes: Uint8Array,
  start: number,
  end: number,
  packetBytes: Uint8Array,
  packet: number,
): void {
  to.routingType?.octets(bytes, start + 2, 1);
  if (bytes[start + 2] === type.source) to.deprecated?.octets(bytes, start + 2, 0);
  to.left?.octets(bytes, start + 3, 1);
  switch (bytes[start + 2]) {
    case type.source:
      to.reserved?.octets(bytes, start + 4, 4);
      tellAddresses(to, 'address', bytes, start, end);
      return;
    case type.mobile: {
      const units = bytes[start + 1] as number;
      if (units !== 2) to.badLength?.octets(bytes, start + 1, 0);
      if (bytes[start + 3] !== 1) to.badLeft?.octets(bytes, start + 3, 0);
      to.homeReserved?.octets(bytes, start + 4, 4);
      if (end - start < 24) return;
      to.homeAddress?.octets(bytes, start + 8, 16);
      if (bytes[start + 8] === groupOctet) to.group?.octets(bytes, start + 8, 0);
      return;
    }
    case type.rpl:
      tellRpl(to, bytes, start, end, packetBytes, packet);
      return;
    case type.segments: {
      const entries = (bytes[start + 4] as number) + 1;
      to.lastEntry?.octets(bytes, start + 4, 1);
      to.segmentFlags?.octets(bytes, start + 5, 1);
      to.tag?.octets(bytes, start + 6, 2);
      for (let entry = 0, at = start + 8; entry < entries && at + 16 <= end; entry++, at += 16)
        to.segment?.octets(bytes, at, 16);
      if ((bytes[start + 3] as number) > entries) to.badLeft?.octets(bytes, start + 3, 0);
      return;
    }
    case type.compact16:
      tellIdentifiers(to, 'identifier16', 'current16', bytes, start, end, 2);
      return;
    case type.compact32:
      tellIdentifiers(to, 'identifier32', 'current32', bytes, start, end, 4);
      return;
    default:
      to.data?.octets(bytes, start + 4, end - start - 4);
      to.undecoded?.octets(bytes, start + 4, 0);
  }
}

/** What a multicast address begins with. */
const groupOctet = 0xff;

function tellAddresses(to: OptionSinks, key: string, bytes: Uint8Array, start: number, end: number): void {
  // Each address takes two units of eight octets.
  if (((bytes[start + 1] as number) & 1) !== 0) to.badLength?.octets(bytes, start + 1, 0);
  let count = 0;
  for (let at = start + 8; at + 16 <= end; at += 16) {
    to[key]?.octets(bytes, at, 16);
    if (bytes[at] === groupOctet) to.group?.octets(bytes, at, 0);
    count++;
  }
  if ((bytes[start + 3] as number) > count) to.badLeft?.octets(bytes, start + 3, 0);
}

/** Addresses without what they have in common with the destination (RFC 6554 §3). */
function tellRpl(
  to: OptionSinks,
  bytes: Uint8Array,
  start: number,
  end: number,
  packetBytes: Uint8Array,
  packet: number,
): void {
  const word = u32(bytes, start + 4);
  const inner = word >>> 28;
  const last = (word >>> 24) & 0x0f;
  // Whole addresses need no padding: then what is told of it does not count.
  const padding = inner === 0 && last === 0 ? 0 : (word >>> 20) & 0x0f;
  for (const key of ['innerOctets', 'lastOctets', 'padding']) to[key]?.octets(bytes, start + 4, 4);
  if (inner === 0 && last === 0 && (word & 0x00f00000) !== 0) to.strayPadding?.octets(bytes, start + 4, 0);
  to.rplReserved?.octets(bytes, start + 4, 4);
  if ((word & 0x000fffff) !== 0) to.strayReserved?.octets(bytes, start + 4, 0);
  const room = end - start - 8 - padding;
  const rest = room - (16 - last);
  const count = room <= 0 || rest < 0 ? 0 : Math.floor(rest / (16 - inner)) + 1;
  to.count?.number(count, bytes, start + 4, 2);
  if ((bytes[start + 3] as number) > count) to.badLeft?.octets(bytes, start + 3, 0);
  const destination = packetBytes.subarray(packet + 24, packet + 40);
  const source = packetBytes.subarray(packet + 8, packet + 24);
  if (destination[0] === groupOctet) to.toGroup?.octets(bytes, start, 0);
  let at = start + 8;
  for (let number = 1; number <= count; number++) {
    const shared = number === count ? last : inner;
    const size = 16 - shared;
    if (at + size > end) return;
    const full = new Uint8Array(16);
    full.set(destination.subarray(0, shared));
    full.set(bytes.subarray(at, at + size), shared);
    to.shortAddress?.octets(bytes, at, size);
    to.fullAddress?.octets(full, 0, 16);
    if (full[0] === groupOctet) to.group?.octets(bytes, at, 0);
    if (isSame(full, source)) to.sourceInRoute?.octets(bytes, at, 0);
    if (isSame(full, destination)) to.destinationInRoute?.octets(bytes, at, 0);
    at += size;
  }
}

function isSame(address: Uint8Array, other: Uint8Array): boolean {
  return address.every((octet, index) => octet === other[index]);
}

function tellIdentifiers(
  to: OptionSinks,
  key: string,
  current: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  size: 2 | 4,
): void {
  const first = start + 4;
  const at = first + (bytes[start + 3] as number) * size;
  if (at + size <= end) to[current]?.number(size === 2 ? u16(bytes, at) : u32(bytes, at), bytes, at, size);
  else to.badLength?.octets(bytes, start + 1, 0);
  to.identifiers?.octets(bytes, first, end - first);
  // Zeros pad the header.
  let last = end;
  while (last - size >= first && bytes.subarray(last - size, last).every((octet) => octet === 0)) last -= size;
  for (let place = first; place + size <= last; place += size) to[key]?.octets(bytes, place, size);
}
