// Pool users as data: the keys `users`, `resolutions`, `sessions` and `failovers` of `pools --users --json`; `load` is in
// load-view.ts. Everything is copied.
import { hexNumber, safeText } from '../../bytes/text.ts';
import { associationEnding } from '../../dissect/sctp/side.ts';
import { causeName, namedValue } from '../../protocol/registry.ts';
import { payloadProtocols } from '../../protocol/transport.ts';
import type { HandlespaceState } from '../state.ts';
import { type LoadView, loadViews } from './load-view.ts';
import type { PoolUsers } from './pool-users.ts';
import type { Failover, Resolution, Session, User } from './records.ts';

export interface UserView {
  readonly number: number;
  readonly addresses: readonly string[];
  /** Pool elements that have an address of this user: a pool element may be a user, too. */
  readonly isElement: readonly { readonly pool: string; readonly element: string }[];
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly asked: number;
  readonly answered: number;
  /** Negative answers. */
  readonly refused: number;
  readonly pushed: number;
  readonly unanswered: number;
  readonly unreachableReports: number;
  readonly sessions: number;
  readonly failovers: number;
  readonly pools: readonly {
    readonly handle: string;
    readonly asked: number;
    readonly answered: number;
    readonly used: Readonly<Record<string, number>>;
  }[];
}

export interface ResolutionView {
  readonly user: number;
  readonly pool: string;
  /** Null where the request is not in the capture. */
  readonly frame: number | null;
  readonly epoch: number | null;
  readonly answerFrame: number | null;
  readonly answerSeconds: number | null;
  readonly server: string | null;
  readonly pushed: boolean;
  readonly error: string | null;
  /** In the order of the answer. */
  readonly elements: readonly string[];
  readonly used: string | null;
  readonly sessions: number;
}

export interface SessionView {
  readonly number: number;
  readonly user: number;
  readonly pool: string;
  readonly element: string;
  readonly protocol: string;
  readonly association: number | null;
  readonly state: Session['state'];
  readonly fromStart: boolean;
  readonly startFrame: number;
  readonly startEpoch: number;
  readonly endFrame: number | null;
  readonly endEpoch: number | null;
  readonly ending: string | null;
  readonly endedBy: 'user' | 'element' | null;
  readonly lost: string | null;
  /** Frame of the answer that named the element, null where none is in the capture. */
  readonly answerFrame: number | null;
  readonly applicationPpid: number | null;
  readonly application: string | null;
  readonly cookies: number;
  readonly cookieEchoes: number;
}

export interface FailoverView {
  readonly user: number;
  readonly pool: string;
  readonly from: string | null;
  readonly fromSession: number | null;
  readonly to: string;
  readonly toSession: number;
  readonly frame: number;
  readonly epoch: number;
  readonly proof: string;
  readonly cookieKnown: boolean | null;
}

export interface UsersView {
  readonly users: readonly UserView[];
  readonly resolutions: readonly ResolutionView[];
  readonly sessions: readonly SessionView[];
  readonly failovers: readonly FailoverView[];
  readonly load: readonly LoadView[];
}

export function usersView(poolUsers: PoolUsers, state: HandlespaceState): UsersView {
  return {
    users: userViews(poolUsers, state),
    resolutions: poolUsers.resolutions.map(resolutionView),
    sessions: poolUsers.sessions.map(sessionView),
    failovers: poolUsers.failovers.map(failoverView),
    load: loadViews(poolUsers, state),
  };
}

/** Of who has asked or used anything. */
export function userViews(poolUsers: PoolUsers, state: HandlespaceState): readonly UserView[] {
  const atAddress = elementsByAddress(state);
  return poolUsers.users.map((user) => userView(user, atAddress));
}

type AtAddress = ReadonlyMap<string, readonly { readonly pool: string; readonly element: string }[]>;

