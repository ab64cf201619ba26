// The servers' copies side by side, and what they disagree on: `poolshark.pools-compare/1`. A change is on its way for a moment: what differs
// for less than that is counted, not judged.
import { hexNumber, hexText, safeText } from '../../bytes/text.ts';
import type { Moment, PolicyFacts, Pool, TransportFacts } from '../model.ts';
import { inFlightSeconds } from '../ownership-log.ts';
import { timersOf } from '../profile.ts';
import type { HandlespaceState } from '../state.ts';
import { policyView, type ServerState, serverState, transportView } from '../view.ts';
import { heldFacts, namedElements } from './copy-view.ts';
import type { ServerCopies } from './server-copies.ts';
import type { ServerCopy } from './server-copy.ts';
import { elementIn, type Verdict, verdictOf } from './verdict.ts';

export interface ComparedServer {
  readonly id: string;
  readonly state: ServerState;
  /** Only servers that are active are held against each other. */
  readonly compared: boolean;
  readonly owns: number;
  readonly held: number;
  readonly stale: number;
  readonly lacking: number;
  readonly unknown: number;
}

/** Two servers that are both alive and exchange no ENRP over an association. */
export interface SilentPair {
  readonly servers: readonly [string, string];
  /** The last message from one to the other, either way. */
  readonly last: Moment | null;
  /** Handle Updates that ever passed between them, both ways together. */
  readonly updates: number;
}

export type DisagreementKind =
  | 'missing'
  | 'kept'
  | 'home'
  | 'policy'
  | 'registrationLife'
  | 'userTransport'
  | 'asapTransport';

export interface CopyDisagreement {
  readonly pool: string;
  readonly poolHex: string;
  readonly element: string;
  readonly kind: DisagreementKind;
  /** Whose copy is unlike that of the home. */
  readonly server: string;
  readonly homeServer: string | null;
  readonly since: Moment | null;
  /** What the home has, and what this server has; null where it is about being there at all. */
  readonly atHome: unknown;
  readonly atServer: unknown;
  readonly because: string;
  readonly frames: readonly number[];
}

/** One element in all copies: for each compared server the home that it has for it, `-` where it lacks it, `?` where nobody can tell. */
export interface ComparedElement {
  readonly pool: string;
  readonly poolHex: string;
  readonly id: string;
  readonly homeServer: string | null;
  readonly at: readonly string[];
  readonly agree: boolean;
}

export interface Comparison {
  readonly servers: readonly ComparedServer[];
  readonly silentPairs: readonly SilentPair[];
  readonly elements: readonly ComparedElement[];
  readonly disagreements: readonly CopyDisagreement[];
  /** Differences younger than a second. */
  readonly onTheirWay: number;
  readonly leftOut: number;
}

export function compareCopies(copies: ServerCopies, state: HandlespaceState, now: number): Comparison {
  const { maxTimeLastHeardMs } = timersOf(state.profile.profile);
  const stateOf = (id: number) => {
    const server = state.servers.get(id);
    return server === undefined ? 'unknown' : serverState(server, now, maxTimeLastHeardMs);
  };
  const all = [...copies.byServer.values()].sort((a, b) => a.server - b.server);
  const compared = all.filter(({ server }) => stateOf(server) === 'active');
  const named = namedElements(copies, compared, state);
  const rows = named.map(({ pool, id }) => ({
    pool,
    id,
    verdicts: all.map((copy) => verdictOf(copies, copy, pool, id, state, now)),
  }));
  const found: CopyDisagreement[] = [];
  let onTheirWay = 0;
  const elements = rows.map(({ pool, id, verdicts }) => {
    const own = compared.map((copy) => [copy, verdicts[all.indexOf(copy)] as Verdict] as const);
    const differences = own.flatMap(([copy, verdict]) => differencesOf(copy, verdict, pool, id, state));
    const judged = differences.filter(({ since }) => since === null || now - since.epoch >= inFlightSeconds);
    onTheirWay += differences.length - judged.length;
    found.push(...judged);
    const home = elementIn(state, pool, id)?.home ?? 0;
    return {
      ...nameOf(pool, id),
      homeServer: home === 0 ? null : hexNumber(home),
      at: own.map(([copy, verdict]) => mark(copy, verdict, pool, id, state)),
      agree: judged.length === 0,
    };
  });
  return {
    servers: all.map((copy, index) => {
      const count = (kind: Verdict['state']) =>
        rows.filter(({ verdicts }) => (verdicts[index] as Verdict).state === kind).length;
      return {
        id: hexNumber(copy.server),
        state: stateOf(copy.server),
        compared: compared.includes(copy),
        owns: state.servers.get(copy.server)?.owned.size ?? 0,
        held: count('held'),
        stale: count('stale'),
        lacking: count('lacking'),
        unknown: count('unknown'),
      };
    }),
    silentPairs: silentPairs(copies, compared, state, now),
    elements: elements.map(({ pool, poolHex, element, ...rest }) => ({ pool, poolHex, id: element, ...rest })),
    disagreements: found,
    onTheirWay,
    leftOut: copies.leftOut,
  };
}

