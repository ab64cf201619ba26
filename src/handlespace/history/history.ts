// Everything that happens to one pool element, pool or ENRP server: an observer of the handlespace that writes a line for each, also for
// what changes nothing (requests and answers, keep-alives, copies for peers, associations).
import { hexText } from '../../bytes/text.ts';
import { layer } from '../../dissect/layer.ts';
import { carrier } from '../../dissect/message.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { HandlespaceEvent } from '../events.ts';
import type { MessageParts } from '../message-parts.ts';
import type { HandlespaceObserver } from '../observer.ts';
import { timersOf } from '../profile.ts';
import type { HandlespaceState } from '../state.ts';
import { noteAsap } from './asap-lines.ts';
import { HistoryBook, scopeOf, serverScope } from './book.ts';
import { ElementAssociations } from './element-associations.ts';
import { noteEnrp } from './enrp-lines.ts';
import type { HistoryEntry } from './entry.ts';
import type { Happening } from './entry-list.ts';
import type { Subject } from './subject.ts';

/** Told better by the message that caused it. */
const toldByMessages = new Set(['registration-rejected', 'unreachable-reported']);

const openKept = 65_536;

export class History implements HandlespaceObserver {
  readonly book: HistoryBook;
  private readonly associations = new ElementAssociations();
  /** The home of each element that the subject has to do with, by handle and identifier. */
  private readonly homes = new Map<string, number>();

  constructor(subject: Subject) {
    this.book = new HistoryBook(subject);
  }

  before(parts: MessageParts, state: HandlespaceState): void {
    const { protocol } = parts.message;
    if (protocol === layer.enrp) noteEnrp(this.book, this.associations, parts, state);
    else if (parts.message.carrier !== carrier.udp || parts.type === 0x0a)
      noteAsap(this.book, this.associations, parts, state);
  }

  associationUp(association: AssociationFacts, state: HandlespaceState): void {
    this.associations.up(association, state);
  }

  associationEnd(association: AssociationFacts, side: number, state: HandlespaceState): void {
    this.associations.end(this.book, association, side, state);
  }

  event(event: HandlespaceEvent, state: HandlespaceState): void {
    const { kind, pool, element, server, formerServer, why, evidence } = event;
    const isElements = pool !== undefined && element !== undefined;
    if (isElements && server !== undefined && this.book.matchesPool(pool, 0, pool.length, element))
      this.#noteHome(`${hexText(pool)}/${element}`, kind === 'element-removed' ? 0 : server);
    if (toldByMessages.has(kind)) return;
    const others = formerServer === undefined ? [] : [formerServer];
    if (
      isElements
        ? !this.book.matches(pool, 0, pool.length, element, server, others)
        : !this.#isOfServers(server, others)
    )
      return;
    const scope = isElements && this.book.subject.kind !== 'server' ? scopeOf(pool, element) : serverScope;
    const isOfElement = isElements && this.book.subject.kind === 'server';
    const happening: Happening = { kind, pool, element, server, others, why, frames: evidence, isEvent: true };
    // What befalls single elements does not end what is routine for a server.
    this.book.entries.add(isOfElement ? scopeOf(pool, element) : scope, happening, state);
  }

  /** At the end: keep-alives that nobody answered in time. */
  finish(state: HandlespaceState, now: number): HistoryEntry[] {
    const timeout = (timersOf(state.profile.profile).keepAliveTimeoutMs ?? 5000) / 1000;
    this.book.missAll(timeout, now, state);
    return this.book.entries.all.sort((a, b) => a.frame - b.frame || a.epoch - b.epoch);
  }

  #noteHome(key: string, home: number): void {
    if (home === 0) this.homes.delete(key);
    else if (this.homes.size < openKept) this.homes.set(key, home);
  }

  /** For what befalls servers: whether they are the subject, or a home of it. */
  #isOfServers(server: number | undefined, others: readonly number[]): boolean {
    if (this.book.subject.kind === 'server') return this.book.matchesServer(server, ...others);
    for (const home of this.homes.values()) if (home === server || others.includes(home)) return true;
    return false;
  }
}
