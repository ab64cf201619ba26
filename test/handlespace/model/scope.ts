// A plain model of what ENRP servers hold (RFC 5352 §3, RFC 5353 §3), and what they and pool elements say on the wire while it
// changes. Written from the RFCs and rsplib's habits, without a look at src/handlespace: it is what that is held against.
import { policyOf } from '../../../src/encode/parameters.ts';
import { roundRobin, weightedRandom } from '../../../src/protocol/rserpool/policies.ts';
import {
  add,
  announce,
  checksum,
  deregister,
  deregistered,
  type ElementInput,
  keepAlive,
  keepAliveAck,
  mayTakeOver,
  presence,
  register,
  registered,
  rejectedWith,
  remove,
  resolve,
  resolved,
  table,
  tableRequest,
  wantsToTakeOver,
} from '../words.ts';
import type { Line, Wire } from './wire.ts';

export interface Held {
  readonly handle: string;
  readonly id: number;
  home: number;
  weight: number;
  life: number;
  readonly address: string;
  line: Line | undefined;
}

interface Registrar {
  readonly id: number;
  readonly address: string;
  alive: boolean;
}

const handles = ['Alpha', 'Beta', 'Gamma pool'];

export class Scope {
  readonly registrars: Registrar[];
  readonly held = new Map<string, Held>();
  readonly #wire: Wire;
  readonly #random: () => number;
  readonly #peers = new Map<string, Line>();
  #ids = 0;

  constructor(wire: Wire, random: () => number, servers: number) {
    this.#wire = wire;
    this.#random = random;
    this.registrars = Array.from({ length: servers }, (_, index) => ({
      id: 0x0a000001 + index,
      address: `10.1.0.${1 + index}`,
      alive: true,
    }));
    for (const { id, address } of this.registrars) wire.announce(address, announce(id));
    for (const one of this.registrars)
      for (const other of this.registrars) if (one.id < other.id) this.#meet(one, other);
    this.presences();
  }

