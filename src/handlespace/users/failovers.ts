// Failovers (RFC 5352 §3.8, RFC 5351 §2.5): a user goes on with another element after a session was lost. A Cookie Echo proves
// it; everything else is told from how the session before ended.
import { associationEnding } from '../../dissect/sctp/side.ts';
import type { HandlespaceState } from '../state.ts';
import { keepLatest } from './bounded.ts';
import { type Failover, type Loss, recentKept, type Session } from './records.ts';

/** Whoever fails over does so soon: rsplib's pool users need some seconds to give an element up. */
const failoverSeconds = 60;
/** An INIT that was not answered for so long will not be; the first is repeated after 1 to 3 s (RFC 9260 §16). */
const unansweredSeconds = 3;

export class Failovers {
  readonly all: Failover[] = [];

  /** The user has handed a cookie on; `hash` tells which. */
  echo(session: Session, hash: number, state: HandlespaceState): void {
    const { user, pool } = session;
    const from = user.recentSessions.findLast(
      (one) => one !== session && one.pool === pool && (one.lastCookie === hash || one.cookieBefore === hash),
    );
    const known = this.all.findLast((failover) => failover.to === session);
    if (known !== undefined) {
      known.proof = 'cookie-echo';
      known.from = from ?? known.from;
      known.cookieKnown = from !== undefined;
    } else this.add(from, session, 'cookie-echo', from !== undefined, state);
    if (from !== undefined) {
      from.succeeded = true;
      from.lost ??= 'cookie-echo';
    }
  }

  /** Is this the one that goes on where another session of the same user was lost? */
  afterLoss(session: Session, state: HandlespaceState): void {
    const { user } = session;
    const { openSessions } = user;
    let last: Session | undefined;
    let left = 0;
    for (let place = 0; place < openSessions.length; place++) {
      const one = openSessions[place] as Session;
      if (mayBeFollowed(one, session)) {
        const waited = session.startEpoch - one.startEpoch;
        if (one.state === 'asked' && waited >= unansweredSeconds && !wasAnswered(one))
          lose(one, 'unanswered', session.startEpoch);
        if (one.lost !== undefined && session.startEpoch - one.lostEpoch <= failoverSeconds) {
          // What was tried in between is part of the same failover.
          one.succeeded = true;
          if (last === undefined || isBetter(one, last)) last = one;
        }
      }
      if (isOpen(one, state.epoch)) openSessions[left++] = one;
    }
    while (openSessions.length > left) openSessions.pop();
    if (last?.lost !== undefined) this.add(last, session, last.lost, undefined, state);
  }

  private add(
    from: Session | undefined,
    to: Session,
    proof: Loss,
    cookieKnown: boolean | undefined,
    state: HandlespaceState,
  ): void {
    to.user.failovers++;
    to.pool.failovers++;
    const { frame, epoch } = state;
    const failover: Failover = { user: to.user, pool: to.pool, from, to, frame, epoch, proof, cookieKnown };
    keepLatest(this.all, failover, state.bounds.most.sessions >> 2);
  }
}

/** With another element of the pool, later; and nothing has followed yet. */
function mayBeFollowed(one: Session, { pool, element, startEpoch }: Session): boolean {
  return one.pool === pool && one.element !== element && !one.succeeded && one.startEpoch <= startEpoch;
}

/** One that was up tells more than one that never was; else the later one. */
function isBetter(one: Session, other: Session): boolean {
  const wasUp = one.upFrame > 0;
  return wasUp === other.upFrame > 0 ? one.number > other.number : wasUp;
}

/** Something may still follow from it. Sessions that show late have begun before those that are there. */
function isOpen({ state, lost, lostEpoch, succeeded }: Session, epoch: number): boolean {
  if (lost === undefined) return state === 'asked';
  return !succeeded && epoch - lostEpoch <= 2 * failoverSeconds;
}

/** The element has answered, or data has come: it is up, whether or not the capture has its COOKIE ECHO. */
export function wasAnswered({ association, elementSide, cookies }: Session): boolean {
  if (association === undefined) return cookies > 0;
  const { ending, applicationPpid, sides } = association;
  return (
    cookies > 0 ||
    applicationPpid !== 0 ||
    ending === associationEnding.shutdown ||
    (sides[elementSide === 0 ? 0 : 1].announced && ending !== associationEnding.abort)
  );
}

/** The user can't go on with this session. The first reason counts. */
export function lose(session: Session, loss: Loss, epoch: number): void {
  if (session.lost !== undefined) return;
  session.lost = loss;
  session.lostEpoch = epoch;
  const { openSessions } = session.user;
  if (!openSessions.includes(session)) keepLatest(openSessions, session, recentKept);
}