function nameOf({ handle }: Pool, id: number) {
  return { pool: safeText(handle), poolHex: hexText(handle), element: hexNumber(id) };
}

function mark(copy: ServerCopy, verdict: Verdict, pool: Pool, id: number, state: HandlespaceState): string {
  if (verdict.state === 'lacking') return '-';
  if (verdict.state === 'unknown') return '?';
  const { home } = heldFacts(copy, verdict, pool, id, state);
  return home === 0 ? '?' : hexNumber(home);
}

function differencesOf(
  copy: ServerCopy,
  verdict: Verdict,
  pool: Pool,
  id: number,
  state: HandlespaceState,
): CopyDisagreement[] {
  const element = elementIn(state, pool, id);
  const home = element?.home ?? 0;
  const about = {
    ...nameOf(pool, id),
    server: hexNumber(copy.server),
    homeServer: home === 0 ? null : hexNumber(home),
  };
  const frames = [...(verdict.entry?.frames ?? [])];
  if (element === undefined) {
    // Nobody is home to it any more, and this server still has it.
    if (verdict.state !== 'held' || verdict.certainty === 'stale') return [];
    const removed = state.pools.find(pool.handle, 0, pool.handle.length)?.removed.get(id);
    const because = removed?.removed
      ? `it is removed since #${removed.removed.frame}, and no Handle Update told this server`
      : 'no server is known to be its home';
    const former = verdict.entry?.home ?? 0;
    const homeServer = former === 0 ? null : hexNumber(former);
    return [
      {
        ...about,
        kind: 'kept',
        homeServer,
        since: removed?.removed ?? null,
        atHome: null,
        atServer: null,
        because,
        frames,
      },
    ];
  }
  if (verdict.state === 'lacking')
    return [
      {
        ...about,
        kind: 'missing',
        since: verdict.since ?? null,
        atHome: null,
        atServer: null,
        because: verdict.because ?? '',
        frames,
      },
    ];
  if (verdict.state !== 'held' || verdict.certainty === 'stale' || home === copy.server) return [];
  const { entry } = verdict;
  const since = entry?.confirmed ?? null;
  // What the home has changed less than a moment ago may still be on its way.
  const changed = element.confirmed.epoch > (since?.epoch ?? 0) ? element.confirmed : since;
  const because = `what it was told last came with #${since?.frame ?? 0}`;
  if (entry === undefined) return [];
  const found: CopyDisagreement[] = [];
  const differ = (kind: DisagreementKind, atHome: unknown, atServer: unknown) =>
    found.push({ ...about, kind, since: changed, atHome, atServer, because, frames });
  if (entry.home !== home && home !== 0) differ('home', hexNumber(home), hexNumber(entry.home));
  const { facts } = entry;
  const own = element.facts;
  if (!samePolicy(own.policy, facts.policy)) differ('policy', policyView(own.policy), policyView(facts.policy));
  if (
    own.registrationLife !== undefined &&
    facts.registrationLife !== undefined &&
    own.registrationLife !== facts.registrationLife
  )
    differ('registrationLife', own.registrationLife, facts.registrationLife);
  if (!sameTransport(own.userTransport, facts.userTransport))
    differ('userTransport', transportView(own.userTransport), transportView(facts.userTransport));
  if (!sameTransport(own.asapTransport, facts.asapTransport))
    differ('asapTransport', transportView(own.asapTransport), transportView(facts.asapTransport));
  return found;
}

/** Each server adds the way to the home to what it stores of these policies: they differ by design (drafts on delay-dependent policies). */
const measuredByEach = new Set(['distance']);

function samePolicy(one: PolicyFacts | undefined, other: PolicyFacts | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  if (one.type !== other.type) return false;
  return Object.keys(one.values).every((key) => measuredByEach.has(key) || one.values[key] === other.values[key]);
}

function sameTransport(one: TransportFacts | undefined, other: TransportFacts | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  return (
    one.port === other.port &&
    one.protocol === other.protocol &&
    one.use === other.use &&
    [...one.addresses].sort().join() === [...other.addresses].sort().join()
  );
}

/** Servers that were both heard lately, and none of whose messages went from one to the other over an association lately. */
function silentPairs(
  copies: ServerCopies,
  compared: readonly ServerCopy[],
  state: HandlespaceState,
  now: number,
): SilentPair[] {
  const { maxTimeLastHeardMs } = timersOf(state.profile.profile);
  const pairs: SilentPair[] = [];
  for (const [index, { server: one, first }] of compared.entries())
    for (const { server: other, first: otherFirst } of compared.slice(index + 1)) {
      const [forth, back] = [copies.links.of(one, other), copies.links.of(other, one)];
      const last = [forth?.last, back?.last].reduce((a, b) => ((a?.epoch ?? 0) >= (b?.epoch ?? 0) ? a : b));
      const both = Math.max(first.epoch, otherFirst.epoch);
      if (now - (last?.epoch ?? both) <= maxTimeLastHeardMs / 1000) continue;
      pairs.push({
        servers: [hexNumber(one), hexNumber(other)],
        last: last ?? null,
        updates: (forth?.updates ?? 0) + (back?.updates ?? 0),
      });
    }
  return pairs;
}
