// `frame.protocols`: what is in a frame, from the outside in, as tshark names it.
import { applicationAt } from '../application.ts';
import type { Dissection } from '../dissection.ts';
import { layer, layerNames } from '../layer.ts';

const shortNames: Readonly<Record<number, string>> = {
  [layer.ethernet]: 'eth:ethertype',
  [layer.vlan]: 'vlan:ethertype',
  [layer.linuxCooked]: 'sll:ethertype',
  [layer.linuxCooked2]: 'sll:ethertype',
  [layer.loopback]: 'null',
  [layer.raw]: 'raw',
  [layer.ppp]: 'ppp',
  [layer.ipv4]: 'ip',
  [layer.ipv6]: 'ipv6',
  [layer.udp]: 'udp',
  [layer.tcp]: 'tcp',
  [layer.sctp]: 'sctp',
  [layer.icmp]: 'icmp',
  [layer.icmpv6]: 'icmpv6',
  [layer.igmp]: 'igmp:igmp',
  [layer.arp]: 'arp',
  [layer.asap]: 'asap',
  [layer.enrp]: 'enrp',
  [layer.data]: 'data',
  [layer.unknown]: 'data',
  [layer.application]: 'data',
  [layer.tls]: 'tls',
  [layer.gre]: 'gre',
  [layer.erspan]: 'erspan',
  [layer.vxlan]: 'vxlan',
  [layer.geneve]: 'geneve',
  [layer.mpls]: 'mpls',
};

const extensionNames: Readonly<Record<number, string>> = {
  0: 'ipv6.hopopts',
  43: 'ipv6.routing',
  44: 'ipv6.fraghdr',
  51: 'ah',
  60: 'ipv6.dstopts',
};

/** `eth:ethertype:ip:sctp:asap`. */
export function protocolsText(d: Dissection): string {
  const { layers } = d;
  const names: string[] = [];
  for (let index = 0; index < layers.count; index++) {
    const name = protocolName(d, index);
    const isUnderLabel = index > 0 && layers.protocol[index - 1] === layer.mpls;
    if (isUnderLabel && layers.protocol[index] === layer.mpls) continue;
    if (isUnderLabel && layers.protocol[index] === layer.ethernet) names.push(pseudowireName(d, index));
    if (name !== undefined) names.push(name);
  }
  return names.join(':');
}

/** Of the Ethernet layer at `index`: whether a control word stands before it (RFC 4448 §4.6). */
function pseudowireName({ layers }: Dissection, index: number): string {
  const hasControlWord = layers.start[index] !== layers.end[index - 1];
  return `pwethheuristic:${hasControlWord ? 'pwethcw' : 'pwethnocw'}`;
}

export function protocolName({ layers }: Dissection, index: number): string | undefined {
  const protocol = layers.protocol[index] as number;
  const name = shortNames[protocol];
  switch (protocol) {
    case layer.application:
    case layer.data:
      return applicationAt(layers, index)?.filter ?? name;
    case layer.ipv6Extension: {
      // What kind it is, the header before it says.
      const before = (layers.start[index - 1] as number) + (layers.protocol[index - 1] === layer.ipv6 ? 6 : 0);
      return extensionNames[layers.bytes[index - 1]?.[before] as number];
    }
    default:
      return name;
  }
}

/** The protocol of the layer as filters name it; undefined where it has no name. */
export function filterProtocol(d: Dissection, index: number): string | undefined {
  const protocol = d.layers.protocol[index] as number;
  return protocol === layer.application || protocol === layer.data ? protocolName(d, index) : layerNames[protocol];
}
