// IPv4 (RFC 791) and IPv6 (RFC 8200) with their options, extension headers and fragments.
import { u16, u32 } from '../bytes/read.ts';
import type { Dissection } from './dissection.ts';
import type { IpFragments } from './ip-fragments.ts';
import { layer } from './layer.ts';
import { fits } from './link.ts';

export function readIpv4(d: Dissection, fragments: IpFragments): void {
  const { bytes, at } = d;
  if (!fits(d, layer.ipv4, 20)) return;
  const headerLength = ((bytes[at] as number) & 0x0f) << 2;
  if (headerLength < 20) {
    d.experts.add('ip.bad_header_length', layer.ipv4, at, 20, headerLength);
    d.stop();
    return;
  }
  // Segmentation offload leaves the total length 0: then the frame tells where the packet ends.
  const totalLength = u16(bytes, at + 2);
  const declared = totalLength < headerLength ? d.declaredEnd : at + totalLength;
  if (declared > d.declaredEnd) d.experts.add('ip.length', layer.ipv4, at + 2, declared - at, d.declaredEnd - at);
  // Ethernet pads short frames: what follows the total length is not IP's.
  const end = Math.min(declared, d.end);
  const declaredEnd = Math.min(declared, d.declaredEnd);
  d.layers.push(layer.ipv4, bytes, at, Math.min(at + headerLength, end));
  d.addressBytes = bytes;
  d.sourceAt = at + 12;
  d.destinationAt = at + 16;
  d.addressLength = 4;
  d.number = bytes[at + 9] as number;
  d.at = at + headerLength;
  d.end = end;
  d.declaredEnd = declaredEnd;
  if (d.at > end) {
    d.experts.add('layer.cut', layer.ipv4, at, headerLength, end - at);
    d.stop();
    return;
  }
  const flagsAndOffset = u16(bytes, at + 6);
  if ((flagsAndOffset & 0x3fff) !== 0 && !d.quoted) {
    const key = `4 ${u32(bytes, at + 12)} ${u32(bytes, at + 16)} ${u16(bytes, at + 4)} ${d.number}`;
    fragments.add(d, key, (flagsAndOffset & 0x1fff) << 3, (flagsAndOffset & 0x2000) !== 0, d.number);
    return;
  }
  readIpPayload(d);
}

export function readIpv6(d: Dissection, fragments: IpFragments): void {
  const { bytes, at } = d;
  if (!fits(d, layer.ipv6, 40)) return;
  const payloadLength = u16(bytes, at + 4);
  const declared = payloadLength === 0 ? d.declaredEnd : at + 40 + payloadLength;
  if (declared > d.declaredEnd) d.experts.add('ip.length', layer.ipv6, at + 4, declared - at, d.declaredEnd - at);
  const end = Math.min(declared, d.end);
  d.layers.push(layer.ipv6, bytes, at, at + 40);
  d.addressBytes = bytes;
  d.sourceAt = at + 8;
  d.destinationAt = at + 24;
  d.addressLength = 16;
  d.end = end;
  d.declaredEnd = Math.min(declared, d.declaredEnd);
  let next = bytes[at + 6] as number;
  let offset = at + 40;
  // Each extension header is at least 8 octets, so the loop ends with the packet.
  for (;;) {
    d.at = offset;
    if (next === 44) {
      if (!fits(d, layer.ipv6Extension, 8)) return;
      d.layers.push(layer.ipv6Extension, bytes, offset, offset + 8);
      const inner = bytes[offset] as number;
      const offsetAndFlag = u16(bytes, offset + 2);
      d.at = offset + 8;
      d.number = inner;
      if ((offsetAndFlag & 0xfff9) !== 0 && !d.quoted) {
        let key = `6 ${u32(bytes, offset + 4)}`;
        for (let word = 8; word < 40; word += 4) key += ` ${u32(bytes, at + word)}`;
        fragments.add(d, key, offsetAndFlag & 0xfff8, (offsetAndFlag & 1) !== 0, inner);
        return;
      }
      next = inner;
      offset += 8;
      continue;
    }
    // Hop-by-hop, routing, destination options, mobility, HIP, shim6; 51 (AH) counts in words of four octets.
    const isExtension =
      next === 0 || next === 43 || next === 60 || next === 51 || next === 135 || next === 139 || next === 140;
    if (!isExtension) break;
    if (!fits(d, layer.ipv6Extension, 8)) return;
    const units = bytes[offset + 1] as number;
    const length = next === 51 ? (units + 2) << 2 : (units + 1) << 3;
    if (!fits(d, layer.ipv6Extension, length)) return;
    d.layers.push(layer.ipv6Extension, bytes, offset, offset + length);
    next = bytes[offset] as number;
    offset += length;
  }
  d.number = next;
  readIpPayload(d);
}

/** Tells the layer of an IP protocol number. */
export function readIpPayload(d: Dissection): void {
  switch (d.number) {
    case 132:
      d.next = layer.sctp;
      return;
    case 6:
      d.next = layer.tcp;
      return;
    case 17:
      d.next = layer.udp;
      return;
    case 1:
      d.next = layer.icmp;
      return;
    case 58:
      d.next = layer.icmpv6;
      return;
    case 4:
      d.next = layer.ipv4;
      return;
    case 41:
      d.next = layer.ipv6;
      return;
    case 47:
      d.next = layer.gre;
      return;
    case 137:
      d.next = layer.mpls;
      return;
    case 2:
      d.layers.push(layer.igmp, d.bytes, d.at, d.end);
      d.stop();
      return;
    default:
      d.layers.push(layer.data, d.bytes, d.at, d.end);
      d.stop();
  }
}

/** ICMP errors quote the packet that they complain about; it is shown, and never taken for traffic. */
export function readIcmp(d: Dissection, version: 4 | 6): void {
  const which = version === 4 ? layer.icmp : layer.icmpv6;
  d.layers.push(which, d.bytes, d.at, d.end);
  const type = d.bytes[d.at];
  const isError =
    version === 4
      ? type === 3 || type === 4 || type === 5 || type === 11 || type === 12
      : type !== undefined && type >= 1 && type <= 4;
  if (!isError || d.quoted || d.end - d.at < 8 + (version === 4 ? 20 : 40)) {
    d.stop();
    return;
  }
  d.at += 8;
  d.quoted = true;
  d.next = version === 4 ? layer.ipv4 : layer.ipv6;
  // What is quoted is cut by design, so its lengths say nothing about this frame.
  d.declaredEnd = Math.max(d.declaredEnd, d.at + 65535);
}
