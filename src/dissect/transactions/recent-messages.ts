// The last messages of each direction, for the errors that complain about one of them (RFC 5352 §2.2.14, RFC 5353 §2.10).
import { u16 } from '../../bytes/read.ts';
import type { Message } from '../message.ts';
import { hashOctets } from './message-facts.ts';
import type { Request } from './open-requests.ts';

/** A report comes at once: hardly more messages than these can be under way before it. */
const messagesKept = 8;
/** So many octets of a message are compared with its quotation. */
const comparedOctets = 64;

export interface RecentMessage {
  readonly frame: number;
  readonly type: number;
  readonly length: number;
  readonly hash: number;
  /** Where the message was a request. */
  readonly request: Request | undefined;
}

export class RecentMessages {
  readonly #byDirection = new Map<number, RecentMessage[]>();

  /** Of no more than `most` directions: the oldest goes. */
  note(direction: number, message: Message, request: Request | undefined, most: number): void {
    const { bytes, start, end, frame } = message;
    let list = this.#byDirection.get(direction);
    if (list === undefined) {
      list = [];
      this.#byDirection.set(direction, list);
      if (this.#byDirection.size > most)
        for (const oldest of this.#byDirection.keys()) {
          this.#byDirection.delete(oldest);
          break;
        }
    }
    if (list.length === messagesKept) list.shift();
    const type = end > start ? (bytes[start] as number) : -1;
    const length = end - start >= 4 ? u16(bytes, start + 2) : 0;
    list.push({ frame, type, length, hash: hashOf(bytes, start, end, length), request });
  }

  /** The last message of the direction. */
  last(direction: number): RecentMessage | undefined {
    return this.#byDirection.get(direction)?.at(-1);
  }

  /** The one that bytes[start] to bytes[end - 1] quote; where none has these octets, the last of the same type. */
  quoted(direction: number, bytes: Uint8Array, start: number, end: number): RecentMessage | undefined {
    if (end - start < 4) return undefined;
    const length = u16(bytes, start + 2);
    const hash = hashOf(bytes, start, end, length);
    const list = this.#byDirection.get(direction) ?? [];
    return (
      list.findLast((message) => message.hash === hash && message.length === length) ??
      list.findLast((message) => message.type === bytes[start])
    );
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number, length: number): number {
  return hashOctets(bytes, start, Math.min(end, start + Math.min(Math.max(length, 4), comparedOctets)));
}
