// When each end of an association was last heard with a message: who went on talking can't have been dead.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';

/** Associations count up: each takes the place of one that began so many before it. A power of two. */
const watchesKept = 32_768;

export class AssociationWatches {
  private readonly owner = new Int32Array(watchesKept);
  private readonly epochs = new Float64Array(2 * watchesKept);

  /** True for the first message of an association. */
  note({ association, side }: Message, epoch: number): boolean {
    if (association === undefined) return false;
    const place = association.number & (watchesKept - 1);
    const isFirst = this.owner[place] !== association.number;
    if (isFirst) {
      this.owner[place] = association.number;
      this.epochs[2 * place] = 0;
      this.epochs[2 * place + 1] = 0;
    }
    this.epochs[2 * place + (side === 0 ? 0 : 1)] = epoch;
    return isFirst;
  }

  /** 0 where it was not heard, or is not remembered. */
  heard({ number }: AssociationFacts, side: number): number {
    const place = number & (watchesKept - 1);
    return this.owner[place] === number ? (this.epochs[2 * place + (side === 0 ? 0 : 1)] as number) : 0;
  }
}