function elementsByAddress(state: HandlespaceState): AtAddress {
  const found = new Map<string, { pool: string; element: string }[]>();
  for (const pool of state.pools.all)
    for (const element of [...pool.elements.values(), ...pool.removed.values()])
      for (const address of element.facts.userTransport?.addresses ?? []) {
        const entry = { pool: safeText(pool.handle), element: hexNumber(element.id) };
        const list = found.get(address);
        if (list) list.push(entry);
        else found.set(address, [entry]);
      }
  return found;
}

function userView(user: User, atAddress: AtAddress): UserView {
  const isElement = new Map<string, { pool: string; element: string }>();
  for (const address of user.addresses)
    for (const entry of atAddress.get(address) ?? []) isElement.set(`${entry.pool}/${entry.element}`, entry);
  return {
    number: user.number,
    addresses: [...user.addresses],
    isElement: [...isElement.values()],
    firstFrame: user.firstFrame,
    lastFrame: user.lastFrame,
    asked: user.asked,
    answered: user.answered,
    refused: user.refused,
    pushed: user.pushed,
    unanswered: Math.max(0, user.asked - user.answered - user.refused),
    unreachableReports: user.unreachableReports,
    sessions: user.sessions,
    failovers: user.failovers,
    pools: [...user.pools].map(([pool, { asked, answered, used }]) => ({
      handle: safeText(pool.handle),
      asked,
      answered,
      used: Object.fromEntries([...used].map(([id, count]) => [hexNumber(id), count])),
    })),
  };
}

function resolutionView(resolution: Resolution): ResolutionView {
  const { user, pool, frame, epoch, answerFrame, answerEpoch, server, error, used } = resolution;
  return {
    user: user.number,
    pool: safeText(pool.handle),
    frame: frame === 0 ? null : frame,
    epoch: frame === 0 ? null : epoch,
    answerFrame: answerFrame === 0 ? null : answerFrame,
    answerSeconds: frame === 0 || answerFrame === 0 ? null : Math.max(0, answerEpoch - epoch),
    server: server === 0 ? null : hexNumber(server),
    pushed: resolution.pushed,
    error: error < 0 ? null : causeName(error),
    elements: resolution.elements.map((id) => hexNumber(id)),
    used: used < 0 ? null : hexNumber(used),
    sessions: resolution.sessions,
  };
}

const endingNames: Readonly<Record<number, string>> = {
  [associationEnding.shutdown]: 'shutdown',
  [associationEnding.abort]: 'abort',
  [associationEnding.restart]: 'restart',
};

function sessionView(session: Session): SessionView {
  const ppid = session.association?.applicationPpid ?? session.applicationPpid;
  return {
    number: session.number,
    user: session.user.number,
    pool: safeText(session.pool.handle),
    element: hexNumber(session.element),
    protocol: session.protocol,
    association: session.associationNumber === 0 ? null : session.associationNumber,
    state: session.state,
    fromStart: session.fromStart,
    startFrame: session.startFrame,
    startEpoch: session.startEpoch,
    endFrame: session.endFrame === 0 ? null : session.endFrame,
    endEpoch: session.endFrame === 0 ? null : session.endEpoch,
    ending: endingNames[session.ending] ?? null,
    endedBy: session.endedBy ?? null,
    lost: session.lost ?? null,
    answerFrame: session.resolution?.answerFrame ?? null,
    applicationPpid: ppid === 0 ? null : ppid,
    application: ppid === 0 ? null : (namedValue(payloadProtocols, ppid)?.name ?? null),
    cookies: session.cookies,
    cookieEchoes: session.cookieEchoes,
  };
}

function failoverView({ user, pool, from, to, frame, epoch, proof, cookieKnown }: Failover): FailoverView {
  return {
    user: user.number,
    pool: safeText(pool.handle),
    from: from === undefined ? null : hexNumber(from.element),
    fromSession: from?.number ?? null,
    to: hexNumber(to.element),
    toSession: to.number,
    frame,
    epoch,
    proof,
    cookieKnown: cookieKnown ?? null,
  };
}
