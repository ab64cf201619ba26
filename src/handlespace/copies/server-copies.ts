// Each ENRP server's own copy of the handlespace, as far as the wire shows it: an observer that notes what a server was told (updates, handle
// tables, registrations), and what it says itself. Nothing of this is kept where nobody asks for it.
import { copyOctets } from '../../bytes/read.ts';
import { layer } from '../../dissect/layer.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import { readElementFacts } from '../element-facts.ts';
import type { HandlespaceEvent } from '../events.ts';
import { eachListed } from '../listed-elements.ts';
import type { MessageParts } from '../message-parts.ts';
import { type Certainty, type ElementFacts, type Moment, noFacts, type Pool } from '../model.ts';
import { elementOf } from '../named-element.ts';
import type { HandlespaceObserver } from '../observer.ts';
import { PoolTable } from '../pool-table.ts';
import { serverAt } from '../server-places.ts';
import type { HandlespaceState } from '../state.ts';
import { UpdateCopies } from '../update-copies.ts';
import { PeerLinks } from './peer-links.ts';
import { CopyEntry, type CopySource, ServerCopy } from './server-copy.ts';
import { OpenTables } from './table-parts.ts';

/** Over all servers: what comes beyond is counted, not kept. */
const entriesKept = 1_000_000;
const serversKept = 1024;
const refusedKept = 4096;
const goneKept = 4096;

export class ServerCopies implements HandlespaceObserver {
  readonly byServer = new Map<number, ServerCopy>();
  readonly links = new PeerLinks();
  /** Handles of pools, each once. */
  readonly handles = new PoolTable();
  /** When an element came into being before our eyes: nobody can have held it before. */
  readonly births = new Map<Pool, Map<number, Moment>>();
  /** Entries that there was no room for. */
  leftOut = 0;
  private count = 0;
  private readonly tables = new OpenTables();
  private readonly sent = new UpdateCopies();

  after(parts: MessageParts, state: HandlespaceState): void {
    if (parts.message.association === undefined) return;
    if (parts.message.protocol === layer.enrp) this.#enrp(parts, state);
    else this.#asap(parts, state);
  }

  gap(association: AssociationFacts, state: HandlespaceState): void {
    for (const side of [0, 1]) {
      const server = serverAt(state, association, side);
      const copy = server === 0 ? undefined : this.#copy(server, state);
      if (copy) copy.gap = state.now;
    }
  }

  /** What a server owns is proven by the handlespace, with its checksums. */
  event(event: HandlespaceEvent, state: HandlespaceState): void {
    const { kind, server, pool: handle, element: id } = event;
    if (kind === 'server-appeared' && server !== undefined) this.#copy(server, state);
    if (kind === 'server-returned' && server !== undefined) {
      const copy = this.#copy(server, state);
      if (copy) copy.returned = state.now;
      return;
    }
    if (handle === undefined || id === undefined || server === undefined) return;
    const pool = this.handles.findOrAdd(handle, 0, handle.length);
    const element = state.pools.find(handle, 0, handle.length)?.elements.get(id);
    if (kind === 'element-removed') {
      this.births.get(pool)?.delete(id);
      return this.#drop(this.#copy(server, state), pool, id, event.why ?? '', 'asserted', state);
    }
    if (element === undefined) return;
    if (kind === 'element-added' && state.server(server).complete) {
      const born = this.births.get(pool) ?? new Map<number, Moment>();
      if (born.size === 0) this.births.set(pool, born);
      born.set(id, state.now);
    }
    if (kind !== 'element-added' && kind !== 'home-changed' && kind !== 'home-learned') return;
    const source = event.why?.includes('checksum') ? 'checksum' : kind === 'home-changed' ? 'takeover' : 'registration';
    const certainty: Certainty = element.certainty === 'certain' ? 'asserted' : element.certainty;
    this.#hold(this.#copy(server, state), pool, id, server, element.facts, source, certainty, state);
  }

