// Which messages only say again what is known: an element that registers again at its home, the answer to that, and the
// Handle Updates that follow (RFC 5352 §3.1, RFC 5353 §3.3.1).
import type { MessageParts } from '../../handlespace/message-parts.ts';

const kept = 65_536;

export class Refreshes {
  /** By element: the end where it was granted its last registration, and the server that last told peers of it. */
  readonly #registeredAt = new Map<number, number>();
  readonly #toldBy = new Map<number, { readonly server: number; readonly seconds: number }>();
  /** Frames of registrations that say nothing new. */
  readonly #frames = new Set<number>();

  /** `element`: the party that the message is about, -1 where it names none. `from` and `to` are places of parties. */
  isRefresh(
    parts: MessageParts,
    isAsap: boolean,
    element: number,
    from: number,
    to: number,
    responseTo: number,
  ): boolean {
    if (element < 0) return false;
    return isAsap ? this.#asap(parts, element, from, to, responseTo) : this.#enrp(parts, element, from);
  }

  #asap(
    { type, flags, message }: MessageParts,
    element: number,
    from: number,
    to: number,
    responseTo: number,
  ): boolean {
    switch (type) {
      case 0x01: {
        const isAgain = this.#registeredAt.get(element) === to;
        if (isAgain) this.#frames.add(message.frame);
        if (this.#frames.size > kept) this.#frames.clear();
        return isAgain;
      }
      case 0x03:
        if ((flags & 1) !== 0) return false;
        if (this.#registeredAt.size > kept) this.#registeredAt.clear();
        this.#registeredAt.set(element, from);
        return this.#frames.has(responseTo);
      case 0x04:
        this.#registeredAt.delete(element);
        return false;
      default:
        return false;
    }
  }

  /** The first word of a server about an element goes to each of its peers: within a second, and not a refresh. */
  #enrp(parts: MessageParts, element: number, from: number): boolean {
    const { type, message } = parts;
    if (type !== 0x04) return false;
    if (parts.word(12) >>> 16 !== 0) {
      this.#toldBy.delete(element);
      return false;
    }
    const told = this.#toldBy.get(element);
    if (told?.server === from) return message.seconds - told.seconds > 1;
    if (this.#toldBy.size > kept) this.#toldBy.clear();
    this.#toldBy.set(element, { server: from, seconds: message.seconds });
    return false;
  }
}
