// The handlespace as one server is known to hold it, as data: `poolshark.pools-view/1`.
import { hexNumber, hexText, safeText } from '../../bytes/text.ts';
import { policyName } from '../../protocol/registry.ts';
import type { Certainty, ElementFacts, Moment, Pool } from '../model.ts';
import type { HandlespaceState } from '../state.ts';
import { lifeMs, type PolicyView, policyView, type TransportView, transportView } from '../view.ts';
import type { ServerCopies } from './server-copies.ts';
import type { CopySource, ServerCopy } from './server-copy.ts';
import { elementIn, type Verdict, verdictOf } from './verdict.ts';

export interface HeldView {
  readonly id: string;
  readonly homeServer: string | null;
  readonly state: 'held' | 'stale';
  readonly certainty: Certainty;
  readonly learnedFrom: CopySource;
  readonly registrationLifeRaw: number | null;
  readonly registrationLifeMs: number | null;
  readonly policy: PolicyView | null;
  readonly userTransport: TransportView | null;
  readonly asapTransport: TransportView | null;
  readonly since: Moment;
  readonly confirmed: Moment;
  readonly evidence: readonly number[];
}

export interface HeldPoolView {
  readonly handle: string;
  readonly handleHex: string;
  readonly policy: { readonly type: string; readonly name: string } | null;
  readonly elements: readonly HeldView[];
}

/** An element that some server holds, and this one does not, or nobody can tell. */
export interface LackingView {
  readonly pool: string;
  readonly poolHex: string;
  readonly id: string;
  readonly homeServer: string | null;
  readonly state: 'lacking' | 'unknown';
  readonly certainty: Certainty | null;
  readonly since: Moment | null;
  readonly because: string | null;
}

export interface CopyView {
  readonly server: string;
  /** Since when all is known that it holds; null: what it held before the capture shows only bit by bit. */
  readonly wholeSince: Moment | null;
  readonly pools: readonly HeldPoolView[];
  readonly lacking: readonly LackingView[];
  /** Entries of all servers that there was no room for. */
  readonly leftOut: number;
}

export interface Named {
  readonly pool: Pool;
  readonly id: number;
}

/** Every element that is in the handlespace, or that one of the servers holds, in the order of handles and identifiers. */
export function namedElements(copies: ServerCopies, servers: Iterable<ServerCopy>, state: HandlespaceState): Named[] {
  const found = new Map<Pool, Set<number>>();
  const add = (pool: Pool, id: number) => {
    const ids = found.get(pool);
    if (ids) ids.add(id);
    else found.set(pool, new Set([id]));
  };
  for (const { handle, elements } of state.pools.all)
    for (const element of elements.values())
      if (element.held) add(copies.handles.findOrAdd(handle, 0, handle.length), element.id);
  for (const copy of servers) for (const entry of copy.entries()) if (entry.held) add(entry.pool, entry.id);
  const pools = [...found].sort(([a], [b]) => (hexText(a.handle) < hexText(b.handle) ? -1 : 1));
  return pools.flatMap(([pool, ids]) => [...ids].sort((a, b) => a - b).map((id) => ({ pool, id })));
}

/** Undefined where nobody spoke of such a server. */
export function copyView(
  copies: ServerCopies,
  server: number,
  state: HandlespaceState,
  now: number,
): CopyView | undefined {
  const copy = copies.byServer.get(server);
  if (copy === undefined) return undefined;
  const pools = new Map<Pool, HeldView[]>();
  const lacking: LackingView[] = [];
  for (const { pool, id } of namedElements(copies, copies.byServer.values(), state)) {
    const verdict = verdictOf(copies, copy, pool, id, state, now);
    if (verdict.state === 'held' || verdict.state === 'stale') {
      const held = heldView(copy, verdict, pool, id, state);
      const views = pools.get(pool);
      if (views) views.push(held);
      else pools.set(pool, [held]);
    } else if (elementIn(state, pool, id)) lacking.push(lackingView(verdict, pool, id, state));
  }
  return {
    server: hexNumber(server),
    wholeSince: copy.wholeSince ?? null,
    pools: [...pools].map(([pool, elements]) => poolView(pool, elements)),
    lacking,
    leftOut: copies.leftOut,
  };
}

function poolView({ handle }: Pool, elements: readonly HeldView[]): HeldPoolView {
  const type = elements.find(({ policy }) => policy !== null)?.policy?.type;
  return {
    handle: safeText(handle),
    handleHex: hexText(handle),
    policy: type === undefined ? null : { type, name: policyName(Number(type)) },
    elements,
  };
}

/** What the server has of an element: of its own, what the handlespace has, which its checksums prove. */
export function heldFacts(
  copy: ServerCopy,
  { entry }: Verdict,
  pool: Pool,
  id: number,
  state: HandlespaceState,
): { readonly facts: ElementFacts | undefined; readonly home: number } {
  const element = elementIn(state, pool, id);
  if (element !== undefined && element.home === copy.server) return { facts: element.facts, home: copy.server };
  return { facts: entry?.facts, home: entry?.home ?? 0 };
}

function heldView(copy: ServerCopy, verdict: Verdict, pool: Pool, id: number, state: HandlespaceState): HeldView {
  const { entry } = verdict;
  const { facts, home } = heldFacts(copy, verdict, pool, id, state);
  const element = elementIn(state, pool, id);
  const life = facts?.registrationLife;
  const never = { frame: 0, epoch: 0 };
  return {
    id: hexNumber(id),
    homeServer: home === 0 ? null : hexNumber(home),
    state: verdict.state === 'stale' ? 'stale' : 'held',
    certainty: verdict.certainty ?? 'asserted',
    learnedFrom: entry?.source ?? 'registration',
    registrationLifeRaw: life ?? null,
    registrationLifeMs: facts === undefined ? null : lifeMs({ facts }, state.profile.profile),
    policy: policyView(facts?.policy),
    userTransport: transportView(facts?.userTransport),
    asapTransport: transportView(facts?.asapTransport),
    since: entry?.since ?? element?.since ?? never,
    confirmed: entry?.confirmed ?? element?.confirmed ?? never,
    evidence: [...(entry?.frames ?? element?.evidence ?? [])],
  };
}

function lackingView(verdict: Verdict, { handle }: Pool, id: number, state: HandlespaceState): LackingView {
  const home = state.pools.find(handle, 0, handle.length)?.elements.get(id)?.home ?? 0;
  return {
    pool: safeText(handle),
    poolHex: hexText(handle),
    id: hexNumber(id),
    homeServer: home === 0 ? null : hexNumber(home),
    state: verdict.state === 'lacking' ? 'lacking' : 'unknown',
    certainty: verdict.certainty,
    since: verdict.since ?? null,
    because: verdict.because ?? null,
  };
}
