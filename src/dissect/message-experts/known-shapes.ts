// What was found in messages by their shape: most messages look like one before, and are then not gone through again.
// Types, lengths and order decide about all rules but those of values and padding; the octets of handles, identifiers,
// cookies and addresses decide about none.
import { i32, u16 } from '../../bytes/read.ts';
import { poolMemberSelectionPolicy } from '../../protocol/rserpool/policy.ts';
import type { ExpertList, ExpertSubject } from '../experts.ts';
import type { MessageTree } from '../walk.ts';

const shapesKept = 4096;
/** Shapes with more faults are gone through each time. */
const faultsKept = 8;

/** An expert, with its offset from the start of the message. */
interface ShapeFault {
  readonly code: number;
  readonly offset: number;
  readonly needed: number;
  readonly available: number;
  readonly limitedBy: number;
  readonly subject: ExpertSubject | undefined;
}

interface ShapedMessage {
  readonly tree: MessageTree;
  readonly protocol: number;
}

interface Shape {
  readonly other: number;
  readonly faults: readonly ShapeFault[];
  /** Nodes with padding, or with fields whose values are checked. */
  readonly looked: readonly number[];
}

/** Two numbers of 32 bits, small to V8: two messages of different shapes have the same ones never in practice. */
export class KnownShapes {
  readonly #known = new Map<number, Shape>();
  #one = 0;
  #other = 0;

  /**
   * Adds what such messages have wrong, and gives the nodes whose octets decide about more; undefined where none was seen before.
   */
  tell({ tree, protocol }: ShapedMessage, experts: ExpertList): readonly number[] | undefined {
    this.#measure(tree, protocol);
    const shape = this.#known.get(this.#one);
    if (shape === undefined || shape.other !== this.#other) return undefined;
    const { faults } = shape;
    const start = tree.start[0] as number;
    for (let index = 0; index < faults.length; index++) {
      const { code, offset, needed, available, limitedBy, subject } = faults[index] as ShapeFault;
      experts.addCode(code, protocol, start + offset, needed, available, limitedBy, subject);
    }
    return shape.looked;
  }

  /** Remembers the experts from `first` on, which are all about the message that was asked for last. */
  add(tree: MessageTree, experts: ExpertList, first: number, looked: readonly number[]): void {
    if (experts.isFull || experts.count - first > faultsKept) return;
    const start = experts.offsetOf(tree.start[0] as number);
    const faults: ShapeFault[] = [];
    for (let index = first; index < experts.count; index++)
      faults.push({
        code: experts.code[index] as number,
        offset: (experts.offset[index] as number) - start,
        needed: experts.needed[index] as number,
        available: experts.available[index] as number,
        limitedBy: experts.limitedBy[index] as number,
        subject: experts.subject[index],
      });
    if (this.#known.size >= shapesKept) this.#known.clear();
    this.#known.set(this.#one, { other: this.#other, faults, looked });
  }

  /** Where a node stands in which other one, and as what, follows from where it begins and ends: the walk decides by nothing else. */
  #measure({ bytes, count, dialect, start, end, paddedEnd, type }: MessageTree, protocol: number): void {
    const base = start[0] as number;
    let one = dialect.name.length + protocol * 256;
    let other = count;
    for (let node = 0; node < count; node++) {
      const from = start[node] as number;
      const size = (end[node] as number) - from;
      // What the length says, where there is one: an octet fewer in the capture is another shape.
      const length = size >= 4 ? u16(bytes, from + 2) : -1;
      const padding = (paddedEnd[node] as number) - from - size;
      const which = type[node] as number;
      let more = from - base;
      if (node === 0) more = size >= 2 ? (bytes[from + 1] as number) : 0;
      else if (which === poolMemberSelectionPolicy.type && size >= 8)
        more += Math.imul(i32(bytes, from + 4), 0x85ebca77);
      one = Math.imul(one ^ which ^ (length << 16), 0x9e3779b1) ^ more;
      other = Math.imul(other ^ size ^ (padding << 17), 0x85ebca6b) ^ one;
      other ^= other >>> 13;
      one ^= one >>> 15;
    }
    this.#one = one | 0;
    this.#other = other | 0;
  }
}
