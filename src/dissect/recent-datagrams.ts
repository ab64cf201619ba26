// Tells a second copy of a datagram (another interface, a network that duplicates) from a second announcement: UDP has
// no number to go by, so the same octets between the same ends within 50 ms are a copy.
import type { Dissection } from './dissection.ts';

const kept = 256;
const copyNanoseconds = 50_000_000;

export class RecentDatagrams {
  private readonly hash = new Int32Array(kept);
  private readonly length = new Int32Array(kept);
  private readonly seconds = new Float64Array(kept);
  private readonly nanoseconds = new Float64Array(kept);
  private next = 0;

  isCopy(d: Dissection): boolean {
    const length = d.end - d.at;
    let hash = fold(0x811c9dc5, d.addressBytes, d.sourceAt, d.sourceAt + d.addressLength);
    hash = fold(hash, d.addressBytes, d.destinationAt, d.destinationAt + d.addressLength);
    hash = Math.imul(hash ^ d.sourcePort, 0x01000193);
    hash = Math.imul(hash ^ d.destinationPort, 0x01000193);
    hash = fold(hash, d.bytes, d.at, d.end);
    const { seconds, nanoseconds } = d.frame;
    for (let index = 0; index < kept; index++) {
      if (this.hash[index] !== hash || this.length[index] !== length) continue;
      const elapsed =
        (seconds - (this.seconds[index] as number)) * 1e9 + nanoseconds - (this.nanoseconds[index] as number);
      if (Math.abs(elapsed) <= copyNanoseconds) return true;
    }
    const slot = this.next;
    this.next = (slot + 1) % kept;
    this.hash[slot] = hash;
    this.length[slot] = length;
    this.seconds[slot] = seconds;
    this.nanoseconds[slot] = nanoseconds;
    return false;
  }
}

/** FNV-1a. */
function fold(hash: number, bytes: Uint8Array, start: number, end: number): number {
  let value = hash;
  for (let index = start; index < end; index++) value = Math.imul(value ^ (bytes[index] as number), 0x01000193);
  return value;
}
