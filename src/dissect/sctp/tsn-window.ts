// Which TSNs of one direction were seen (RFC 9260 §1.6 for the wrap). Nearly all directions are a run without a hole: two
// numbers. A bit for each of the last 2048 TSNs is kept only where something came out of order. TSNs are signed here, as
// i32() gives them: V8 keeps those in place, and an unsigned one above 2^31 on its heap.
import { distance32 } from '../../bytes/serial-number.ts';

const size = 2048;

export class TsnWindow {
  /** Highest TSN seen, undefined before the first. */
  highest: number | undefined = undefined;
  /** While there are no bits: all from here to the highest were seen. */
  private lowest = 0;
  private bits: Int32Array | undefined = undefined;

  /** Notes a TSN. False where it was seen before, or is so old that nobody can tell. */
  note(tsn: number): boolean {
    const { highest } = this;
    if (highest === undefined) {
      this.highest = tsn;
      this.lowest = tsn;
      return true;
    }
    const ahead = distance32(tsn, highest);
    if (this.bits === undefined) {
      if (ahead === 1) {
        this.highest = tsn;
        return true;
      }
      if (ahead <= -size || (ahead <= 0 && distance32(tsn, this.lowest) >= 0)) return false;
      this.bits = this.#fromRun(highest);
    }
    if (ahead > 0) {
      this.#clear(highest, Math.min(ahead, size));
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
    this.lowest = tsn;
    this.bits = undefined;
  }

  has(tsn: number): boolean {
    if (this.highest === undefined) return false;
    const ahead = distance32(tsn, this.highest);
    if (ahead > 0 || ahead <= -size) return false;
    const bits = this.bits;
    if (bits === undefined) return distance32(tsn, this.lowest) >= 0;
    return ((bits[(tsn & (size - 1)) >> 5] as number) & (1 << (tsn & 31))) !== 0;
  }

  #fromRun(highest: number): Int32Array {
    const bits = new Int32Array(size >> 5);
    const count = Math.min(distance32(highest, this.lowest) + 1, size);
    for (let step = 0; step < count; step++) {
      const place = (highest - step) & (size - 1);
      bits[place >> 5] = (bits[place >> 5] as number) | (1 << (place & 31));
    }
    return bits;
  }

  #set(tsn: number): void {
    const bits = this.bits as Int32Array;
    const index = (tsn & (size - 1)) >> 5;
    bits[index] = (bits[index] as number) | (1 << (tsn & 31));
  }

  /** Forgets the places of the `count` TSNs behind `from`: they belonged to TSNs that leave the window. */
  #clear(from: number, count: number): void {
    const bits = this.bits as Int32Array;
    for (let step = 1; step <= count; step++) {
      const place = (from + step) & (size - 1);
      const index = place >> 5;
      bits[index] = (bits[index] as number) & ~(1 << (place & 31));
    }
  }
}
