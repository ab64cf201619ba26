// Some numbers for each association. Associations count up: each takes the place of one that began so many before it, so that
// nothing has to be taken out, and nothing is made for one more.

/** A power of two. */
const placesKept = 32_768;
const placesAtFirst = 64;

export class AssociationTable {
  /** Numbers for each association. */
  readonly width: number;
  /** As many places as were needed until now: a state that is saved holds them all. */
  private owner = new Float64Array(placesAtFirst);
  private values: Float64Array;

  constructor(width = 1) {
    this.width = width;
    this.values = new Float64Array(width * placesAtFirst);
  }

  /** Makes room for this association; true where it had none. All its numbers are 0 then. */
  claim(association: number): boolean {
    const { width } = this;
    if (association >= this.owner.length && this.owner.length < placesKept) this.#grow(association);
    const place = association & (this.owner.length - 1);
    if (this.owner[place] === association) return false;
    this.owner[place] = association;
    for (let index = 0; index < width; index++) this.values[width * place + index] = 0;
    return true;
  }

  set(association: number, value: number, index = 0): void {
    this.claim(association);
    this.values[this.width * (association & (this.owner.length - 1)) + index] = value;
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
