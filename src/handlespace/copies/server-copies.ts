// Each ENRP server's own copy of the handlespace, as far as the wire shows it: an observer that notes what a server was told (updates, handle
// tables, registrations), and what it says itself. Nothing of this is kept where nobody asks for it.
import { layer } from '../../dissect/layer.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import { readElementFacts } from '../element-facts.ts';
import type { HandlespaceEvent } from '../events.ts';
import { eachListed } from '../listed-elements.ts';
import type { MessageParts } from '../message-parts.ts';
import { type Certainty, type Moment, noFacts, type Pool } from '../model.ts';
import { elementOf } from '../named-element.ts';
import type { HandlespaceObserver } from '../observer.ts';
import { PoolTable } from '../pool-table.ts';
import { serverAt } from '../server-places.ts';
import type { HandlespaceState } from '../state.ts';
import { UpdateCopies } from '../update-copies.ts';
import { CopyStore } from './copy-store.ts';
import { PeerLinks } from './peer-links.ts';
import type { ServerCopy } from './server-copy.ts';
import { OpenTables } from './table-parts.ts';

const refusedKept = 4096;

export class ServerCopies implements HandlespaceObserver {
  readonly store = new CopyStore();
  readonly links = new PeerLinks();
  /** Handles of pools, each once. */
  readonly handles = new PoolTable();
  /** When an element came into being before our eyes: nobody can have held it before. */
  readonly births = new Map<Pool, Map<number, Moment>>();
  private readonly tables = new OpenTables();
  private readonly sent = new UpdateCopies();

  get byServer(): ReadonlyMap<number, ServerCopy> {
    return this.store.byServer;
  }

  /** Entries that there was no room for. */
  get leftOut(): number {
    return this.store.leftOut;
  }

  after(parts: MessageParts, state: HandlespaceState): void {
    if (parts.message.association === undefined) return;
    if (parts.message.protocol === layer.enrp) this.#enrp(parts, state);
    else this.#asap(parts, state);
  }

  gap(association: AssociationFacts, state: HandlespaceState): void {
    for (const side of [0, 1]) {
      const server = serverAt(state, association, side);
      const copy = server === 0 ? undefined : this.store.of(server, state);
      if (copy) copy.gap = state.now;
    }
  }

  /** What a server owns is proven by the handlespace, with its checksums. */
  event(event: HandlespaceEvent, state: HandlespaceState): void {
    const { kind, server, pool: handle, element: id } = event;
    if (kind === 'server-appeared' && server !== undefined) this.store.of(server, state);
    if (kind === 'server-returned' && server !== undefined) {
      const copy = this.store.of(server, state);
      if (copy) copy.returned = state.now;
      return;
    }
    if (handle === undefined || id === undefined || server === undefined) return;
    const pool = this.handles.findOrAdd(handle, 0, handle.length);
    const element = state.pools.find(handle, 0, handle.length)?.elements.get(id);
    if (kind === 'element-removed') {
      this.births.get(pool)?.delete(id);
      return this.store.drop(this.store.of(server, state), pool, id, event.why ?? '', 'asserted', state);
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
    this.store.hold(this.store.of(server, state), pool, id, server, element.facts, source, certainty, state);
  }

  #asap(parts: MessageParts, state: HandlespaceState): void {
    const { message, type, tree, handleStart, handleEnd } = parts;
    if (handleStart < 0) return;
    const server = type === 0x07 ? parts.word(4) : serverAt(state, message.association, message.side);
    if (server === 0 || type < 0x03 || type > 0x07 || type === 0x05) return;
    const copy = this.store.of(server, state);
    const pool = this.handles.findOrAdd(tree.bytes, handleStart, handleEnd);
    if (type === 0x06) return this.#resolution(parts, copy, pool, state);
    const id = parts.peIdentifier;
    const element = elementOf(state, parts);
    if (id < 0) return;
    if (type === 0x04) {
      if (!parts.hasError) this.store.drop(copy, pool, id, 'deregistered', 'certain', state);
    } else if (type === 0x03) {
      if ((parts.flags & 1) === 0 && element?.held && element.home === server)
        this.store.hold(copy, pool, id, server, element.facts, 'registration', 'certain', state);
    } else if (element?.held) {
      const known = copy?.find(pool, id);
      const home = (parts.flags & 1) !== 0 ? server : known?.held ? known.home : element.home;
      const facts = element.home === server ? element.facts : noFacts;
      this.store.hold(copy, pool, id, home, facts, 'keep-alive', 'certain', state);
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
      this.store.hold(copy, pool, id, home, facts, 'resolution-given', 'certain', state);
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
      for (const server of [sender, receiver])
        this.#takeOver(this.store.of(server, state), parts.word(12), sender, state);
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
        if (isNews) this.store.drop(this.store.of(sender, state), pool, id, 'it told its peers so', 'certain', state);
        this.store.drop(this.store.of(receiver, state), pool, id, 'a Handle Update deletes it', 'asserted', state);
        return;
      }
      if (isNews) this.store.store(this.store.of(sender, state), parts, pool, node, id, home, 'update-sent', state);
      this.store.store(this.store.of(receiver, state), parts, pool, node, id, home, 'update-received', state);
    });
  }

  #tableRequest(parts: MessageParts, requester: number, responder: number, state: HandlespaceState): void {
    const ownOnly = (parts.flags & 1) !== 0;
    this.tables.request(requester, responder, ownOnly, state.now);
    const copy = this.store.of(requester, state);
    // The whole table is what a server asks for that has just started (RFC 5353 §3.2.3): what it held before its silence is gone.
    if (ownOnly || copy?.returned === undefined) return;
    for (const entry of copy.entries())
      if (entry.held && entry.confirmed.frame < copy.returned.frame)
        this.store.drop(copy, entry.pool, entry.id, 'the server started anew', 'inferred', state);
    copy.returned = undefined;
  }

  #table(parts: MessageParts, responder: number, requester: number, state: HandlespaceState): void {
    if ((parts.flags & 1) !== 0) return this.tables.end(requester, responder);
    const session = this.tables.find(requester, responder);
    if (session !== undefined && parts.isCut) session.isWhole = false;
    const giver = this.store.of(responder, state);
    const taker = this.store.of(requester, state);
    eachListed(parts, (handleStart, handleEnd, node, id, home) => {
      const pool = this.handles.findOrAdd(parts.tree.bytes, handleStart, handleEnd);
      const given = this.store.store(giver, parts, pool, node, id, home, 'table-given', state);
      if (given) session?.listed.add(given);
      // What a server owns itself, no table of another changes.
      const taken =
        home === requester
          ? taker?.find(pool, id)
          : this.store.store(taker, parts, pool, node, id, home, 'table-received', state);
      if (taken) session?.listed.add(taken);
    });
    if ((parts.flags & 2) !== 0 || session === undefined) return;
    this.tables.end(requester, responder);
    const { ownOnly, since, listed, isWhole } = session;
    if (!isWhole) return;
    const unlisted = (copy: ServerCopy | undefined, why: string, certainty: Certainty) => {
      for (const entry of copy?.entries() ?? [])
        if (
          entry.held &&
          (!ownOnly || entry.home === responder) &&
          entry.confirmed.frame < since.frame &&
          !listed.has(entry)
        )
          this.store.drop(copy, entry.pool, entry.id, why, certainty, state);
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
        this.store.hold(copy, entry.pool, entry.id, by, entry.facts, 'takeover', 'asserted', state);
  }
}
