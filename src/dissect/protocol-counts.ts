// How many frames and octets each protocol has in a capture: a frame counts once for each protocol in it.
import type { Dissection } from './dissection.ts';
import { layer } from './layer.ts';

export const protocolNames: Readonly<Record<number, string>> = {
  [layer.ipv4]: 'IPv4',
  [layer.ipv6]: 'IPv6',
  [layer.sctp]: 'SCTP',
  [layer.udp]: 'UDP',
  [layer.tcp]: 'TCP',
  [layer.asap]: 'ASAP',
  [layer.enrp]: 'ENRP',
  [layer.tls]: 'TLS',
  [layer.arp]: 'ARP',
  [layer.icmp]: 'ICMP',
  [layer.icmpv6]: 'ICMPv6',
  [layer.igmp]: 'IGMP',
  [layer.gre]: 'GRE',
  [layer.erspan]: 'ERSPAN',
  [layer.vxlan]: 'VXLAN',
  [layer.geneve]: 'Geneve',
  [layer.mpls]: 'MPLS',
};

export class ProtocolCounts {
  readonly frames = new Float64Array(64);
  readonly octets = new Float64Array(64);

  count(d: Dissection): void {
    const { layers } = d;
    const length = d.frame.originalLength;
    let seen = 0;
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index] as number;
      const bit = 1 << protocol;
      if ((seen & bit) !== 0) continue;
      seen |= bit;
      this.frames[protocol] = (this.frames[protocol] as number) + 1;
      this.octets[protocol] = (this.octets[protocol] as number) + length;
    }
  }
}
