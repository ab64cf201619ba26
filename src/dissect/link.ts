// Link layers: from what the interface gave to an EtherType or an IP packet.
// Layouts: IEEE 802.3/802.1Q, and the LINKTYPE_ pages of tcpdump.org.
import { u16, u32 } from '../bytes/read.ts';
import type { Dissection } from './dissection.ts';
import { layer } from './layer.ts';

/** Which layer a frame of this LINKTYPE_ begins with; layer.unknown where we know none. */
export function firstLayer(linkType: number): number {
  switch (linkType) {
    case 1:
      return layer.ethernet;
    case 0:
    case 108:
      return layer.loopback;
    case 9:
    case 50:
      return layer.ppp;
    // DLT_RAW is 12 on most systems and 14 on OpenBSD; 228 and 229 are IPv4 and IPv6 by name.
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return layer.raw;
    case 113:
      return layer.linuxCooked;
    case 276:
      return layer.linuxCooked2;
    default:
      return layer.unknown;
  }
}

/** Headers of which the first fields are shown where the rest is missing. */
const showsPart: readonly boolean[] = Array.from({ length: 32 }, (_, which) =>
  [layer.ipv4, layer.ipv6, layer.udp, layer.tcp].some((shown) => shown === which),
);

/** True where `need` octets are there; else the walk stops with an expert. */
export function fits(d: Dissection, which: number, need: number): boolean {
  const available = d.end - d.at;
  if (available >= need) return true;
  d.experts.add(d.declaredEnd - d.at >= need ? 'layer.cut' : 'layer.too_short', which, d.at, need, available);
  if (showsPart[which] && available >= 4) d.layers.push(which, d.bytes, d.at, d.end);
  d.stop();
  return false;
}

function toEtherType(d: Dissection, etherType: number, headerLength: number): void {
  d.at += headerLength;
  d.number = etherType;
  readEtherPayload(d);
}

export function readEthernet(d: Dissection): void {
  if (!fits(d, layer.ethernet, 14)) return;
  d.layers.push(layer.ethernet, d.bytes, d.at, d.at + 14);
  toEtherType(d, u16(d.bytes, d.at + 12), 14);
}

export function readVlan(d: Dissection): void {
  if (!fits(d, layer.vlan, 4)) return;
  d.layers.push(layer.vlan, d.bytes, d.at, d.at + 4);
  toEtherType(d, u16(d.bytes, d.at + 2), 4);
}

export function readLinuxCooked(d: Dissection): void {
  if (!fits(d, layer.linuxCooked, 16)) return;
  d.layers.push(layer.linuxCooked, d.bytes, d.at, d.at + 16);
  toEtherType(d, u16(d.bytes, d.at + 14), 16);
}

export function readLinuxCooked2(d: Dissection): void {
  if (!fits(d, layer.linuxCooked2, 20)) return;
  d.layers.push(layer.linuxCooked2, d.bytes, d.at, d.at + 20);
  toEtherType(d, u16(d.bytes, d.at), 20);
}

/** BSD loopback: an address family in the byte order of whoever captured. IPv6 has a number of its own on each BSD. */
export function readLoopback(d: Dissection): void {
  if (!fits(d, layer.loopback, 4)) return;
  const big = u32(d.bytes, d.at);
  const family =
    big > 0xffff ? ((big >>> 24) | ((big >>> 8) & 0xff00) | ((big << 8) & 0xff0000) | (big << 24)) >>> 0 : big;
  d.layers.push(layer.loopback, d.bytes, d.at, d.at + 4);
  d.at += 4;
  if (family === 2) d.next = layer.ipv4;
  else if (family === 10 || family === 24 || family === 28 || family === 30) d.next = layer.ipv6;
  else d.stop();
}

export function readRaw(d: Dissection): void {
  if (!fits(d, layer.raw, 1)) return;
  const version = (d.bytes[d.at] as number) >> 4;
  d.next = version === 4 ? layer.ipv4 : version === 6 ? layer.ipv6 : layer.none;
}

/** PPP with or without its address and control octets; the protocol field may be compressed to one octet. */
export function readPpp(d: Dissection): void {
  const from = d.at;
  if (!fits(d, layer.ppp, 2)) return;
  if (d.bytes[d.at] === 0xff && d.bytes[d.at + 1] === 0x03) d.at += 2;
  if (!fits(d, layer.ppp, 2)) return;
  let protocol = d.bytes[d.at] as number;
  d.at++;
  if ((protocol & 1) === 0) protocol = (protocol << 8) | (d.bytes[d.at++] as number);
  d.layers.push(layer.ppp, d.bytes, from, d.at);
  switch (protocol) {
    case 0x21:
      d.next = layer.ipv4;
      return;
    case 0x57:
      d.next = layer.ipv6;
      return;
    case 0x281:
    case 0x283:
      d.next = layer.mpls;
      return;
    default:
      d.stop();
  }
}

/** Tells the layer of an EtherType. Any stack of VLAN tags is walked, one tag a call. */
export function readEtherPayload(d: Dissection): void {
  switch (d.number) {
    case 0x0800:
      d.next = layer.ipv4;
      return;
    case 0x86dd:
      d.next = layer.ipv6;
      return;
    case 0x8100:
    case 0x88a8:
    case 0x9100:
    case 0x9200:
      d.next = layer.vlan;
      return;
    case 0x8847:
    case 0x8848:
      d.next = layer.mpls;
      return;
    case 0x0806:
      d.layers.push(layer.arp, d.bytes, d.at, d.end);
      d.stop();
      return;
    default:
      d.layers.push(layer.unknown, d.bytes, d.at, d.end);
      d.stop();
  }
}
