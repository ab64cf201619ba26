// TCP on ASAP's port: streams put in order (retransmission, overlap, out of order), cut into messages by their length.
// TCP carries no message border and no RFC defines one for ASAP; messages follow each other at multiples of four octets.
import { copyOctets, padded4, u16, u32 } from '../bytes/read.ts';
import { distance32 } from '../bytes/serial-number.ts';
import { asapPort, asapTlsPort, enrpPort } from '../protocol/transport.ts';
import { type Dissection, occurrence } from './dissection.ts';
import { plausible } from './identify.ts';
import { layer } from './layer.ts';
import { fits } from './link.ts';
import { carrier } from './message.ts';

interface Stream {
  next: number;
  /** Octets in order that do not make a whole message yet. */
  rest: Uint8Array;
  frames: number[];
  early: Map<number, { bytes: Uint8Array; frame: number }>;
  earlyOctets: number;
}

const streamsKept = 1024;
const earlyKept = 128 * 1024;

export class TcpStreams {
  readonly #streams = new Map<string, Stream>();

  read(d: Dissection): void {
    const { bytes, at } = d;
    if (d.quoted ? d.end - at < 4 : !fits(d, layer.tcp, 20)) {
      d.stop();
      return;
    }
    d.stop();
    const sourcePort = u16(bytes, at);
    const destinationPort = u16(bytes, at + 2);
    d.sourcePort = sourcePort;
    d.destinationPort = destinationPort;
    const headerLength = d.end - at >= 13 ? ((bytes[at + 12] as number) >> 4) << 2 : 20;
    d.layers.push(layer.tcp, bytes, at, Math.min(at + Math.max(headerLength, 20), d.end));
    const from = at + headerLength;
    if (d.quoted || headerLength < 20 || from > d.end) return;
    const told = d.decodeAs?.ofPorts('tcp.port', sourcePort, destinationPort);
    const protocol = told === undefined ? carried(sourcePort, destinationPort) : told.layer;
    if (protocol === layer.tls && from < d.end) d.layers.push(layer.tls, bytes, from, d.end);
    if (protocol !== layer.asap && protocol !== layer.enrp) return;
    const flags = bytes[at + 13] as number;
    const sequence = u32(bytes, at + 4);
    const key = streamKey(d);
    let stream = this.#streams.get(key);
    if ((flags & 2) !== 0) {
      // SYN takes a number of its own; a new one on the same ports is a new stream.
      stream = open((sequence + 1) >>> 0);
      this.#put(key, stream);
      return;
    }
    if (from < d.end) {
      if (stream === undefined) {
        stream = open(sequence);
        this.#put(key, stream);
      }
      this.#segment(d, stream, protocol, sequence, from);
    }
    if ((flags & 5) !== 0) this.#streams.delete(key);
  }

  #put(key: string, stream: Stream): void {
    this.#streams.delete(key);
    this.#streams.set(key, stream);
    if (this.#streams.size > streamsKept)
      for (const oldest of this.#streams.keys()) {
        this.#streams.delete(oldest);
        break;
      }
  }

