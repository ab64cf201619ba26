// The headers below SCTP as tables of fixed-offset fields: Ethernet, VLAN (IEEE 802.1Q), IPv4 (RFC 791), IPv6 (RFC 8200),
// UDP (RFC 768), TCP (RFC 9293). Names are Wireshark's.

import type { HeaderField } from '../schema.ts';
import { etherTypes, groupBit, ipProtocols, localBit } from './numbers.ts';

type Rest = Partial<Pick<HeaderField, 'mask' | 'scale' | 'also' | 'display' | 'size' | 'values' | 'unit'>>;

const sizes = { uint8: 1, uint16: 2, uint24: 3, uint32: 4, bool: 1, ipv4: 4, ipv6: 16, ether: 6 } as const;

function at(offset: number, type: HeaderField['type'], filter: string, label: string, rest: Rest = {}): HeaderField {
  const display = type === 'ipv4' || type === 'ipv6' || type === 'ether' || type === 'bool' ? 'none' : 'dec';
  return { display, size: sizes[type], ...rest, filter, label, type, offset };
}

const hex = { display: 'hex' } as const;

/** The two bits of an Ethernet address that say who gave it and whether it is a group's. */
function addressBits(offset: number, end: 'dst' | 'src'): readonly HeaderField[] {
  const octets = { size: 3 } as const;
  return [
    at(offset, 'uint24', `eth.${end}.oui`, end === 'dst' ? 'Destination OUI' : 'Source OUI', {
      also: ['eth.addr.oui'],
    }),
    at(offset, 'bool', `eth.${end}.lg`, 'LG bit', { ...octets, mask: 0x020000, values: localBit, also: ['eth.lg'] }),
    at(offset, 'bool', `eth.${end}.ig`, 'IG bit', { ...octets, mask: 0x010000, values: groupBit, also: ['eth.ig'] }),
  ];
}

export const ethernetHeader: readonly HeaderField[] = [
  at(0, 'ether', 'eth.dst', 'Destination', { also: ['eth.addr'] }),
  ...addressBits(0, 'dst'),
  at(6, 'ether', 'eth.src', 'Source', { also: ['eth.addr'] }),
  ...addressBits(6, 'src'),
  at(12, 'uint16', 'eth.type', 'Type', { ...hex, values: etherTypes }),
];

/** Behind the EtherType 0x8100 or 0x88a8. */
export const vlanHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'vlan.priority', 'Priority', { mask: 0xe000 }),
  at(0, 'uint16', 'vlan.dei', 'DEI', { mask: 0x1000 }),
  at(0, 'uint16', 'vlan.id', 'ID', { mask: 0x0fff }),
  at(2, 'uint16', 'vlan.etype', 'Type', { ...hex, values: etherTypes }),
];

export const ipv4Header: readonly HeaderField[] = [
  at(0, 'uint8', 'ip.version', 'Version', { mask: 0xf0 }),
  at(0, 'uint8', 'ip.hdr_len', 'Header Length', { mask: 0x0f, scale: 4 }),
  at(1, 'uint8', 'ip.dsfield', 'Differentiated Services Field', hex),
  at(1, 'uint8', 'ip.dsfield.dscp', 'Differentiated Services Codepoint', { mask: 0xfc }),
  at(1, 'uint8', 'ip.dsfield.ecn', 'Explicit Congestion Notification', { mask: 0x03 }),
  at(2, 'uint16', 'ip.len', 'Total Length'),
  at(4, 'uint16', 'ip.id', 'Identification', hex),
  at(6, 'uint8', 'ip.flags', 'Flags', { mask: 0xe0, ...hex }),
  at(6, 'bool', 'ip.flags.rb', 'Reserved bit', { mask: 0x80 }),
  at(6, 'bool', 'ip.flags.df', "Don't fragment", { mask: 0x40 }),
  at(6, 'bool', 'ip.flags.mf', 'More fragments', { mask: 0x20 }),
  // In units of eight octets, as Wireshark 4.0 gives it.
  at(6, 'uint16', 'ip.frag_offset', 'Fragment Offset', { mask: 0x1fff }),
  at(8, 'uint8', 'ip.ttl', 'Time to Live'),
  at(9, 'uint8', 'ip.proto', 'Protocol', { values: ipProtocols }),
  at(10, 'uint16', 'ip.checksum', 'Header Checksum', hex),
  at(12, 'ipv4', 'ip.src', 'Source Address', { also: ['ip.addr', 'ip.src_host', 'ip.host'] }),
  at(16, 'ipv4', 'ip.dst', 'Destination Address', { also: ['ip.addr', 'ip.dst_host', 'ip.host'] }),
];

