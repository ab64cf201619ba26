// Sessions between pool users and pool elements, and failovers (RFC 5352 §3.8, RFC 5351 §2.5): an association to an
// element's user transport is a session; a Cookie Echo, or a new session after one was lost, is a failover.
import { addressText } from '../../bytes/address.ts';
import { setLatest } from '../../dissect/bounds.ts';
import { type AssociationFacts, associationEnding, type Side } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../message-parts.ts';
import type { Element, TransportFacts } from '../model.ts';
import type { HandlespaceState } from '../state.ts';
import { keepLatest } from './bounded.ts';
import { Failovers, lose, wasAnswered } from './failovers.ts';
import type { LoadTable } from './load-table.ts';
import { type PoolLoad, type Resolution, recentKept, Session, type User, type UserPool } from './records.ts';
import { holdAgainst } from './resolutions.ts';
import { type Stranger, Strangers } from './strangers.ts';
import type { TransportIndex } from './transport-index.ts';
import type { UserTable } from './user-table.ts';

interface When {
  readonly frame: number;
  readonly epoch: number;
}

export class Sessions {
  readonly all: Session[] = [];
  readonly failovers = new Failovers();
  private readonly users: UserTable;
  private readonly transports: TransportIndex;
  private readonly loads: LoadTable;
  private readonly byAssociation = new Map<number, Session>();
  private readonly strangers = new Strangers();
  private count = 0;

  constructor(users: UserTable, transports: TransportIndex, loads: LoadTable) {
    this.users = users;
    this.transports = transports;
    this.loads = loads;
  }

  asked(association: AssociationFacts, state: HandlespaceState): void {
    this.beginAssociation({ association, frame: state.frame, epoch: state.epoch, fromStart: true, upFrame: 0 }, state);
  }

  found(association: AssociationFacts, state: HandlespaceState): void {
    const { frame, epoch } = state;
    this.beginAssociation({ association, frame, epoch, fromStart: false, upFrame: frame }, state);
  }

  up(association: AssociationFacts, state: HandlespaceState): void {
    const stranger = this.strangers.get(association);
    if (stranger !== undefined) {
      stranger.upFrame = state.frame;
      this.beginAssociation(stranger, state);
      return;
    }
    const session = this.byAssociation.get(association.number);
    if (session === undefined)
      this.beginAssociation(
        { association, frame: state.frame, epoch: state.epoch, fromStart: true, upFrame: state.frame },
        state,
      );
    else if (session.state === 'asked') this.isUp(session, state.frame, state);
  }

  refused(association: AssociationFacts, state: HandlespaceState): void {
    this.strangers.delete(association);
    const session = this.byAssociation.get(association.number);
    if (session === undefined) return;
    // It was up, and the capture lacks how it came up.
    if (wasAnswered(session)) this.ended(association, -1, state);
    else this.refuse(session, state);
  }

  /** `side`: the end that ended it, -1 where nobody can tell. */
  ended(association: AssociationFacts, side: number, state: HandlespaceState): void {
    const stranger = this.strangers.get(association);
    if (stranger !== undefined) this.beginAssociation(stranger, state);
    this.strangers.delete(association);
    const session = this.byAssociation.get(association.number);
    if (session === undefined) return;
    if (session.state === 'asked') this.isUp(session, session.startFrame, state);
    const by = side === session.elementSide ? 'element' : 'user';
    this.end(session, association.ending, side < 0 ? undefined : by, state);
  }

  /** A session that is not an association: only its packets tell of it. */
  begin(user: User, elements: readonly Element[], fromStart: boolean, state: HandlespaceState): Session {
    const { element, resolution } = this.explain(user, elements, state.frame);
    const session = this.add(user, element, undefined, 1, state.frame, state.epoch, state);
    session.fromStart = fromStart;
    session.resolution = resolution;
    return session;
  }

  refuse(session: Session, when: When): void {
    session.pool.element(session.element).refused++;
    this.close(session, 'refused', when);
    lose(session, 'refused', when.epoch);
  }

