// The headers below SCTP as tables of fixed-offset fields: Ethernet, VLAN (IEEE 802.1Q), Linux cooked (tcpdump.org), IPv4
// (RFC 791), IPv6 (RFC 8200), UDP (RFC 768), TCP (RFC 9293), and tunnels: GRE (RFC 2784, RFC 2890), VXLAN (RFC 7348), Geneve
// (RFC 8926), MPLS (RFC 3032). Names are Wireshark's.
import { u16 } from '../../bytes/read.ts';
import type { Enumeration, HeaderField } from '../schema.ts';
import { checksumWords, ipFlagWords, tcpFlagWords, trafficClassWords } from './field-words.ts';
import {
  cookedHardware,
  cookedLinkTypes,
  cookedPacketTypes,
  differentiatedServices,
  dropEligible,
  explicitCongestion,
  userPriorities,
} from './names.ts';
import { etherTypes, groupBit, ipProtocols, localBit } from './numbers.ts';

type Rest = Partial<
  Pick<
    HeaderField,
    'offsetOf' | 'mask' | 'bits' | 'scale' | 'also' | 'display' | 'size' | 'values' | 'unit' | 'bothBases' | 'words'
  >
>;

const sizes = { uint8: 1, uint16: 2, uint24: 3, uint32: 4, bool: 1, ipv4: 4, ipv6: 16, ether: 6 } as const;

function at(offset: number, type: HeaderField['type'], filter: string, label: string, rest: Rest = {}): HeaderField {
  const display = type === 'ipv4' || type === 'ipv6' || type === 'ether' || type === 'bool' ? 'none' : 'dec';
  return { display, size: sizes[type], ...rest, filter, label, type, offset };
}

const hex = { display: 'hex' } as const;

/** Behind a tag, whatever is no length counts as a type. */
function tagTypeAt(offset: number): NonNullable<HeaderField['offsetOf']> {
  return (bytes, start) => (u16(bytes, start + offset) > 1500 ? offset : -1);
}

/** Numbers below 1536 are no EtherTypes: up to 1500 they are lengths (IEEE 802.3 §3.2.6). */
function typeAt(offset: number): NonNullable<HeaderField['offsetOf']> {
  return (bytes, start) => ((bytes[start + offset] as number) >= 6 ? offset : -1);
}

function lengthAt(offset: number): NonNullable<HeaderField['offsetOf']> {
  return (bytes, start) => (u16(bytes, start + offset) <= 1500 ? offset : -1);
}

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
  at(0, 'ether', 'eth.dst', 'Destination', { also: ['eth.addr', 'eth.dst_resolved', 'eth.addr_resolved'] }),
  ...addressBits(0, 'dst'),
  at(6, 'ether', 'eth.src', 'Source', { also: ['eth.addr', 'eth.src_resolved', 'eth.addr_resolved'] }),
  ...addressBits(6, 'src'),
  at(12, 'uint16', 'eth.type', 'Type', { ...hex, values: etherTypes, offsetOf: typeAt(12) }),
  at(12, 'uint16', 'eth.len', 'Length', { offsetOf: lengthAt(12) }),
];

/** Behind the EtherType 0x8100 or 0x88a8. */
export const vlanHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'vlan.priority', 'Priority', { mask: 0xe000, values: userPriorities }),
  at(0, 'bool', 'vlan.dei', 'DEI', { mask: 0x1000, size: 2, values: dropEligible }),
  at(0, 'uint16', 'vlan.id', 'ID', { mask: 0x0fff }),
  at(2, 'uint16', 'vlan.etype', 'Type', { ...hex, values: etherTypes, offsetOf: tagTypeAt(2) }),
  at(2, 'uint16', 'vlan.len', 'Length', { offsetOf: lengthAt(2) }),
];

/** An address field of eight octets holds an Ethernet address where its length, which stands before it, says 6. */
const cookedAddress = (bytes: Uint8Array, start: number) => (bytes[start + 5] === 6 && bytes[start + 4] === 0 ? 6 : -1);
const cooked2Address = (bytes: Uint8Array, start: number) => (bytes[start + 11] === 6 ? 12 : -1);

/** ARPHRD_IPGRE: the protocol field is one of GRE. */
const greHardware = 778;

/** What the protocol field of a cooked header is: an EtherType, a number of Linux below those, or a type of GRE. */
function cookedProtocol(protocolAt: number, hardwareAt: number): readonly HeaderField[] {
  const kindOf = (bytes: Uint8Array, start: number) => {
    if (u16(bytes, start + hardwareAt) === greHardware) return 'gretype';
    return u16(bytes, start + protocolAt) < 1536 ? 'ltype' : 'etype';
  };
  const field = (kind: ReturnType<typeof kindOf>, values: Enumeration) =>
    at(protocolAt, 'uint16', `sll.${kind}`, 'Protocol', {
      ...hex,
      values,
      offsetOf: (bytes, start) => (kindOf(bytes, start) === kind ? protocolAt : -1),
    });
  return [field('etype', etherTypes), field('ltype', cookedLinkTypes), field('gretype', etherTypes)];
}

