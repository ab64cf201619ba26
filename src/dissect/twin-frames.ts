// Recognises frames that several taps saw of one packet: the same octets from the network layer on, within a moment, at
// different interfaces. What routers change on the way (TTL, hop limit, traffic class and ECN, the IPv4 header checksum) is
// left out, so taps on both sides of a router count as well (RFC 791 §3.1, RFC 8200 §3, RFC 3168 §5).
import { u16, u32 } from '../bytes/read.ts';
import type { Frame } from '../capture/frame.ts';
import { Dissection } from './dissection.ts';
import { layer } from './layer.ts';
import {
  firstLayer,
  readEthernet,
  readEtherPayload,
  readLinuxCooked,
  readLinuxCooked2,
  readLoopback,
  readPpp,
  readRaw,
  readVlan,
} from './link.ts';

/**
 * Octets that tell one packet from another: an SCTP packet's checksum and first TSN, IPv4's identification and UDP's
 * checksum are among them. More would make a difference of captures with different snap lengths.
 */
const comparedLength = 96;
/** Packets remembered at most, however many come within the window. */
const kept = 65_536;

/** A packet, as often as it was really sent: a retransmission may have the same octets. */
interface Sighting {
  readonly key: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  packets: number;
  /** How often each tap has seen it. */
  readonly taps: Map<number, number>;
}

export class TwinFrames {
  readonly #windowNanoseconds: number;
  readonly #link = new Dissection();
  readonly #byKey = new Map<number, Sighting>();

  constructor(windowSeconds: number) {
    this.#windowNanoseconds = windowSeconds * 1e9;
  }

  /** True where another tap has shown this packet already. Called for each frame in order. */
  isTwin(frame: Frame): boolean {
    const d = this.#link;
    toNetworkLayer(d, frame);
    const key = keyOf(d);
    const tap = tapOf(frame);
    this.#forgetBefore(frame);
    const known = this.#byKey.get(key);
    if (known === undefined || Math.abs(elapsed(known, frame)) > this.#windowNanoseconds) {
      this.#remember(key, frame, tap);
      return false;
    }
    // A cooked capture of all interfaces does not tell them apart: any of its frames may be another interface's.
    const count = frame.linkType === 113 ? 0 : (known.taps.get(tap) ?? 0) + 1;
    known.taps.set(tap, count);
    if (count <= known.packets) return true;
    known.packets = count;
    return false;
  }

  #remember(key: number, frame: Frame, tap: number): void {
    // Put in anew, so that the map stays in the order of time.
    this.#byKey.delete(key);
    const { seconds, nanoseconds } = frame;
    this.#byKey.set(key, { key, seconds, nanoseconds, packets: 1, taps: new Map([[tap, 1]]) });
  }

  #forgetBefore(frame: Frame): void {
    for (const oldest of this.#byKey.values()) {
      if (this.#byKey.size <= kept && elapsed(oldest, frame) <= this.#windowNanoseconds) return;
      this.#byKey.delete(oldest.key);
    }
  }
}

function elapsed(from: Pick<Frame, 'seconds' | 'nanoseconds'>, to: Frame): number {
  return (to.seconds - from.seconds) * 1e9 + to.nanoseconds - from.nanoseconds;
}

/** The interface of the input; of a cooked frame (version 2) also the one that its header names, and the direction. */
function tapOf({ linkType, interfaceIndex, bytes, start, end }: Frame): number {
  if (linkType !== 276 || end - start < 20) return interfaceIndex;
  return (interfaceIndex + 1) * 2 ** 40 + u32(bytes, start + 4) * 256 + (bytes[start + 10] as number);
}

/** Leaves the region behind the link layer in at and end, and what it is in next. */
function toNetworkLayer(d: Dissection, frame: Frame): void {
  d.reset(frame);
  d.next = firstLayer(frame.linkType);
  for (let step = 0; step < 16; step++) {
    switch (d.next) {
      case layer.ethernet:
        readEthernet(d);
        break;
      case layer.etherPayload:
        readEtherPayload(d);
        break;
      case layer.vlan:
        readVlan(d);
        break;
      case layer.linuxCooked:
        readLinuxCooked(d);
        break;
      case layer.linuxCooked2:
        readLinuxCooked2(d);
        break;
      case layer.loopback:
        readLoopback(d);
        break;
      case layer.ppp:
        readPpp(d);
        break;
      case layer.raw:
        readRaw(d);
        break;
      default:
        return;
    }
  }
}

/** Two hashes side by side: that both agree by chance does not happen within a window. */
function keyOf({ bytes, at, end, next }: Dissection): number {
  const isIpv4 = next === layer.ipv4 && end - at >= 20;
  const isIpv6 = next === layer.ipv6 && end - at >= 40;
  // Ethernet pads short frames, so the packet's own length counts; ARP (28 octets) has none.
  const length = isIpv4 ? u16(bytes, at + 2) : isIpv6 ? 40 + u16(bytes, at + 4) : Math.min(end - at, 28);
  const compared = Math.min(end, at + Math.min(length === 0 ? comparedLength : length, comparedLength));
  let one = Math.imul(0x811c9dc5 ^ length, 0x01000193);
  let other = length ^ 0x9e3779b1;
  for (let index = at; index < compared; index++) {
    const offset = index - at;
    if (isIpv4 && (offset === 1 || offset === 8 || offset === 10 || offset === 11)) continue;
    // Version and flow label share octets with the traffic class.
    const mask = isIpv6 && offset < 2 ? (offset === 0 ? 0xf0 : 0x0f) : isIpv6 && offset === 7 ? 0 : 0xff;
    const octet = (bytes[index] as number) & mask;
    one = Math.imul(one ^ octet, 0x01000193);
    other = Math.imul(other ^ octet, 0x85ebca6b);
    other ^= other >>> 13;
  }
  return (one >>> 0) * 2 ** 20 + (other >>> 12);
}