  end(session: Session, ending: number, endedBy: Session['endedBy'], when: When): void {
    session.ending = ending;
    session.endedBy = endedBy;
    // Where packets of it are missing, the abort may only answer one that came behind the end.
    const isWhole = (session.association?.gaps ?? 0) === 0;
    this.close(session, 'ended', when);
    if (isWhole && ending === associationEnding.abort && endedBy === 'element') lose(session, 'aborted', when.epoch);
  }

  /** It turned out that this association serves a server and an element. */
  withdraw(association: AssociationFacts): void {
    const session = this.byAssociation.get(association.number);
    if (session === undefined || session.cookies > 0) return;
    this.byAssociation.delete(association.number);
    const { user, pool } = session;
    const load = pool.element(session.element);
    load.tried--;
    if (session.upFrame > 0) {
      load.used--;
      pool.sessions--;
      user.sessions--;
      if (session.resolution === undefined) pool.unexplained--;
    }
    for (const list of [this.all, user.recentSessions, user.openSessions]) {
      const at = list.lastIndexOf(session);
      if (at >= 0) list.splice(at, 1);
    }
  }

  /** RFC 5352 §3.8: the element gives the user its state, to be handed to the next element. */
  cookie(parts: MessageParts, state: HandlespaceState): void {
    const session = this.sessionOf(parts, state);
    if (session === undefined) return;
    const hash = parts.cookieHash;
    session.cookies++;
    session.pool.cookies++;
    session.cookieFrame = state.frame;
    if (hash === session.lastCookie) return;
    session.cookieBefore = session.lastCookie;
    session.lastCookie = hash;
  }

  cookieEcho(parts: MessageParts, state: HandlespaceState): void {
    const session = this.sessionOf(parts, state);
    if (session === undefined) return;
    session.cookieEchoes++;
    const hash = parts.cookieHash;
    this.failovers.echo(session, hash, state);
  }

  /** RFC 5352 §2.2.9: the user gives an element up. */
  unreachable(user: User, pool: PoolLoad, element: number, state: HandlespaceState): void {
    user.unreachableReports++;
    const candidates = user.recentSessions.filter((one) => one.pool === pool && one.element === element && !one.lost);
    // The session that has waited longest gives up first; the report may come just after its end.
    const session = candidates.find((one) => one.state === 'up' || one.state === 'asked') ?? candidates.at(-1);
    if (session !== undefined) lose(session, 'reported-unreachable', state.epoch);
  }

  /** An element at this place has become known: an association to it may have been there before. */
  learned({ port, addresses }: TransportFacts, state: HandlespaceState): void {
    if (this.strangers.size === 0) return;
    for (const stranger of this.strangers.atPort(port)) {
      const { sides } = stranger.association;
      for (const side of sides)
        if (side.port === port && isAt(side, addresses)) {
          this.beginAssociation(stranger, state);
          break;
        }
    }
  }

  /** The session that this association is, as far as one knows. */
  over(association: AssociationFacts): Session | undefined {
    return this.byAssociation.get(association.number);
  }

  /** The session that a message on its control channel belongs to; it may be the first that shows what it is. */
  private sessionOf({ message }: MessageParts, state: HandlespaceState): Session | undefined {
    const { association } = message;
    if (association === undefined) return undefined;
    const known = this.byAssociation.get(association.number);
    if (known !== undefined) {
      if (known.state === 'asked') this.isUp(known, state.frame, state);
      return known;
    }
    const stranger = this.strangers.get(association);
    return stranger === undefined ? undefined : this.beginAssociation(stranger, state);
  }

  /** A session, where one end of the association is an element's user transport; a stranger otherwise. */
  private beginAssociation(stranger: Stranger, state: HandlespaceState): Session | undefined {
    const { association, frame, epoch, fromStart, upFrame } = stranger;
    const { number } = association;
    // Side 0 has begun it, where that was seen: elements are called.
    for (const side of [1, 0] as const) {
      const elements = this.transports.atSide(association.sides[side]);
      if (elements.length === 0) continue;
      const user = this.users.ofSide(association.sides[side === 0 ? 1 : 0], frame, epoch);
      const { element, resolution } = this.explain(user, elements, frame);
      this.strangers.delete(association);
      const session = this.add(user, element, association, side, frame, epoch, state);
      session.fromStart = fromStart;
      session.resolution = resolution;
      setLatest(this.byAssociation, number, session, state.bounds.most.sessions);
      if (upFrame > 0) this.isUp(session, upFrame, state);
      return session;
    }
    this.strangers.set(stranger, state.bounds.most.associations >> 2);
    return undefined;
  }

