// Who the two ends of a message are: ENRP servers by identifier, pool elements by pool and identifier, pool users by host.
// Much is known only later (a registration carries no server identifier), so ends are noted and named at the end.
import { addressText } from '../../bytes/address.ts';
import { hexNumber } from '../../bytes/text.ts';
import type { Message } from '../../dissect/message.ts';
import type { AssociationFacts, Side } from '../../dissect/sctp/side.ts';
import { hashOctets } from '../../dissect/transactions/message-facts.ts';
import type { Element } from '../../handlespace/model.ts';
import type { HandlespaceState } from '../../handlespace/state.ts';
import type { Party } from './ladder.ts';
import { handleText } from './message-detail.ts';
import type { Role } from './message-words.ts';

/** One end of an association, or an address that datagrams come from. */
interface End {
  readonly side: Pick<Side, 'port' | 'addresses'>;
  /** Identifier of the ENRP server here, 0 where none was told. */
  server: number;
  /** Places of the pool elements that registered from here. */
  readonly elements: Set<number>;
}

const roles: readonly Role[] = ['PR', 'PE', 'PU', 'anyone'];

/** To everybody who listens: a multicast. */
export const everybody = -1;

/** More ends than this are not told apart: the rest is one unnamed party. */
const endsKept = 65_536;

interface OpenParty {
  readonly role: Role;
  readonly name: string;
  readonly pool?: string;
  readonly id?: string;
  readonly addresses: Set<string>;
}

export class Parties {
  readonly #parties: OpenParty[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #ends: End[] = [];
  readonly #endByKey = new Map<string, number>();
  #byUserTransport: Map<string, number> | undefined = undefined;

  server(id: number): number {
    return this.#party(`PR ${id}`, () => ({ role: 'PR', name: hexNumber(id), addresses: new Set() }));
  }

  element(bytes: Uint8Array, start: number, end: number, id: number): number {
    // The octets may be many: their hash and number stand for them.
    const key = `PE ${hashOctets(bytes, start, end)} ${end - start} ${id}`;
    return this.#party(key, () => {
      const pool = handleText(bytes, start, end);
      return { role: 'PE', name: `${pool}/${hexNumber(id)}`, pool, id: hexNumber(id), addresses: new Set() };
    });
  }

  elementOf({ pool, id }: Element): number {
    return this.element(pool.handle, 0, pool.handle.length, id);
  }

  /** The end that sent the message, or with `other` the one that it was sent to. */
  endOf(message: Message, other = false): number {
    const { association } = message;
    if (association !== undefined) return this.associationEnd(association, other ? 1 - message.side : message.side);
    const { addressBytes, addressLength } = message;
    const at = other ? message.destinationAt : message.sourceAt;
    const port = other ? message.destinationPort : message.sourcePort;
    const address = addressBytes.slice(at, at + addressLength);
    return this.#end(`${addressText(address, 0, addressLength)} ${port}`, () => ({ port, addresses: [address] }));
  }

  associationEnd(association: AssociationFacts, side: number): number {
    return this.#end(`${association.number} ${side}`, () => association.sides[side === 0 ? 0 : 1]);
  }

  /** A server has named itself at this end. */
  noteServer(end: number, id: number): void {
    const found = this.#ends[end];
    if (found !== undefined && id !== 0) found.server = id;
  }

  /** An element registers or answers from this end. */
  noteElement(end: number, party: number): void {
    const elements = this.#ends[end]?.elements;
    if (elements !== undefined && elements.size < 64) elements.add(party);
  }

  /** Stands for whoever is at this end in this role, until `resolve` tells. */
  later(end: number, role: Role): number {
    return -2 - (end * roles.length + roles.indexOf(role));
  }

  /** What `later` stood for, by all that the handlespace knows at the end. */
  resolve(place: number, state: HandlespaceState): number {
    if (place >= everybody) return place;
    const code = -2 - place;
    const role = roles[code % roles.length] as Role;
    const end = this.#ends[Math.floor(code / roles.length)];
    if (end === undefined) return this.#party('nobody', () => ({ role, name: '?', addresses: new Set() }));
    const found = this.#resolveEnd(end, role, state);
    for (const address of end.side.addresses.slice(0, 8))
      this.#parties[found]?.addresses.add(addressText(address, 0, address.length));
    return found;
  }

  list(state: HandlespaceState): Party[] {
    for (const { id, asapAddresses } of state.servers.values()) {
      const party = this.#parties[this.#byKey.get(`PR ${id}`) ?? -1];
      for (const address of asapAddresses.slice(0, 8)) party?.addresses.add(address);
    }
    for (const [transport, place] of this.#userTransports(state))
      this.#parties[place]?.addresses.add(transport.slice(0, transport.lastIndexOf(' ')));
    return this.#parties.map((party) => ({ ...party, addresses: [...party.addresses] }));
  }

  #resolveEnd(end: End, role: Role, state: HandlespaceState): number {
    if (end.server !== 0) return this.server(end.server);
    const [element] = end.elements;
    if (role !== 'PR' && element !== undefined) return element;
    const { port, addresses } = end.side;
    if (role === 'PR' || role === 'anyone') {
      for (const address of addresses) {
        const id = state.bindings.find(address, port);
        if (id !== 0) return this.server(id);
      }
    }
    const texts = addresses.map((address) => addressText(address, 0, address.length));
    if (role === 'PE' || role === 'anyone') {
      for (const text of texts) {
        const found = this.#userTransports(state).get(`${text} ${port}`);
        if (found !== undefined) return found;
      }
    }
    return this.#host(role === 'anyone' ? 'PU' : role, texts);
  }

  /** Whoever has no name has an address. Ends that share one are the same host. */
  #host(role: Role, addresses: readonly string[]): number {
    const known = addresses
      .map((address) => this.#byKey.get(`${role} at ${address}`))
      .find((place) => place !== undefined);
    const place = known ?? this.#parties.push({ role, name: addresses[0] ?? '?', addresses: new Set() }) - 1;
    for (const address of addresses) this.#byKey.set(`${role} at ${address}`, place);
    return place;
  }

  /** Elements by the address and port where they serve. */
  #userTransports(state: HandlespaceState): Map<string, number> {
    if (this.#byUserTransport !== undefined) return this.#byUserTransport;
    const found = new Map<string, number>();
    for (const pool of state.pools.all)
      for (const element of [...pool.removed.values(), ...pool.elements.values()]) {
        const transport = element.facts.userTransport;
        for (const address of transport?.addresses ?? [])
          found.set(`${address} ${transport?.port}`, this.elementOf(element));
      }
    this.#byUserTransport = found;
    return found;
  }

  #party(key: string, make: () => OpenParty): number {
    let place = this.#byKey.get(key);
    if (place === undefined) {
      place = this.#parties.push(make()) - 1;
      this.#byKey.set(key, place);
    }
    return place;
  }

  #end(key: string, side: () => Pick<Side, 'port' | 'addresses'>): number {
    let place = this.#endByKey.get(key);
    if (place === undefined) {
      if (this.#ends.length >= endsKept) return endsKept;
      place = this.#ends.push({ side: side(), server: 0, elements: new Set() }) - 1;
      this.#endByKey.set(key, place);
    }
    return place;
  }
}
