// What the observer of pool users has to ask: insiders that ignore the policy (RFC 5355 §2.17: servers that name whom they like, users
// that always pick the same element), elements nobody uses, users nobody answers. For the audit: `new PoolUsers()` among the
// observers of the handlespace, and `suspicionsOf(poolUsers, state)` whenever an opinion is wanted; it changes nothing.
import type { HandlespaceState } from '../state.ts';
import type { PoolUsers } from './pool-users.ts';
import type { PoolLoad, User } from './records.ts';
import { duePicks, type SelectionTest, significance, testLoad } from './selection-test.ts';

export type Suspicion =
  /** Picks by servers (`answered`) or by users (`used`) depart from what the policy promises. */
  | {
      readonly kind: 'unbalanced';
      readonly pool: PoolLoad;
      readonly which: 'answered' | 'used';
      readonly test: SelectionTest;
      readonly frames: Frames;
    }
  /** Registered, promised so many picks that not one of them is improbable, and never named first. */
  | {
      readonly kind: 'unused-element';
      readonly pool: PoolLoad;
      readonly element: number;
      readonly duePicks: number;
      readonly p: number;
      readonly frames: Frames;
    }
  /** Asked (more than once, and this long) and never got any answer. */
  | { readonly kind: 'unanswered-user'; readonly user: User; readonly asked: number; readonly frames: Frames }
  /**
   * All sessions of a user in a pool went to one element, though the policy spreads them. `named`: in how many of them that
   * was the element that the server had named first; in all: it is the server that says so.
   */
  | {
      readonly kind: 'same-element';
      readonly user: User;
      readonly pool: PoolLoad;
      readonly element: number;
      readonly sessions: number;
      readonly named: number;
      readonly p: number;
      readonly frames: Frames;
    };

/** The first and the latest frame that speaks for it. */
export type Frames = readonly [first: number, last: number];

export function suspicionsOf(poolUsers: PoolUsers, state: HandlespaceState): readonly Suspicion[] {
  return [...poolUsers.loads.flatMap((pool) => ofPool(pool, state)), ...poolUsers.users.flatMap(ofUser)];
}

function ofPool(pool: PoolLoad, state: HandlespaceState): Suspicion[] {
  const found: Suspicion[] = [];
  const frames: Frames = [pool.firstFrame, pool.lastFrame];
  for (const which of [0, 1] as const) {
    const test = testLoad(pool, which);
    if (test.verdict === 'departs')
      found.push({ kind: 'unbalanced', pool, which: which === 0 ? 'answered' : 'used', test, frames });
  }
  const elements = state.pools.find(pool.handle, 0, pool.handle.length)?.elements;
  for (const [element, due] of duePicks([...pool.promises.values()], 0)) {
    if (!elements?.get(element)?.held || (pool.elements.get(element)?.answeredFirst ?? 0) > 0) continue;
    // For shares that are small the number of picks is Poisson's.
    const p = Math.exp(-due);
    if (p < significance) found.push({ kind: 'unused-element', pool, element, duePicks: due, p, frames });
  }
  return found;
}

/** A single request may be answered behind the end of the capture. */
const leastUnanswered = 2;

function ofUser(user: User): Suspicion[] {
  const found: Suspicion[] = [];
  const { asked, answered, refused, pushed } = user;
  if (asked >= leastUnanswered && answered + refused + pushed === 0)
    found.push({ kind: 'unanswered-user', user, asked, frames: [user.firstFrame, user.lastFrame] });
  for (const [pool, { used, shared, named, logarithm, firstFrame, lastFrame }] of user.pools) {
    const [element] = used.keys();
    const p = Math.exp(logarithm);
    if (used.size !== 1 || element === undefined || shared < 2 || p >= significance) continue;
    found.push({
      kind: 'same-element',
      user,
      pool,
      element,
      sessions: shared,
      named,
      p,
      frames: [firstFrame, lastFrame],
    });
  }
  return found;
}
