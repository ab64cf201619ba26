// Requests that wait for their answers: first in, first out for each key (RFC 5352 §2.2 has no other number to go by).
// Bounded: the oldest keys are forgotten first.
import type { Message } from '../message.ts';

/** A request that was seen. */
export interface Request {
  readonly frame: number;
  /** Its number among all requests of the capture, as the recorder gave it. */
  readonly slot: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly association: Message['association'];
  readonly side: number;
  /** Gaps of its association then: an answer may have been lost with what the capture lacks. */
  readonly gaps: number;
  /** First frame of the download that a Handle Table Request belongs to; 0 for other requests. */
  readonly session: number;
  /** The server that it is for, where the message says it. */
  readonly receiver: number;
  /** Set once it is answered by whatever message: it no longer waits under its other keys. */
  answered: boolean;
}

/** Equal requests that wait at once: more are not kept apart. */
const requestsKept = 64;

export class OpenRequests {
  readonly #open = new Map<number, Request[]>();

  /** Those that wait under this key, the oldest first. */
  waiting(key: number): readonly Request[] {
    return this.#open.get(key) ?? [];
  }

  /** No more than `most` keys: the oldest goes. */
  add(key: number, request: Request, most: number): void {
    const queue = this.#open.get(key);
    if (queue !== undefined) {
      if (queue.length === requestsKept) queue.shift();
      queue.push(request);
      return;
    }
    this.#open.set(key, [request]);
    if (this.#open.size > most)
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest);
        break;
      }
  }

  /** Takes the oldest away. */
  shift(key: number): Request | undefined {
    const queue = this.#open.get(key);
    const oldest = queue?.shift();
    if (queue?.length === 0) this.#open.delete(key);
    return oldest;
  }

  clear(key: number): void {
    this.#open.delete(key);
  }
}
