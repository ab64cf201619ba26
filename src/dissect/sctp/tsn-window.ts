// Which TSNs of one direction were seen (RFC 9260 §1.6 for the wrap). Nearly all directions are a run without a hole: two
// numbers. A bit for each of the last 2048 TSNs is kept only where something came out of order.
import { distance32 } from '../../bytes/serial-number.ts';

const size = 2048;

export class TsnWindow {
  /** Highest TSN seen, or -1 before the first. */
  highest = -1;
  /** While there are no bits: all from here to the highest were seen. */
  #lowest = -1;
  #bits: Int32Array | undefined = undefined;

  /** Notes a TSN. False where it was seen before, or is so old that nobody can tell. */
  note(tsn: number): boolean {
    if (this.highest < 0) {
      this.highest = tsn;
      this.#lowest = tsn;
      return true;
    }
    const ahead = distance32(tsn, this.highest);
    if (this.#bits === undefined) {
      if (ahead === 1) {
        this.highest = tsn;
        return true;
      }
      if (ahead <= -size || (ahead <= 0 && distance32(tsn, this.#lowest) >= 0)) return false;
      this.#bits = this.#fromRun();
    }
    if (ahead > 0) {
      this.#clear(this.highest, Math.min(ahead, size));
      this.highest = tsn;
      this.#set(tsn);
      return true;
    }
    if (ahead <= -size || this.has(tsn)) return false;
    this.#set(tsn);
    return true;
  }

  /** Begins anew behind this TSN, which counts as seen. */
  restart(tsn: number): void {
    this.highest = tsn;
    this.#lowest = tsn;
    this.#bits = undefined;
  }

  has(tsn: number): boolean {
    if (this.highest < 0) return false;
    const ahead = distance32(tsn, this.highest);
    if (ahead > 0 || ahead <= -size) return false;
    const bits = this.#bits;
    if (bits === undefined) return distance32(tsn, this.#lowest) >= 0;
    return ((bits[(tsn & (size - 1)) >> 5] as number) & (1 << (tsn & 31))) !== 0;
  }

  #fromRun(): Int32Array {
    const bits = new Int32Array(size >> 5);
    const count = Math.min(distance32(this.highest, this.#lowest) + 1, size);
    for (let step = 0; step < count; step++) {
      const place = (this.highest - step) & (size - 1);
      bits[place >> 5] = (bits[place >> 5] as number) | (1 << (place & 31));
    }
    return bits;
  }

  #set(tsn: number): void {
    const bits = this.#bits as Int32Array;
    const index = (tsn & (size - 1)) >> 5;
    bits[index] = (bits[index] as number) | (1 << (tsn & 31));
  }

  /** Forgets the places of the `count` TSNs behind `from`: they belonged to TSNs that leave the window. */
  #clear(from: number, count: number): void {
    const bits = this.#bits as Int32Array;
    for (let step = 1; step <= count; step++) {
      const place = (from + step) & (size - 1);
      const index = place >> 5;
      bits[index] = (bits[index] as number) & ~(1 << (place & 31));
    }
  }
}