export const ipv6Header: readonly HeaderField[] = [
  at(0, 'uint8', 'ipv6.version', 'Version', { mask: 0xf0, also: ['ip.version'] }),
  at(0, 'uint32', 'ipv6.tclass', 'Traffic Class', { mask: 0x0ff00000, ...hex }),
  at(0, 'uint32', 'ipv6.tclass.dscp', 'Differentiated Services Codepoint', { mask: 0x0fc00000 }),
  at(0, 'uint32', 'ipv6.tclass.ecn', 'Explicit Congestion Notification', { mask: 0x00300000 }),
  at(1, 'uint24', 'ipv6.flow', 'Flow Label', { mask: 0x0fffff, ...hex }),
  at(4, 'uint16', 'ipv6.plen', 'Payload Length'),
  at(6, 'uint8', 'ipv6.nxt', 'Next Header', { values: ipProtocols }),
  at(7, 'uint8', 'ipv6.hlim', 'Hop Limit'),
  at(8, 'ipv6', 'ipv6.src', 'Source Address', { also: ['ipv6.addr', 'ipv6.src_host', 'ipv6.host'] }),
  at(24, 'ipv6', 'ipv6.dst', 'Destination Address', { also: ['ipv6.addr', 'ipv6.dst_host', 'ipv6.host'] }),
];

export const udpHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'udp.srcport', 'Source Port', { also: ['udp.port'] }),
  at(2, 'uint16', 'udp.dstport', 'Destination Port', { also: ['udp.port'] }),
  at(4, 'uint16', 'udp.length', 'Length'),
  at(6, 'uint16', 'udp.checksum', 'Checksum', hex),
];

export const tcpHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'tcp.srcport', 'Source Port', { also: ['tcp.port'] }),
  at(2, 'uint16', 'tcp.dstport', 'Destination Port', { also: ['tcp.port'] }),
  at(4, 'uint32', 'tcp.seq_raw', 'Sequence Number (raw)'),
  at(8, 'uint32', 'tcp.ack_raw', 'Acknowledgment number (raw)'),
  at(12, 'uint8', 'tcp.hdr_len', 'Header Length', { mask: 0xf0, scale: 4 }),
  at(12, 'uint16', 'tcp.flags', 'Flags', { mask: 0x0fff, ...hex }),
  at(13, 'bool', 'tcp.flags.cwr', 'Congestion Window Reduced', { mask: 0x80 }),
  at(13, 'bool', 'tcp.flags.ece', 'ECN-Echo', { mask: 0x40 }),
  at(13, 'bool', 'tcp.flags.urg', 'Urgent', { mask: 0x20 }),
  at(13, 'bool', 'tcp.flags.ack', 'Acknowledgment', { mask: 0x10 }),
  at(13, 'bool', 'tcp.flags.push', 'Push', { mask: 0x08 }),
  at(13, 'bool', 'tcp.flags.reset', 'Reset', { mask: 0x04 }),
  at(13, 'bool', 'tcp.flags.syn', 'Syn', { mask: 0x02 }),
  at(13, 'bool', 'tcp.flags.fin', 'Fin', { mask: 0x01 }),
  at(14, 'uint16', 'tcp.window_size_value', 'Window'),
  at(16, 'uint16', 'tcp.checksum', 'Checksum', hex),
  at(18, 'uint16', 'tcp.urgent_pointer', 'Urgent Pointer'),
];
