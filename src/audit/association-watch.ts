// When each end of an association was last heard with a message: who went on talking can't have been dead.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { AssociationTable } from './association-table.ts';

export class AssociationWatches {
  private readonly epochs = new AssociationTable(2);

  /** True for the first message of an association. */
  note({ association, side }: Message, epoch: number): boolean {
    if (association === undefined) return false;
    const isFirst = this.epochs.claim(association.number);
    this.epochs.set(association.number, epoch, side === 0 ? 0 : 1);
    return isFirst;
  }

  /** 0 where it was not heard, or is not remembered. */
  heard({ number }: AssociationFacts, side: number): number {
    return this.epochs.get(number, side === 0 ? 0 : 1);
  }
}
