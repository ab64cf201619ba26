// The state of the handlespace and the few ways in which it changes. Who changes it when is in asap-rules.ts,
// enrp-rules.ts and association-rules.ts; here every change keeps sums, sets and evidence in step.

import { hexNumber } from '../bytes/text.ts';
import { Bounds } from '../dissect/bounds.ts';
import { AddressBindings } from './address-bindings.ts';
import { AssociationRecords } from './association-record.ts';
import { Deadlines } from './deadlines.ts';
import { ElementIndex } from './element-index.ts';
import { nextLook } from './element-times.ts';
import type { HandlespaceEvent, HandlespaceEventKind } from './events.ts';
import {
  type Certainty,
  Element,
  type ElementFacts,
  type Moment,
  noFacts,
  type Pending,
  type PolicyFacts,
  type Pool,
  Server,
  type Source,
  type TransportFacts,
} from './model.ts';
import { blockSum } from './pe-checksum.ts';
import { PoolTable } from './pool-table.ts';
import { ProfileEvidence } from './profile.ts';

/** Elements that a server may count though others say that it owns them no longer. */
const takenKept = 1024;

export class HandlespaceState {
  readonly pools = new PoolTable();
  readonly servers = new Map<number, Server>();
  readonly records = new AssociationRecords();
  readonly bindings = new AddressBindings();
  readonly profile = new ProfileEvidence();
  /** The moment of the message or frame in hand. */
  frame = 0;
  epoch = 0;
  /** All elements that are known, registering and removed ones as well, by what they add to a checksum. */
  readonly alike = new ElementIndex();
  /** Elements that asked to be registered and were not answered, by the server that they asked (0: not known). */
  readonly registering = new Map<number, Set<Element>>();
  readonly elementDeadlines = new Deadlines<Element>();
  readonly serverDeadlines = new Deadlines<Server>();
  /** Elements whose home is not known yet: resolved when an address is bound. */
  readonly homeless = new Set<Element>();
  /** Servers with a checksum that did not fit yet: few, however many servers a capture names. */
  readonly doubtful = new Set<Server>();
  /** Data that the capture lacks although it was acknowledged. */
  gaps = 0;
  /** Associations that had begun before the capture, or whose beginning it lacks. */
  begunBefore = 0;
  /** Times in which the capture stood still, and how many seconds of it they are. */
  holes = 0;
  holeSeconds = 0;
  /** The first frame behind the last of them, and its time: silence counts from then. 0 where there was none. */
  holeFrame = 0;
  watchedSince = 0;
  /** The last frame, in whole numbers; frame and epoch are those of the last thing that happened. */
  lastFrame = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  /** Chunks with data until now. */
  dataCount = 0;
  /** Observers that keep something beside the elements, counted as they begin. */
  watchers = 0;
  onEvent: ((event: HandlespaceEvent) => void) | undefined = undefined;
  /** Asked before an event is made; undefined where all are heard. */
  isHeard: ((kind: HandlespaceEventKind) => boolean) | undefined = undefined;
  /** How much is remembered. */
  bounds = new Bounds();

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
    if (server.silent) {
      server.silent = false;
      server.returnedEpoch = this.epoch;
      if (server.takenOverBy === 0) this.tell('server-returned', undefined, id, 0, 'after silence', [this.frame]);
    }
    if (server.wakeSecond === 0) this.serverDeadlines.schedule(server, this.epoch + 1);
    return server;
  }

  element(pool: Pool, id: number): Element {
    let element = pool.elements.get(id);
    if (element === undefined) {
      element = new Element(pool, id, blockSum(pool.handle, id), this.now);
      pool.elements.set(id, element);
      this.alike.add(element);
    }
    return element;
  }

  /** An element asks to be registered; or (undefined) its request was answered, or is out of date. */
  askRegistration(element: Element, request: Pending | undefined): void {
    const before = element.registration;
    // An empty set stays for the next: there are as many as servers.
    if (before) this.registering.get(before.server)?.delete(element);
    element.registration = request;
    if (request === undefined) return;
    const asked = this.registering.get(request.server);
    if (asked) asked.add(element);
    else this.registering.set(request.server, new Set([element]));
  }

  askDeregistration(element: Element, request: Pending | undefined): void {
    element.deregistration = request;
    this.#noteLeaving(element);
  }

  /** The association of an element has ended; or (undefined) the element was heard of again. */
  markLost(element: Element, moment: Moment | undefined): void {
    if (element.lost === moment) return;
    element.lost = moment;
    this.#noteLeaving(element);
  }

  /** Its keep-alive was not answered in time; or (false) it was heard again. */
  markOverdue(element: Element, overdue: boolean): void {
    if (element.overdue === overdue) return;
    element.overdue = overdue;
    this.#noteLeaving(element);
  }

  #noteLeaving(element: Element): void {
    if (element.home === 0) return;
    const { leaving } = this.server(element.home);
    if (element.held && (element.lost || element.deregistration || element.overdue)) leaving.add(element);
    else leaving.delete(element);
  }

  /** A removed element is known again, with all that was known of it. False where another has taken its place. */
  restore(element: Element): boolean {
    const { pool, id } = element;
    if (pool.removed.get(id) !== element || pool.elements.has(id)) return false;
    pool.removed.delete(id);
    pool.elements.set(id, element);
    element.removed = undefined;
    return true;
  }

  /** An element that only asked and was never registered: it is as if it had not asked. */
  drop(element: Element): void {
    this.askRegistration(element, undefined);
    element.deregistration = undefined;
    this.detach(element);
    element.pool.elements.delete(element.id);
    this.alike.remove(element);
  }

  /** Takes the element into the handlespace with this home (0: unknown), or moves it there. */
  hold(element: Element, home: number, source: Source, certainty: Certainty, why?: string): void {
    const isNew = !element.held;
    const before = element.home;
    if (isNew) {
      // A pool is gone with its last element (RFC 5352 §3.2): another of the same name may have another policy.
      if (isEmpty(element.pool)) element.pool.policyType = element.facts.policy?.type;
      element.held = true;
      element.since = this.now;
      element.source = source;
      const former = element.pool.removed.get(element.id);
      if (former) this.alike.remove(former);
      element.pool.removed.delete(element.id);
    }
    element.certainty = certainty;
    this.markLost(element, undefined);
    element.expired = false;
    this.prove(element);
    if (isNew || before !== home) this.#own(element, isNew ? 0 : before, home);
    if (isNew)
      this.tell('element-added', element, home, 0, this.onEvent ? (formerSelf(element, this.epoch) ?? why) : why);
    else if (before !== home && home !== 0)
      this.tell(before === 0 ? 'home-learned' : 'home-changed', element, home, before, why);
    this.watch(element);
  }

  /** The home of an element is told by what was said to others: the element itself was not heard of. */
  learnHome(element: Element, home: number): void {
    this.#own(element, 0, home);
    this.tell('home-learned', element, home);
  }

  remove(element: Element, certainty: Certainty, why: string): void {
    if (element.held) {
      this.askDeregistration(element, undefined);
      this.markLost(element, undefined);
      this.markOverdue(element, false);
      element.held = false;
      this.#own(element, element.home, 0);
      element.removed = this.now;
      element.certainty = certainty;
      this.prove(element);
      this.tell('element-removed', element, element.home, 0, why);
    }
    this.askRegistration(element, undefined);
    element.deregistration = undefined;
    element.keepAliveSince = 0;
    element.raw = undefined;
    this.detach(element);
    this.homeless.delete(element);
    const { most, gone } = this.bounds;
    const forgotten = element.pool.forget(element, most.left);
    if (forgotten === undefined) return;
    gone.left++;
    this.alike.remove(forgotten);
    this.elementDeadlines.cancel(forgotten);
  }

  /** Facts of a server or the element itself; policy of the pool is that of its first element. */
  learn(element: Element, facts: ElementFacts, source: Source, certainty: Certainty): void {
    const before = element.facts;
    this.#noteTold(element, source, lacksWhatWasKnown(before, facts) ? 'stale' : certainty);
    // What this word does not say (cut off, not sent in such messages) stays what it was.
    element.facts = {
      registrationLife: facts.registrationLife ?? before.registrationLife,
      policy: facts.policy ?? before.policy,
      userTransport: facts.userTransport ?? before.userTransport,
      asapTransport: facts.asapTransport ?? before.asapTransport,
    };
    if (element.pool.policyType === undefined && facts.policy) element.pool.policyType = facts.policy.type;
    if (before === noFacts || !element.held || !this.#isHeard('element-changed')) return;
    const what = changed(before, element.facts);
    if (what.length > 0) this.tell('element-changed', element, element.home, 0, what.join(', '));
  }

  /** The same words about an element again. */
  repeat(element: Element, source: Source, certainty: Certainty): void {
    this.#noteTold(element, source, certainty);
  }

  #noteTold(element: Element, source: Source, certainty: Certainty): void {
    element.told = { frame: this.frame, epoch: this.epoch, source, certainty };
  }

  /** Its attributes may have changed unseen: an accepted registration that the capture lacks. */
  doubtAttributes(element: Element): void {
    const { told } = element;
    if (told) element.told = { ...told, certainty: 'stale' };
  }

  /** Sees to it that the element is looked at when time alone may change something. */
  watch(element: Element): void {
    const next = nextLook(element, this.profile.profile, this.epoch);
    if (next < Number.POSITIVE_INFINITY) this.elementDeadlines.schedule(element, next);
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
      server.leaving.delete(element);
      this.#change(server, -element.sum);
      if (after !== 0 && server.taken.size < takenKept) server.taken.set(element, this.epoch);
    }
    element.home = after === 0 && !element.held ? before : after;
    if (after !== 0) {
      const server = this.server(after);
      server.owned.add(element);
      server.taken.delete(element);
      this.#change(server, element.sum);
      this.#noteLeaving(element);
      this.homeless.delete(element);
    } else if (element.held) this.homeless.add(element);
  }

  #change(server: Server, sum: number): void {
    server.sum += sum;
    server.changes.push(this.epoch, sum);
  }

  #isHeard(kind: HandlespaceEventKind): boolean {
    return this.onEvent !== undefined && this.isHeard?.(kind) !== false;
  }

  /** `evidence`: the frames that prove it; else the latest of the element's, or this frame. */
  tell(
    kind: HandlespaceEventKind,
    element: Element | undefined,
    server: number,
    formerServer = 0,
    why?: string,
    evidence?: readonly number[],
  ): void {
    if (!this.#isHeard(kind)) return;
    this.onEvent?.({
      kind,
      frame: this.frame,
      epoch: this.epoch,
      pool: element?.pool.handle,
      element: element?.id,
      server: server === 0 ? undefined : server,
      formerServer: formerServer === 0 ? undefined : formerServer,
      why,
      evidence: evidence ?? element?.evidence.slice(-4) ?? [this.frame],
    });
  }
}

