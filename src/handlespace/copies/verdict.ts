// Whether a server holds a pool element, and how sure that is: what the wire does not tell is unknown, never guessed.
import { hexNumber } from '../../bytes/text.ts';
import { lifeSeconds } from '../element-times.ts';
import type { Certainty, Element, Moment, Pool } from '../model.ts';
import type { HandlespaceState } from '../state.ts';
import type { ServerCopies } from './server-copies.ts';
import type { CopyEntry, ServerCopy } from './server-copy.ts';

export interface Verdict {
  /** Stale: its registration life is over, and rsplib's servers forget it then without a word. */
  readonly state: 'held' | 'stale' | 'lacking' | 'unknown';
  readonly certainty: Certainty | null;
  readonly entry: CopyEntry | undefined;
  /** Since when it is lacking. */
  readonly since: Moment | undefined;
  readonly because: string | undefined;
}

/** The element as the handlespace has it: proven where its home's checksums agree. */
export function elementIn(state: HandlespaceState, pool: Pool, id: number): Element | undefined {
  const { handle } = pool;
  const element = state.pools.find(handle, 0, handle.length)?.elements.get(id);
  return element?.held ? element : undefined;
}

export function verdictOf(
  copies: ServerCopies,
  copy: ServerCopy,
  pool: Pool,
  id: number,
  state: HandlespaceState,
  now: number,
): Verdict {
  const entry = copy.find(pool, id);
  const element = elementIn(state, pool, id);
  const isOwn = element !== undefined && element.home === copy.server;
  // What it is no longer the home of, by the word of others, it may hold or not: only a later word of its own would tell.
  if (!isOwn && entry?.held && entry.home === copy.server && lastChange(state, pool, id) > entry.confirmed.frame)
    return unknown(entry, 'it was its home, and has not said since whether it still holds it');
  if (isOwn || entry?.held) {
    const isOver = !isOwn && entry !== undefined && now > lastHeard(entry) + lifeOf(entry, state);
    // Something came or went that the capture lacks: what was known before may have been undone.
    const isOld = !isOwn && copy.gap !== undefined && entry !== undefined && copy.gap.frame > entry.confirmed.frame;
    const certainty = isOver || isOld ? 'stale' : isOwn ? element.certainty : (entry?.certainty ?? 'asserted');
    return { state: isOver ? 'stale' : 'held', certainty, entry, since: undefined, because: undefined };
  }
  const lacking = (certainty: Certainty, since: Moment, because: string | undefined): Verdict => ({
    state: 'lacking',
    certainty,
    entry,
    since,
    because,
  });
  if (entry?.gone !== undefined) return lacking(entry.certainty, entry.confirmed, entry.gone);
  const refused = copy.refused.get(pool);
  const saidNo = refused !== undefined && ![...(copy.byPool.get(pool)?.values() ?? [])].some(({ held }) => held);
  const home = element?.home ?? 0;
  const since = copies.births.get(pool)?.get(id) ?? copy.wholeSince;
  const isBlind = copy.gap !== undefined && since !== undefined && copy.gap.frame > since.frame;
  const isSeen = copies.links.of(home, copy.server) ?? copies.links.of(copy.server, home);
  if (since !== undefined && !isBlind && isSeen)
    return lacking(saidNo ? 'asserted' : 'inferred', since, whyNotTold(copies, home, copy.server, since));
  if (saidNo) return lacking('asserted', refused, `it answered that it knows no such pool (#${refused.frame})`);
  return unknown(entry, unknownBecause(isBlind, !isSeen));
}

function unknown(entry: CopyEntry | undefined, because: string): Verdict {
  return { state: 'unknown', certainty: null, entry, since: undefined, because };
}

/** The frame of the last word about an element, held or removed; 0 where there is none. */
function lastChange(state: HandlespaceState, { handle }: Pool, id: number): number {
  const pool = state.pools.find(handle, 0, handle.length);
  return pool?.elements.get(id)?.confirmed.frame ?? pool?.removed.get(id)?.removed?.frame ?? 0;
}

function unknownBecause(isBlind: boolean, isUnseen: boolean): string {
  if (isBlind) return 'the capture lacks some of what it sent or got';
  return isUnseen
    ? 'the capture shows no ENRP between it and the home'
    : 'it was there before the capture, and nothing tells';
}

function lastHeard({ confirmed }: CopyEntry): number {
  return confirmed.epoch;
}

function lifeOf({ facts }: CopyEntry, state: HandlespaceState): number {
  return lifeSeconds({ facts }, state.profile.profile);
}

/** Why no word of the element's home has reached the server since then. */
export function whyNotTold(copies: ServerCopies, home: number, server: number, since: Moment): string {
  const link = copies.links.of(home, server);
  const name = hexNumber(home);
  if (link === undefined) return `${name} has sent it nothing over an association`;
  if (link.last.frame < since.frame)
    return `no update reached it: ${name} has sent it nothing over an association since #${link.last.frame}`;
  return `no Handle Update or handle table from ${name} or others named it`;
}
