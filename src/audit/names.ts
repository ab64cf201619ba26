// The names of things in findings, as the rest of Poolshark prints them.
import { addressText } from '../bytes/address.ts';
import { hexNumber, safeText } from '../bytes/text.ts';
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { Element, Pool } from '../handlespace/model.ts';
import { policyName } from '../protocol/registry.ts';

/** `Alpha/0x00000200`. */
export function elementText(element: Element): string {
  return `${safeText(element.pool.handle)}/${hexNumber(element.id)}`;
}

/** The same as members of a finding. */
export function poolAndElement(element: Element) {
  return { pool: safeText(element.pool.handle), element: hexNumber(element.id) };
}

/** With the server that is home to it, where that is known. */
export function elementAndHome(element: Element) {
  return { ...poolAndElement(element), server: element.home === 0 ? undefined : hexNumber(element.home) };
}

export function poolText(pool: Pool): string {
  return safeText(pool.handle);
}

/** `server 0x0a000001`; `a server` where it is not known. */
export function serverText(id: number): string {
  return id === 0 ? 'a server that did not name itself' : `server ${hexNumber(id)}`;
}

export function policyText(type: number | undefined): string {
  return type === undefined ? 'an unknown policy' : policyName(type);
}

/** The host that sent the message. */
export function senderText({ addressBytes, sourceAt, addressLength }: Message): string {
  return addressLength === 0 ? 'an unknown host' : addressText(addressBytes, sourceAt, addressLength);
}

export function receiverText({ addressBytes, destinationAt, addressLength }: Message): string {
  return addressLength === 0 ? 'an unknown host' : addressText(addressBytes, destinationAt, addressLength);
}

/** One address of an association's end. */
export function hostText(association: AssociationFacts, side: number): string {
  const [address] = association.sides[side === 0 ? 0 : 1].addresses;
  return address === undefined ? 'an unknown host' : addressText(address, 0, address.length);
}

/** `4.2 s`, `1 min 20 s`. */
export function secondsText(seconds: number): string {
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  return `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
