// TCP on ASAP's ports: streams put in order (retransmission, overlap, out of order), and handed on to be cut into messages
// or, on the port for TLS, into records.
import { copyOctets, u16, u32 } from '../bytes/read.ts';
import { distance32 } from '../bytes/serial-number.ts';
import { asapPort, asapTlsPort, enrpPort } from '../protocol/transport.ts';
import type { Dissection } from './dissection.ts';
import { plausible } from './identify.ts';
import { layer } from './layer.ts';
import { fits } from './link.ts';
import { carrier, type Message } from './message.ts';
import { MessageCutter } from './message-cutter.ts';
import type { TlsConnection } from './tls/connection.ts';
import type { TlsConnections } from './tls/connections.ts';
import { isRecordHeader } from './tls/record-cutter.ts';

interface Stream {
  next: number;
  /** What its octets become; TLS has both directions in one place. */
  messages: MessageCutter | undefined;
  tls: TlsConnection | undefined;
  tlsSide: 0 | 1;
  early: Map<number, { bytes: Uint8Array; frame: number }>;
  earlyOctets: number;
}

/** Streams that have ended, kept for segments that come again. */
const endedKept = 256;
const earlyKept = 128 * 1024;
/** A segment this far from where its stream ended belongs to a new stream on the same ports. */
const newStreamDistance = 1 << 20;

export class TcpStreams {
  private readonly streams = new Map<string, Stream>();
  private readonly ended = new Map<string, Stream>();
  private readonly tls: TlsConnections;

  constructor(tls: TlsConnections) {
    this.tls = tls;
  }

  get size(): number {
    return this.streams.size;
  }

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
    const header = d.layers.push(layer.tcp, bytes, at, Math.min(at + Math.max(headerLength, 20), d.end));
    if (header >= 0) d.layers.detail[header] = d.declaredEnd;
    const from = at + headerLength;
    if (d.quoted || headerLength < 20 || from > d.end) return;
    const told = d.decodeAs?.ofPorts('tcp.port', sourcePort, destinationPort);
    const protocol = told === undefined ? carried(sourcePort, destinationPort) : told.layer;
    if (protocol !== layer.asap && protocol !== layer.enrp && protocol !== layer.tls) return;
    const flags = bytes[at + 13] as number;
    const sequence = u32(bytes, at + 4);
    const key = streamKey(d, false);
    if ((flags & 2) !== 0) {
      // SYN takes a number of its own; a new one on the same ports is a new stream, and so will be what answers it.
      if ((flags & 16) === 0) this.#delete(streamKey(d, true));
      this.#put(d, key, open((sequence + 1) >>> 0));
      return;
    }
    let stream = this.#find(key, sequence);
    if (from < d.end) {
      if (stream === undefined) {
        stream = open(sequence);
        this.#put(d, key, stream);
      }
      if (protocol === layer.tls) this.#secured(d, stream, from);
      else stream.messages ??= clearMessages(protocol);
      this.#segment(d, stream, sequence, from);
    }
    if ((flags & 5) !== 0 && stream !== undefined) this.#end(key, stream);
  }

  #find(key: string, sequence: number): Stream | undefined {
    const stream = this.streams.get(key);
    if (stream !== undefined) return stream;
    const ended = this.ended.get(key);
    if (ended === undefined || Math.abs(distance32(sequence, ended.next)) < newStreamDistance) return ended;
    this.#delete(key);
    return undefined;
  }

  #put({ bounds }: Dissection, key: string, stream: Stream): void {
    this.#delete(key);
    this.streams.set(key, stream);
    if (dropOldest(this.streams, bounds.most.streams)) bounds.gone.streams++;
  }

  #end(key: string, stream: Stream): void {
    this.#delete(key);
    this.ended.set(key, stream);
    dropOldest(this.ended, endedKept);
  }

  #delete(key: string): void {
    this.streams.delete(key);
    this.ended.delete(key);
  }

  /** A segment on the port for TLS. What the first octets are decides for the stream. */
  #secured(d: Dissection, stream: Stream, from: number): void {
    if (stream.messages !== undefined) return;
    const { bytes, end } = d;
    if (stream.tls === undefined) {
      // What the capture cut off counts: the length in the first octets is that of the whole.
      if (end - from >= 8 && !isRecordHeader(bytes, from, end) && plausible(layer.asap, bytes, from, d.declaredEnd)) {
        stream.messages = clearMessages(layer.asap);
        return;
      }
      const key = streamKey(d, true);
      const back = (this.streams.get(key) ?? this.ended.get(key))?.tls;
      if (back?.isFresh(1)) {
        stream.tls = back;
        stream.tlsSide = 1;
      } else stream.tls = this.tls.openTcp(d);
    }
    d.tls.layer = d.layers.push(layer.tls, bytes, from, end);
  }

  #segment(d: Dissection, stream: Stream, sequence: number, from: number): void {
    const ahead = distance32(sequence, stream.next);
    if (ahead > 0) {
      if (!stream.early.has(sequence)) {
        stream.early.set(sequence, { bytes: copyOctets(d.bytes, from, d.end), frame: d.frame.number });
        stream.earlyOctets += d.end - from;
      }
      // More than a window waits: what is missing was lost by the capture. Go on with the earliest that is there.
      if (stream.earlyOctets > earlyKept) {
        d.experts.add('tcp.gap', layer.tcp, from, ahead, 0);
        lose(stream);
        stream.next = [...stream.early.keys()].sort((a, b) => distance32(a, b))[0] as number;
        this.#takeEarly(d, stream);
      }
      return;
    }
    if (-ahead >= d.end - from) return;
    this.#append(d, stream, d.bytes.subarray(from - ahead, d.end), d.frame.number);
    const missing = d.declaredEnd - d.end;
    if (missing > 0) {
      // The snap length cut the segment: what is missing never comes, so the stream goes on behind it, at a new border.
      d.experts.add('layer.cut', layer.tcp, d.end, missing, 0);
      stream.next = (stream.next + missing) >>> 0;
      lose(stream);
    }
    this.#takeEarly(d, stream);
  }

  #takeEarly(d: Dissection, stream: Stream): void {
    let found = true;
    while (found && stream.early.size > 0) {
      found = false;
      for (const [sequence, piece] of stream.early) {
        const ahead = distance32(sequence, stream.next);
        if (ahead > 0) continue;
        stream.early.delete(sequence);
        stream.earlyOctets -= piece.bytes.length;
        if (-ahead < piece.bytes.length) this.#append(d, stream, piece.bytes.subarray(-ahead), piece.frame);
        found = true;
        break;
      }
    }
  }

  #append(d: Dissection, stream: Stream, more: Uint8Array, frame: number): void {
    stream.next = (stream.next + more.length) >>> 0;
    stream.messages?.append(d, more, [frame], overTcp);
    if (stream.tls) this.tls.takeTcp(d, stream.tls, stream.tlsSide, more, 0, more.length, frame);
  }
}

