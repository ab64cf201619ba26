// What was found in messages by their shape: most messages look like one before, and are then not gone through again.
// Types, lengths and order decide about all rules but those of values and padding; the octets of handles, identifiers,
// cookies and addresses decide about none.
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

/** By the two numbers of a message's tree: two messages of different shapes have the same ones never in practice. */
export class KnownShapes {
  readonly #known = new Map<number, Shape>();

  /**
   * Adds what such messages have wrong, and gives the nodes whose octets decide about more; undefined where none was seen before.
   */
  tell({ tree, protocol }: ShapedMessage, experts: ExpertList): readonly number[] | undefined {
    const shape = this.#known.get(tree.shapeOne);
    if (shape === undefined || shape.other !== tree.shapeOther) return undefined;
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
    this.#known.set(tree.shapeOne, { other: tree.shapeOther, faults, looked });
  }
}
