// When each end of an association was last heard with a message: who went on talking can't have been dead.
import type { Message } from '../dissect/message.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';

/** Associations count up: each takes the place of one that began so many before it. A power of two. */
const watchesKept = 32_768;
const placesAtFirst = 64;

export class AssociationWatches {
  /** As many places as were needed until now: a state that is saved holds them all. */
  private owner = new Int32Array(placesAtFirst);
  private epochs = new Float64Array(2 * placesAtFirst);

  /** True for the first message of an association. */
  note({ association, side }: Message, epoch: number): boolean {
    if (association === undefined) return false;
    if (association.number >= this.owner.length && this.owner.length < watchesKept) this.#grow(association.number);
    const place = association.number & (this.owner.length - 1);
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
    const place = number & (this.owner.length - 1);
    return this.owner[place] === number ? (this.epochs[2 * place + (side === 0 ? 0 : 1)] as number) : 0;
  }

  #grow(number: number): void {
    let places = this.owner.length;
    while (places <= number && places < watchesKept) places *= 2;
    const { owner, epochs } = this;
    this.owner = new Int32Array(places);
    this.epochs = new Float64Array(2 * places);
    for (const one of owner) {
      const from = 2 * (one & (owner.length - 1));
      const place = one & (places - 1);
      this.owner[place] = one;
      this.epochs[2 * place] = epochs[from] as number;
      this.epochs[2 * place + 1] = epochs[from + 1] as number;
    }
  }
}
