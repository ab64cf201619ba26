// The state of the handlespace and the few ways in which it changes. Who changes it when is in asap-rules.ts,
// enrp-rules.ts and association-rules.ts; here every change keeps sums, sets and evidence in step.
import { AddressBindings } from './address-bindings.ts';
import { AssociationRecords } from './association-record.ts';
import type { HandlespaceEvent, HandlespaceEventKind } from './events.ts';
import {
  type Certainty,
  Element,
  type ElementFacts,
  type Moment,
  noFacts,
  type PolicyFacts,
  type Pool,
  Server,
  type Source,
  type TransportFacts,
} from './model.ts';
import { blockSum } from './pe-checksum.ts';
import { PoolTable } from './pool-table.ts';
import { ProfileEvidence } from './profile.ts';

/** Changes of a server's set are kept this long, to tell a checksum that was on its way from a wrong one. */
export const inFlightSeconds = 1;

export class HandlespaceState {
  readonly pools = new PoolTable();
  readonly servers = new Map<number, Server>();
  readonly records = new AssociationRecords();
  readonly bindings = new AddressBindings();
  readonly profile = new ProfileEvidence();
  /** The moment of the message or frame in hand. */
  frame = 0;
  epoch = 0;
  /** Elements whose home is not known yet: resolved when an address is bound. */
  readonly homeless = new Set<Element>();
  /** Servers with a checksum that did not fit yet: few, however many servers a capture names. */
  readonly doubtful = new Set<Server>();
  /** Data that the capture lacks although it was acknowledged. */
  gaps = 0;
  onEvent: ((event: HandlespaceEvent) => void) | undefined = undefined;

  get now(): Moment {
    return { frame: this.frame, epoch: this.epoch };
  }

  server(id: number): Server {
    let server = this.servers.get(id);
    if (server === undefined) {
      server = new Server(id, this.frame, this.epoch);
      this.servers.set(id, server);
    }
    return server;
  }

  /** A message of this server itself. */
  hear(id: number): Server {
    const server = this.server(id);
    if (!server.heard) {
      server.heard = true;
      server.firstFrame = this.frame;
      this.tell('server-appeared', undefined, id);
    }
    server.lastFrame = this.frame;
    server.lastEpoch = this.epoch;
    return server;
  }

  element(pool: Pool, id: number): Element {
    let element = pool.elements.get(id);
    if (element === undefined) {
      element = new Element(pool, id, blockSum(pool.handle, id), this.now);
      pool.elements.set(id, element);
    }
    return element;
  }

  /** Takes the element into the handlespace with this home (0: unknown), or moves it there. */
  hold(element: Element, home: number, source: Source, certainty: Certainty): void {
    const isNew = !element.held;
    const before = element.home;
    if (isNew) {
      element.held = true;
      element.since = this.now;
      element.source = source;
      element.pool.removed.delete(element.id);
    }
    element.certainty = certainty;
    element.lost = undefined;
    this.prove(element);
    if (isNew || before !== home) this.#own(element, isNew ? 0 : before, home);
    if (isNew) this.tell('element-added', element, home);
    else if (before !== home && home !== 0)
      this.tell(before === 0 ? 'home-learned' : 'home-changed', element, home, before);
  }

  remove(element: Element, certainty: Certainty, why: string): void {
    if (element.held) {
      element.held = false;
      this.#own(element, element.home, 0);
      element.removed = this.now;
      element.certainty = certainty;
      this.prove(element);
      this.tell('element-removed', element, element.home, 0, why);
    }
    element.registration = undefined;
    element.deregistration = undefined;
    element.keepAliveSince = 0;
    element.raw = undefined;
    this.detach(element);
    this.homeless.delete(element);
    element.pool.forget(element);
  }

  /** Facts of a server or the element itself; policy of the pool is that of its first element. */
  learn(element: Element, facts: ElementFacts): void {
    const before = element.facts;
    // What this word does not say (cut off, not sent in such messages) stays what it was.
    element.facts = {
      registrationLife: facts.registrationLife ?? before.registrationLife,
      policy: facts.policy ?? before.policy,
      userTransport: facts.userTransport ?? before.userTransport,
      asapTransport: facts.asapTransport ?? before.asapTransport,
    };
    if (element.pool.policyType === undefined && facts.policy) element.pool.policyType = facts.policy.type;
    if (before !== noFacts && element.held && this.onEvent && changed(before, element.facts))
      this.tell('element-changed', element, element.home);
  }

  prove(element: Element): void {
    element.confirmed = this.now;
    element.prove(this.frame);
  }

  attach(element: Element, association: number): void {
    if (element.association === association) return;
    this.detach(element);
    element.association = association;
    this.records.byNumber(association)?.elements.add(element);
  }

  detach(element: Element): void {
    if (element.association === 0) return;
    this.records.byNumber(element.association)?.elements.delete(element);
    element.association = 0;
  }

  #own(element: Element, before: number, after: number): void {
    if (before !== 0) {
      const server = this.server(before);
      server.owned.delete(element);
      this.#change(server, -element.sum);
    }
    element.home = after === 0 && !element.held ? before : after;
    if (after !== 0) {
      const server = this.server(after);
      server.owned.add(element);
      this.#change(server, element.sum);
      this.homeless.delete(element);
    } else if (element.held) this.homeless.add(element);
  }

  #change(server: Server, sum: number): void {
    server.sum += sum;
    const { changes } = server;
    changes.push({ epoch: this.epoch, sum });
    if (changes.length > 64 && (changes[0] as { epoch: number }).epoch < this.epoch - inFlightSeconds)
      server.changes = changes.filter((change) => change.epoch >= this.epoch - inFlightSeconds);
  }

  tell(kind: HandlespaceEventKind, element: Element | undefined, server: number, formerServer = 0, why?: string): void {
    this.onEvent?.({
      kind,
      frame: this.frame,
      epoch: this.epoch,
      pool: element?.pool.handle,
      element: element?.id,
      server: server === 0 ? undefined : server,
      formerServer: formerServer === 0 ? undefined : formerServer,
      why,
      evidence: element ? element.evidence.slice(-4) : [this.frame],
    });
  }
}

function changed(before: ElementFacts, after: ElementFacts): boolean {
  return (
    before.registrationLife !== after.registrationLife ||
    !samePolicy(before.policy, after.policy) ||
    !sameTransport(before.userTransport, after.userTransport) ||
    !sameTransport(before.asapTransport, after.asapTransport)
  );
}

function samePolicy(one: PolicyFacts | undefined, other: PolicyFacts | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.type !== other.type) return false;
  for (const key in one.values) if (one.values[key] !== other.values[key]) return false;
  return true;
}

function sameTransport(one: TransportFacts | undefined, other: TransportFacts | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  return (
    one.port === other.port &&
    one.protocol === other.protocol &&
    one.use === other.use &&
    one.addresses.length === other.addresses.length &&
    one.addresses.every((address, index) => address === other.addresses[index])
  );
}
