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

/** IPv6 extension headers (RFC 8200 §4, RFC 4302). */
export const ipv6HopByHop = 0;
export const ipv6Routing = 43;
export const ipv6Fragment = 44;
export const ipv6Authentication = 51;
export const ipv6NoNextHeader = 59;
export const ipv6DestinationOptions = 60;

const ieee = 'IEEE 802';

/** Names as Wireshark has them. */
export const etherTypes = enumeration('EtherType', [
  { value: etherTypeIpv4, name: 'IPv4', rfc: 'RFC 894' },
  { value: 0x0806, name: 'ARP', rfc: 'RFC 826' },
  { value: etherTypeVlan, name: '802.1Q Virtual LAN', rfc: 'IEEE 802.1Q' },
  { value: etherTypeIpv6, name: 'IPv6', rfc: 'RFC 2464' },
  { value: 0x8847, name: 'MPLS label switched packet', rfc: 'RFC 5332' },
  { value: 0x8848, name: 'MPLS multicast label switched packet', rfc: 'RFC 5332' },
  { value: etherTypeServiceVlan, name: '802.1ad Provider Bridge (Q-in-Q)', rfc: 'IEEE 802.1ad' },
  { value: 0x88cc, name: '802.1 Link Layer Discovery Protocol (LLDP)', rfc: 'IEEE 802.1AB' },
]);

export const ipProtocols = enumeration('IP Protocol', [
  { value: ipv6HopByHop, name: 'IPv6 Hop-by-Hop Option', rfc: 'RFC 8200 §4.3' },
  { value: 1, name: 'ICMP', rfc: 'RFC 792' },
  { value: 2, name: 'IGMP', rfc: 'RFC 3376' },
  { value: 4, name: 'IPIP', rfc: 'RFC 2003' },
  { value: ipProtocolTcp, name: 'TCP', rfc: 'RFC 9293' },
  { value: ipProtocolUdp, name: 'UDP', rfc: 'RFC 768' },
  { value: 41, name: 'IPv6', rfc: 'RFC 2473' },
  { value: ipv6Routing, name: 'Routing Header for IPv6', rfc: 'RFC 8200 §4.4' },
  { value: ipv6Fragment, name: 'Fragment Header for IPv6', rfc: 'RFC 8200 §4.5' },
  { value: 47, name: 'Generic Routing Encapsulation', rfc: 'RFC 2784' },
  { value: ipv6Authentication, name: 'Authentication Header', rfc: 'RFC 4302' },
  { value: 58, name: 'ICMPv6', rfc: 'RFC 4443' },
  { value: ipv6NoNextHeader, name: 'No Next Header for IPv6', rfc: 'RFC 8200 §4.7' },
  { value: ipv6DestinationOptions, name: 'Destination Options for IPv6', rfc: 'RFC 8200 §4.6' },
  { value: ipProtocolSctp, name: 'SCTP', rfc: 'RFC 9260' },
]);

/** Who gave an Ethernet address, and whether it is a group's. */
export const localBit = enumeration('LG bit', [
  { value: 0, name: 'Globally unique address (factory default)', rfc: ieee },
  { value: 1, name: 'Locally administered address (this is NOT the factory default)', rfc: ieee },
]);

export const groupBit = enumeration('IG bit', [
  { value: 0, name: 'Individual address (unicast)', rfc: ieee },
  { value: 1, name: 'Group address (multicast/broadcast)', rfc: ieee },
]);
