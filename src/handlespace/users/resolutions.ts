// Handle Resolutions and their answers (RFC 5352 §2.2.5, §2.2.6, §3.3): who asked, what was answered, and what the pool's policy
// promised at that moment. First in, first out for each connection and pool: there is no transaction identifier.

import { setLatest } from '../../dissect/bounds.ts';
import type { Message } from '../../dissect/message.ts';
import { parameter, policyTypeAt } from '../element-facts.ts';
import type { MessageParts } from '../message-parts.ts';
import { poolOf } from '../named-element.ts';
import { inFlightSeconds } from '../ownership-log.ts';
import { serverAt } from '../server-places.ts';
import type { HandlespaceState } from '../state.ts';
import { AnsweredElements } from './answered-elements.ts';
import { keepLatest } from './bounded.ts';
import { countsPicks, isInFlight, promiseFor } from './promise.ts';
import { type ElementLoad, type PoolLoad, pendingKept, Resolution, recentKept, type User } from './records.ts';

/** Of so many servers somebody made most up. */
const serversRead = 1024;
/** Servers whose picks of one element are counted since its load was told. */
const serversKept = 64;

export class Resolutions {
  readonly all: Resolution[] = [];
  /** The capture begins when elements are registered already. */
  beginsInTheMiddle = false;
  private readonly answered = new AnsweredElements();

  ask(parts: MessageParts, state: HandlespaceState, user: User, pool: PoolLoad): void {
    const resolution = new Resolution(user, pool, connectionOf(parts.message));
    resolution.frame = state.frame;
    resolution.epoch = state.epoch;
    user.asked++;
    pool.asked++;
    pool.seen(state.frame);
    const own = user.pool(pool);
    if (own.asked === 0 && own.used.size === 0) own.firstFrame = state.frame;
    own.lastFrame = state.frame;
    own.asked++;
    keepLatest(user.pending, resolution, pendingKept);
    this.keep(resolution, state);
  }

  answer(parts: MessageParts, state: HandlespaceState, user: User, pool: PoolLoad): void {
    const { message } = parts;
    const connection = connectionOf(message);
    let resolution = takePending(user.pending, pool, connection);
    if (resolution === undefined) {
      resolution = new Resolution(user, pool, connection);
      resolution.pushed = user.recentResolutions.some((one) => one.pool === pool && one.connection === connection);
      this.keep(resolution, state);
    }
    pool.seen(state.frame);
    resolution.answerFrame = state.frame;
    resolution.answerEpoch = state.epoch;
    resolution.server = serverAt(state, message.association, message.side);
    if (resolution.pushed) {
      user.pushed++;
      pool.pushed++;
    } else if (parts.hasError) {
      resolution.error = parts.errorCode;
      user.refused++;
      pool.errors.set(parts.errorCode, (pool.errors.get(parts.errorCode) ?? 0) + 1);
    } else {
      user.answered++;
      pool.answered++;
      user.pool(pool).answered++;
    }
    if (!parts.hasError) {
      this.read(parts, state, resolution);
      keepLatest(user.recentResolutions, resolution, recentKept);
    }
  }

  private keep(resolution: Resolution, { bounds }: HandlespaceState): void {
    bounds.gone.resolutions += keepLatest(this.all, resolution, bounds.most.resolutions);
  }

  private read(parts: MessageParts, state: HandlespaceState, resolution: Resolution): void {
    const { pool, server } = resolution;
    const { tree } = parts;
    const known = poolOf(state, parts, false);
    const policyNode = parts.next(parameter.policy);
    const { answered } = this;
    answered.read(parts);
    const elements = answered.ids.slice();
    resolution.elements = elements;
    // No policy in a positive answer means round robin (RFC 5352 §2.2.6).
    pool.policyType = (policyNode > 0 ? policyTypeAt(tree, policyNode) : undefined) ?? known?.policyType ?? 1;
    const [first] = elements;
    if (first === undefined || resolution.pushed) return;
    const isCounted = countsPicks(pool.policyType);
    if (isCounted) for (const id of elements) forgetPicks(pool.element(id), known?.elements.get(id), state.epoch);
    resolution.promised = this.knowsAll(state) ? promiseFor(known, answered, pool, server) : undefined;
    for (const id of elements) {
      const load = pool.element(id);
      load.answered++;
      if (isCounted) setLatest(load.picksSince, server, (load.picksSince.get(server) ?? 0) + 1, serversKept);
    }
    pool.element(first).answeredFirst++;
    holdAgainst(resolution, first, 0, state);
  }

  /** Without all elements of the pool shares would be wrong, and so would be what is best: then nothing is held against it. */
  private knowsAll({ servers }: HandlespaceState): boolean {
    if (servers.size > serversRead) return false;
    for (const server of servers.values())
      if (server.heard && !server.complete && (this.beginsInTheMiddle || server.gapEpoch > 0)) return false;
    return true;
  }
}

/** The first of those that wait for an answer about this pool over this connection, which waits no longer. */
function takePending(pending: Resolution[], pool: PoolLoad, connection: number): Resolution | undefined {
  for (let place = 0; place < pending.length; place++) {
    const asked = pending[place] as Resolution;
    if (asked.pool !== pool || asked.connection !== connection) continue;
    // Mostly it is the only one: splice() would make a list of it.
    if (place === pending.length - 1) pending.pop();
    else pending.splice(place, 1);
    return asked;
  }
  return undefined;
}

/** Holds a pick against what was promised when the resolution was answered. `which`: 0 named first, 1 used. */
export function holdAgainst(resolution: Resolution, id: number, which: 0 | 1, state: HandlespaceState): void {
  const { pool, promised } = resolution;
  const load = pool.element(id);
  if (promised === undefined) {
    pool.unheld[which]++;
    return;
  }
  const { elements, shares } = promised;
  const isAllowed = (shares[elements.indexOf(id)] ?? 0) > 0;
  if (isAllowed) {
    promised.picks[which]++;
    load.held[which]++;
    const hits = promised.hits.get(id) ?? [0, 0];
    hits[which]++;
    promised.hits.set(id, hits);
    return;
  }
  const known = state.pools.find(pool.handle, 0, pool.handle.length)?.elements;
  const allowed = elements.filter((_, index) => (shares[index] as number) > 0);
  const changing = [id, ...allowed].some((one) => isInFlight(known?.get(one), resolution.answerEpoch, inFlightSeconds));
  if (changing) load.inFlight[which]++;
  else load.off[which]++;
}

/** A registration or a Handle Update tells the load anew: what was added for picks is void. */
function forgetPicks(
  load: ElementLoad,
  element: { readonly registeredEpoch: number; readonly storedFrame: number } | undefined,
  epoch: number,
): void {
  const told = element?.registeredEpoch ?? 0;
  const frame = element?.storedFrame ?? 0;
  if (told === load.policyEpoch && frame === load.policyFrame) return;
  load.policyEpoch = told <= epoch ? told : 0;
  load.policyFrame = frame;
  load.picksSince.clear();
}

/** The association; for messages over TCP, which have none, a number made from the ports. */
export function connectionOf({ association, sourcePort, destinationPort }: Message): number {
  if (association !== undefined) return association.number;
  return -(Math.min(sourcePort, destinationPort) * 65536 + Math.max(sourcePort, destinationPort));
}