/** An element that has left, or whose association has ended, within this time may be the same program under another identifier. */
const restartSeconds = 60;

/** Says that the element may be one that left, restarted under a new identifier: the same pool and host, and it went just before. */
function formerSelf(element: Element, epoch: number): string | undefined {
  const address = element.facts.userTransport?.addresses[0];
  if (address === undefined) return undefined;
  const isFormer = (other: Element, gone: Moment | undefined) =>
    other.id !== element.id &&
    gone !== undefined &&
    gone.epoch > epoch - restartSeconds &&
    other.facts.userTransport?.addresses.includes(address) === true;
  for (const other of element.pool.removed.values())
    if (isFormer(other, other.removed))
      return `at the address of ${hexNumber(other.id)}, which left: perhaps restarted`;
  return undefined;
}

/** True where this word was cut off, or never says, what an earlier one said: that may have changed. */
function lacksWhatWasKnown(before: ElementFacts, facts: ElementFacts): boolean {
  return (
    (facts.policy === undefined && before.policy !== undefined) ||
    (facts.userTransport === undefined && before.userTransport !== undefined) ||
    (facts.asapTransport === undefined && before.asapTransport !== undefined)
  );
}

/** The facts that are not the same, in words. */
function changed(before: ElementFacts, after: ElementFacts): string[] {
  const what: string[] = [];
  if (before.registrationLife !== after.registrationLife) what.push('registration life');
  if (before.policy?.type !== after.policy?.type) what.push('policy');
  else if (!samePolicy(before.policy, after.policy)) what.push('policy values');
  if (!sameTransport(before.userTransport, after.userTransport)) what.push('user transport');
  if (!sameTransport(before.asapTransport, after.asapTransport)) what.push('ASAP transport');
  return what;
}

function isEmpty({ elements }: Pool): boolean {
  for (const { held } of elements.values()) if (held) return false;
  return true;
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
