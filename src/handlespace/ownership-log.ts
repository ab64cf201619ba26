// What a server came to own and lost within the last seconds, in order: to tell a checksum that was on its way from a
// wrong one. Flat, and cleared from the front as time passes, so that a change costs the same however many there are.

/** A message and the changes that it tells of are seen within this time. */
export const inFlightSeconds = 1;
/** A message that was lost is sent again, and may be lost again: RTO.Min is a second, and doubles (RFC 9260 §6.3.3). */
export const lateSeconds = 10;

export class OwnershipLog {
  private epochs: number[] = [];
  private sums: number[] = [];
  private first = 0;
  /** So many changes were ever pushed. */
  total = 0;

  get count(): number {
    return this.epochs.length - this.first;
  }

  /** The one before the last is 1, and so on: 0 is the latest. */
  epoch(back: number): number {
    return this.epochs[this.epochs.length - 1 - back] as number;
  }

  sum(back: number): number {
    return this.sums[this.sums.length - 1 - back] as number;
  }

  /** `sum` was added or, negative, taken away. What stays: the time before an announcement, and the second behind it. */
  push(epoch: number, sum: number): void {
    const oldest = epoch - lateSeconds - inFlightSeconds;
    while (this.first < this.epochs.length && (this.epochs[this.first] as number) < oldest) this.first++;
    if (this.first > 64 && this.first * 2 > this.epochs.length) {
      this.epochs = this.epochs.slice(this.first);
      this.sums = this.sums.slice(this.first);
      this.first = 0;
    }
    this.total++;
    this.epochs.push(epoch);
    this.sums.push(sum);
  }
}