  #segment(d: Dissection, stream: Stream, protocol: number, sequence: number, from: number): void {
    const ahead = distance32(sequence, stream.next);
    if (ahead > 0) {
      if (!stream.early.has(sequence)) {
        stream.early.set(sequence, { bytes: copyOctets(d.bytes, from, d.end), frame: d.frame.number });
        stream.earlyOctets += d.end - from;
      }
      // More than a window waits: what is missing was lost by the capture. Go on with the earliest that is there.
      if (stream.earlyOctets > earlyKept) {
        d.experts.add('tcp.gap', layer.tcp, from, ahead, 0);
        stream.rest = empty;
        stream.frames = [];
        stream.next = [...stream.early.keys()].sort((a, b) => distance32(a, b))[0] as number;
        this.#takeEarly(d, stream, protocol);
      }
      return;
    }
    if (-ahead >= d.end - from) return;
    this.#append(d, stream, protocol, d.bytes.subarray(from - ahead, d.end), d.frame.number);
    const missing = d.declaredEnd - d.end;
    if (missing > 0) {
      // The snap length cut the segment: what is missing never comes, so the stream goes on behind it, at a new border.
      d.experts.add('layer.cut', layer.tcp, d.end, missing, 0);
      stream.next = (stream.next + missing) >>> 0;
      stream.rest = empty;
      stream.frames = [];
    }
    this.#takeEarly(d, stream, protocol);
  }

  #takeEarly(d: Dissection, stream: Stream, protocol: number): void {
    let found = true;
    while (found && stream.early.size > 0) {
      found = false;
      for (const [sequence, piece] of stream.early) {
        const ahead = distance32(sequence, stream.next);
        if (ahead > 0) continue;
        stream.early.delete(sequence);
        stream.earlyOctets -= piece.bytes.length;
        if (-ahead < piece.bytes.length) this.#append(d, stream, protocol, piece.bytes.subarray(-ahead), piece.frame);
        found = true;
        break;
      }
    }
  }

  #append(d: Dissection, stream: Stream, protocol: number, more: Uint8Array, frame: number): void {
    stream.next = (stream.next + more.length) >>> 0;
    const bytes = new Uint8Array(stream.rest.length + more.length);
    bytes.set(stream.rest);
    bytes.set(more, stream.rest.length);
    if (stream.frames.at(-1) !== frame) stream.frames.push(frame);
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = u16(bytes, at + 2);
      const type = bytes[at] as number;
      if (length < 4 || type === 0 || type > 14) {
        const again = resynchronise(protocol, bytes, at + 1);
        d.experts.add('tcp.resynchronised', layer.tcp, at, 4, length);
        if (again < 0) {
          at = bytes.length;
          break;
        }
        at = again;
        continue;
      }
      const size = padded4(length);
      if (bytes.length - at < size) break;
      this.#message(d, protocol, bytes, at, at + size, stream.frames);
      at += size;
      stream.frames = [frame];
    }
    stream.rest = at === bytes.length ? empty : copyOctets(bytes, at, bytes.length);
    if (stream.rest.length === 0) stream.frames = [];
  }

  #message(
    d: Dissection,
    protocol: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    frames: readonly number[],
  ): void {
    const message = d.addMessage();
    message.protocol = protocol;
    message.bytes = bytes;
    message.start = start;
    message.end = end;
    message.declaredEnd = end;
    message.carrier = carrier.tcp;
    message.parts = frames.slice(0, -1);
    const shown = d.layers.push(protocol, bytes, start, end);
    if (shown >= 0) d.layers.extra[shown] = d.messageCount;
    d.addOccurrence(occurrence.message).message = message;
  }
}

/** By port: layer.asap, layer.enrp, layer.tls or layer.none. */
function carried(sourcePort: number, destinationPort: number): number {
  const is = (port: number) => sourcePort === port || destinationPort === port;
  if (is(asapTlsPort)) return layer.tls;
  return is(asapPort) ? layer.asap : is(enrpPort) ? layer.enrp : layer.none;
}

const empty = new Uint8Array(0);

function open(next: number): Stream {
  return { next, rest: empty, frames: [], early: new Map(), earlyOctets: 0 };
}

/** The next multiple of four from which a plausible message begins, or -1. */
function resynchronise(protocol: number, bytes: Uint8Array, from: number): number {
  for (let at = padded4(from); at + 4 <= bytes.length; at += 4) {
    const end = at + padded4(u16(bytes, at + 2));
    if (end <= bytes.length && plausible(protocol, bytes, at, end)) return at;
  }
  return -1;
}

function streamKey(d: Dissection): string {
  let key = `${d.sourcePort} ${d.destinationPort}`;
  for (let index = 0; index < d.addressLength; index += 4)
    key += ` ${u32(d.addressBytes, d.sourceAt + index)} ${u32(d.addressBytes, d.destinationAt + index)}`;
  return key;
}
