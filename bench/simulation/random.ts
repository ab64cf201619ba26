// Random numbers that come out the same in every run (mulberry32), so that a capture is made of the same packets.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 up to, but not including, 1. */
  share(): number {
    return this.u32() / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.whole(0, items.length - 1)]!;
  }

  chance(probability: number): boolean {
    return this.share() < probability;
  }

  /** Around `mean`, off by an eighth at most: how rsplib spreads what it sends at intervals. */
  around(mean: number): number {
    return mean * (0.875 + 0.25 * this.share());
  }

  /** Exponentially distributed, ten times the mean at most. */
  exponential(mean: number): number {
    return Math.min(10 * mean, -mean * Math.log(1 - this.share()));
  }

  octets(count: number): Uint8Array {
    const octets = new Uint8Array(count);
    for (let at = 0; at < count; at++) octets[at] = this.u32();
    return octets;
  }
}
