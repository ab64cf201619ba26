// What happens between the messages of a ladder: servers that fall silent and come back, elements that lose their
// association or get a new home, checksums that disagree.
import { hexNumber } from '../../bytes/text.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { Profile } from '../../handlespace/profile.ts';
import { timersOf } from '../../handlespace/profile.ts';
import { duration, plural } from '../words.ts';
import type { Note } from './ladder.ts';
import { handleText } from './message-detail.ts';
import type { Parties } from './parties.ts';

/** The same happening to several elements within a second is told once. */
interface OpenNote {
  readonly kind: HandlespaceEvent['kind'] | 'silent' | 'returned';
  readonly frame: number;
  readonly epoch: number;
  readonly server: number | undefined;
  readonly formerServer: number | undefined;
  readonly elements: { readonly pool: Uint8Array; readonly id: number }[];
  readonly seconds: number;
}

const toldKinds: ReadonlySet<HandlespaceEvent['kind']> = new Set([
  'element-lost',
  'home-changed',
  'takeover-stopped',
  'checksum-disagreed',
]);

/** What elements are named in a sentence; the others are counted. */
const namesShown = 3;
const notesKept = 20_000;
const sameHappeningSeconds = 1;
/** A server is missed when it is due; it is silent when it is overdue by half of that again. */
const patience = 1.5;

export class LadderNotes {
  readonly #notes: OpenNote[] = [];
  readonly #heard = new Map<number, { frame: number; epoch: number }>();

  event({ kind, frame, epoch, server, formerServer, pool, element }: HandlespaceEvent): void {
    if (!toldKinds.has(kind)) return;
    // Who comes back after it was taken over stops nobody.
    if (kind === 'takeover-stopped' && this.#hasReturned(server, epoch)) return;
    const last = this.#notes.findLast((note) => note.kind === kind && note.server === server);
    const isSame =
      last !== undefined && epoch - last.epoch <= sameHappeningSeconds && last.formerServer === formerServer;
    const note = isSame ? last : this.#add({ kind, frame, epoch, server, formerServer, elements: [], seconds: 0 });
    if (pool !== undefined && element !== undefined) note.elements.push({ pool, id: element });
  }

  /** A message of the server itself. */
  heard(server: number, frame: number, epoch: number, profile: Profile): void {
    const last = this.#heard.get(server);
    if (last === undefined) {
      if (this.#heard.size < notesKept) this.#heard.set(server, { frame, epoch });
      return;
    }
    const seconds = epoch - last.epoch;
    if (seconds > silenceOf(profile)) {
      this.#silent(server, last);
      this.#add({ kind: 'returned', frame, epoch, server, formerServer: undefined, elements: [], seconds });
    }
    last.frame = frame;
    last.epoch = epoch;
  }

  /** Servers that nothing was heard of up to the end. */
  end(epoch: number, profile: Profile): void {
    for (const [server, last] of this.#heard) if (epoch - last.epoch > silenceOf(profile)) this.#silent(server, last);
  }

  list(parties: Parties): Note[] {
    return this.#notes
      .toSorted((one, other) => one.epoch - other.epoch || one.frame - other.frame)
      .map((note) => {
        const servers = [note.server, note.formerServer].filter((id) => id !== undefined);
        return {
          frame: note.frame,
          epoch: note.epoch,
          text: sentence(note),
          tone: note.kind === 'home-changed' ? 'takeover' : note.kind === 'returned' ? 'plain' : 'bad',
          parties: [
            ...servers.map((id) => parties.server(id)),
            ...note.elements.slice(0, 64).map(({ pool, id }) => parties.element(pool, 0, pool.length, id)),
          ],
        };
      });
  }

  #hasReturned(server: number | undefined, epoch: number): boolean {
    const last = this.#notes.findLast((note) => note.kind === 'returned' && note.server === server);
    return last !== undefined && epoch - last.epoch <= sameHappeningSeconds;
  }

  #silent(server: number, { frame, epoch }: { readonly frame: number; readonly epoch: number }): void {
    this.#add({ kind: 'silent', frame, epoch, server, formerServer: undefined, elements: [], seconds: 0 });
  }

  #add(note: OpenNote): OpenNote {
    if (this.#notes.length < notesKept) this.#notes.push(note);
    return note;
  }
}

function silenceOf(profile: Profile): number {
  return (timersOf(profile).maxTimeLastHeardMs / 1000) * patience;
}

function sentence(note: OpenNote): string {
  const server = note.server === undefined ? 'a server' : `PR ${hexNumber(note.server)}`;
  const former = note.formerServer === undefined ? '' : ` instead of PR ${hexNumber(note.formerServer)}`;
  switch (note.kind) {
    case 'silent':
      return `${server} falls silent`;
    case 'returned':
      return `${server} speaks again after ${duration(note.seconds)}`;
    case 'element-lost':
      return `${elements(note)} ${note.elements.length === 1 ? 'loses its' : 'lose their'} association with ${server}`;
    case 'home-changed':
      return `${server} is now home of ${elements(note)}${former}`;
    case 'takeover-stopped':
      return `${server} lives: who wanted to take it over must stop`;
    case 'checksum-disagreed':
      return `${server} announces a PE checksum that does not fit its elements`;
    default:
      return `${note.kind} at ${server}`;
  }
}

function elements(note: OpenNote): string {
  const named = note.elements
    .slice(0, namesShown)
    .map(({ pool, id }) => `${handleText(pool, 0, pool.length)}/${hexNumber(id)}`);
  const more = note.elements.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${plural(more, 'element')} more`;
  return named.length <= 1 ? (named[0] ?? 'an element') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
