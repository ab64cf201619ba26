// Counts messages, and pairs requests with their answers by the table of exchanges: how many, how fast, which not.
import { type Bounds, deleteOldest } from '../dissect/bounds.ts';
import { layer } from '../dissect/layer.ts';
import type { Message } from '../dissect/message.ts';
import { answeredBy, askedBy, type Exchange, exchanges } from '../protocol/exchanges.ts';
import type { MessageParts } from './message-parts.ts';

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

export class Traffic {
  readonly asap: (MessageCount | undefined)[] = new Array(256).fill(undefined);
  readonly enrp: (MessageCount | undefined)[] = new Array(256).fill(undefined);
  /** By their places in the table; those that are not counted stay empty. */
  readonly exchanges: readonly ExchangeCount[] = exchanges.map(({ name }) => exchangeCount(name));
  /** Requests that wait for an answer, by a hash of association, kind, handle and identifier; first in, first out. */
  private readonly open = new Map<number, Open>();

  /** Requests that wait now. */
  get waiting(): number {
    return this.open.size;
  }

  count(parts: MessageParts, epoch: number, bounds: Bounds): void {
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
    const protocol = isAsap ? 'asap' : 'enrp';
    for (const kind of askedBy(protocol, type)) if (isCounted(kind)) this.#ask(parts, kind, epoch, bounds);
    for (const kind of answeredBy(protocol, type)) if (isCounted(kind)) this.#answer(parts, kind, epoch);
  }

  /** `side`: who asked. Both ends of an association may have asked the same. */
  #key(parts: MessageParts, kind: number, id: number, side: number): number {
    const { handleHash, message } = parts;
    // Answers of ENRP carry handles that their requests had not.
    const handle = message.protocol === layer.asap ? handleHash : 0;
    const mixed = Math.imul(handle ^ id, 0x9e3779b1) ^ Math.imul(kind * 2 + side, 0x85ebca6b);
    return connectionOf(message) * 2 ** 32 + (mixed >>> 0);
  }

  #ask(parts: MessageParts, kind: number, epoch: number, { most, gone }: Bounds): void {
    const key = this.#key(parts, kind, identifierOf(parts, kind), sideOf(parts.message));
    const counted = this.exchanges[kind] as ExchangeCount;
    counted.requests++;
    const open = this.open.get(key);
    if (open) {
      open.again++;
      counted.repeated++;
      return;
    }
    this.open.set(key, { epoch, exchange: counted, again: 0 });
    if (this.open.size > most.requests) {
      deleteOldest(this.open);
      gone.requests++;
    }
  }

  #answer(parts: MessageParts, kind: number, epoch: number): void {
    const side = 1 - sideOf(parts.message);
    let key = this.#key(parts, kind, identifierOf(parts, kind), side);
    let open = this.open.get(key);
    if (open === undefined) {
      // The RFC's Endpoint Keep-Alive does not name the pool element that answers it.
      key = this.#key(parts, kind, -1, side);
      open = this.open.get(key);
      if (open === undefined) return;
    }
    const { exchange: counted } = open;
    const seconds = Math.max(0, epoch - open.epoch);
    counted.answered++;
    counted.totalSeconds += seconds;
    if (seconds < counted.leastSeconds) counted.leastSeconds = seconds;
    if (seconds > counted.mostSeconds) counted.mostSeconds = seconds;
    if (open.again > 0) open.again--;
    else this.open.delete(key);
  }
}

/** The association; for messages over TCP, which have none, a number of 20 bits made from the ports. */
function connectionOf({ association, sourcePort, destinationPort }: Message): number {
  if (association !== undefined) return association.number;
  const low = Math.min(sourcePort, destinationPort);
  return -((Math.imul(low, 0x9e3779b1) ^ Math.max(sourcePort, destinationPort)) & 0xfffff);
}

/** Which end of the connection sent it, 0 or 1. */
function sideOf({ association, side, sourcePort, destinationPort }: Message): number {
  return association !== undefined ? side : Number(sourcePort < destinationPort);
}

function isCounted(kind: number): boolean {
  return exchanges[kind]?.counted ?? false;
}

/** The identifier that request and answer share; -1 where the message lacks it, 0 where they share none. */
function identifierOf(parts: MessageParts, kind: number): number {
  const { keyedBy }: Exchange = exchanges[kind] as Exchange;
  if (keyedBy.includes('target server')) return parts.word(12);
  if (!keyedBy.includes('PE identifier')) return 0;
  return parts.peIdentifier >= 0 ? parts.peIdentifier : parts.registeringId();
}

function exchangeCount(name: string): ExchangeCount {
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
