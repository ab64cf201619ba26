// Some numbers for each association. Associations count up: each takes the place of one that began so many before it, so that
// nothing has to be taken out, and nothing is made for one more. Small, and all of one in one place: it is looked at with each
// message, when all else has displaced it from the processor's cache.

/** A power of two. */
const placesKept = 32_768;
const placesAtFirst = 64;
/** Numbers of 32 bits for each association: its own, and eleven that are kept of it. With the others one line of the cache. */
const width = 16;
const wordsKept = 12;

export class AssociationTable {
  /** As many places as were needed until now: a state that is saved holds them all. */
  private words = new Int32Array(width * placesAtFirst);

  /** Where its numbers stand; all are 0 where it had none. */
  room(association: number): number {
    const { words } = this;
    const at = width * (association & (words.length / width - 1));
    return words[at] === association ? at : this.#makeRoom(association);
  }

  /** The place where it has numbers; -1 where none were set, or they are not remembered. */
  find(association: number): number {
    const { words } = this;
    const at = width * (association & (words.length / width - 1));
    return words[at] === association ? at : -1;
  }

  /** `index` from 1 to 11. */
  word(place: number, index: number): number {
    return this.words[place + index] as number;
  }

  setWord(place: number, index: number, value: number): void {
    this.words[place + index] = value;
  }

  #makeRoom(association: number): number {
    if (association >= this.words.length / width) this.#grow(association);
    const { words } = this;
    const at = width * (association & (words.length / width - 1));
    if (words[at] !== association) {
      words.fill(0, at, at + wordsKept);
      words[at] = association;
    }
    return at;
  }

  #grow(association: number): void {
    const { words: before } = this;
    let places = before.length / width;
    while (places <= association && places < placesKept) places *= 2;
    if (width * places === before.length) return;
    const words = new Int32Array(width * places);
    for (let from = 0; from < before.length; from += width)
      if (before[from] !== 0)
        words.set(before.subarray(from, from + width), width * ((before[from] as number) & (places - 1)));
    this.words = words;
  }
}
