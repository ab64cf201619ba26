// The protocols that can stand in a frame, by Wireshark's filter names, with their full names.

export interface ProtocolName {
  readonly filter: string;
  /** As Wireshark heads its part of the tree. */
  readonly title: string;
  readonly source: string;
}

export const protocols: readonly ProtocolName[] = [
  { filter: 'asap', title: 'Aggregate Server Access Protocol', source: 'RFC 5352' },
  { filter: 'enrp', title: 'Endpoint Handlespace Redundancy Protocol', source: 'RFC 5353' },
  { filter: 'sctp', title: 'Stream Control Transmission Protocol', source: 'RFC 9260' },
  { filter: 'udp', title: 'User Datagram Protocol', source: 'RFC 768' },
  { filter: 'tcp', title: 'Transmission Control Protocol', source: 'RFC 9293' },
  { filter: 'tls', title: 'Transport Layer Security', source: 'RFC 8446' },
  { filter: 'ip', title: 'Internet Protocol Version 4', source: 'RFC 791' },
  { filter: 'ipv6', title: 'Internet Protocol Version 6', source: 'RFC 8200' },
  { filter: 'icmp', title: 'Internet Control Message Protocol', source: 'RFC 792' },
  { filter: 'icmpv6', title: 'Internet Control Message Protocol v6', source: 'RFC 4443' },
  { filter: 'igmp', title: 'Internet Group Management Protocol', source: 'RFC 3376' },
  { filter: 'arp', title: 'Address Resolution Protocol', source: 'RFC 826' },
  { filter: 'eth', title: 'Ethernet II', source: 'IEEE 802.3' },
  { filter: 'vlan', title: '802.1Q Virtual LAN', source: 'IEEE 802.1Q' },
  { filter: 'mpls', title: 'MultiProtocol Label Switching Header', source: 'RFC 3032' },
  { filter: 'gre', title: 'Generic Routing Encapsulation', source: 'RFC 2784, RFC 2890' },
  { filter: 'erspan', title: 'Encapsulated Remote Switch Packet ANalysis', source: 'draft-foschiano-erspan' },
  { filter: 'vxlan', title: 'Virtual eXtensible Local Area Network', source: 'RFC 7348' },
  { filter: 'geneve', title: 'Generic Network Virtualization Encapsulation', source: 'RFC 8926' },
  { filter: 'sll', title: 'Linux cooked capture', source: 'LINKTYPE_LINUX_SLL' },
  { filter: 'null', title: 'Null/Loopback', source: 'LINKTYPE_NULL' },
  { filter: 'raw', title: 'Raw packet data', source: 'LINKTYPE_RAW' },
  { filter: 'ppp', title: 'Point-to-Point Protocol', source: 'RFC 1661' },
  { filter: 'fractalgeneratorprotocol', title: 'Fractal Generator Protocol', source: 'rsplib' },
  { filter: 'pingpongprotocol', title: 'Ping Pong Protocol', source: 'rsplib' },
  { filter: 'calcappprotocol', title: 'Calculation Application Protocol', source: 'rsplib' },
  { filter: 'ssp', title: 'Scripting Service Protocol', source: 'rsplib' },
  { filter: 'componentstatusprotocol', title: 'Component Status Protocol', source: 'rsplib' },
  { filter: 'data', title: 'Data', source: 'nobody reads it' },
  { filter: 'frame', title: 'Frame', source: 'capture' },
];

const byFilter: ReadonlyMap<string, ProtocolName> = new Map(protocols.map((protocol) => [protocol.filter, protocol]));

export function protocolTitle(filter: string): string {
  return byFilter.get(filter)?.title ?? filter;
}
