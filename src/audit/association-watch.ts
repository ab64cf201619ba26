// What checks remember of each association: when each end was last heard with a message, and how often (who went on talking can't
// have been dead), and a few marks of theirs. In one place: of most associations it is looked at with each message.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { AssociationTable } from './association-table.ts';

/** Of the other end, two places further. */
const heardAt = 0;
const countAt = 1;
const ofOtherEnd = 2;

/** Marks, each 0 before it is set. */
export const mark = {
  /** Frame of the first control message between user and element, below 0 once a cookie was echoed. */
  spoken: 4,
  /** Who gives its cookies: an element that is known, or a stranger; 0 before the first cookie. */
  cookie: 5,
  /** Key of the last keep-alive, and of the last Registration, that was not answered. */
  keepAlive: 6,
  registration: 7,
} as const;

const width = 8;

export class AssociationWatches {
  private readonly table = new AssociationTable(width);

  /** Gives how many messages of this end there are now, this one included; 0 where there is no association. */
  note({ association, side }: Message, epoch: number): number {
    if (association === undefined) return 0;
    const { table } = this;
    const at = table.room(association.number) + (side === 0 ? 0 : ofOtherEnd);
    const count = (table.values[at + countAt] as number) + 1;
    table.values[at + heardAt] = epoch;
    table.values[at + countAt] = count;
    return count;
  }

  /** 0 where it was not heard, or is not remembered. */
  heard({ number }: AssociationFacts, side: number): number {
    return this.table.get(number, heardAt + (side === 0 ? 0 : ofOtherEnd));
  }

  /** Messages of this end. */
  count({ number }: AssociationFacts, side: number): number {
    return this.table.get(number, countAt + (side === 0 ? 0 : ofOtherEnd));
  }

  marked({ number }: AssociationFacts, which: number): number {
    return this.table.get(number, which);
  }

  mark({ number }: AssociationFacts, which: number, value: number): void {
    const { table } = this;
    table.values[table.room(number) + which] = value;
  }
}
