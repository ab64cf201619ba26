// Cuts the octets of a byte stream (TCP, or what TLS protects) into ASAP or ENRP messages by their length. Byte streams
// carry no message border and no RFC defines one for ASAP; messages follow each other at multiples of four octets.
import { copyOctets, padded4, u16 } from '../bytes/read.ts';
import { type Dissection, occurrence } from './dissection.ts';
import { plausible } from './identify.ts';
import type { Message } from './message.ts';

export class MessageCutter {
  /** Octets in order that do not make a whole message yet. */
  private rest: Uint8Array = empty;
  /** The frames that carried them. */
  private frames: number[] = [];
  private readonly protocol: number;
  private readonly below: number;

  /** `protocol` is layer.asap or layer.enrp, `below` the layer of the stream. */
  constructor(protocol: number, below: number) {
    this.protocol = protocol;
    this.below = below;
  }

  /** `more` was carried by these frames; `describe` says whose a message is. Gives how many messages it completed. */
  append(d: Dissection, more: Uint8Array, frames: readonly number[], describe: (message: Message) => void): number {
    const rest = this.rest;
    const bytes = new Uint8Array(rest.length + more.length);
    bytes.set(rest);
    bytes.set(more, rest.length);
    for (const frame of frames) if (this.frames.at(-1) !== frame) this.frames.push(frame);
    const last = frames.at(-1) ?? d.frame.number;
    let found = 0;
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = u16(bytes, at + 2);
      const type = bytes[at] as number;
      if (length < 4 || type === 0 || type > 14) {
        const again = resynchronise(this.protocol, bytes, at + 1);
        d.experts.add('tcp.resynchronised', this.below, at, 4, length);
        if (again < 0) {
          at = bytes.length;
          break;
        }
        at = again;
        continue;
      }
      const size = padded4(length);
      if (bytes.length - at < size) break;
      this.#message(d, bytes, at, at + size, describe);
      found++;
      at += size;
      // What follows was carried by the frame that came last.
      this.frames = [last];
    }
    this.rest = at === bytes.length ? empty : copyOctets(bytes, at, bytes.length);
    if (this.rest.length === 0) this.frames = [];
    return found;
  }

  /** Gives up what waits: octets are missing behind it. */
  lose(): void {
    this.rest = empty;
    this.frames = [];
  }

  #message(d: Dissection, bytes: Uint8Array, start: number, end: number, describe: (message: Message) => void): void {
    const message = d.addMessage();
    message.protocol = this.protocol;
    message.bytes = bytes;
    message.start = start;
    message.end = end;
    message.declaredEnd = end;
    const now = d.frame.number;
    if (this.frames.length > 1 || this.frames[0] !== now) message.parts = this.frames.filter((frame) => frame !== now);
    describe(message);
    const shown = d.layers.push(this.protocol, bytes, start, end);
    if (shown >= 0) d.layers.extra[shown] = d.messageCount;
    d.addOccurrence(occurrence.message).message = message;
  }
}

const empty = new Uint8Array(0);

/** The next multiple of four from which a plausible message begins, or -1. */
function resynchronise(protocol: number, bytes: Uint8Array, from: number): number {
  for (let at = padded4(from); at + 4 <= bytes.length; at += 4) {
    const end = at + padded4(u16(bytes, at + 2));
    if (end <= bytes.length && plausible(protocol, bytes, at, end)) return at;
  }
  return -1;
}
