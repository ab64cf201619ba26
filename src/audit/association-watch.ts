// When each end of an association was last heard with a message: who went on talking can't have been dead.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';

/** Of more associations the oldest are forgotten: those rules stay silent then. */
const watchesKept = 16_384;

export class AssociationWatches {
  readonly #byNumber = new Map<number, [number, number]>();
  #lastNumber = 0;
  #last: [number, number] = [0, 0];

  /** True for the first message of an association. */
  note({ association, side }: Message, epoch: number): boolean {
    if (association === undefined) return false;
    let isFirst = false;
    if (association.number !== this.#lastNumber) {
      let heard = this.#byNumber.get(association.number);
      if (heard === undefined) {
        heard = [0, 0];
        isFirst = true;
        this.#byNumber.set(association.number, heard);
        if (this.#byNumber.size > watchesKept)
          for (const oldest of this.#byNumber.keys()) {
            this.#byNumber.delete(oldest);
            break;
          }
      }
      this.#lastNumber = association.number;
      this.#last = heard;
    }
    this.#last[side === 0 ? 0 : 1] = epoch;
    return isFirst;
  }

  /** 0 where it was not heard, or is not remembered. */
  heard({ number }: AssociationFacts, side: number): number {
    return this.#byNumber.get(number)?.[side === 0 ? 0 : 1] ?? 0;
  }

  end({ number }: AssociationFacts): void {
    this.#byNumber.delete(number);
    if (number === this.#lastNumber) this.#lastNumber = 0;
  }
}
