// One line a packet: number, time, source, destination, protocol, length, info, in tshark's columns. The hot path of
// `read`: octets are written in place, and nothing is made for a packet.
import { u16 } from '../../bytes/read.ts';
import { applicationAt } from '../../dissect/application.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { type LayerStack, layer } from '../../dissect/layer.ts';
import { ipProtocolTcp } from '../../protocol/network/numbers.ts';
import { putNumber, putSlot, type TextBuffer } from '../text-buffer.ts';
import { slotLength } from '../text-slots.ts';
import { AddressCache, addressOf, sourceOnly } from './address-cache.ts';
import { applicationsByPpid, asapInfos, enrpInfos, phrase, phrases, textsOfApplication } from './info-texts.ts';
import { igmpVersion, neighbourInfo } from './neighbour-info.ts';
import { cutTcpInfo, networkInfo } from './network-info.ts';
import { writeSctpInfo } from './sctp-info.ts';
import { TcpInfo } from './tcp-info.ts';
import type { TimeColumn } from './time-column.ts';
import { hasRecords, tlsColumn, tlsInfo } from './tls-info.ts';

/** Frame numbers have five places: those below are padded. */
const smallestFull = 10_000;
/** Frame number, time, two addresses, protocol, length. */
const roomBeforeInfo = 6 * slotLength;
const columns = {
  sctp: phrase('SCTP'),
  asap: phrase('ASAP'),
  enrp: phrase('ENRP'),
  udp: phrase('UDP'),
  tcp: phrase('TCP'),
  icmp: phrase('ICMP'),
  icmpv6: phrase('ICMPv6'),
  igmp: [phrase('IGMPv1'), phrase('IGMPv2'), phrase('IGMPv3')],
  arp: phrase('ARP'),
  ipv4: phrase('IPv4'),
  ipv6: phrase('IPv6'),
  ethernet: phrase('Ethernet'),
  gre: phrase('GRE'),
  erspan: phrase('ERSPAN'),
  vxlan: phrase('VXLAN'),
  geneve: phrase('Geneve'),
  mpls: phrase('MPLS'),
} as const;
const arrow = phrase(' → ');
const length = phrase(' Len=');

export class SummaryLines {
  readonly #out: TextBuffer;
  readonly #time: TimeColumn;
  readonly #addresses: AddressCache;
  readonly #separator: ' ' | '\t';
  readonly #separatorOctet: number;
  /** Made for the first segment. */
  #tcp: TcpInfo | undefined;

  constructor(out: TextBuffer, time: TimeColumn, separator: ' ' | '\t' = ' ') {
    this.#out = out;
    this.#time = time;
    this.#addresses = new AddressCache(separator);
    this.#separator = separator;
    this.#separatorOctet = separator.charCodeAt(0);
  }

  /** A frame that was read and is not printed. */
  skip(d: Dissection): void {
    this.#time.pass(d.frame);
    if (d.number === ipProtocolTcp) this.#segments().take(d);
  }

