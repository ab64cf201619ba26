// Numbers that tell which header comes next: EtherTypes (IEEE 802) and IP protocol numbers (IANA).
import { enumeration } from '../declare.ts';

export const etherTypeIpv4 = 0x0800;
export const etherTypeIpv6 = 0x86dd;
/** IEEE 802.1Q. */
export const etherTypeVlan = 0x8100;
/** IEEE 802.1ad: the outer of two tags. */
export const etherTypeServiceVlan = 0x88a8;

export const ipProtocolTcp = 6;
export const ipProtocolUdp = 17;
export const ipProtocolSctp = 132;

/** The transports that RSerPool knows. */
export const ipProtocols = enumeration('IP Protocol', [
  { value: ipProtocolTcp, name: 'TCP', rfc: 'RFC 9293' },
  { value: ipProtocolUdp, name: 'UDP', rfc: 'RFC 768' },
  { value: 33, name: 'DCCP', wireshark: 'Datagram Congestion Control Protocol', rfc: 'RFC 4340' },
  { value: ipProtocolSctp, name: 'SCTP', rfc: 'RFC 9260' },
  { value: 136, name: 'UDP-Lite', wireshark: 'UDPLite', rfc: 'RFC 3828' },
]);

/** IPv6 extension headers (RFC 8200 §4, RFC 4302). */
export const ipv6HopByHop = 0;
export const ipv6Routing = 43;
export const ipv6Fragment = 44;
export const ipv6Authentication = 51;
export const ipv6NoNextHeader = 59;
export const ipv6DestinationOptions = 60;
