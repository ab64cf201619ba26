// Some numbers for each association. Associations count up: each takes the place of one that began so many before it, so that
// nothing has to be taken out, and nothing is made for one more. Small, as it is looked at with each message, when all else has
// displaced it from the processor's cache.

/** A power of two. */
const placesKept = 32_768;
const placesAtFirst = 64;
/** Numbers of 32 bits for each association: its own, and seven that are kept of it. */
const wordWidth = 8;
const epochWidth = 2;

export class AssociationTable {
  /** As many places as were needed until now: a state that is saved holds them all. */
  private words = new Int32Array(wordWidth * placesAtFirst);
  private epochs = new Float64Array(epochWidth * placesAtFirst);

  /** Where its numbers stand; all are 0 where it had none. */
  room(association: number): number {
    let places = this.epochs.length / epochWidth;
    if (association >= places && places < placesKept) {
      this.#grow(association);
      places = this.epochs.length / epochWidth;
    }
    const place = association & (places - 1);
    const { words } = this;
    const at = wordWidth * place;
    if (words[at] !== association) {
      for (let word = at + 1; word < at + wordWidth; word++) words[word] = 0;
      words[at] = association;
      for (let index = 0; index < epochWidth; index++) this.epochs[epochWidth * place + index] = 0;
    }
    return place;
  }

  /** The place where it has numbers; -1 where none were set, or they are not remembered. */
  find(association: number): number {
    const place = association & (this.epochs.length / epochWidth - 1);
    return this.words[wordWidth * place] === association ? place : -1;
  }

  /** `index` from 1 on. */
  word(place: number, index: number): number {
    return this.words[wordWidth * place + index] as number;
  }

  setWord(place: number, index: number, value: number): void {
    this.words[wordWidth * place + index] = value;
  }

  /** Seconds since 1970. */
  epoch(place: number, index: number): number {
    return this.epochs[epochWidth * place + index] as number;
  }

  setEpoch(place: number, index: number, value: number): void {
    this.epochs[epochWidth * place + index] = value;
  }

  #grow(association: number): void {
    const { words, epochs } = this;
    const before = epochs.length / epochWidth;
    let places = before;
    while (places <= association && places < placesKept) places *= 2;
    this.words = new Int32Array(wordWidth * places);
    this.epochs = new Float64Array(epochWidth * places);
    for (let from = 0; from < before; from++) {
      const place = (words[wordWidth * from] as number) & (places - 1);
      for (let word = 0; word < wordWidth; word++)
        this.words[wordWidth * place + word] = words[wordWidth * from + word] as number;
      for (let index = 0; index < epochWidth; index++)
        this.epochs[epochWidth * place + index] = epochs[epochWidth * from + index] as number;
    }
  }
}
