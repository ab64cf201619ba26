// The book that a history is written into: which messages concern its subject, the lines so far, and the requests that wait for an answer.

import { hexNumber, hexText } from '../../bytes/text.ts';
import { deleteOldest } from '../../dissect/bounds.ts';
import type { HandlespaceState } from '../state.ts';
import type { HistoryEntry } from './entry.ts';
import { EntryList } from './entry-list.ts';
import { isOneOf, type Subject } from './subject.ts';

interface AskedFor {
  readonly entry: HistoryEntry;
  readonly frame: number;
  readonly epoch: number;
}

const openKept = 65_536;

export class HistoryBook {
  readonly subject: Subject;
  readonly entries = new EntryList();
  /** Keep-alives and registrations that wait for their answer, by element. */
  private readonly asked = new Map<string, AskedFor>();

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** True where this pool element is the subject or of the subject. */
  matchesPool(bytes: Uint8Array, start: number, end: number, element: number | undefined): boolean {
    const { subject } = this;
    if (subject.kind === 'server' || start < 0) return false;
    if (subject.kind === 'element' && element !== subject.id) return false;
    return isOneOf(subject.handles, bytes, start, end);
  }

  matchesServer(...ids: readonly (number | undefined)[]): boolean {
    const { subject } = this;
    return subject.kind === 'server' && ids.includes(subject.id);
  }

  matches(
    bytes: Uint8Array,
    start: number,
    end: number,
    element: number | undefined,
    server: number | undefined,
    others: readonly number[] = [],
  ): boolean {
    return this.matchesPool(bytes, start, end, element) || this.matchesServer(server, ...others);
  }

  /** Scope for what is folded: of the pool element; for a server's history, of the server. */
  scope(pool: Uint8Array, element: number | undefined): string {
    return this.subject.kind === 'server' ? serverScope : scopeOf(pool, element);
  }

  wait(key: string, entry: HistoryEntry, state: HandlespaceState): void {
    if (this.asked.size >= openKept) deleteOldest(this.asked);
    this.asked.set(key, { entry, frame: state.frame, epoch: state.epoch });
  }

  /** The request that this answers, if it was seen. */
  answered(key: string): AskedFor | undefined {
    const asked = this.asked.get(key);
    if (asked === undefined) return undefined;
    this.asked.delete(key);
    if (asked.entry.answered !== undefined) asked.entry.answered++;
    return asked;
  }

  /** A keep-alive that nobody answered: a line with the frame of the keep-alive. */
  missed(key: string, state: HandlespaceState): void {
    const asked = this.asked.get(key);
    if (asked === undefined) return;
    this.asked.delete(key);
    const { pool, element, server } = asked.entry;
    const scope = pool === undefined ? serverScope : scopeOf(pool, element);
    this.entries.add(scope, { kind: 'keep-alive-missed', pool, element, server, frames: [asked.frame] }, state);
  }

  /** Keep-alives that nobody has answered within this time. */
  missAll(seconds: number, now: number, state: HandlespaceState): void {
    for (const [key, { entry, epoch }] of this.asked)
      if (entry.kind === 'kept-alive' && now - epoch > seconds) this.missed(key, state);
  }
}

export const serverScope = 'server';

export function scopeOf(pool: Uint8Array, element: number | undefined): string {
  return `${hexText(pool)}/${element === undefined ? '' : hexNumber(element)}`;
}
