// What must happen within some time: kept in the order in which it began, so that what is overdue stands first.
import type { Bounds } from '../dissect/bounds.ts';

export interface Waiting {
  readonly epoch: number;
}

export class Expected<Entry extends Waiting> {
  private readonly waiting = new Map<number, Entry>();
  /** None that waits began before this moment. */
  private since = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.waiting.size;
  }

  /** Gives what waited under this key until now. */
  expect(key: number, entry: Entry, { most, gone }: Bounds): Entry | undefined {
    const before = this.waiting.get(key);
    if (before !== undefined) this.waiting.delete(key);
    this.waiting.set(key, entry);
    if (entry.epoch < this.since) this.since = entry.epoch;
    // Only where nobody answers anybody.
    if (this.waiting.size > most.expectations)
      for (const oldest of this.waiting.keys()) {
        this.waiting.delete(oldest);
        gone.expectations++;
        break;
      }
    return before;
  }

  find(key: number): Entry | undefined {
    return this.waiting.size === 0 ? undefined : this.waiting.get(key);
  }

  /** It has happened, or need not happen any more. */
  meet(key: number): Entry | undefined {
    const entry = this.find(key);
    if (entry !== undefined) this.waiting.delete(key);
    return entry;
  }

  clear(): void {
    this.waiting.clear();
    this.since = Number.POSITIVE_INFINITY;
  }

  all(): IterableIterator<[number, Entry]> {
    return this.waiting.entries();
  }

  /** Hands out all that began at `until` or before, and forgets them. */
  overdue(until: number, use: (entry: Entry, key: number) => void): void {
    // Asked ten times a second: mostly nothing is due.
    if (this.since > until) return;
    for (const [key, entry] of this.waiting) {
      if (entry.epoch > until) {
        this.since = entry.epoch;
        return;
      }
      this.waiting.delete(key);
      use(entry, key);
    }
    this.since = Number.POSITIVE_INFINITY;
  }
}
