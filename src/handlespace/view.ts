// The state as data for people and programs: `poolshark.pools/1`. Everything is copied; the state may go on afterwards.
import { hexNumber, hexText, safeText } from '../bytes/text.ts';
import { policyName, policyOf } from '../protocol/registry.ts';
import { expiryOf, lifeSeconds, overdueAt } from './element-times.ts';
import type { HandlespaceEvent } from './events.ts';
import type {
  Certainty,
  Disagreement,
  Element,
  Moment,
  PolicyFacts,
  Pool,
  Server,
  Source,
  TakeoverState,
  TransportFacts,
} from './model.ts';
import { checksumOf } from './pe-checksum.ts';
import { type Profile, timersOf } from './profile.ts';
import type { HandlespaceState } from './state.ts';

export interface TransportView {
  readonly protocol: string;
  readonly port: number;
  readonly use: string | null;
  readonly addresses: readonly string[];
}

export type PolicyView = { readonly type: string; readonly name: string } & Readonly<Record<string, string | number>>;

export type ElementState = 'registering' | 'registered' | 'suspect' | 'stale' | 'removed';

export interface ElementView {
  readonly id: string;
  readonly homeServer: string | null;
  readonly state: ElementState;
  readonly registrationLifeRaw: number | null;
  /** Null: infinite, or not seen. */
  readonly registrationLifeMs: number | null;
  readonly policy: PolicyView | null;
  readonly userTransport: TransportView | null;
  readonly asapTransport: TransportView | null;
  readonly since: Moment;
  readonly confirmed: Moment;
  readonly removed?: Moment;
  readonly learnedFrom: Source;
  readonly certainty: Certainty;
  /** Who last told policy, life and addresses; `certainty` is that of these, the element's that of its membership. */
  readonly attributes: AttributesView;
  readonly evidence: readonly number[];
}

export interface AttributesView {
  readonly source: Source | null;
  readonly certainty: Certainty | null;
  readonly frame: number | null;
  readonly epoch: number | null;
}

export interface PoolView {
  readonly handle: string;
  readonly handleHex: string;
  readonly policy: { readonly type: string; readonly name: string } | null;
  readonly elements: readonly ElementView[];
}

export type ServerState = 'active' | 'suspect' | 'taken-over' | 'left' | 'unknown';

export interface ServerView {
  readonly id: string;
  readonly state: ServerState;
  readonly asapAddresses: readonly string[];
  readonly enrpAddresses: readonly string[];
  readonly asapPort: number | null;
  readonly enrpPort: number | null;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly takenOverBy: string | null;
  /** The latest attempt of others to take over what it owns. */
  readonly takeover: TakeoverView | null;
  readonly ownedElements: number;
  readonly checksum: {
    readonly announced: string | null;
    readonly computed: string;
    readonly agrees: boolean | null;
    readonly frame: number | null;
    readonly verified: number;
    readonly inFlight: number;
    readonly disagreed: number;
    readonly unverifiable: number;
    /** The last one that stayed unequal, and the one pool element that explains it, if one does. */
    readonly disagreement: DisagreementView | null;
  };
}

export interface TakeoverView {
  readonly state: TakeoverState;
  readonly by: string;
  readonly contenders: readonly string[];
  readonly acknowledgedBy: readonly string[];
  readonly since: Moment;
  readonly frames: readonly number[];
}

export interface DisagreementView {
  readonly frame: number;
  readonly announced: string;
  readonly computed: string;
  /** Null: no single pool element explains the difference. */
  readonly explainedBy: {
    readonly pool: string;
    readonly element: string;
    /** Whether the server seems to own it, unlike us, or not to own it. */
    readonly serverOwnsIt: boolean;
  } | null;
}

export interface HandlespaceView {
  readonly profile: Profile;
  readonly servers: readonly ServerView[];
  readonly pools: readonly PoolView[];
}

