// Whole frames for tests and measurements: Ethernet (with VLAN tags), IPv4 (RFC 791), IPv6 (RFC 8200), UDP (RFC 768) and
// TCP (RFC 9293), with right lengths and checksums unless told otherwise.
import {
  etherTypeIpv4,
  etherTypeIpv6,
  etherTypeVlan,
  ipProtocolSctp,
  ipProtocolTcp,
  ipProtocolUdp,
} from '../protocol/network/numbers.ts';
import { addressOctets } from './address-octets.ts';
import { ByteWriter } from './byte-writer.ts';
import { type SctpPacketInput, sctpPacket } from './sctp-packet.ts';

export interface IpInput {
  readonly source: string;
  readonly destination: string;
  /** IPv4 identification. */
  readonly identification?: number;
  readonly ttl?: number;
  /** IPv4 only: in octets, a multiple of eight. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  /** In place of the right total length (IPv4) or payload length (IPv6). */
  readonly length?: number;
}

export interface LinkInput {
  /** Six octets; made up from the addresses where left out. */
  readonly sourceMac?: Uint8Array;
  readonly destinationMac?: Uint8Array;
  /** VLAN identifiers, outer first. */
  readonly vlans?: readonly number[];
}

/** Ones' complement sum of 16-bit words: the checksum of IPv4, UDP and TCP (RFC 1071). */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] as number) << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

export function ipv4Packet(input: IpInput, protocol: number, payload: Uint8Array): Uint8Array {
  const header = new ByteWriter(20)
    .u8(0x45)
    .u8(0)
    .u16(input.length ?? 20 + payload.length)
    .u16(input.identification ?? 0)
    .u16((input.moreFragments ? 0x2000 : 0) | ((input.fragmentOffset ?? 0) >>> 3))
    .u8(input.ttl ?? 64)
    .u8(protocol)
    .u16(0)
    .bytes(addressOctets(input.source))
    .bytes(addressOctets(input.destination));
  header.setU16(10, internetChecksum(header.finish()));
  return header.bytes(payload).finish();
}

export function ipv6Packet(input: IpInput, protocol: number, payload: Uint8Array): Uint8Array {
  return new ByteWriter(40 + payload.length)
    .u32(0x60000000)
    .u16(input.length ?? payload.length)
    .u8(protocol)
    .u8(input.ttl ?? 64)
    .bytes(addressOctets(input.source))
    .bytes(addressOctets(input.destination))
    .bytes(payload)
    .finish();
}

export function ipPacket(input: IpInput, protocol: number, payload: Uint8Array): Uint8Array {
  return input.source.includes(':') ? ipv6Packet(input, protocol, payload) : ipv4Packet(input, protocol, payload);
}

/** A locally administered address that tells two IP addresses apart. */
function madeUpMac(address: string): Uint8Array {
  return Uint8Array.of(0x02, 0, ...addressOctets(address).subarray(-4));
}

export function ethernetFrame(link: LinkInput, etherType: number, payload: Uint8Array): Uint8Array {
  const out = new ByteWriter(64 + payload.length)
    .bytes(link.destinationMac ?? Uint8Array.of(2, 0, 0, 0, 0, 2))
    .bytes(link.sourceMac ?? Uint8Array.of(2, 0, 0, 0, 0, 1));
  for (const vlan of link.vlans ?? []) out.u16(etherTypeVlan).u16(vlan);
  return out.u16(etherType).bytes(payload).finish();
}

/** Ethernet around an IP packet with this payload. */
export function ipFrame(ip: IpInput, protocol: number, payload: Uint8Array, link: LinkInput = {}): Uint8Array {
  const etherType = ip.source.includes(':') ? etherTypeIpv6 : etherTypeIpv4;
  const macs = { sourceMac: madeUpMac(ip.source), destinationMac: madeUpMac(ip.destination) };
  return ethernetFrame({ ...macs, ...link }, etherType, ipPacket(ip, protocol, payload));
}

export function sctpFrame(ip: IpInput, sctp: SctpPacketInput, link: LinkInput = {}): Uint8Array {
  return ipFrame(ip, ipProtocolSctp, sctpPacket(sctp), link);
}

/** What UDP and TCP sum up besides themselves (RFC 768, RFC 8200 §8.1). Both forms give the same sum. */
function pseudoHeader(ip: IpInput, protocol: number, length: number): Uint8Array {
  return new ByteWriter(40)
    .bytes(addressOctets(ip.source))
    .bytes(addressOctets(ip.destination))
    .u32(length)
    .u32(protocol)
    .finish();
}

export interface Ports {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export function udpDatagram(ip: IpInput, ports: Ports, payload: Uint8Array): Uint8Array {
  const out = new ByteWriter(8 + payload.length)
    .u16(ports.sourcePort)
    .u16(ports.destinationPort)
    .u16(8 + payload.length)
    .u16(0)
    .bytes(payload);
  const datagram = out.finish();
  // A sum of 0 is sent as 0xffff: 0 means that there is no checksum (RFC 768).
  const checksum = internetChecksum(pseudoHeader(ip, ipProtocolUdp, datagram.length), datagram) || 0xffff;
  return out.setU16(6, checksum).finish();
}

export function udpFrame(ip: IpInput, ports: Ports, payload: Uint8Array, link: LinkInput = {}): Uint8Array {
  return ipFrame(ip, ipProtocolUdp, udpDatagram(ip, ports, payload), link);
}

export interface TcpInput extends Ports {
  readonly sequence: number;
  readonly acknowledgment?: number;
  readonly syn?: boolean;
  readonly fin?: boolean;
  readonly reset?: boolean;
  /** True where left out. */
  readonly ack?: boolean;
  readonly push?: boolean;
}

export function tcpSegment(ip: IpInput, tcp: TcpInput, payload: Uint8Array): Uint8Array {
  const flags =
    (tcp.fin ? 1 : 0) | (tcp.syn ? 2 : 0) | (tcp.reset ? 4 : 0) | (tcp.push ? 8 : 0) | ((tcp.ack ?? true) ? 16 : 0);
  const out = new ByteWriter(20 + payload.length)
    .u16(tcp.sourcePort)
    .u16(tcp.destinationPort)
    .u32(tcp.sequence)
    .u32(tcp.acknowledgment ?? 0)
    .u16(0x5000 | flags)
    .u16(65_535)
    .u16(0)
    .u16(0)
    .bytes(payload);
  const segment = out.finish();
  return out.setU16(16, internetChecksum(pseudoHeader(ip, ipProtocolTcp, segment.length), segment)).finish();
}

export function tcpFrame(ip: IpInput, tcp: TcpInput, payload: Uint8Array, link: LinkInput = {}): Uint8Array {
  return ipFrame(ip, ipProtocolTcp, tcpSegment(ip, tcp, payload), link);
}
