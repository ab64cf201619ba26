// The order in which a receiver is given the ordered messages of one direction (RFC 9260 §6.5): by SSN per stream.
// Messages that overtook others are kept, copied, until those arrive or are known to be lost to the capture.
import { copyOctets } from '../../bytes/read.ts';
import { Message } from '../message.ts';

/** Stands for a message of another protocol: it takes its place in the order, and nobody wants it. */
export const nobodysMessage = new Message();

interface Stream {
  next: number;
  /** Something was missed: the next message is the new base, whatever its number. */
  loose: boolean;
  waiting: Map<number, Message> | undefined;
}

export class StreamOrder {
  private stream0: Stream | undefined = undefined;
  private others: Map<number, Stream> | undefined = undefined;
  waiting = 0;
  /** Something was missed, on whatever stream: those that begin now may have begun before. */
  private holes = false;

  #find(stream: number): Stream | undefined {
    return stream === 0 ? this.stream0 : this.others?.get(stream);
  }

  /**
   * True where the message is the next of its stream (or a late one), to be delivered now. False where it is early: then
   * it is kept, as a copy.
   */
  accept(message: Message, stream: number, sequence: number, width: 16 | 32, fromStart: boolean): boolean {
    let found = this.#find(stream);
    if (found === undefined) {
      // A stream that is seen from its start begins with 0; else the first that we see is the base.
      found = this.#add(stream, fromStart && !this.holes ? 0 : sequence);
    }
    const ahead = difference(sequence, found.next, width);
    if (ahead > 0 && !found.loose) {
      found.waiting ??= new Map();
      if (!found.waiting.has(sequence)) this.waiting++;
      found.waiting.set(sequence, message === nobodysMessage ? message : keep(message));
      return false;
    }
    // A late one overtaken by a release is delivered all the same: the receiver had it in its time.
    if (ahead === 0 || found.loose) found.next = following(sequence, width);
    found.loose = false;
    return true;
  }

  /** The next message that became due on this stream, if any. */
  due(stream: number, width: 16 | 32): Message | undefined {
    const found = this.#find(stream);
    const message = found?.waiting?.get(found.next);
    if (found === undefined || message === undefined) return undefined;
    found.waiting?.delete(found.next);
    this.waiting--;
    found.next = following(found.next, width);
    return message;
  }

  #add(stream: number, next: number): Stream {
    const added = { next, loose: false, waiting: undefined };
    if (stream === 0) this.stream0 = added;
    else {
      this.others ??= new Map();
      if (this.others.size < 65536) this.others.set(stream, added);
    }
    return added;
  }

  /** The sender has given up what is missing of this stream up to here. Gives what waited for that, in order. */
  skip(stream: number, sequence: number, width: 16 | 32): Message[] {
    const next = following(sequence, width);
    const found = this.#find(stream) ?? this.#add(stream, next);
    const base = found.next;
    if (difference(next, base, width) <= 0) return [];
    found.next = next;
    const freed = [...(found.waiting ?? [])]
      .filter(([waits]) => difference(waits, next, width) < 0)
      .sort((a, b) => difference(a[0], base, width) - difference(b[0], base, width));
    for (const [waits] of freed) found.waiting?.delete(waits);
    this.waiting -= freed.length;
    return freed.map(([, message]) => message);
  }

  /** The number that the next message of the stream should have; undefined before its first. */
  expected(stream: number): number | undefined {
    return this.#find(stream)?.next;
  }

  /** These streams (none: all) begin again at 0 (RFC 6525). Gives what waited on them, in order. */
  restart(streams: readonly number[], width: 16 | 32): Message[] {
    const freed: Message[] = [];
    const others = [...(this.others?.keys() ?? [])];
    for (const stream of streams.length > 0 ? streams : [0, ...others]) {
      const found = this.#find(stream);
      if (found === undefined) continue;
      const { next } = found;
      const held = [...(found.waiting ?? [])].sort(
        (a, b) => difference(a[0], next, width) - difference(b[0], next, width),
      );
      for (const [, message] of held) freed.push(message);
      this.waiting -= held.length;
      found.waiting = undefined;
      found.next = 0;
      found.loose = false;
    }
    return freed;
  }

  /** Gives up waiting: all that is kept, in order of stream and sequence. */
  release(width: 16 | 32): Message[] {
    const all: Message[] = [];
    this.holes = true;
    const streams = this.stream0 ? [this.stream0] : [];
    if (this.others) streams.push(...this.others.values());
    for (const stream of streams) {
      stream.loose = true;
      if (!stream.waiting || stream.waiting.size === 0) continue;
      const base = stream.next;
      const held = [...stream.waiting].sort((a, b) => difference(a[0], base, width) - difference(b[0], base, width));
      for (const [sequence, message] of held) {
        all.push(message);
        stream.next = following(sequence, width);
      }
      stream.waiting = undefined;
    }
    this.waiting = 0;
    return all;
  }
}

function difference(a: number, b: number, width: 16 | 32): number {
  return width === 16 ? ((a - b) << 16) >> 16 : (a - b) | 0;
}

function following(sequence: number, width: 16 | 32): number {
  return width === 16 ? (sequence + 1) & 0xffff : (sequence + 1) >>> 0;
}

function keep(message: Message): Message {
  const copy = Object.assign(new Message(), message);
  copy.bytes = copyOctets(message.bytes, message.start, message.end);
  copy.declaredEnd = message.declaredEnd - message.start;
  copy.start = 0;
  copy.end = copy.bytes.length;
  const { addressLength } = message;
  copy.addressBytes = new Uint8Array(2 * addressLength);
  copy.addressBytes.set(message.addressBytes.subarray(message.sourceAt, message.sourceAt + addressLength), 0);
  copy.addressBytes.set(
    message.addressBytes.subarray(message.destinationAt, message.destinationAt + addressLength),
    addressLength,
  );
  copy.sourceAt = 0;
  copy.destinationAt = addressLength;
  return copy;
}
