// Who has to be looked at when time passes: one entry for each, in buckets of a second. A deadline that moves away costs
// nothing; when its old second comes, it is found not to be due and waits for the new one.

export interface Waiting {
  /** The second at which it is looked at next; 0: it does not wait. Only Deadlines writes it. */
  wakeSecond: number;
}

export class Deadlines<T extends Waiting> {
  private readonly buckets = new Map<number, T[]>();
  /** All seconds before this one are over. */
  private next = 0;

  /** Looks at it when `epoch` is over, or earlier where it waits for an earlier second already. */
  schedule(waiting: T, epoch: number): void {
    const second = Math.max(Math.floor(epoch) + 1, this.next);
    if (waiting.wakeSecond !== 0 && waiting.wakeSecond <= second) return;
    waiting.wakeSecond = second;
    const bucket = this.buckets.get(second);
    if (bucket) bucket.push(waiting);
    else this.buckets.set(second, [waiting]);
  }

  /** It is forgotten: without this it would be kept until its second comes, which may be in weeks. */
  cancel(waiting: T): void {
    const { wakeSecond } = waiting;
    waiting.wakeSecond = 0;
    const bucket = this.buckets.get(wakeSecond);
    const place = bucket?.indexOf(waiting) ?? -1;
    if (bucket === undefined || place < 0) return;
    if (bucket.length === 1) this.buckets.delete(wakeSecond);
    else {
      bucket[place] = bucket.at(-1) as T;
      bucket.pop();
    }
  }

  /** Calls `look` for each whose second has come, earliest first. */
  advance(epoch: number, look: (waiting: T) => void): void {
    const last = Math.floor(epoch);
    if (last < this.next) return;
    const due: number[] = [];
    // After a long silence, or at the start, there are fewer buckets than seconds.
    if (last - this.next < this.buckets.size) {
      for (let second = this.next; second <= last; second++) if (this.buckets.has(second)) due.push(second);
    } else {
      for (const second of this.buckets.keys()) if (second <= last) due.push(second);
      due.sort((a, b) => a - b);
    }
    this.next = last + 1;
    for (const second of due) {
      const bucket = this.buckets.get(second) ?? [];
      this.buckets.delete(second);
      for (const waiting of bucket) {
        if (waiting.wakeSecond !== second) continue;
        waiting.wakeSecond = 0;
        look(waiting);
      }
    }
  }
}