  #meet(one: Registrar, other: Registrar): void {
    this.#peers.set(`${one.id} ${other.id}`, this.#wire.connect(one.address, other.address, 9901, 12));
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }

  get living(): Registrar[] {
    return this.registrars.filter(({ alive }) => alive);
  }

  /** From one server to all others that live. */
  #tellPeers(from: number, message: (receiver: number) => Uint8Array): void {
    for (const { id } of this.living) if (id !== from) this.#toPeer(from, id, message(id));
  }

  #toPeer(from: number, to: number, message: Uint8Array): void {
    const line = this.#peers.get(from < to ? `${from} ${to}` : `${to} ${from}`);
    line?.say(from < to ? 'client' : 'server', message);
  }

  #words({ weight, life, address, home }: Held): ElementInput {
    return { life, home, address, policy: policyOf(weightedRandom, { weight }) };
  }

  /** Every server announces itself and the checksum of what it owns to all others. */
  presences(): void {
    for (const { id, address } of this.living) {
      this.#wire.announce(address, announce(id));
      const owned = [...this.held.values()].filter(({ home }) => home === id);
      const sum = checksum(...owned.map((element) => [element.handle, element.id] as const));
      this.#tellPeers(id, (receiver) => presence(id, sum, receiver));
    }
  }

  wait(seconds: number): void {
    this.#wire.now += seconds * 1000;
  }

  /** Ten quiet seconds: servers show their checksums, and elements answer their keep-alives. */
  rest(): void {
    for (let turn = 0; turn < 4; turn++) {
      this.wait(2.5);
      this.presences();
    }
    for (const element of this.held.values()) {
      if (element.line === undefined || !this.isAlive(element.home)) continue;
      element.line.say('server', keepAlive(element.home, element.handle, element.id));
      element.line.say('client', keepAliveAck(element.handle, element.id));
    }
    this.wait(2.5);
    this.presences();
    this.wait(2.5);
    this.presences();
  }

  isAlive(id: number): boolean {
    return this.registrars.some((server) => server.id === id && server.alive);
  }

  /** One thing that happens; each has its time before the next. */
  step(): void {
    this.wait(0.2 + 2 * this.#random());
    const deeds = [
      () => this.#register(),
      () => this.#register(),
      () => this.#registerAgain(),
      () => this.#registerElsewhere(),
      () => this.#isRejected(),
      () => this.#deregister(),
      () => this.#die(),
      () => this.#isResolved(),
      () => this.#isCompared(),
      () => this.#crash(),
      () => this.presences(),
    ];
    this.#pick(deeds)();
  }

  #serverOf(id: number): Registrar {
    return this.registrars.find((server) => server.id === id) as Registrar;
  }

  #connected(): Held | undefined {
    const list = [...this.held.values()].filter(({ line, home }) => line !== undefined && this.isAlive(home));
    return list.length === 0 ? undefined : this.#pick(list);
  }

  #register(): void {
    const id = ++this.#ids;
    const element: Held = {
      handle: this.#pick(handles),
      id,
      home: this.#pick(this.living).id,
      weight: 1 + Math.floor(this.#random() * 9),
      life: 300_000,
      address: `10.1.1.${id % 250}`,
      line: undefined,
    };
    this.#accept(element);
  }

  /** Request, the home's word to its peers, and the answer. */
  #accept(element: Held): void {
    const { handle, id, home } = element;
    const line = element.line ?? this.#wire.connect(element.address, this.#serverOf(home).address, 3863, 11);
    element.line = line;
    line.say('client', register(handle, id, { ...this.#words(element), home: 0 }));
    this.held.set(`${handle}/${id}`, element);
    this.#tellPeers(home, (receiver) => add(home, receiver, handle, id, { ...this.#words(element), asap: true }));
    line.say('server', registered(handle, id));
  }

  #registerAgain(): void {
    const element = this.#connected();
    if (element === undefined) return;
    if (this.#random() < 0.5) element.weight = 1 + Math.floor(this.#random() * 9);
    this.#accept(element);
  }

  /** The element's association ends without a word about it: it goes to another server, which owns it then. */
  #registerElsewhere(): void {
    const element = this.#connected();
    const other = this.living.find(({ id }) => id !== element?.home);
    if (element === undefined || other === undefined) return;
    element.home = other.id;
    element.line = undefined;
    this.#accept(element);
  }

  #isRejected(): void {
    const element = this.#connected();
    if (element === undefined) return;
    const id = ++this.#ids;
    element.line?.say('client', register(element.handle, id, { policy: policyOf(roundRobin, {}) }));
    element.line?.say('server', rejectedWith(element.handle, id, 5));
  }

  #forget(element: Held): void {
    this.held.delete(`${element.handle}/${element.id}`);
    const { home, handle, id } = element;
    this.#tellPeers(home, (receiver) => remove(home, receiver, handle, id, { ...this.#words(element), asap: true }));
  }

  #deregister(): void {
    const element = this.#connected();
    if (element === undefined) return;
    element.line?.say('client', deregister(element.handle, element.id));
    this.#forget(element);
    element.line?.say('server', deregistered(element.handle, element.id));
    element.line?.abort('client');
  }

  #die(): void {
    const element = this.#connected();
    if (element === undefined) return;
    element.line?.abort('client');
    this.#forget(element);
  }

  #isResolved(): void {
    const element = this.#connected();
    if (element === undefined) return;
    const line = this.#wire.connect('10.1.2.9', this.#serverOf(element.home).address, 3863, 11);
    line.say('client', resolve(element.handle, 1));
    line.say('server', resolved(element.handle, [[element.id, this.#words(element)]]));
    line.abort('client');
  }

  /** A server asks another for all that it owns; the answer comes in two parts. */
  #isCompared(): void {
    const [one, other] = [this.#pick(this.living), this.#pick(this.living)];
    if (one.id === other.id) return;
    const owned = [...this.held.values()].filter(({ home }) => home === one.id);
    const parts = [owned.slice(0, 2), owned.slice(2)];
    for (const [index, part] of parts.entries()) {
      this.#toPeer(other.id, one.id, tableRequest(other.id, one.id, true));
      const entries = part.map((element) => [element.handle, element.id, this.#words(element)] as const);
      this.#toPeer(one.id, other.id, table(one.id, other.id, entries, { moreToSend: index === 0 }));
    }
  }

  /** A server dies. After its peers have missed it, one of them takes its elements over, as rsplib does; later it comes back. */
  #crash(): void {
    if (this.living.length < 3) return;
    const dead = this.#pick(this.living);
    dead.alive = false;
    for (let turn = 0; turn < 4; turn++) {
      this.wait(2.5);
      this.presences();
    }
    const [by] = this.living;
    if (by === undefined) return;
    this.#tellPeers(by.id, (receiver) => wantsToTakeOver(by.id, receiver, dead.id));
    for (const { id } of this.living) if (id !== by.id) this.#toPeer(id, by.id, mayTakeOver(id, by.id, dead.id));
    for (const element of this.held.values()) {
      if (element.home !== dead.id) continue;
      element.home = by.id;
      const line = this.#wire.connect(by.address, element.address, 20_000, 11);
      line.say('client', keepAlive(by.id, element.handle, element.id, true));
      line.say('server', keepAliveAck(element.handle, element.id));
      // At its next registration the element comes to its new home by itself.
      element.line = undefined;
    }
    this.wait(3);
    this.presences();
    dead.alive = true;
    for (const other of this.registrars)
      if (other.id !== dead.id)
        this.#meet(...((dead.id < other.id ? [dead, other] : [other, dead]) as [Registrar, Registrar]));
    this.presences();
  }
}
