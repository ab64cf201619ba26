// What must happen within some time: kept in the order in which it began, so that what is overdue stands first.
import { type Bounds, deleteOldest } from '../dissect/bounds.ts';

export interface Waiting {
  readonly epoch: number;
}

/** So many are looked through one by one: mostly answers come at once, and a map of one makes garbage with each. */
const few = 16;

export class Expected<Entry extends Waiting> {
  /** While they are few: their keys, and what waits. */
  private readonly keys: number[] = [];
  private readonly entries: Entry[] = [];
  /** All of them once they are more; empty again when the last has gone. */
  private readonly many = new Map<number, Entry>();
  /** None that waits began before this moment. */
  private since = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.keys.length + this.many.size;
  }

  /** Gives what waited under this key until now. */
  expect(key: number, entry: Entry, { most, gone }: Bounds): Entry | undefined {
    const before = this.meet(key);
    if (entry.epoch < this.since) this.since = entry.epoch;
    if (this.many.size === 0 && this.keys.length < few) {
      this.keys.push(key);
      this.entries.push(entry);
    } else {
      if (this.many.size === 0) this.#becomeMany();
      this.many.set(key, entry);
    }
    // Only where nobody answers anybody.
    if (this.size > most.expectations) {
      this.#forgetOldest();
      gone.expectations++;
    }
    return before;
  }

  find(key: number): Entry | undefined {
    if (this.many.size > 0) return this.many.get(key);
    const place = this.#placeOf(key);
    return place < 0 ? undefined : this.entries[place];
  }

  /** It has happened, or need not happen any more. */
  meet(key: number): Entry | undefined {
    if (this.many.size > 0) {
      const entry = this.many.get(key);
      if (entry !== undefined) this.many.delete(key);
      return entry;
    }
    const place = this.#placeOf(key);
    return place < 0 ? undefined : this.#takeOut(place);
  }

  clear(): void {
    this.keys.length = 0;
    this.entries.length = 0;
    this.many.clear();
    this.since = Number.POSITIVE_INFINITY;
  }

  /** Hands out the first `most` of them; what is handed out may be met meanwhile. */
  each(most: number, use: (entry: Entry, key: number) => void): void {
    if (this.size === 0) return;
    let left = most;
    if (this.many.size > 0) {
      for (const [key, entry] of this.many) {
        if (left-- === 0) return;
        use(entry, key);
      }
      return;
    }
    const { keys, entries } = this;
    for (let place = 0; place < keys.length && left > 0; left--) {
      const key = keys[place] as number;
      use(entries[place] as Entry, key);
      if (keys[place] === key) place++;
    }
  }

  /**
   * Hands out all that has waited for so many seconds, and forgets them. Gives the moment before which nothing more will be due,
   * whatever may be expected from now on.
   */
  overdue(now: number, seconds: number, use: (entry: Entry, key: number) => void): number {
    if (this.since <= now - seconds) this.#handOut(now - seconds, use);
    return Math.min(this.since, now) + seconds;
  }

  #handOut(until: number, use: (entry: Entry, key: number) => void): void {
    while (this.keys.length > 0) {
      const { epoch } = this.entries[0] as Entry;
      if (epoch > until) {
        this.since = epoch;
        return;
      }
      const key = this.keys[0] as number;
      use(this.#takeOut(0), key);
    }
    for (const [key, entry] of this.many) {
      if (entry.epoch > until) {
        this.since = entry.epoch;
        return;
      }
      this.many.delete(key);
      use(entry, key);
    }
    if (this.size === 0) this.since = Number.POSITIVE_INFINITY;
  }

  #placeOf(key: number): number {
    const { keys } = this;
    for (let place = keys.length - 1; place >= 0; place--) if (keys[place] === key) return place;
    return -1;
  }

  #takeOut(place: number): Entry {
    const { keys, entries } = this;
    const entry = entries[place] as Entry;
    const last = keys.length - 1;
    for (let at = place; at < last; at++) {
      keys[at] = keys[at + 1] as number;
      entries[at] = entries[at + 1] as Entry;
    }
    // Not by their lengths: that would give the room back each time.
    keys.pop();
    entries.pop();
    return entry;
  }

  #becomeMany(): void {
    for (const [place, key] of this.keys.entries()) this.many.set(key, this.entries[place] as Entry);
    this.keys.length = 0;
    this.entries.length = 0;
  }

  #forgetOldest(): void {
    if (this.keys.length > 0) this.#takeOut(0);
    else deleteOldest(this.many);
  }
}
