// Counts messages, and pairs requests with their answers (RFC 5352 §2.2, RFC 5353 §2): how many, how fast, which not.
import { layer } from '../dissect/layer.ts';
import type { MessageParts } from './message-parts.ts';
import { hashOf } from './pool-table.ts';

export interface MessageCount {
  count: number;
  octets: number;
  firstEpoch: number;
  lastEpoch: number;
}

/** One kind of request. */
export interface ExchangeCount {
  readonly name: string;
  requests: number;
  answered: number;
  /** The same request again while the first is open. */
  repeated: number;
  totalSeconds: number;
  leastSeconds: number;
  mostSeconds: number;
}

interface Open {
  readonly epoch: number;
  readonly exchange: ExchangeCount;
  again: number;
}

const openKept = 65536;

export class Traffic {
  readonly asap: (MessageCount | undefined)[] = new Array(256).fill(undefined);
  readonly enrp: (MessageCount | undefined)[] = new Array(256).fill(undefined);
  readonly exchanges = {
    registration: exchange('Registration'),
    deregistration: exchange('Deregistration'),
    handleResolution: exchange('Handle Resolution'),
    keepAlive: exchange('Keep-Alive'),
    list: exchange('List Request'),
    handleTable: exchange('Handle Table Request'),
    initTakeover: exchange('Init Takeover'),
  };
  /** Requests that wait for an answer, by a hash of association, kind, handle and identifier; first in, first out. */
  readonly #open = new Map<number, Open>();

  count(parts: MessageParts, epoch: number): void {
    const { message, type } = parts;
    const isAsap = message.protocol === layer.asap;
    const table = isAsap ? this.asap : this.enrp;
    let counter = table[type];
    if (counter === undefined) {
      counter = { count: 0, octets: 0, firstEpoch: epoch, lastEpoch: epoch };
      table[type] = counter;
    }
    counter.count++;
    counter.octets += message.declaredEnd - message.start;
    counter.lastEpoch = epoch;
    const { exchanges } = this;
    if (isAsap)
      switch (type) {
        case 1:
          return this.#ask(parts, 1, exchanges.registration, epoch, parts.registeringId());
        case 2:
          return this.#ask(parts, 2, exchanges.deregistration, epoch, parts.peIdentifier);
        case 5:
          return this.#ask(parts, 5, exchanges.handleResolution, epoch, 0);
        case 7:
          return this.#ask(parts, 7, exchanges.keepAlive, epoch, parts.peIdentifier);
        case 3:
          return this.#answer(parts, 1, epoch, parts.peIdentifier);
        case 4:
          return this.#answer(parts, 2, epoch, parts.peIdentifier);
        case 6:
          return this.#answer(parts, 5, epoch, 0);
        case 8:
          return this.#answer(parts, 7, epoch, parts.peIdentifier);
        default:
          return;
      }
    switch (type) {
      case 2:
        return this.#ask(parts, 18, exchanges.handleTable, epoch, 0);
      case 5:
        return this.#ask(parts, 21, exchanges.list, epoch, 0);
      case 7:
        return this.#ask(parts, 23, exchanges.initTakeover, epoch, parts.word(12));
      case 3:
        return this.#answer(parts, 18, epoch, 0);
      case 6:
        return this.#answer(parts, 21, epoch, 0);
      case 8:
        return this.#answer(parts, 23, epoch, parts.word(12));
      default:
    }
  }

  /** `side`: who asked. Both ends of an association may have asked the same. */
  #key(parts: MessageParts, kind: number, id: number, side: number): number {
    const { tree, handleStart, handleEnd, message } = parts;
    // Answers of ENRP carry handles that their requests had not.
    const handle = handleStart < 0 || message.protocol !== layer.asap ? 0 : hashOf(tree.bytes, handleStart, handleEnd);
    const mixed = Math.imul(handle ^ id, 0x9e3779b1) ^ Math.imul(kind * 2 + side, 0x85ebca6b);
    return (message.association?.number ?? 0) * 2 ** 32 + (mixed >>> 0);
  }

  #ask(parts: MessageParts, kind: number, counted: ExchangeCount, epoch: number, id: number): void {
    const key = this.#key(parts, kind, id, parts.message.side);
    counted.requests++;
    const open = this.#open.get(key);
    if (open) {
      open.again++;
      counted.repeated++;
      return;
    }
    this.#open.set(key, { epoch, exchange: counted, again: 0 });
    if (this.#open.size > openKept)
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest);
        break;
      }
  }

  #answer(parts: MessageParts, kind: number, epoch: number, id: number): void {
    const key = this.#key(parts, kind, id, 1 - parts.message.side);
    const open = this.#open.get(key);
    if (open === undefined) return;
    const { exchange: counted } = open;
    const seconds = Math.max(0, epoch - open.epoch);
    counted.answered++;
    counted.totalSeconds += seconds;
    if (seconds < counted.leastSeconds) counted.leastSeconds = seconds;
    if (seconds > counted.mostSeconds) counted.mostSeconds = seconds;
    if (open.again > 0) open.again--;
    else this.#open.delete(key);
  }
}

function exchange(name: string): ExchangeCount {
  return {
    name,
    requests: 0,
    answered: 0,
    repeated: 0,
    totalSeconds: 0,
    leastSeconds: Number.POSITIVE_INFINITY,
    mostSeconds: 0,
  };
}
