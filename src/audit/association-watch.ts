// What checks remember of each association: when each end was last heard with a message, and how often (who went on talking can't
// have been dead), and a few marks of theirs. In one place: of most associations it is looked at with each message.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { AssociationTable } from './association-table.ts';

/** Of the two ends: 1 and 2. */
const countAt = 1;

/** Marks of 32 bits, each 0 before it is set. */
export const mark = {
  /** Frame of the first control message between user and element, below 0 once a cookie was echoed. */
  spoken: 3,
  /** Who gives its cookies: an element that is known, or a stranger; 0 before the first cookie. */
  cookie: 4,
  /** Key of the last keep-alive, and of the last Registration, that was not answered. */
  keepAlive: 5,
  registration: 6,
} as const;

export class AssociationWatches {
  private readonly table = new AssociationTable();

  /** Gives how many messages of this end there are now, this one included; 0 where there is no association. */
  note({ association, side }: Message, epoch: number): number {
    if (association === undefined) return 0;
    const { table } = this;
    const place = table.room(association.number);
    const count = table.word(place, countAt + side) + 1;
    table.setWord(place, countAt + side, count);
    table.setEpoch(place, side, epoch);
    return count;
  }

  /** 0 where it was not heard, or is not remembered. */
  heard({ number }: AssociationFacts, side: number): number {
    const place = this.table.find(number);
    return place < 0 ? 0 : this.table.epoch(place, side);
  }

  /** Messages of this end. */
  count(association: AssociationFacts, side: number): number {
    return this.marked(association, countAt + side);
  }

  marked({ number }: AssociationFacts, which: number): number {
    const place = this.table.find(number);
    return place < 0 ? 0 : this.table.word(place, which);
  }

  mark({ number }: AssociationFacts, which: number, value: number): void {
    this.table.setWord(this.table.room(number), which, value);
  }
}
