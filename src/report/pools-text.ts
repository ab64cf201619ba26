// The handlespace for a terminal: servers, then each pool with its elements.
import type { Unknown } from '../handlespace/coverage.ts';
import type { ElementView, PoolView, ServerView } from '../handlespace/view.ts';
import { columns } from './columns.ts';
import type { Paint } from './paint.ts';
import { changeLine } from './pools/change-lines.ts';
import type { PoolsView } from './pools-view.ts';
import { usersText } from './users-text.ts';
import { duration, moment, plural, transportText } from './words.ts';

export function poolsText(view: PoolsView, paint: Paint): string {
  const { capture, at, servers, pools } = view;
  const start = capture.fromEpoch;
  const when =
    at.epoch === null || start === null
      ? 'before the first frame'
      : `at frame ${at.frame} (+${duration(Math.max(0, at.epoch - start))}, ${moment(at.epoch)})`;
  const parts = [
    `${paint.heading('Handlespace')} ${when}`,
    summary(servers, pools),
    '',
    servers.length === 0 ? '  no ENRP server seen' : serverTable(servers, paint),
  ];
  for (const pool of pools) parts.push('', poolText(pool, view, paint));
  if (view.unknown.length > 0) parts.push('', unknownLines(view.unknown, paint));
  const { users, resolutions, sessions, failovers, load } = view;
  if (users && resolutions && sessions && failovers && load)
    parts.push('', usersText({ users, resolutions, sessions, failovers, load }, start ?? 0, paint));
  if (view.events) parts.push('', paint.heading('Events'), eventLines(view));
  return `${parts.join('\n')}\n`;
}

export function summary(servers: readonly ServerView[], pools: readonly PoolView[]): string {
  const elements = pools.reduce((sum, pool) => sum + pool.elements.length, 0);
  return [plural(servers.length, 'ENRP server'), plural(pools.length, 'pool'), plural(elements, 'element')].join(', ');
}

export function serverTable(servers: readonly ServerView[], paint: Paint): string {
  return columns(
    ['ENRP server', 'state', 'owns', 'PE checksum', 'ASAP address'],
    servers.map((server) => [
      paint.server(server.id),
      paintState(server.state, paint),
      String(server.ownedElements),
      checksumWord(server, paint),
      endpoint(server),
    ]),
    [2],
  );
}

function endpoint({ asapAddresses, enrpAddresses, asapPort, enrpPort }: ServerView): string {
  const [address] = asapAddresses.length > 0 ? asapAddresses : enrpAddresses;
  if (address === undefined) return '?';
  const port = asapAddresses.length > 0 ? asapPort : enrpPort;
  const host = address.includes(':') ? `[${address}]` : address;
  return port === null ? host : `${host}:${port}`;
}

export function paintState(state: string, paint: Paint): string {
  if (state === 'active' || state === 'registered') return paint.good(state);
  if (state === 'left' || state === 'removed') return paint.faint(state);
  return paint.doubtful(state);
}

export function checksumWord({ checksum }: ServerView, paint: Paint): string {
  if (checksum.announced === null) return paint.faint('none seen');
  if (checksum.agrees) return `${checksum.announced} ${paint.good('agrees')}`;
  const verdict = `${checksum.announced}, ours ${checksum.computed}`;
  return checksum.disagreed > 0 ? paint.bad(verdict) : paint.doubtful(verdict);
}

export function poolHeading(pool: PoolView, paint: Paint): string {
  const policy = pool.policy === null ? 'policy not seen' : pool.policy.name;
  return `${paint.heading(pool.handle)}  ${policy}, ${plural(pool.elements.length, 'element')}`;
}

function poolText(pool: PoolView, view: PoolsView, paint: Paint): string {
  const start = view.capture.fromEpoch ?? 0;
  return `${poolHeading(pool, paint)}\n${columns(
    ['element', 'home', 'state', 'since', 'life', 'user transport'],
    pool.elements.map((element) => [
      paint.element(element.id),
      element.homeServer === null ? '?' : paint.server(element.homeServer),
      stateText(element, paint),
      duration(Math.max(0, element.since.epoch - start)),
      lifeText(element),
      transportText(element.userTransport),
    ]),
  )}`;
}

/** How sure it is, where it is not certain. */
function stateText({ state, certainty }: ElementView, paint: Paint): string {
  const word = paintState(state, paint);
  return certainty === 'certain' || certainty === state ? word : `${word} ${paint.doubtful(`(${certainty})`)}`;
}

function lifeText(element: ElementView): string {
  if (element.registrationLifeRaw === null) return '?';
  return element.registrationLifeMs === null ? 'for ever' : duration(element.registrationLifeMs / 1000);
}

function eventLines(view: PoolsView): string {
  const start = view.capture.fromEpoch ?? 0;
  return (view.events ?? []).map((event) => `  ${changeLine(event, start)}`).join('\n');
}

/** What the capture cannot tell: a sentence a line. */
export function unknownLines(unknown: readonly Unknown[], paint: Paint): string {
  return unknown.map(({ sentence }) => paint.doubtful(sentence)).join('\n');
}