/** By port: layer.asap, layer.enrp, layer.tls or layer.none. */
function carried(sourcePort: number, destinationPort: number): number {
  const is = (port: number) => sourcePort === port || destinationPort === port;
  if (is(asapTlsPort)) return layer.tls;
  return is(asapPort) ? layer.asap : is(enrpPort) ? layer.enrp : layer.none;
}

function clearMessages(protocol: number): MessageCutter {
  return new MessageCutter(protocol, layer.tcp);
}

function overTcp(message: Message): void {
  message.carrier = carrier.tcp;
}

function lose(stream: Stream): void {
  stream.messages?.lose();
  stream.tls?.lose(stream.tlsSide);
}

function open(next: number): Stream {
  return { next, messages: undefined, tls: undefined, tlsSide: 0, early: new Map(), earlyOctets: 0 };
}

/** True where there was one too many. */
function dropOldest(streams: Map<string, Stream>, kept: number): boolean {
  if (streams.size <= kept) return false;
  for (const oldest of streams.keys()) {
    streams.delete(oldest);
    break;
  }
  return true;
}

/** Of the direction of the packet in hand, or of the one that comes back. */
function streamKey(d: Dissection, back: boolean): string {
  const [from, to] = back ? [d.destinationAt, d.sourceAt] : [d.sourceAt, d.destinationAt];
  let key = back ? `${d.destinationPort} ${d.sourcePort}` : `${d.sourcePort} ${d.destinationPort}`;
  for (let index = 0; index < d.addressLength; index += 4)
    key += ` ${u32(d.addressBytes, from + index)} ${u32(d.addressBytes, to + index)}`;
  return key;
}
