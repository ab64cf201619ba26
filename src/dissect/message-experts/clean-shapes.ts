// Shapes of messages in which nothing was found: most messages look like one before, and are then not gone through again.
// Types, lengths and order decide about all rules but those of values and padding; the octets of handles, identifiers,
// cookies and addresses decide about none.
import { i32, u16 } from '../../bytes/read.ts';
import { poolMemberSelectionPolicy } from '../../protocol/rserpool/policy.ts';
import type { MessageTree } from '../walk.ts';

const shapesKept = 4096;

/** Two numbers of 32 bits, small to V8: two messages of different shapes have the same ones never in practice. */
export class CleanShapes {
  readonly #known = new Map<number, number>();
  #one = 0;
  #other = 0;

  /** True where a message of this shape was clean. add() is about the message that was asked for last. */
  has(tree: MessageTree): boolean {
    this.#measure(tree);
    return this.#known.get(this.#one) === this.#other;
  }

  add(): void {
    if (this.#known.size >= shapesKept) this.#known.clear();
    this.#known.set(this.#one, this.#other);
  }

  #measure({ bytes, count, dialect, start, end, paddedEnd, type, parent, kind }: MessageTree): void {
    let one = dialect.name.length;
    let other = count;
    for (let node = 0; node < count; node++) {
      const from = start[node] as number;
      const size = (end[node] as number) - from;
      // What the length says, where there is one: an octet fewer in the capture is another shape.
      const length = size >= 4 ? u16(bytes, from + 2) : -1;
      const padding = (paddedEnd[node] as number) - from - size;
      let more = node === 0 && size >= 2 ? (bytes[from + 1] as number) : 0;
      if (type[node] === poolMemberSelectionPolicy.type && size >= 8) more = i32(bytes, from + 4);
      const place = Math.imul(parent[node] as number, 31) ^ (kind[node] as number);
      one = Math.imul(one ^ (type[node] as number) ^ (length << 16), 0x9e3779b1) ^ more;
      other = Math.imul(other ^ size ^ (padding << 17) ^ (place << 20), 0x85ebca6b) ^ one;
      other ^= other >>> 13;
      one ^= one >>> 15;
    }
    this.#one = one | 0;
    this.#other = other | 0;
  }
}
