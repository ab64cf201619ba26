// What was found in messages by their shape: most messages look like one before, and are then not gone through again.
// Types, lengths and order decide about all rules but those of values and padding; the octets of handles, identifiers,
// cookies and addresses decide about none.
import type { ExpertList, ExpertSubject } from '../experts.ts';
import type { MessageTree } from '../walk.ts';

const shapesKept = 4096;
/** Shapes with more faults are gone through each time; so are those with nodes to be looked at behind so many. */
const faultsKept = 8;
const nodesKept = 31;

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

/** Of each place: the two numbers of the tree, which nodes are to be looked at, and 1 more than the place of its faults. */
const width = 4;

/**
 * By the two numbers of a message's tree: two messages of different shapes have the same ones never in practice. One table without
 * objects: asked with each message, when all else has displaced it from the processor's cache.
 */
export class KnownShapes {
  #table = new Int32Array(width * 256);
  #count = 0;
  readonly #faults: (readonly ShapeFault[])[] = [[]];

  /**
   * Adds what such messages have wrong, and gives the nodes whose octets decide about more, a bit for each; -1 where none was
   * seen before.
   */
  tell({ tree, protocol }: ShapedMessage, experts: ExpertList): number {
    const table = this.#table;
    const at = this.#placeOf(tree.shapeOne, tree.shapeOther);
    const faults = (table[at + 3] as number) - 1;
    if (faults < 0) return -1;
    if (faults > 0) this.#tellAgain(this.#faults[faults] as readonly ShapeFault[], tree, protocol, experts);
    return table[at + 2] as number;
  }

  #tellAgain(faults: readonly ShapeFault[], tree: MessageTree, protocol: number, experts: ExpertList): void {
    const start = tree.start[0] as number;
    for (let index = 0; index < faults.length; index++) {
      const { code, offset, needed, available, limitedBy, subject } = faults[index] as ShapeFault;
      experts.addCode(code, protocol, start + offset, needed, available, limitedBy, subject);
    }
  }

  /** Remembers the experts from `first` on, which are all about the message that was asked for last. */
  add(tree: MessageTree, experts: ExpertList, first: number, looked: readonly number[]): void {
    if (experts.isFull || experts.count - first > faultsKept || (looked.at(-1) ?? 0) >= nodesKept) return;
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
    this.#makeRoom();
    let nodes = 0;
    for (const node of looked) nodes |= 1 << node;
    const at = this.#placeOf(tree.shapeOne, tree.shapeOther);
    this.#table[at] = tree.shapeOne;
    this.#table[at + 1] = tree.shapeOther;
    this.#table[at + 2] = nodes;
    // Most shapes have none: they share the first.
    this.#table[at + 3] = 1 + (faults.length === 0 ? 0 : this.#faults.push(faults) - 1);
    this.#count++;
  }

  /** Where this shape stands, or would. */
  #placeOf(one: number, other: number): number {
    const table = this.#table;
    const last = table.length / width - 1;
    let place = one & last;
    for (;;) {
      const at = width * place;
      if (table[at + 3] === 0 || (table[at] === one && table[at + 1] === other)) return at;
      place = (place + 1) & last;
    }
  }

  #makeRoom(): void {
    if (this.#count < this.#table.length / width / 2) return;
    const before = this.#table;
    this.#table = new Int32Array(Math.min(2 * before.length, width * 2 * shapesKept));
    this.#count = 0;
    if (this.#table.length === before.length) {
      this.#faults.length = 1;
      return;
    }
    for (let from = 0; from < before.length; from += width) {
      if (before[from + 3] === 0) continue;
      const at = this.#placeOf(before[from] as number, before[from + 1] as number);
      this.#table.set(before.subarray(from, from + width), at);
      this.#count++;
    }
  }
}
