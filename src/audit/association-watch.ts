// When each end of an association was last heard with a message, and how often: who went on talking can't have been dead.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { AssociationTable } from './association-table.ts';

export class AssociationWatches {
  /** Of each end: the moment, and the number of messages. */
  private readonly table = new AssociationTable(4);

  /** Gives how many messages of this end there are now, this one included; 0 where there is no association. */
  note({ association, side }: Message, epoch: number): number {
    if (association === undefined) return 0;
    const { table } = this;
    const at = table.room(association.number) + (side === 0 ? 0 : 2);
    const count = (table.values[at + 1] as number) + 1;
    table.values[at] = epoch;
    table.values[at + 1] = count;
    return count;
  }

  /** 0 where it was not heard, or is not remembered. */
  heard({ number }: AssociationFacts, side: number): number {
    return this.table.get(number, side === 0 ? 0 : 2);
  }

  /** Messages of this end. */
  count({ number }: AssociationFacts, side: number): number {
    return this.table.get(number, side === 0 ? 1 : 3);
  }
}