/** LINKTYPE_LINUX_SLL. */
export const linuxCookedHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'sll.pkttype', 'Packet type', { values: cookedPacketTypes }),
  at(2, 'uint16', 'sll.hatype', 'Link-layer address type', { values: cookedHardware }),
  at(4, 'uint16', 'sll.halen', 'Link-layer address length'),
  at(6, 'ether', 'sll.src.eth', 'Source', { offsetOf: cookedAddress }),
  ...cookedProtocol(14, 2),
];

/** LINKTYPE_LINUX_SLL2. */
export const linuxCooked2Header: readonly HeaderField[] = [
  ...cookedProtocol(0, 8),
  at(4, 'uint32', 'sll.ifindex', 'Interface index'),
  at(8, 'uint16', 'sll.hatype', 'Link-layer address type', { values: cookedHardware }),
  at(10, 'uint8', 'sll.pkttype', 'Packet type', { values: cookedPacketTypes }),
  at(11, 'uint8', 'sll.halen', 'Link-layer address length'),
  at(12, 'ether', 'sll.src.eth', 'Source', { offsetOf: cooked2Address }),
];

export const ipv4Header: readonly HeaderField[] = [
  at(0, 'uint8', 'ip.version', 'Version', { mask: 0xf0 }),
  at(0, 'uint8', 'ip.hdr_len', 'Header Length', { mask: 0x0f, scale: 4 }),
  at(1, 'uint8', 'ip.dsfield', 'Differentiated Services Field', {
    ...hex,
    words: (bytes, start) => trafficClassWords(bytes[start] as number),
  }),
  at(1, 'uint8', 'ip.dsfield.dscp', 'Differentiated Services Codepoint', {
    mask: 0xfc,
    values: differentiatedServices,
  }),
  at(1, 'uint8', 'ip.dsfield.ecn', 'Explicit Congestion Notification', { mask: 0x03, values: explicitCongestion }),
  at(2, 'uint16', 'ip.len', 'Total Length'),
  at(4, 'uint16', 'ip.id', 'Identification', { ...hex, bothBases: true }),
  at(6, 'uint8', 'ip.flags', 'Flags', {
    mask: 0xe0,
    ...hex,
    words: (bytes, start) => ipFlagWords(bytes[start] as number),
  }),
  at(6, 'bool', 'ip.flags.rb', 'Reserved bit', { mask: 0x80 }),
  at(6, 'bool', 'ip.flags.df', "Don't fragment", { mask: 0x40 }),
  at(6, 'bool', 'ip.flags.mf', 'More fragments', { mask: 0x20 }),
  // In units of eight octets, as Wireshark 4.0 gives it.
  at(6, 'uint16', 'ip.frag_offset', 'Fragment Offset', { mask: 0x1fff }),
  at(8, 'uint8', 'ip.ttl', 'Time to Live'),
  at(9, 'uint8', 'ip.proto', 'Protocol', { values: ipProtocols }),
  at(10, 'uint16', 'ip.checksum', 'Header Checksum', { ...hex, words: checksumWords('validation disabled') }),
  at(12, 'ipv4', 'ip.src', 'Source Address', { also: ['ip.addr', 'ip.src_host', 'ip.host'] }),
  at(16, 'ipv4', 'ip.dst', 'Destination Address', { also: ['ip.addr', 'ip.dst_host', 'ip.host'] }),
];

export const ipv6Header: readonly HeaderField[] = [
  at(0, 'uint8', 'ipv6.version', 'Version', { mask: 0xf0, also: ['ip.version'] }),
  at(0, 'uint32', 'ipv6.tclass', 'Traffic Class', {
    mask: 0x0ff00000,
    ...hex,
    words: (bytes, start) => trafficClassWords((u16(bytes, start) >> 4) & 0xff),
  }),
  at(0, 'uint32', 'ipv6.tclass.dscp', 'Differentiated Services Codepoint', {
    mask: 0x0fc00000,
    values: differentiatedServices,
  }),
  at(0, 'uint32', 'ipv6.tclass.ecn', 'Explicit Congestion Notification', {
    mask: 0x00300000,
    values: explicitCongestion,
  }),
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
  at(6, 'uint16', 'udp.checksum', 'Checksum', { ...hex, words: checksumWords('unverified') }),
];

/** A bit of the twelve that stand behind the header length. */
function flag(name: string, label: string, mask: number): HeaderField {
  return at(12, 'bool', `tcp.flags.${name}`, label, { size: 2, bits: 12, mask });
}

