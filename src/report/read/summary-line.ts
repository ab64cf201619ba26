// One line a packet: number, time, source, destination, protocol, length, info, in tshark's columns. The hot path of
// `read`: octets are written in place, and nothing is made for a packet.
import { u16 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { type LayerStack, layer } from '../../dissect/layer.ts';
import type { TextBuffer } from '../text-buffer.ts';
import { digitsOf } from '../text-buffer.ts';
import { AddressCache, addressOf, endsText } from './address-cache.ts';
import {
  type ApplicationTexts,
  applicationsByPpid,
  applicationsByUdpPort,
  asapInfos,
  ascii,
  enrpInfos,
} from './info-texts.ts';
import { igmpVersion, neighbourInfo } from './neighbour-info.ts';
import { networkInfo, tcpInfo } from './network-info.ts';
import { writeSctpInfo } from './sctp-info.ts';
import type { TimeColumn } from './time-column.ts';
import { hasRecords, tlsColumn, tlsInfo } from './tls-info.ts';

const arrow = new TextEncoder().encode(' → ');
const numberWidth = 5;
const columns = {
  sctp: ascii('SCTP'),
  asap: ascii('ASAP'),
  enrp: ascii('ENRP'),
  udp: ascii('UDP'),
  tcp: ascii('TCP'),
  icmp: ascii('ICMP'),
  icmpv6: ascii('ICMPv6'),
  igmp: [ascii('IGMPv1'), ascii('IGMPv2'), ascii('IGMPv3')],
  arp: ascii('ARP'),
  ipv4: ascii('IPv4'),
  ipv6: ascii('IPv6'),
  ethernet: ascii('Ethernet'),
} as const;
const length = ascii(' Len=');

export class SummaryLines {
  readonly #out: TextBuffer;
  readonly #time: TimeColumn;
  readonly #addresses: AddressCache;
  readonly #separator: ' ' | '\t';
  readonly #separatorOctet: number;
  readonly #noEnds: Uint8Array;

  constructor(out: TextBuffer, time: TimeColumn, separator: ' ' | '\t' = ' ') {
    this.#out = out;
    this.#time = time;
    this.#addresses = new AddressCache(separator);
    this.#separator = separator;
    this.#separatorOctet = separator.charCodeAt(0);
    this.#noEnds = endsText('', '', separator);
  }

  /** A frame that was read and is not printed. */
  skip({ frame }: Dissection): void {
    this.#time.pass(frame);
  }

  write(d: Dissection, decimals: 6 | 9): void {
    const out = this.#out;
    const { frame } = d;
    const separator = this.#separatorOctet;
    out.ensure(256);
    out.spaces(numberWidth - digitsOf(frame.number));
    out.number(frame.number);
    out.octet(separator);
    this.#time.write(out, frame, decimals);
    out.octets(this.#ends(d));
    const { layers } = d;
    const top = topLayer(d);
    out.octets(top < 0 ? columns.ethernet : this.#column(d, top));
    out.octet(separator);
    out.number(frame.originalLength);
    out.octet(separator);
    if (top >= 0) this.#info(d, top, layers.protocol[top] as number);
    out.octet(0x0a);
  }

  #ends(d: Dissection): Uint8Array {
    const { layers } = d;
    const outer = d.quoted ? quotingNetwork(d) : -1;
    if (outer >= 0) {
      const at = layers.start[outer] as number;
      const bytes = layers.bytes[outer] as Uint8Array;
      return layers.protocol[outer] === layer.ipv4
        ? this.#addresses.pair(bytes, at + 12, at + 16, 4)
        : this.#addresses.pair(bytes, at + 8, at + 24, 16);
    }
    if (d.addressLength > 0) return this.#addresses.pair(d.addressBytes, d.sourceAt, d.destinationAt, d.addressLength);
    if (layers.count === 0) return this.#noEnds;
    const at = layers.start[0] as number;
    const bytes = layers.bytes[0] as Uint8Array;
    switch (layers.protocol[0]) {
      case layer.ethernet:
        return this.#addresses.pair(bytes, at + 6, at, 6);
      case layer.linuxCooked:
        return u16(bytes, at + 4) === 6 ? endsText(addressOf(bytes, at + 6, 6), '', this.#separator) : this.#noEnds;
      case layer.linuxCooked2:
        return bytes[at + 11] === 6 ? endsText(addressOf(bytes, at + 12, 6), '', this.#separator) : this.#noEnds;
      default:
        return this.#noEnds;
    }
  }

  #column(d: Dissection, top: number): Uint8Array {
    const { layers } = d;
    switch (layers.protocol[top]) {
      case layer.sctp:
        return sctpColumn(d, top);
      case layer.asap:
        return columns.asap;
      case layer.enrp:
        return columns.enrp;
      case layer.udp:
        return udpApplication(d)?.column ?? columns.udp;
      case layer.tcp:
        return columns.tcp;
      case layer.tls:
        return hasRecords(d, top) ? tlsColumn(d, top) : columns.tcp;
      case layer.icmp:
        return columns.icmp;
      case layer.icmpv6:
        return columns.icmpv6;
      case layer.igmp:
        return columns.igmp[
          igmpVersion(layers.bytes[top] as Uint8Array, layers.start[top] as number, layers.end[top] as number) - 1
        ] as Uint8Array;
      case layer.arp:
        return columns.arp;
      case layer.ipv4:
      case layer.ipv6:
        // Of an SCTP header that the capture cut nothing but its name is known.
        if (d.number === 132 && d.end > d.at && !d.fragment) return columns.sctp;
        return layers.protocol[top] === layer.ipv4 ? columns.ipv4 : columns.ipv6;
      default:
        return columns.ethernet;
    }
  }

  #info(d: Dissection, top: number, protocol: number): void {
    const out = this.#out;
    const { layers } = d;
    const bytes = layers.bytes[top] as Uint8Array;
    const start = layers.start[top] as number;
    switch (protocol) {
      case layer.sctp:
        writeSctpInfo(out, d, top);
        return;
      case layer.asap:
      case layer.enrp: {
        const infos = protocol === layer.asap ? asapInfos : enrpInfos;
        if (start < (layers.end[top] as number)) out.octets(infos[bytes[start] as number] as Uint8Array);
        return;
      }
      case layer.udp:
        out.number(u16(bytes, start));
        out.octets(arrow);
        out.number(u16(bytes, start + 2));
        out.octets(length);
        out.number((layers.end[top] as number) - start < 6 ? 0 : Math.max(u16(bytes, start + 4) - 8, 0));
        return;
      case layer.tcp:
        out.text(tcpInfo(d, top));
        return;
      case layer.tls:
        out.text(hasRecords(d, top) ? tlsInfo(d, top) : tcpInfo(d, top - 1));
        return;
      case layer.ipv4:
      case layer.ipv6:
        out.text(networkInfo(d, top));
        return;
      default:
        out.text(neighbourInfo(d, top));
    }
  }
}

/** The layer that names the packet: the transport, or what a UDP or TCP transport carries; -1 where none is known. */
function topLayer({ layers, quoted }: Dissection): number {
  for (let index = layers.count - 1; index >= 0; index--) {
    switch (layers.protocol[index]) {
      case layer.sctp:
      case layer.udp:
      case layer.tcp:
      case layer.tls:
        if (!quoted) return index;
        break;
      case layer.ipv4:
      case layer.ipv6:
        if (!quoted) return index;
        break;
      case layer.asap:
      case layer.enrp: {
        // Over SCTP the packet is shown chunk by chunk.
        const below = layers.protocol[index - 1];
        if (!quoted && (below === layer.udp || below === layer.tcp || below === layer.tls)) return index;
        break;
      }
      case layer.icmp:
      case layer.icmpv6:
      case layer.igmp:
      case layer.arp:
        return index;
      default:
    }
  }
  return -1;
}

function quotingNetwork({ layers }: Dissection): number {
  let network = -1;
  for (let index = 0; index < layers.count; index++) {
    const protocol = layers.protocol[index];
    if (protocol === layer.icmp || protocol === layer.icmpv6) return network;
    if (protocol === layer.ipv4 || protocol === layer.ipv6) network = index;
  }
  return -1;
}

/** The last payload that is dissected names the packet; tshark dissects none that the capture cut. */
function sctpColumn(d: Dissection, top: number): Uint8Array {
  const { layers } = d;
  let last = layers.count - 1;
  if (last > top && layers.protocol[last] !== layer.sctpChunk && isCut(layers, last - 1)) last--;
  for (let index = last; index > top; index--) {
    switch (layers.protocol[index]) {
      case layer.asap:
        return columns.asap;
      case layer.enrp:
        return columns.enrp;
      case layer.application: {
        const application = applicationsByPpid.get(layers.extra[index] as number);
        if (application) return application.column;
        break;
      }
      case layer.tls:
        if (hasRecords(d, index)) return tlsColumn(d, index);
        break;
      default:
    }
  }
  return columns.sctp;
}

function isCut(layers: LayerStack, index: number): boolean {
  const start = layers.start[index] as number;
  const bytes = layers.bytes[index] as Uint8Array;
  return layers.protocol[index] === layer.sctpChunk && start + u16(bytes, start + 2) > (layers.end[index] as number);
}

function udpApplication(d: Dissection): ApplicationTexts | undefined {
  return applicationsByUdpPort.get(d.destinationPort) ?? applicationsByUdpPort.get(d.sourcePort);
}
