// Tunnels taken off: GRE (RFC 2784, RFC 2890; version 1 of RFC 2637), VXLAN (RFC 7348), Geneve (RFC 8926) and MPLS label
// stacks (RFC 3032) with what lies under them. Each names the reader of what it carries.
import { u16 } from '../bytes/read.ts';
import {
  etherTypeBridging,
  etherTypeErspan2,
  etherTypeErspan3,
  etherTypeIpv4,
  etherTypeIpv6,
  etherTypeMpls,
  etherTypeMplsMulticast,
  etherTypePpp,
  etherTypeServiceVlan,
  etherTypeVlan,
  genevePort,
  mplsOverUdpPort,
  vxlanPort,
} from '../protocol/network/numbers.ts';
import type { Dissection } from './dissection.ts';
import { layer } from './layer.ts';
import { fits } from './link.ts';

/** More labels than this on one packet are a bomb. */
const labelLimit = 64;

/** The reader of a tunnel on this UDP port, layer.none where it has none. The source port of a tunnel is any number. */
export function tunnelOfUdpPort(destinationPort: number): number {
  switch (destinationPort) {
    case vxlanPort:
      return layer.vxlan;
    case genevePort:
      return layer.geneve;
    case mplsOverUdpPort:
      return layer.mpls;
    default:
      return layer.none;
  }
}

/** Shows what is left as octets that nobody reads. */
function leave(d: Dissection): void {
  if (d.at < d.end) d.layers.push(layer.data, d.bytes, d.at, d.end);
  d.stop();
}

/** A frame within: until it shows an IP packet, its ends are those of the link. */
function toEthernet(d: Dissection): void {
  d.next = layer.ethernet;
  if (d.end - d.at < 14) return;
  d.addressBytes = d.bytes;
  d.destinationAt = d.at;
  d.sourceAt = d.at + 6;
  d.addressLength = 6;
}

function toEtherType(d: Dissection, etherType: number): void {
  if (etherType === etherTypeBridging) {
    toEthernet(d);
    return;
  }
  d.number = etherType;
  d.next = layer.etherPayload;
}

export function readGre(d: Dissection): void {
  if (!fits(d, layer.gre, 4)) return;
  const { bytes, at } = d;
  const flags = u16(bytes, at);
  const protocol = u16(bytes, at + 2);
  const version = flags & 7;
  const hasRouting = (flags & 0x4000) !== 0;
  const hasSequence = (flags & 0x1000) !== 0;
  let length = 4;
  if ((flags & 0xc000) !== 0) length += 4;
  if ((flags & 0x2000) !== 0) length += 4;
  if (hasSequence) length += 4;
  if (version === 1 && (flags & 0x80) !== 0) length += 4;
  if (!fits(d, layer.gre, length)) return;
  const index = d.layers.push(layer.gre, bytes, at, at + length);
  d.at += length;
  if (version > 1) {
    leave(d);
    return;
  }
  // Source routes of RFC 1701: each is at least its own four octets, so the loop ends with the packet.
  for (let more = hasRouting; more; ) {
    if (!fits(d, layer.gre, 4)) return;
    more = u16(bytes, d.at) !== 0 || bytes[d.at + 3] !== 0;
    const entry = 4 + (bytes[d.at + 3] as number);
    if (!fits(d, layer.gre, entry)) return;
    d.at += entry;
  }
  if (index >= 0) d.layers.end[index] = d.at;
  switch (protocol) {
    case etherTypePpp:
      if (d.at < d.end) d.next = layer.ppp;
      else d.stop();
      return;
    case etherTypeErspan2:
      // Type I has no header of its own, and GRE no sequence number then.
      readErspan(d, hasSequence ? 8 : 0);
      return;
    case etherTypeErspan3:
      readErspan(d, 12);
      return;
    default:
      toEtherType(d, protocol);
  }
}

/** Mirrored frames; type III has eight octets more where its last bit says so. */
function readErspan(d: Dissection, headerLength: number): void {
  if (!fits(d, layer.erspan, headerLength)) return;
  const hasSubheader = headerLength === 12 && ((d.bytes[d.at + 11] as number) & 1) !== 0;
  const length = hasSubheader ? headerLength + 8 : headerLength;
  if (!fits(d, layer.erspan, length)) return;
  d.layers.push(layer.erspan, d.bytes, d.at, d.at + length);
  d.at += length;
  toEthernet(d);
}

export function readVxlan(d: Dissection): void {
  if (!fits(d, layer.vxlan, 8)) return;
  // The I flag must be set (RFC 7348 §5): without it this is something else on that port.
  if (((d.bytes[d.at] as number) & 0x08) === 0) {
    leave(d);
    return;
  }
  d.layers.push(layer.vxlan, d.bytes, d.at, d.at + 8);
  d.at += 8;
  toEthernet(d);
}

export function readGeneve(d: Dissection): void {
  if (!fits(d, layer.geneve, 8)) return;
  const { bytes, at } = d;
  const first = bytes[at] as number;
  const length = 8 + ((first & 0x3f) << 2);
  // Version 0 is the only one.
  if (first >> 6 !== 0) {
    leave(d);
    return;
  }
  if (!fits(d, layer.geneve, length)) return;
  d.layers.push(layer.geneve, bytes, at, at + length);
  d.at += length;
  toEtherType(d, u16(bytes, at + 2));
}

/** A label stack, a layer for each label. What lies under it nothing tells but its own first octets. */
export function readMpls(d: Dissection): void {
  const { bytes } = d;
  for (let count = 0; ; count++) {
    if (count === labelLimit) {
      d.experts.add('layer.too_many', layer.mpls, d.at);
      d.stop();
      return;
    }
    if (!fits(d, layer.mpls, 4)) return;
    d.layers.push(layer.mpls, bytes, d.at, d.at + 4);
    const isBottom = ((bytes[d.at + 2] as number) & 1) !== 0;
    d.at += 4;
    if (isBottom) break;
  }
  if (d.at === d.end) {
    d.stop();
    return;
  }
  const nibble = (bytes[d.at] as number) >> 4;
  if (nibble === 4) d.next = layer.ipv4;
  else if (nibble === 6) d.next = layer.ipv6;
  else readPseudowire(d, nibble);
}

/** Ethernet over MPLS (RFC 4448), with or without a control word: the EtherType shows which. */
function readPseudowire(d: Dissection, nibble: number): void {
  const { bytes, at, end } = d;
  if (nibble === 0 && end - at >= 18 && isEtherType(u16(bytes, at + 16))) d.at += 4;
  else if (!(end - at >= 14 && isEtherType(u16(bytes, at + 12)))) {
    leave(d);
    return;
  }
  toEthernet(d);
}

function isEtherType(number: number): boolean {
  switch (number) {
    case etherTypeIpv4:
    case etherTypeIpv6:
    case etherTypeVlan:
    case etherTypeServiceVlan:
    case etherTypeMpls:
    case etherTypeMplsMulticast:
    case 0x0806:
      return true;
    default:
      return false;
  }
}
