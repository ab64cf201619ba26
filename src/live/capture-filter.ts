// The capture filter (BPF, pcap-filter(7)): everything that can carry RSerPool, however tagged, tunnelled or fragmented. It
// only saves work: what is RSerPool the dissector decides.

/** Ports of ASAP and ENRP, clear and over TLS (RFC 5352 §9, RFC 5353 §8). */
const portTest = 'port 3863 or port 3864 or port 9901 or port 9902';

/**
 * SCTP, also behind extension headers, fragments, the ports of ASAP and ENRP, SCTP in UDP (RFC 6951), and what tunnels
 * travel in. `ip6 protochain 132` would say the second line more exactly, but its loop keeps the kernel from running the
 * filter: all packets of the link would be copied to the engine.
 */
const everything = [
  'sctp',
  'ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 51 or ip6[6] = 60 or ip6[6] = 135',
  'ip[6:2] & 0x3fff != 0',
  portTest,
  'udp port 9899 or udp port 4789 or udp port 6081',
  'ip proto 47 or ip6 proto 47 or ip proto 4 or ip proto 41 or ip6 proto 4 or ip6 proto 41 or ip proto 137',
]
  .map((test) => `(${test})`)
  .join(' or ');

const mpls = 'ether proto 0x8847 or ether proto 0x8848';

export interface FilterChoice {
  /** The user's own, with -f. */
  readonly own?: string | undefined;
  readonly portsOnly?: boolean | undefined;
  /** What is captured is Ethernet: only there VLAN tags and MPLS can be named. */
  readonly isEthernet: boolean;
}

export function captureFilter({ own, portsOnly = false, isEthernet }: FilterChoice): string {
  if (own !== undefined) return own;
  if (portsOnly) return isEthernet ? tagged(portTest) : portTest;
  return isEthernet ? `(${mpls}) or ${tagged(everything)}` : everything;
}

/** Behind the word `vlan` all offsets are those behind the tag, to the end of the filter: so tagged frames come last. */
function tagged(test: string): string {
  return `${test} or (vlan and (${test} or (vlan and (${test}))))`;
}
