// Sets of octets: what one place of a pattern accepts. Letters, digits and blanks are those of ASCII.

export class OctetSet {
  readonly #has = new Uint8Array(256);

  static of(...ranges: readonly (readonly [number, number])[]): OctetSet {
    const set = new OctetSet();
    for (const [from, to] of ranges) set.add(from, to);
    return set;
  }

  has(octet: number): boolean {
    return this.#has[octet] === 1;
  }

  add(from: number, to = from): this {
    this.#has.fill(1, from, to + 1);
    return this;
  }

  addAll(other: OctetSet): this {
    for (let octet = 0; octet < 256; octet++) if (other.has(octet)) this.#has[octet] = 1;
    return this;
  }

  inverted(): OctetSet {
    const set = new OctetSet();
    for (let octet = 0; octet < 256; octet++) if (!this.has(octet)) set.add(octet);
    return set;
  }

  /** With both cases of each letter in it. */
  caseless(): OctetSet {
    const set = new OctetSet().addAll(this);
    for (let letter = 0x41; letter <= 0x5a; letter++) {
      if (this.has(letter)) set.add(letter + 0x20);
      if (this.has(letter + 0x20)) set.add(letter);
    }
    return set;
  }
}

const digit = OctetSet.of([0x30, 0x39]);
const upper = OctetSet.of([0x41, 0x5a]);
const lower = OctetSet.of([0x61, 0x7a]);
const alpha = OctetSet.of([0x41, 0x5a], [0x61, 0x7a]);
const alnum = OctetSet.of([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]);
const word = OctetSet.of([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);
const space = OctetSet.of([0x09, 0x0d], [0x20, 0x20]);
const horizontal = OctetSet.of([0x09, 0x09], [0x20, 0x20], [0xa0, 0xa0]);
const vertical = OctetSet.of([0x0a, 0x0d], [0x85, 0x85]);

export const wordOctets = word;
export const allButNewline = OctetSet.of([0x0a, 0x0a]).inverted();
export const everyOctet = OctetSet.of([0x00, 0xff]);

/** `\d` and its like. */
export const escapedSets: Readonly<Record<string, OctetSet>> = {
  d: digit,
  D: digit.inverted(),
  w: word,
  W: word.inverted(),
  s: space,
  S: space.inverted(),
  h: horizontal,
  H: horizontal.inverted(),
  v: vertical,
  V: vertical.inverted(),
  N: allButNewline,
};

/** `[:alpha:]` and its like. */
export const namedSets: Readonly<Record<string, OctetSet>> = {
  alpha,
  digit,
  alnum,
  upper,
  lower,
  word,
  space,
  blank: OctetSet.of([0x09, 0x09], [0x20, 0x20]),
  cntrl: OctetSet.of([0x00, 0x1f], [0x7f, 0x7f]),
  graph: OctetSet.of([0x21, 0x7e]),
  print: OctetSet.of([0x20, 0x7e]),
  punct: OctetSet.of([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]),
  ascii: OctetSet.of([0x00, 0x7f]),
  xdigit: OctetSet.of([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]),
};
