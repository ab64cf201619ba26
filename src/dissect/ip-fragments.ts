// Puts IP fragments together again (RFC 791 §3.2, RFC 8200 §4.5). Bounded in octets, in packets and in time.
import { copyOctets } from '../bytes/read.ts';
import type { Dissection } from './dissection.ts';
import { layer } from './layer.ts';

interface Pieces {
  readonly firstSeconds: number;
  readonly ipProtocol: number;
  /** `length`: octets that were sent; fewer are in `bytes` where the capture cut the fragment. */
  readonly pieces: { offset: number; length: number; bytes: Uint8Array; frame: number }[];
  /** Sum of the lengths. */
  octets: number;
  /** Length of the whole payload, known once the last fragment is there. */
  total: number;
}

const octetsKept = 4 << 20;
const piecesPerPacket = 1024;
const secondsKept = 60;

export class IpFragments {
  private readonly waiting = new Map<string, Pieces>();
  private octets = 0;

  get size(): number {
    return this.waiting.size;
  }

  /** Takes the region of `d` as one fragment. Goes on with the whole payload where this one completes it. */
  add(d: Dissection, key: string, offset: number, more: boolean, ipProtocol: number): void {
    d.fragment = true;
    const from = d.at;
    const { end } = d;
    d.layers.push(layer.data, d.bytes, from, end);
    d.stop();
    let packet = this.waiting.get(key);
    if (packet && d.frame.seconds - packet.firstSeconds > secondsKept) {
      this.#drop(key, packet);
      packet = undefined;
    }
    if (packet === undefined) {
      packet = { firstSeconds: d.frame.seconds, ipProtocol, pieces: [], octets: 0, total: -1 };
      this.waiting.set(key, packet);
      if (this.waiting.size > d.bounds.most.packets) this.#dropOldest(d);
    }
    const length = Math.max(d.declaredEnd, end) - from;
    if (offset + length > 65535 || packet.pieces.length >= piecesPerPacket) return;
    for (const piece of packet.pieces) {
      // The same fragment again (a copy, a retransmission by the link); overlaps of other shapes are an attack.
      if (piece.offset === offset && piece.length === length) return;
      if (offset < piece.offset + piece.length && piece.offset < offset + length) {
        d.experts.add('ip.fragment_overlap', layer.data, from, length, piece.length);
        this.#drop(key, packet);
        return;
      }
    }
    packet.pieces.push({ offset, length, bytes: copyOctets(d.bytes, from, end), frame: d.frame.number });
    packet.octets += length;
    this.octets += length;
    if (!more) packet.total = offset + length;
    if (packet.total >= 0 && packet.octets >= packet.total) {
      this.#drop(key, packet);
      const whole = new Uint8Array(packet.total);
      let known = packet.total;
      for (const piece of packet.pieces) {
        if (piece.offset + piece.length > packet.total) return;
        whole.set(piece.bytes, piece.offset);
        if (piece.bytes.length < piece.length) known = Math.min(known, piece.offset + piece.bytes.length);
      }
      d.bytes = whole;
      d.experts.bytes = whole;
      d.at = 0;
      // What follows the first octet that the capture lacks is as good as cut.
      d.end = known;
      d.declaredEnd = packet.total;
      d.number = packet.ipProtocol;
      d.fragment = false;
      d.layers.count--;
      d.whole = { bytes: whole, layer: networkLayer(d), frames: framesOf(packet) };
      d.next = layer.ipPayload;
      return;
    }
    while (this.octets > octetsKept) this.#dropOldest(d);
  }

  #drop(key: string, packet: Pieces): void {
    this.waiting.delete(key);
    this.octets -= packet.octets;
  }

  #dropOldest({ bounds }: Dissection): void {
    for (const [key, packet] of this.waiting) {
      this.#drop(key, packet);
      bounds.gone.packets++;
      return;
    }
    this.octets = 0;
  }
}

function framesOf({ pieces }: Pieces): readonly number[] {
  return [...pieces].sort((a, b) => a.offset - b.offset).map(({ frame }) => frame);
}

/** Extension headers stand between a network header and what it carries. */
function networkLayer({ layers }: Dissection): number {
  let index = layers.count - 1;
  while (index > 0 && layers.protocol[index] === layer.ipv6Extension) index--;
  return index;
}
