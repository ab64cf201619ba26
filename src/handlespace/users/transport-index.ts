// Which pool element answers at an address and port: user transports (RFC 5354 §3.10), looked up when an association begins.
import { addressText } from '../../bytes/address.ts';
import { u32 } from '../../bytes/read.ts';
import type { Side } from '../../dissect/sctp/side.ts';
import { parameter } from '../element-facts.ts';
import type { MessageParts } from '../message-parts.ts';
import type { Element, TransportFacts } from '../model.ts';
import { elementOf } from '../named-element.ts';
import type { HandlespaceState } from '../state.ts';

export class TransportIndex {
  /** By address and port: many elements may have the same port. */
  private readonly byPlace = new Map<string, Element[]>();
  /** How many elements listen at a port. */
  private readonly atPort = new Map<number, number>();
  private readonly noted = new Map<Element, TransportFacts>();
  /** Elements that are reached by TCP or UDP: without any, packets need not be looked at. */
  otherThanSctp = 0;

  /** Notes the elements that this message has told of; `news` is called with each place where one was not known before. */
  learn(state: HandlespaceState, parts: MessageParts, news: (place: TransportFacts) => void): void {
    const { tree } = parts;
    const named = elementOf(state, parts);
    const kept = state.bounds.most.elements;
    if (named !== undefined) this.note(named, kept, news);
    let handleStart = -1;
    let handleEnd = -1;
    for (let node = 1; node < tree.count; node++) {
      if (tree.depth[node] !== 1) continue;
      const start = tree.start[node] as number;
      const end = tree.end[node] as number;
      if (tree.type[node] === parameter.poolHandle) {
        handleStart = start + 4;
        handleEnd = end;
      } else if (tree.type[node] === parameter.poolElement && handleStart >= 0 && end - start >= 8) {
        const pool = state.pools.find(tree.bytes, handleStart, handleEnd);
        const element = pool?.elements.get(u32(tree.bytes, start + 4));
        if (element !== undefined) this.note(element, kept, news);
      }
    }
  }

  private note(element: Element, kept: number, news: (place: TransportFacts) => void): void {
    const transport = element.facts.userTransport;
    const before = this.noted.get(element);
    if (transport === undefined || before === transport) return;
    const isNew = before === undefined || !isSamePlace(before, transport);
    if (isNew) {
      if (before !== undefined) this.drop(element, before);
      this.add(element, transport);
    }
    this.noted.set(element, transport);
    if (isNew) news(transport);
    if (this.noted.size > kept)
      for (const [oldest, its] of this.noted) {
        this.drop(oldest, its);
        this.noted.delete(oldest);
        break;
      }
  }

  /** Elements at this end of an association; those that are registered first. */
  atSide(side: Side): readonly Element[] {
    if (!this.atPort.has(side.port)) return [];
    const texts = side.addresses.map((address) => addressText(address, 0, address.length));
    return this.among('sctp', texts, side.port);
  }

  at(protocol: string, address: string, port: number): readonly Element[] {
    return this.among(protocol, [address], port);
  }

  hasPort(port: number): boolean {
    return this.atPort.has(port);
  }

  private among(protocol: string, addresses: readonly string[], port: number): readonly Element[] {
    const found = new Set<Element>();
    for (const address of addresses)
      for (const element of this.byPlace.get(placeKey(address, port)) ?? [])
        if (element.facts.userTransport?.protocol === protocol) found.add(element);
    return [...found].sort((a, b) => Number(b.held) - Number(a.held));
  }

  private add(element: Element, { addresses, port, protocol }: TransportFacts): void {
    for (const address of new Set(addresses)) {
      const key = placeKey(address, port);
      const others = this.byPlace.get(key);
      if (others) others.push(element);
      else this.byPlace.set(key, [element]);
    }
    this.atPort.set(port, (this.atPort.get(port) ?? 0) + 1);
    if (protocol !== 'sctp') this.otherThanSctp++;
  }

  private drop(element: Element, { addresses, port, protocol }: TransportFacts): void {
    for (const address of addresses) {
      const key = placeKey(address, port);
      const left = this.byPlace.get(key)?.filter((other) => other !== element) ?? [];
      if (left.length > 0) this.byPlace.set(key, left);
      else this.byPlace.delete(key);
    }
    const count = (this.atPort.get(port) ?? 0) - 1;
    if (count > 0) this.atPort.set(port, count);
    else this.atPort.delete(port);
    if (protocol !== 'sctp') this.otherThanSctp--;
  }
}

function placeKey(address: string, port: number): string {
  return `${address} ${port}`;
}

function isSamePlace(one: TransportFacts, other: TransportFacts): boolean {
  return (
    one.port === other.port &&
    one.protocol === other.protocol &&
    one.addresses.length === other.addresses.length &&
    one.addresses.every((address, index) => address === other.addresses[index])
  );
}
