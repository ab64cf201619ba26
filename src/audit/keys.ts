// Numbers that stand for what a finding or an expectation is about.
import { hashOctets } from '../bytes/hash.ts';
import type { Message } from '../dissect/message.ts';
import type { MessageParts } from '../handlespace/message-parts.ts';
import type { Element, Pool } from '../handlespace/model.ts';

function mix(one: number, other: number): number {
  return (Math.imul(one ^ (one >>> 15), 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b)) >>> 0;
}

/** One number for two of 32 bits, small enough to be exact. */
export function pairKey(one: number, other: number): number {
  return (one & 0x1fffff) * 2 ** 32 + mix(one, other);
}

export function poolKey({ handle }: Pick<Pool, 'handle'>): number {
  return hashOctets(handle, 0, handle.length);
}

export function elementKey({ id, pool }: Pick<Element, 'id' | 'pool'>): number {
  return pairKey(id, pool.hash);
}

/** The same in 32 bits, signed, which a map finds sooner: for what waits. Few do at once. */
export function waitingKey({ id, pool }: Pick<Element, 'id' | 'pool'>): number {
  return shortKey(id, pool.hash);
}

/** Of two numbers of 32 bits one, signed, for maps that hold many: V8 keeps larger ones as objects. */
export function shortKey(one: number, other: number): number {
  return mix(one, other) | 0;
}

/** The host that sent the message. */
export function senderKey({ addressBytes, sourceAt, addressLength }: Message): number {
  return hashOctets(addressBytes, sourceAt, sourceAt + addressLength);
}

export function receiverKey({ addressBytes, destinationAt, addressLength }: Message): number {
  return hashOctets(addressBytes, destinationAt, destinationAt + addressLength);
}

/** What the message names (handle and identifier), on its association: 32 bits, signed, never 0. Few wait at once. */
export function namedKey(parts: MessageParts, identifier: number): number {
  return mix(parts.message.association?.number ?? 0, mix(parts.handleHash, identifier)) | 0 || 1;
}