  private add(
    user: User,
    element: Element,
    association: AssociationFacts | undefined,
    side: number,
    frame: number,
    epoch: number,
    { bounds }: HandlespaceState,
  ): Session {
    const pool = this.loads.of(element.pool.handle);
    const session = new Session(++this.count, user, pool, element, association, side, frame, epoch);
    pool.policyType ??= element.pool.policyType;
    pool.element(element.id).tried++;
    bounds.gone.sessions += keepLatest(this.all, session, bounds.most.sessions);
    keepLatest(user.recentSessions, session, recentKept);
    keepLatest(user.openSessions, session, recentKept);
    return session;
  }

  /**
   * Which of the elements at a transport is meant (a process may be in several pools), and by which answer the user knows it:
   * the latest that names it and that no session has followed from yet, else the latest.
   */
  private explain(
    user: User,
    elements: readonly Element[],
    frame: number,
  ): { element: Element; resolution: Resolution | undefined } {
    let best: Resolution | undefined;
    let element = elements[0] as Element;
    for (let index = user.recentResolutions.length - 1; index >= 0; index--) {
      const resolution = user.recentResolutions[index] as Resolution;
      if (resolution.answerFrame > frame || (best !== undefined && resolution.sessions > 0)) continue;
      const named = elements.find(
        (one) => this.loads.of(one.pool.handle) === resolution.pool && resolution.elements.includes(one.id),
      );
      if (named === undefined) continue;
      best = resolution;
      element = named;
      if (resolution.sessions === 0) break;
    }
    return { element, resolution: best };
  }

  isUp(session: Session, frame: number, state: HandlespaceState): void {
    const { user, pool, element } = session;
    session.resolution ??= user.recentResolutions.findLast(
      (one) => one.pool === pool && one.elements.includes(element),
    );
    session.state = 'up';
    session.upFrame = frame;
    user.sessions++;
    pool.sessions++;
    pool.element(element).used++;
    pool.seen(frame);
    const own = user.pool(pool);
    if (own.asked === 0 && own.used.size === 0) own.firstFrame = frame;
    own.lastFrame = frame;
    own.used.set(element, (own.used.get(element) ?? 0) + 1);
    const { resolution } = session;
    if (resolution === undefined) pool.unexplained++;
    else {
      if (resolution.sessions++ === 0) resolution.used = element;
      holdAgainst(resolution, element, 1, state);
      noteLoyalty(own, resolution, element);
    }
    this.failovers.afterLoss(session, state);
  }

  private close(session: Session, state: 'ended' | 'refused', { frame, epoch }: When): void {
    session.state = state;
    session.endFrame = frame;
    session.endEpoch = epoch;
    session.applicationPpid = session.association?.applicationPpid ?? 0;
    if (state === 'ended' && session.upFrame > 0)
      session.pool.element(session.element).busySeconds += Math.max(0, epoch - session.startEpoch);
    session.gaps = session.association?.gaps ?? 0;
    session.association = undefined;
    this.byAssociation.delete(session.associationNumber);
  }
}

/** How probable it is that a user meets the same element again, where the policy spreads its picks. */
function noteLoyalty(own: UserPool, { promised, elements }: Resolution, element: number): void {
  if (promised?.kind !== 'shares') return;
  const share = promised.shares[promised.elements.indexOf(element)] ?? 0;
  // The first may be any.
  if (own.shared++ > 0) own.logarithm += Math.log(share);
  if (elements[0] === element) own.named++;
}

function isAt(side: Side, addresses: readonly string[]): boolean {
  return side.addresses.some((address) => addresses.includes(addressText(address, 0, address.length)));
}