export interface EventView {
  readonly kind: string;
  readonly frame: number;
  readonly epoch: number;
  readonly pool: string | null;
  readonly element: string | null;
  readonly server: string | null;
  readonly formerServer: string | null;
  readonly why: string | null;
  readonly evidence: readonly number[];
}

/** The handlespace at `now` (seconds since 1970). With `all`, elements that are registering or were removed too. */
export function viewOf(state: HandlespaceState, now: number, all = false): HandlespaceView {
  const { profile } = state.profile;
  const timers = timersOf(profile);
  const servers = [...state.servers.values()]
    .filter((server) => server.heard || server.owned.size > 0)
    .sort((a, b) => a.id - b.id)
    .map((server) => serverView(server, now, timers.maxTimeLastHeardMs));
  const pools = state.pools.all
    .map((pool) => poolView(pool, state.servers, now, profile, all))
    .filter((pool) => pool.elements.length > 0)
    .sort((a, b) => (a.handleHex < b.handleHex ? -1 : a.handleHex > b.handleHex ? 1 : 0));
  return { profile, servers, pools };
}

export function eventView(event: HandlespaceEvent): EventView {
  return {
    kind: event.kind,
    frame: event.frame,
    epoch: event.epoch,
    pool: event.pool ? safeText(event.pool) : null,
    element: event.element === undefined ? null : hexNumber(event.element),
    server: event.server === undefined ? null : hexNumber(event.server),
    formerServer: event.formerServer === undefined ? null : hexNumber(event.formerServer),
    why: event.why ?? null,
    evidence: event.evidence,
  };
}

export function serverState(server: Server, now: number, silentMs: number): ServerState {
  if (!server.heard) return 'unknown';
  if (server.takenOverBy !== 0) return 'taken-over';
  if (now - server.lastEpoch <= silentMs / 1000) return 'active';
  return server.closedEpoch >= server.lastEpoch ? 'left' : 'suspect';
}

function serverView(server: Server, now: number, silentMs: number): ServerView {
  const { announced } = server;
  return {
    id: hexNumber(server.id),
    state: serverState(server, now, silentMs),
    asapAddresses: [...server.asapAddresses],
    enrpAddresses: [...server.enrpAddresses],
    asapPort: server.asapPort ?? null,
    enrpPort: server.enrpPort ?? null,
    firstFrame: server.firstFrame,
    lastFrame: server.lastFrame,
    takenOverBy: server.takenOverBy === 0 ? null : hexNumber(server.takenOverBy),
    takeover: takeoverView(server),
    ownedElements: server.owned.size,
    checksum: {
      announced: announced === undefined ? null : hexNumber(announced, 4),
      computed: hexNumber(announced === undefined ? checksumOf(server.sum) : server.computed, 4),
      agrees: announced === undefined ? null : announced % 0xffff === server.computed % 0xffff,
      frame: announced === undefined ? null : server.announcedFrame,
      verified: server.verified,
      inFlight: server.inFlight,
      disagreed: server.disagreed,
      unverifiable: server.unverifiable,
      disagreement: disagreementView(server.disagreement),
    },
  };
}

function takeoverView({ takeover }: Server): TakeoverView | null {
  if (takeover === undefined) return null;
  return {
    state: takeover.state,
    by: hexNumber(takeover.by),
    contenders: [...takeover.contenders].map((id) => hexNumber(id)),
    acknowledgedBy: [...takeover.acknowledgedBy].map((id) => hexNumber(id)),
    since: takeover.since,
    frames: [...takeover.frames],
  };
}

function disagreementView(found: Disagreement | undefined): DisagreementView | null {
  if (found === undefined) return null;
  const { element } = found;
  return {
    frame: found.frame,
    announced: hexNumber(found.announced, 4),
    computed: hexNumber(found.computed, 4),
    explainedBy:
      (element && {
        pool: safeText(element.pool.handle),
        element: hexNumber(element.id),
        serverOwnsIt: found.lacking,
      }) ||
      null,
  };
}

