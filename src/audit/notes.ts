// What a check knows of each of many: hosts, servers, pairs of servers, pools. Bounded as what it waits for, by --max-expectations;
// what was noted first goes first.
import { type Bounds, deleteOldest } from '../dissect/bounds.ts';

export class Notes<Key, Value> {
  /** One for so many of what the audit may wait for: there are fewer servers than requests. */
  readonly share: number;
  private readonly kept = new Map<Key, Value>();

  constructor(share: number) {
    this.share = share;
  }

  get size(): number {
    return this.kept.size;
  }

  get(key: Key): Value | undefined {
    return this.kept.size === 0 ? undefined : this.kept.get(key);
  }

  has(key: Key): boolean {
    return this.kept.has(key);
  }

  set(key: Key, value: Value, { most, gone }: Bounds): void {
    this.kept.set(key, value);
    if (this.kept.size * this.share <= most.expectations || this.kept.size === 1) return;
    deleteOldest(this.kept);
    gone.expectations++;
  }

  delete(key: Key): void {
    this.kept.delete(key);
  }

  values(): IterableIterator<Value> {
    return this.kept.values();
  }

  entries(): IterableIterator<[Key, Value]> {
    return this.kept.entries();
  }
}