  #asap(parts: MessageParts, state: HandlespaceState): void {
    const { message, type, tree, handleStart, handleEnd } = parts;
    if (handleStart < 0) return;
    const server = type === 0x07 ? parts.word(4) : serverAt(state, message.association, message.side);
    if (server === 0 || type < 0x03 || type > 0x07 || type === 0x05) return;
    const copy = this.#copy(server, state);
    const pool = this.handles.findOrAdd(tree.bytes, handleStart, handleEnd);
    if (type === 0x06) return this.#resolution(parts, copy, pool, state);
    const id = parts.peIdentifier;
    const element = elementOf(state, parts);
    if (id < 0) return;
    if (type === 0x04) {
      if (!parts.hasError) this.#drop(copy, pool, id, 'deregistered', 'certain', state);
    } else if (type === 0x03) {
      if ((parts.flags & 1) === 0 && element?.held && element.home === server)
        this.#hold(copy, pool, id, server, element.facts, 'registration', 'certain', state);
    } else if (element?.held) {
      const known = copy?.find(pool, id);
      const home = (parts.flags & 1) !== 0 ? server : known?.held ? known.home : element.home;
      const facts = element.home === server ? element.facts : noFacts;
      this.#hold(copy, pool, id, home, facts, 'keep-alive', 'certain', state);
    }
  }

  /** What the server names, it holds. That it names no pool may as well be a limit on how often it answers. */
  #resolution(parts: MessageParts, copy: ServerCopy | undefined, asked: Pool, state: HandlespaceState): void {
    if (parts.hasError) {
      if (copy && parts.errorCode === 0x9 && copy.refused.size < refusedKept) copy.refused.set(asked, state.now);
      return;
    }
    copy?.refused.delete(asked);
    eachListed(parts, (handleStart, handleEnd, node, id, home) => {
      const pool = this.handles.findOrAdd(parts.tree.bytes, handleStart, handleEnd);
      const facts = { ...readElementFacts(parts.tree, node), asapTransport: undefined };
      this.#hold(copy, pool, id, home, facts, 'resolution-given', 'certain', state);
    });
  }

  #enrp(parts: MessageParts, state: HandlespaceState): void {
    const { message, type, tree } = parts;
    const sender = parts.word(4);
    const size = (tree.end[0] as number) - (tree.start[0] as number);
    if (sender === 0 || type === 0x0a || size < 12) return;
    const receiver = parts.word(8) || serverAt(state, message.association, 1 - message.side);
    if (receiver === sender) return;
    if (receiver !== 0) this.links.note(sender, receiver, state.now, type === 0x04);
    if (type === 0x02) this.#tableRequest(parts, sender, receiver, state);
    else if (type === 0x03) this.#table(parts, sender, receiver, state);
    else if (type === 0x04) this.#update(parts, sender, receiver, state);
    else if (type === 0x09)
      for (const server of [sender, receiver]) this.#takeOver(this.#copy(server, state), parts.word(12), sender, state);
  }

  #update(parts: MessageParts, sender: number, receiver: number, state: HandlespaceState): void {
    const { tree, message } = parts;
    const action = parts.word(12) >>> 16;
    if (action > 1) return;
    const from = (tree.start[0] as number) + 12;
    const association = message.association?.number ?? 0;
    // A late copy for another peer tells what the sender held when it sent the first.
    const isNews = !this.sent.isCopy(sender, association, tree.bytes, from, tree.end[0] as number, state.epoch);
    eachListed(parts, (handleStart, handleEnd, node, id, home) => {
      const pool = this.handles.findOrAdd(tree.bytes, handleStart, handleEnd);
      if (action === 1) {
        if (isNews) this.#drop(this.#copy(sender, state), pool, id, 'it told its peers so', 'certain', state);
        this.#drop(this.#copy(receiver, state), pool, id, 'a Handle Update deletes it', 'asserted', state);
        return;
      }
      if (isNews) this.#store(this.#copy(sender, state), parts, pool, node, id, home, 'update-sent', state);
      this.#store(this.#copy(receiver, state), parts, pool, node, id, home, 'update-received', state);
    });
  }

  #tableRequest(parts: MessageParts, requester: number, responder: number, state: HandlespaceState): void {
    const ownOnly = (parts.flags & 1) !== 0;
    this.tables.request(requester, responder, ownOnly, state.now);
    const copy = this.#copy(requester, state);
    // The whole table is what a server asks for that has just started (RFC 5353 §3.2.3): what it held before its silence is gone.
    if (ownOnly || copy?.returned === undefined) return;
    for (const entry of copy.entries())
      if (entry.held && entry.confirmed.frame < copy.returned.frame)
        this.#drop(copy, entry.pool, entry.id, 'the server started anew', 'inferred', state);
    copy.returned = undefined;
  }

  #table(parts: MessageParts, responder: number, requester: number, state: HandlespaceState): void {
    if ((parts.flags & 1) !== 0) return this.tables.end(requester, responder);
    const session = this.tables.find(requester, responder);
    const giver = this.#copy(responder, state);
    const taker = this.#copy(requester, state);
    eachListed(parts, (handleStart, handleEnd, node, id, home) => {
      const pool = this.handles.findOrAdd(parts.tree.bytes, handleStart, handleEnd);
      const given = this.#store(giver, parts, pool, node, id, home, 'table-given', state);
      if (given) session?.listed.add(given);
      // What a server owns itself, no table of another changes.
      const taken =
        home === requester
          ? taker?.find(pool, id)
          : this.#store(taker, parts, pool, node, id, home, 'table-received', state);
      if (taken) session?.listed.add(taken);
    });
    if ((parts.flags & 2) !== 0 || session === undefined) return;
    this.tables.end(requester, responder);
    const { ownOnly, since, listed } = session;
    const unlisted = (copy: ServerCopy | undefined, why: string, certainty: Certainty) => {
      for (const entry of copy?.entries() ?? [])
        if (
          entry.held &&
          (!ownOnly || entry.home === responder) &&
          entry.confirmed.frame < since.frame &&
          !listed.has(entry)
        )
          this.#drop(copy, entry.pool, entry.id, why, certainty, state);
    };
    unlisted(giver, 'not in the handle table that it gave', 'certain');
    if (ownOnly) unlisted(taker, 'not in the handle table of its home', 'asserted');
    else {
      if (giver) giver.wholeSince ??= state.now;
      if (taker) taker.wholeSince ??= state.now;
    }
  }

  /** TAKEOVER_SERVER: all that the target owned is the sender's, for who says it and who hears it. */
  #takeOver(copy: ServerCopy | undefined, target: number, by: number, state: HandlespaceState): void {
    for (const entry of copy?.entries() ?? [])
      if (entry.held && entry.home === target)
        this.#hold(copy, entry.pool, entry.id, by, entry.facts, 'takeover', 'asserted', state);
  }

  #copy(server: number, { now }: HandlespaceState): ServerCopy | undefined {
    if (server === 0) return undefined;
    let copy = this.byServer.get(server);
    if (copy === undefined && this.byServer.size < serversKept) {
      copy = new ServerCopy(server, now);
      this.byServer.set(server, copy);
    }
    return copy;
  }

  #store(
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
    const entry = this.#hold(copy, pool, id, home === 0 ? (known?.home ?? 0) : home, facts, source, certainty, state);
    if (entry && !isKnown) entry.raw = copyOctets(tree.bytes, start, end);
    return entry;
  }

  #hold(
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
    let entry = copy.find(pool, id) ?? this.#newEntry(copy, pool, id, home, facts, source, now);
    if (entry === undefined) return undefined;
    if (!entry.held) {
      entry = Object.assign(entry, { held: true, since: now, gone: undefined, facts: noFacts, raw: undefined });
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

  #drop(
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
    copy.gone.push(entry);
    const oldest = copy.gone.length > goneKept ? copy.gone.shift() : undefined;
    if (oldest === undefined || oldest.held || copy.gone.includes(oldest)) return;
    copy.byPool.get(oldest.pool)?.delete(oldest.id);
    this.count--;
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
