// Bounds of the handlespace (src/dissect/bounds.ts) for who watches for months, or is shown made-up pools without end: what was heard of longest ago is
// forgotten first, down to nine tenths of the bound, so that it is not done for each newcomer.
import type { Element, Pool, Server } from './model.ts';
import type { HandlespaceState } from './state.ts';

export interface StateLimits {
  readonly pools: number;
  readonly elements: number;
  readonly servers: number;
}

/** How many were forgotten. */
export type Forgotten = { -readonly [What in keyof StateLimits]: StateLimits[What] };

const share = 0.9;

export function forgetOldest(state: HandlespaceState, limits: StateLimits): Forgotten {
  return {
    elements: forgetElements(state, limits.elements),
    pools: forgetPools(state, limits.pools),
    servers: forgetServers(state, limits.servers),
  };
}

function forgetElements(state: HandlespaceState, limit: number): number {
  let count = 0;
  for (const pool of state.pools.all) count += pool.elements.size;
  if (count <= limit) return 0;
  const oldest = state.pools.all.flatMap((pool) => [...pool.elements.values()]).sort((a, b) => heardOf(a) - heardOf(b));
  const forgotten = oldest.slice(0, count - Math.floor(limit * share));
  for (const element of forgotten) forgetElement(state, element);
  return forgotten.length;
}

function heardOf({ confirmed, alive }: Element): number {
  return Math.max(confirmed.epoch, alive);
}

function forgetElement(state: HandlespaceState, element: Element): void {
  state.elementDeadlines.cancel(element);
  if (!element.held) {
    state.drop(element);
    return;
  }
  state.remove(element, 'inferred', 'forgotten: more elements than are kept');
  // Nor is it remembered among those that left.
  element.pool.removed.delete(element.id);
  state.alike.remove(element);
  state.elementDeadlines.cancel(element);
}

function forgetPools(state: HandlespaceState, limit: number): number {
  const { all } = state.pools;
  if (all.length <= limit) return 0;
  const times = new Map(all.map((pool) => [pool, heardOfPool(pool)]));
  const oldest = [...all].sort((a, b) => (times.get(a) as number) - (times.get(b) as number));
  const forgotten = new Set(oldest.slice(0, all.length - Math.floor(limit * share)));
  for (const pool of forgotten) {
    for (const element of [...pool.elements.values()]) forgetElement(state, element);
    for (const element of pool.removed.values()) {
      state.alike.remove(element);
      state.elementDeadlines.cancel(element);
    }
    pool.removed.clear();
  }
  state.pools.forget(forgotten);
  return forgotten.size;
}

/** Pools without elements come first, those whose last element left longest ago before others. */
function heardOfPool({ elements, removed }: Pool): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (const element of elements.values()) latest = Math.max(latest, heardOf(element));
  if (elements.size > 0) return latest;
  for (const element of removed.values()) latest = Math.max(latest, (element.removed?.epoch ?? 0) - 1e12);
  return latest;
}

/** Those that own elements stay: their number is bounded by that of elements. */
function forgetServers(state: HandlespaceState, limit: number): number {
  if (state.servers.size <= limit) return 0;
  const idle = [...state.servers.values()]
    .filter(({ owned }) => owned.size === 0)
    .sort((a, b) => a.lastEpoch - b.lastEpoch);
  const forgotten = idle.slice(0, state.servers.size - Math.floor(limit * share));
  for (const server of forgotten) forgetServer(state, server);
  return forgotten.length;
}

function forgetServer(state: HandlespaceState, server: Server): void {
  state.servers.delete(server.id);
  state.doubtful.delete(server);
  // When its silence comes up, nothing is told of it.
  server.heard = false;
  state.serverDeadlines.cancel(server);
  if (state.registering.get(server.id)?.size === 0) state.registering.delete(server.id);
}
