// Some numbers for each association. Associations count up: each takes the place of one that began so many before it, so that
// nothing has to be taken out, and nothing is made for one more.

/** A power of two. */
const placesKept = 32_768;
const placesAtFirst = 64;

export class AssociationTable {
  /** Numbers for each association. */
  readonly width: number;
  /** The numbers, at room() and behind it. */
  values: Float64Array;
  /** As many places as were needed until now: a state that is saved holds them all. */
  private owner = new Float64Array(placesAtFirst);

  constructor(width: number) {
    this.width = width;
    this.values = new Float64Array(width * placesAtFirst);
  }

  /** Where the numbers of this association stand; all are 0 where it had none. */
  room(association: number): number {
    const { width } = this;
    if (association >= this.owner.length && this.owner.length < placesKept) this.#grow(association);
    const place = association & (this.owner.length - 1);
    if (this.owner[place] !== association) {
      this.owner[place] = association;
      this.values.fill(0, width * place, width * place + width);
    }
    return width * place;
  }

  /** 0 where none was set, or it is not remembered. */
  get(association: number, index = 0): number {
    const place = association & (this.owner.length - 1);
    return this.owner[place] === association ? (this.values[this.width * place + index] as number) : 0;
  }

  #grow(association: number): void {
    let places = this.owner.length;
    while (places <= association && places < placesKept) places *= 2;
    const { owner, values, width } = this;
    this.owner = new Float64Array(places);
    this.values = new Float64Array(width * places);
    for (const one of owner) {
      const from = width * (one & (owner.length - 1));
      const place = one & (places - 1);
      this.owner[place] = one;
      this.values.set(values.subarray(from, from + width), width * place);
    }
  }
}
