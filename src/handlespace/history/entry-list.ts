// The lines of a history in the order in which they began. What is routine (keep-alives, registrations again, presences) is folded into one
// line until something else happens to the same pool element or server.
import { deleteOldest } from '../../dissect/bounds.ts';
import type { HandlespaceState } from '../state.ts';
import { addFrame, addName, type HistoryEntry, type HistoryKind } from './entry.ts';

/** What is known when a line is written. */
export interface Happening {
  readonly kind: HistoryKind;
  readonly pool?: Uint8Array | undefined;
  readonly element?: number | undefined;
  readonly server?: number | undefined;
  readonly others?: readonly number[] | undefined;
  readonly host?: string | undefined;
  readonly why?: string | undefined;
  readonly frames?: readonly number[] | undefined;
  /** Set where an answer is due. */
  readonly awaitsAnswer?: boolean;
  readonly isEvent?: boolean;
  /** One of several copies, for several peers. */
  readonly isCopy?: boolean;
}

const entriesKept = 200_000;
const foldsKept = 16_384;
/** Copies of one word for several peers follow each other so closely, whatever else it brings about. */
const copySeconds = 0.5;

interface Fold {
  readonly entry: HistoryEntry;
  isOpen: boolean;
}

export class EntryList {
  readonly all: HistoryEntry[] = [];
  /** Lines that there was no room for. */
  leftOut = 0;
  /** By what is folded, for each scope. */
  private readonly folds = new Map<string, Map<string, Fold>>();

  /** A line of its own; what is folded in this scope ends here. */
  add(scope: string, happening: Happening, { frame, epoch }: HandlespaceState): HistoryEntry {
    for (const fold of this.folds.get(scope)?.values() ?? []) fold.isOpen = false;
    return this.#push(happening, frame, epoch);
  }

  /** One more of something routine. */
  fold(scope: string, key: string, happening: Happening, { frame, epoch }: HandlespaceState): HistoryEntry {
    const fold = this.folds.get(scope)?.get(key);
    if (fold && (fold.isOpen || (happening.isCopy && epoch - fold.entry.lastEpoch < copySeconds))) {
      const { entry } = fold;
      entry.count++;
      entry.lastFrame = frame;
      entry.lastEpoch = epoch;
      for (const proof of happening.frames ?? [frame]) addFrame(entry, proof);
      for (const other of happening.others ?? []) addName(entry.others, other);
      if (happening.host !== undefined) addName(entry.hosts, happening.host);
      return entry;
    }
    const entry = this.#push(happening, frame, epoch);
    let folds = this.folds.get(scope);
    if (folds === undefined) {
      if (this.folds.size >= foldsKept) deleteOldest(this.folds);
      folds = new Map();
      this.folds.set(scope, folds);
    }
    folds.set(key, { entry, isOpen: true });
    return entry;
  }

  #push(happening: Happening, frame: number, epoch: number): HistoryEntry {
    const { kind, pool, element, server, others, host, why, frames, awaitsAnswer, isEvent } = happening;
    const entry: HistoryEntry = {
      kind,
      isEvent: isEvent === true,
      frame,
      epoch,
      lastFrame: frame,
      lastEpoch: epoch,
      count: 1,
      answered: awaitsAnswer ? 0 : undefined,
      pool,
      element,
      server,
      others: [...(others ?? [])],
      hosts: host === undefined ? [] : [host],
      why,
      frames: [...(frames ?? [frame])],
    };
    if (this.all.length < entriesKept) this.all.push(entry);
    else this.leftOut++;
    return entry;
  }
}
