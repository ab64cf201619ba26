// Numbers that stand for what pairs two messages: the direction of an association, a pool handle, an identifier. Two that
// differ get the same number once in four thousand million.
import type { Exchange } from '../../protocol/exchanges.ts';
import type { Message } from '../message.ts';
import { hashOctets, type MessageFacts } from './message-facts.ts';

/** Directions are told apart by 20 bits, so that a key stays a whole number: associations that old have long ended. */
const directionMask = 0xfffff;

/** Who sends over which association; over UDP and TCP, between which addresses and ports. */
export function directionOf(message: Message): number {
  const { association, side } = message;
  if (association === undefined) return between(endOf(message, true), endOf(message, false));
  return ((association.number * 2 + side) & directionMask) + 1;
}

/** The same for what the other end sends. */
export function reverseOf(message: Message): number {
  const { association, side } = message;
  if (association === undefined) return between(endOf(message, false), endOf(message, true));
  return ((association.number * 2 + 1 - side) & directionMask) + 1;
}

/** Direction 0: wherever it comes from. */
export function keyOf(direction: number, exchange: number, one: number, other: number): number {
  let hash = Math.imul(one ^ 0x27d4eb2f, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + other, 0xc2b2ae35);
  hash = Math.imul((hash ^ (hash >>> 13)) + exchange, 0x165667b1);
  return direction * 2 ** 32 + ((hash ^ (hash >>> 16)) >>> 0);
}

/** What a request waits under; `exchange` stands at place `entry` of the table. */
export function requestKey({ keyedBy }: Exchange, entry: number, facts: MessageFacts, direction: number): number {
  const { handle, peIdentifier, target, sender, receiver } = facts;
  switch (keyedBy[0]) {
    case 'servers':
      return sender !== 0 && receiver !== 0 ? keyOf(0, entry, sender, receiver) : keyOf(direction, entry, 0, 0);
    case 'answering server':
      return keyOf(0, entry, 0, target);
    case 'same server':
      return keyOf(0, entry, handle, peIdentifier + 1);
    default:
      return overAssociation(keyedBy, entry, facts, direction);
  }
}

/** What the request of an answer waits under. `element`: the pool element at the other end, -1 where it is not known. */
export function answerKey(
  { keyedBy }: Exchange,
  entry: number,
  facts: MessageFacts,
  reverse: number,
  element: number,
): number {
  const { handle, peIdentifier, sender, receiver } = facts;
  switch (keyedBy[0]) {
    case 'servers':
      return receiver !== 0 ? keyOf(0, entry, receiver, sender) : keyOf(reverse, entry, 0, 0);
    case 'answering server':
      return keyOf(0, entry, 0, sender);
    case 'same server':
      return keyOf(0, entry, handle, (peIdentifier >= 0 ? peIdentifier : element) + 1);
    default:
      return overAssociation(keyedBy, entry, facts, reverse);
  }
}

function overAssociation(keyedBy: Exchange['keyedBy'], entry: number, facts: MessageFacts, direction: number): number {
  const { handle, peIdentifier, target } = facts;
  const id = keyedBy.includes('target server') ? target : keyedBy.includes('PE identifier') ? peIdentifier + 1 : 0;
  return keyOf(direction, entry, keyedBy.includes('pool handle') ? handle : 0, id);
}

function endOf(message: Message, isSource: boolean): number {
  const at = isSource ? message.sourceAt : message.destinationAt;
  const port = isSource ? message.sourcePort : message.destinationPort;
  return Math.imul(hashOctets(message.addressBytes, at, at + message.addressLength) ^ port, 0x9e3779b1);
}

function between(from: number, to: number): number {
  return -1 - ((Math.imul(from, 31) + Math.imul(to, 17)) & directionMask);
}