  #segments(): TcpInfo {
    this.#tcp ??= new TcpInfo();
    return this.#tcp;
  }

  /** Of the TCP header at `index`. */
  #tcpInfo(d: Dissection, index: number): string {
    return this.#segments().text(d, index) ?? cutTcpInfo(d, index);
  }

  write(d: Dissection, decimals: 6 | 9): void {
    const out = this.#out;
    const separator = this.#separatorOctet;
    out.ensure(roomBeforeInfo);
    const { view } = out;
    const { frame } = d;
    const { number } = frame;
    let { at } = out;
    for (let limit = smallestFull; number < limit && limit > 1; limit /= 10) view.setUint8(at++, 0x20);
    at = putNumber(view, at, number);
    view.setUint8(at++, separator);
    at = this.#time.put(view, at, frame, decimals);
    at = this.#putEnds(view, at, d);
    const top = topLayer(d);
    at = putSlot(view, at, phrases, top < 0 ? columns.ethernet : this.#column(d, top));
    view.setUint8(at++, separator);
    at = putNumber(view, at, frame.originalLength);
    view.setUint8(at++, separator);
    out.at = at;
    if (top >= 0) this.#info(d, top, d.layers.protocol[top] as number);
    out.octet(0x0a);
  }

  #putEnds(view: DataView, at: number, d: Dissection): number {
    if (d.addressLength > 0 && !d.quoted)
      return this.#addresses.putPair(view, at, d.addressBytes, d.sourceAt, d.destinationAt, d.addressLength);
    const { layers } = d;
    const outer = d.quoted ? Math.max(0, quotingNetwork(d)) : 0;
    const start = layers.start[outer] as number;
    const bytes = layers.bytes[outer] as Uint8Array;
    switch (layers.count > 0 ? layers.protocol[outer] : layer.none) {
      case layer.ipv4:
        return this.#addresses.putPair(view, at, bytes, start + 12, start + 16, 4);
      case layer.ipv6:
        return this.#addresses.putPair(view, at, bytes, start + 8, start + 24, 16);
      case layer.ethernet:
        return this.#addresses.putPair(view, at, bytes, start + 6, start, 6);
      default:
        this.#out.at = at;
        this.#out.text(sourceOnly(cookedSource(d), this.#separator));
        return this.#out.at;
    }
  }

  #column(d: Dissection, top: number): number {
    const { layers } = d;
    switch (layers.protocol[top]) {
      case layer.sctp:
        return sctpColumn(d, top);
      case layer.asap:
        return columns.asap;
      case layer.enrp:
        return columns.enrp;
      case layer.udp:
        return udpColumn(layers, top);
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
        ] as number;
      case layer.arp:
        return columns.arp;
      case layer.gre:
        return columns.gre;
      case layer.erspan:
        return columns.erspan;
      case layer.vxlan:
        return columns.vxlan;
      case layer.geneve:
        return columns.geneve;
      case layer.mpls:
        return columns.mpls;
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
        if (d.number === ipProtocolTcp) this.#segments().take(d);
        const infos = protocol === layer.asap ? asapInfos : enrpInfos;
        if (start < (layers.end[top] as number)) out.slot(phrases, infos[bytes[start] as number] as number);
        return;
      }
      case layer.udp:
        out.number(u16(bytes, start));
        out.slot(phrases, arrow);
        out.number(u16(bytes, start + 2));
        out.slot(phrases, length);
        out.number((layers.end[top] as number) - start < 6 ? 0 : Math.max(u16(bytes, start + 4) - 8, 0));
        return;
      case layer.tcp:
        out.text(this.#tcpInfo(d, top));
        return;
      case layer.tls:
        if (d.number === ipProtocolTcp) this.#segments().take(d);
        out.text(hasRecords(d, top) ? tlsInfo(d, top) : this.#tcpInfo(d, top - 1));
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
      // Tunnels: they name the packet where nothing inside does.
      case layer.gre:
      case layer.erspan:
      case layer.vxlan:
      case layer.geneve:
      case layer.mpls:
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

/** Linux cooked captures name the sender only, as an Ethernet address where it has one. */
function cookedSource({ layers }: Dissection): string {
  if (layers.count === 0) return '';
  const at = layers.start[0] as number;
  const bytes = layers.bytes[0] as Uint8Array;
  switch (layers.protocol[0]) {
    case layer.linuxCooked:
      return u16(bytes, at + 4) === 6 ? addressOf(bytes, at + 6, 6) : '';
    case layer.linuxCooked2:
      return bytes[at + 11] === 6 ? addressOf(bytes, at + 12, 6) : '';
    default:
      return '';
  }
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
function sctpColumn(d: Dissection, top: number): number {
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

function udpColumn(layers: LayerStack, top: number): number {
  const application = top + 1 < layers.count ? applicationAt(layers, top + 1) : undefined;
  return application === undefined ? columns.udp : textsOfApplication(application).column;
}
