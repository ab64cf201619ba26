// What checks remember of each association: when each end was last heard with a message, and how often (who went on talking can't
// have been dead), and a few marks of theirs. In one place: of most associations it is looked at with each message.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import { AssociationTable } from './association-table.ts';

/** Of the two ends each. */
const countAt = 1;
const secondsAt = 3;
const nanosecondsAt = 5;

/** Marks of 32 bits, each 0 before it is set. */
export const mark = {
  /** Frame of the first control message between user and element, below 0 once a cookie was echoed. */
  spoken: 7,
  /** Who gives its cookies: an element that is known, or a stranger; 0 before the first cookie. */
  cookie: 8,
  /** Key of the last keep-alive, and of the last Registration, that was not answered. */
  keepAlive: 9,
  registration: 10,
} as const;

export class AssociationWatches {
  private readonly table = new AssociationTable();
  /** Second of the first message, from which the others are counted: so they have room in 32 bits in all centuries. */
  private zero: number | undefined = undefined;

  /** Gives how many messages of this end there are now, this one included; 0 where there is no association. */
  note({ association, side }: Message, seconds: number, nanoseconds: number): number {
    if (association === undefined) return 0;
    const { table } = this;
    this.zero ??= seconds;
    const place = table.room(association.number);
    const count = table.word(place, countAt + side) + 1;
    table.setWord(place, countAt + side, count);
    table.setWord(place, secondsAt + side, seconds - this.zero);
    table.setWord(place, nanosecondsAt + side, nanoseconds);
    return count;
  }

  /** When this end was last heard, in seconds since 1970; 0 where it was not, or is not remembered. */
  heard({ number }: AssociationFacts, side: number): number {
    const { table, zero = 0 } = this;
    const place = table.find(number);
    if (place < 0 || table.word(place, countAt + side) === 0) return 0;
    return zero + table.word(place, secondsAt + side) + table.word(place, nanosecondsAt + side) / 1e9;
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
