// Which pool element answers at an address and port: user transports (RFC 5354 §3.10), looked up when an association begins.
import { addressText } from '../../bytes/address.ts';
import { u32 } from '../../bytes/read.ts';
import type { Side } from '../../dissect/sctp/side.ts';
import { parameter } from '../element-facts.ts';
import type { MessageParts } from '../message-parts.ts';
import type { Element, TransportFacts } from '../model.ts';
import { elementOf } from '../named-element.ts';
import type { HandlespaceState } from '../state.ts';

const elementsKept = 131_072;

export class TransportIndex {
  private readonly byPort = new Map<number, Element[]>();
  private readonly noted = new Map<Element, TransportFacts>();
  /** Elements that are reached by TCP or UDP: without any, packets need not be looked at. */
  otherThanSctp = 0;

  /** Notes the elements that this message has told of; `news` is called with each port where one was not known before. */
  learn(state: HandlespaceState, parts: MessageParts, news: (port: number) => void): void {
    const { tree } = parts;
    const named = elementOf(state, parts);
    if (named !== undefined) this.note(named, news);
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
        if (element !== undefined) this.note(element, news);
      }
    }
  }

  note(element: Element, news: (port: number) => void): void {
    const transport = element.facts.userTransport;
    const before = this.noted.get(element);
    if (transport === undefined || before === transport) return;
    if (before === undefined || before.port !== transport.port || before.protocol !== transport.protocol) {
      if (before !== undefined) this.drop(element, before);
      const others = this.byPort.get(transport.port);
      if (others) others.push(element);
      else this.byPort.set(transport.port, [element]);
      if (transport.protocol !== 'sctp') this.otherThanSctp++;
    }
    this.noted.set(element, transport);
    if (before === undefined || !isSamePlace(before, transport)) news(transport.port);
    if (this.noted.size > elementsKept)
      for (const [oldest, its] of this.noted) {
        this.drop(oldest, its);
        this.noted.delete(oldest);
        break;
      }
  }

  /** Elements at this end of an association; those that are registered first. */
  atSide(side: Side): readonly Element[] {
    const candidates = this.byPort.get(side.port);
    if (candidates === undefined) return [];
    const texts = side.addresses.map((address) => addressText(address, 0, address.length));
    return this.among(candidates, 'sctp', texts);
  }

  at(protocol: string, address: string, port: number): readonly Element[] {
    return this.among(this.byPort.get(port) ?? [], protocol, [address]);
  }

  hasPort(port: number): boolean {
    return this.byPort.has(port);
  }

  private among(candidates: readonly Element[], protocol: string, addresses: readonly string[]): readonly Element[] {
    const found = candidates.filter(
      ({ facts: { userTransport } }) =>
        userTransport?.protocol === protocol && userTransport.addresses.some((address) => addresses.includes(address)),
    );
    return found.sort((a, b) => Number(b.held) - Number(a.held));
  }

  private drop(element: Element, transport: TransportFacts): void {
    const list = this.byPort.get(transport.port);
    const index = list?.indexOf(element) ?? -1;
    if (index >= 0) list?.splice(index, 1);
    if (list?.length === 0) this.byPort.delete(transport.port);
    if (transport.protocol !== 'sctp') this.otherThanSctp--;
  }
}

function isSamePlace(one: TransportFacts, other: TransportFacts): boolean {
  return (
    one.port === other.port &&
    one.protocol === other.protocol &&
    one.addresses.length === other.addresses.length &&
    one.addresses.every((address, index) => address === other.addresses[index])
  );
}
