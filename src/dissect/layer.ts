// The layers of one frame as flat tuples: which protocol, which bytes. No object per layer, nothing is copied.

/** Protocols that can stand in the layer stack, and that a layer can name as the reader of what it carries. */
export const layer = {
  none: 0,
  ethernet: 1,
  vlan: 2,
  linuxCooked: 3,
  linuxCooked2: 4,
  loopback: 5,
  raw: 6,
  ppp: 7,
  ipv4: 8,
  ipv6: 9,
  udp: 10,
  tcp: 11,
  sctp: 12,
  sctpChunk: 13,
  icmp: 14,
  icmpv6: 15,
  asap: 16,
  enrp: 17,
  arp: 18,
  data: 19,
  igmp: 20,
  ipv6Extension: 21,
  /** What an EtherType names, before it is told which: the number is in `etherType`. */
  etherPayload: 22,
  /** What an IP protocol number names: the number is in `ipProtocol`. */
  ipPayload: 23,
  /** An application's user message over SCTP; its PPID tells which. */
  application: 24,
  /** TLS records on a secured port. */
  tls: 25,
  unknown: 26,
  gre: 27,
  vxlan: 28,
  geneve: 29,
  /** One label of a stack. */
  mpls: 30,
  erspan: 31,
} as const;

/** Names as Wireshark's filters have them. */
export const layerNames: Readonly<Record<number, string>> = {
  [layer.ethernet]: 'eth',
  [layer.vlan]: 'vlan',
  [layer.linuxCooked]: 'sll',
  [layer.linuxCooked2]: 'sll',
  [layer.loopback]: 'null',
  [layer.raw]: 'raw',
  [layer.ppp]: 'ppp',
  [layer.ipv4]: 'ip',
  [layer.ipv6]: 'ipv6',
  [layer.ipv6Extension]: 'ipv6',
  [layer.udp]: 'udp',
  [layer.tcp]: 'tcp',
  [layer.sctp]: 'sctp',
  [layer.sctpChunk]: 'sctp',
  [layer.asap]: 'asap',
  [layer.enrp]: 'enrp',
  [layer.icmp]: 'icmp',
  [layer.icmpv6]: 'icmpv6',
  [layer.igmp]: 'igmp',
  [layer.arp]: 'arp',
  [layer.tls]: 'tls',
  [layer.gre]: 'gre',
  [layer.vxlan]: 'vxlan',
  [layer.geneve]: 'geneve',
  [layer.mpls]: 'mpls',
  [layer.erspan]: 'erspan',
};

/** More layers than this in one frame are not walked: a bomb, not a packet. */
export const layerLimit = 4096;

export class LayerStack {
  count = 0;
  protocol = new Uint8Array(32);
  start: Int32Array = new Int32Array(32);
  end: Int32Array = new Int32Array(32);
  /** The buffer that start and end count in: the frame's own, or that of a reassembled payload. */
  bytes: Uint8Array[] = new Array(32);
  /** One number more where a layer needs it: the chunk's message index + 1, a copy mark. */
  extra: Int32Array = new Int32Array(32);
  /** Of an SCTP header the end of its packet, of UDP and TCP that of what was sent; of a DATA chunk its TSN, of a SACK the acknowledged TSN, counted from the first that the direction sent. */
  detail: Int32Array = new Int32Array(32);

  /** Index of the new layer, or -1 where the limit is reached. */
  push(protocol: number, bytes: Uint8Array, start: number, end: number): number {
    const index = this.count;
    if (index === this.protocol.length) {
      if (index >= layerLimit) return -1;
      this.#grow();
    }
    this.protocol[index] = protocol;
    this.bytes[index] = bytes;
    this.start[index] = start;
    this.end[index] = end;
    this.extra[index] = 0;
    this.detail[index] = 0;
    this.count = index + 1;
    return index;
  }

  #grow(): void {
    const size = this.protocol.length * 2;
    const protocol = new Uint8Array(size);
    protocol.set(this.protocol);
    this.protocol = protocol;
    const grown = [this.start, this.end, this.extra, this.detail].map((old) => {
      const wider = new Int32Array(size);
      wider.set(old);
      return wider;
    });
    this.start = grown[0] as Int32Array;
    this.end = grown[1] as Int32Array;
    this.extra = grown[2] as Int32Array;
    this.detail = grown[3] as Int32Array;
    this.bytes.length = size;
  }
}