export const tcpHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'tcp.srcport', 'Source Port', { also: ['tcp.port'] }),
  at(2, 'uint16', 'tcp.dstport', 'Destination Port', { also: ['tcp.port'] }),
  at(4, 'uint32', 'tcp.seq_raw', 'Sequence Number (raw)'),
  at(8, 'uint32', 'tcp.ack_raw', 'Acknowledgment number (raw)'),
  at(12, 'uint8', 'tcp.hdr_len', 'Header Length', { mask: 0xf0, scale: 4 }),
  at(12, 'uint16', 'tcp.flags', 'Flags', {
    mask: 0x0fff,
    bits: 0,
    ...hex,
    words: (bytes, start) => tcpFlagWords(u16(bytes, start) & 0xfff),
  }),
  flag('res', 'Reserved', 0xe00),
  flag('ae', 'Accurate ECN', 0x100),
  flag('cwr', 'Congestion Window Reduced', 0x080),
  flag('ece', 'ECN-Echo', 0x040),
  flag('urg', 'Urgent', 0x020),
  flag('ack', 'Acknowledgment', 0x010),
  flag('push', 'Push', 0x008),
  flag('reset', 'Reset', 0x004),
  flag('syn', 'Syn', 0x002),
  flag('fin', 'Fin', 0x001),
  at(14, 'uint16', 'tcp.window_size_value', 'Window'),
  at(16, 'uint16', 'tcp.checksum', 'Checksum', { ...hex, words: checksumWords('unverified') }),
  at(18, 'uint16', 'tcp.urgent_pointer', 'Urgent Pointer'),
];

const greChecksum = 0x80;
const greRouting = 0x40;
const greKey = 0x20;
const greSequence = 0x10;

/** Where the field of this flag stands: the flags say which of those before it are there, too (RFC 2890 §2). */
function greOffset(flag: number): (bytes: Uint8Array, start: number) => number {
  return (bytes, start) => {
    const flags = bytes[start] as number;
    if ((flags & flag) === 0) return -1;
    let offset = 4;
    if (flag !== greChecksum && (flags & (greChecksum | greRouting)) !== 0) offset += 4;
    if (flag === greSequence && (flags & greKey) !== 0) offset += 4;
    return offset;
  };
}

export const greHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'gre.flags_and_version', 'Flags and Version', hex),
  at(0, 'bool', 'gre.flags.checksum', 'Checksum Bit', { mask: greChecksum }),
  at(0, 'bool', 'gre.flags.routing', 'Routing Bit', { mask: greRouting }),
  at(0, 'bool', 'gre.flags.key', 'Key Bit', { mask: greKey }),
  at(0, 'bool', 'gre.flags.sequence_number', 'Sequence Number Bit', { mask: greSequence }),
  at(0, 'uint16', 'gre.flags.version', 'Version', { mask: 0x0007 }),
  at(2, 'uint16', 'gre.proto', 'Protocol Type', { ...hex, values: etherTypes }),
  at(4, 'uint16', 'gre.checksum', 'Checksum', { ...hex, offsetOf: greOffset(greChecksum) }),
  at(4, 'uint32', 'gre.key', 'Key', { ...hex, offsetOf: greOffset(greKey) }),
  at(4, 'uint32', 'gre.sequence_number', 'Sequence Number', { offsetOf: greOffset(greSequence) }),
];

export const vxlanHeader: readonly HeaderField[] = [
  at(0, 'uint16', 'vxlan.flags', 'Flags', hex),
  at(0, 'bool', 'vxlan.flag_i', 'VXLAN Network ID (VNI)', { mask: 0x08 }),
  at(2, 'uint16', 'vxlan.gbp', 'Group Policy ID'),
  at(4, 'uint24', 'vxlan.vni', 'VXLAN Network Identifier (VNI)'),
  at(7, 'uint8', 'vxlan.reserved8', 'Reserved'),
];

export const geneveHeader: readonly HeaderField[] = [
  at(0, 'uint8', 'geneve.version', 'Version', { mask: 0xc0 }),
  at(1, 'uint8', 'geneve.flags', 'Flags', hex),
  at(2, 'uint16', 'geneve.proto_type', 'Protocol Type', { ...hex, values: etherTypes }),
  at(4, 'uint24', 'geneve.vni', 'Virtual Network Identifier (VNI)', hex),
];

/** One label; a stack of them is several layers. */
export const mplsHeader: readonly HeaderField[] = [
  at(0, 'uint32', 'mpls.label', 'MPLS Label', { mask: 0xfffff000 }),
  at(0, 'uint32', 'mpls.exp', 'MPLS Experimental Bits', { mask: 0x00000e00 }),
  at(0, 'uint32', 'mpls.bottom', 'MPLS Bottom Of Label Stack', { mask: 0x00000100 }),
  at(0, 'uint32', 'mpls.ttl', 'MPLS TTL', { mask: 0x000000ff }),
];