function poolView(
  pool: Pool,
  servers: ReadonlyMap<number, Server>,
  now: number,
  profile: Profile,
  all: boolean,
): PoolView {
  const elements = [...pool.elements.values()].filter((element) => element.held || (all && element.registration));
  if (all) elements.push(...pool.removed.values());
  elements.sort((a, b) => a.id - b.id);
  return {
    handle: safeText(pool.handle),
    handleHex: hexText(pool.handle),
    policy:
      pool.policyType === undefined ? null : { type: hexNumber(pool.policyType), name: policyName(pool.policyType) },
    elements: elements.map((element) => elementView(element, servers.get(element.home), now, profile)),
  };
}

export function lifeMs(element: Pick<Element, 'facts'>, profile: Profile): number | null {
  const seconds = lifeSeconds(element, profile);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
}

/** What an element looks like at `now`: silence has consequences that no message tells. */
export function elementState(element: Element, now: number, profile: Profile): ElementState {
  if (element.removed) return 'removed';
  if (!element.held) return 'registering';
  if (element.lost) return 'suspect';
  if (now > overdueAt(element, profile)) return 'suspect';
  if (now > expiryOf(element, profile)) return 'stale';
  return 'registered';
}

/**
 * After a gap in what could have told of it, an element is only as it was, until it or its home is heard of again; so it is
 * when its home has fallen silent: others may have taken it over unseen.
 */
function certaintyOf(element: Element, home: Server | undefined, state: ElementState, silentSince: number): Certainty {
  if (state === 'stale') return 'stale';
  if (element.certainty !== 'certain' || !element.held) return element.certainty;
  if (home?.heard && home.lastEpoch < silentSince) return 'stale';
  const gap = Math.max(element.gapEpoch, home?.gapEpoch ?? 0);
  return gap >= Math.max(element.confirmed.epoch, element.alive, home?.verifiedEpoch ?? 0) ? 'stale' : 'certain';
}

function attributesView({ told, gapEpoch }: Element, home: Server | undefined): AttributesView {
  if (told === undefined) return { source: null, certainty: null, frame: null, epoch: null };
  const { source, frame, epoch } = told;
  const gap = Math.max(gapEpoch, home?.gapEpoch ?? 0);
  return { source, certainty: gap >= epoch ? 'stale' : told.certainty, frame, epoch };
}

function elementView(element: Element, home: Server | undefined, now: number, profile: Profile): ElementView {
  const { facts, removed } = element;
  const state = elementState(element, now, profile);
  const heardLater = element.alive > element.confirmed.epoch;
  return {
    id: hexNumber(element.id),
    homeServer: element.home === 0 ? null : hexNumber(element.home),
    state,
    registrationLifeRaw: facts.registrationLife ?? null,
    registrationLifeMs: lifeMs(element, profile),
    policy: policyView(facts.policy),
    userTransport: transportView(facts.userTransport),
    asapTransport: transportView(facts.asapTransport),
    since: element.since,
    confirmed: heardLater ? { frame: element.aliveFrame, epoch: element.alive } : element.confirmed,
    ...(removed ? { removed } : {}),
    learnedFrom: element.source,
    certainty: certaintyOf(element, home, state, now - timersOf(profile).maxTimeLastHeardMs / 1000),
    attributes: attributesView(element, home),
    evidence: [...element.evidence],
  };
}

export function policyView(policy: PolicyFacts | undefined): PolicyView | null {
  if (policy === undefined) return null;
  const known = policyOf(policy.type);
  return { type: hexNumber(policy.type), name: known?.name ?? policyName(policy.type), ...policy.values };
}

const useTexts: Readonly<Record<number, string>> = { 0: 'data', 1: 'data+control' };

export function transportView(transport: TransportFacts | undefined): TransportView | null {
  if (transport === undefined) return null;
  const { use } = transport;
  return {
    protocol: transport.protocol,
    port: transport.port,
    use: use === undefined ? null : (useTexts[use] ?? hexNumber(use, 4)),
    addresses: [...transport.addresses],
  };
}
