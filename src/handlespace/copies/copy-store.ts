// The copies of all servers and the few ways in which they change; how much is remembered is bounded here.
import { copyOctets } from '../../bytes/read.ts';
import { readElementFacts } from '../element-facts.ts';
import type { MessageParts } from '../message-parts.ts';
import { type Certainty, type ElementFacts, type Moment, noFacts, type Pool } from '../model.ts';
import type { HandlespaceState } from '../state.ts';
import { CopyEntry, type CopySource, ServerCopy } from './server-copy.ts';

/** Over all servers: what comes beyond is counted, not kept. */
const entriesKept = 1_000_000;
const serversKept = 1024;
/** For each server: elements that it is known not to hold any more. */
const goneKept = 4096;

export class CopyStore {
  readonly byServer = new Map<number, ServerCopy>();
  /** Entries that there was no room for. */
  leftOut = 0;
  private count = 0;

  /** The copy of this server; undefined for 0, or where there are too many. */
  of(server: number, { now }: HandlespaceState): ServerCopy | undefined {
    if (server === 0) return undefined;
    let copy = this.byServer.get(server);
    if (copy === undefined && this.byServer.size < serversKept) {
      copy = new ServerCopy(server, now);
      this.byServer.set(server, copy);
    }
    return copy;
  }

  /** What a Pool Element parameter says that the server holds. */
  store(
    copy: ServerCopy | undefined,
    { tree }: MessageParts,
    pool: Pool,
    node: number,
    id: number,
    home: number,
    source: CopySource,
    state: HandlespaceState,
  ): CopyEntry | undefined {
    const start = tree.start[node] as number;
    const end = tree.end[node] as number;
    const known = copy?.find(pool, id);
    const isKnown = known?.held && sameOctets(known.raw, tree.bytes, start, end);
    const facts = isKnown ? known.facts : readElementFacts(tree, node);
    const certainty = source === 'update-sent' || source === 'table-given' ? 'certain' : 'asserted';
    const entry = this.hold(copy, pool, id, home === 0 ? (known?.home ?? 0) : home, facts, source, certainty, state);
    if (entry && !isKnown) entry.raw = copyOctets(tree.bytes, start, end);
    return entry;
  }

  /** It holds this; what this word does not say stays what it was. */
  hold(
    copy: ServerCopy | undefined,
    pool: Pool,
    id: number,
    home: number,
    facts: ElementFacts,
    source: CopySource,
    certainty: Certainty,
    { now, frame }: HandlespaceState,
  ): CopyEntry | undefined {
    if (copy === undefined) return undefined;
    const entry = copy.find(pool, id) ?? this.#newEntry(copy, pool, id, home, facts, source, now);
    if (entry === undefined) return undefined;
    if (!entry.held) {
      copy.gone.delete(entry);
      entry.held = true;
      entry.since = now;
      entry.gone = undefined;
      entry.facts = noFacts;
      entry.raw = undefined;
      entry.frames.length = 0;
    }
    const before = entry.facts;
    entry.facts = {
      registrationLife: facts.registrationLife ?? before.registrationLife,
      policy: facts.policy ?? before.policy,
      userTransport: facts.userTransport ?? before.userTransport,
      asapTransport: facts.asapTransport ?? before.asapTransport,
    };
    entry.home = home;
    entry.source = source;
    entry.certainty = certainty;
    entry.confirmed = now;
    entry.prove(frame);
    return entry;
  }

  /** It holds this no longer. */
  drop(
    copy: ServerCopy | undefined,
    pool: Pool,
    id: number,
    why: string,
    certainty: Certainty,
    { now, frame }: HandlespaceState,
  ): void {
    if (copy === undefined) return;
    const entry = copy.find(pool, id) ?? this.#newEntry(copy, pool, id, 0, noFacts, 'update-received', now);
    if (entry === undefined) return;
    const isGone = entry.gone !== undefined && !entry.held;
    // Its own word says more than what the handlespace made of it a moment ago.
    if (isGone && (certainty !== 'certain' || entry.confirmed.frame !== frame)) return;
    entry.certainty = certainty;
    if (isGone) {
      entry.gone = why;
      return;
    }
    entry.held = false;
    entry.gone = why;
    entry.confirmed = now;
    entry.raw = undefined;
    entry.prove(frame);
    copy.gone.add(entry);
    if (copy.gone.size <= goneKept) return;
    for (const oldest of copy.gone) {
      copy.gone.delete(oldest);
      copy.byPool.get(oldest.pool)?.delete(oldest.id);
      this.count--;
      return;
    }
  }

  #newEntry(
    copy: ServerCopy,
    pool: Pool,
    id: number,
    home: number,
    facts: ElementFacts,
    source: CopySource,
    now: Moment,
  ): CopyEntry | undefined {
    if (this.count >= entriesKept) {
      this.leftOut++;
      return undefined;
    }
    this.count++;
    const entry = new CopyEntry(pool, id, home, facts, source, now);
    const entries = copy.byPool.get(pool);
    if (entries) entries.set(id, entry);
    else copy.byPool.set(pool, new Map([[id, entry]]));
    return entry;
  }
}

function sameOctets(raw: Uint8Array | undefined, bytes: Uint8Array, start: number, end: number): boolean {
  if (raw?.length !== end - start) return false;
  for (let index = 0; index < raw.length; index++) if (raw[index] !== bytes[start + index]) return false;
  return true;
}
