// Octets of text on their way out: what is written is collected in one buffer and handed on when it is full. Numbers
// and ASCII are written octet by octet, because a string for each of them is what costs most.

/** Takes the first `length` octets; they are overwritten afterwards. */
export type Drain = (bytes: Uint8Array, length: number) => void;

const encoder = new TextEncoder();

export class TextBuffer {
  bytes: Uint8Array;
  /** Octets that are written so far. */
  at = 0;
  readonly #drain: Drain;

  constructor(drain: Drain, size = 1 << 17) {
    this.bytes = new Uint8Array(size);
    this.#drain = drain;
  }

  /** Makes room for so many octets; after that `bytes[at++] = …` is safe so often. */
  ensure(octets: number): void {
    if (this.at + octets <= this.bytes.length) return;
    this.flush();
    if (octets > this.bytes.length) this.bytes = new Uint8Array(octets * 2);
  }

  flush(): void {
    if (this.at === 0) return;
    const length = this.at;
    this.at = 0;
    this.#drain(this.bytes, length);
  }

  octet(value: number): void {
    this.ensure(1);
    this.bytes[this.at++] = value;
  }

  octets(text: Uint8Array): void {
    const { length } = text;
    this.ensure(length);
    const { bytes } = this;
    let { at } = this;
    for (let index = 0; index < length; index++) bytes[at++] = text[index] as number;
    this.at = at;
  }

  text(text: string): void {
    const { length } = text;
    this.ensure(length * 3);
    const { bytes } = this;
    let { at } = this;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) {
        this.at += encoder.encodeInto(text, bytes.subarray(this.at)).written;
        return;
      }
      bytes[at++] = code;
    }
    this.at = at;
  }

  spaces(count: number): void {
    if (count <= 0) return;
    this.ensure(count);
    const { bytes } = this;
    const end = this.at + count;
    for (let at = this.at; at < end; at++) bytes[at] = 0x20;
    this.at = end;
  }

  /** A whole number from 0 to 2^53. */
  number(value: number): void {
    this.ensure(17);
    let { at } = this;
    const { bytes } = this;
    if (value < 10) {
      bytes[at] = 0x30 + value;
      this.at = at + 1;
      return;
    }
    const size = digitsOf(value);
    let rest = value;
    for (at += size; rest > 0xffffffff; ) {
      const tenth = Math.floor(rest / 10);
      bytes[--at] = 0x30 + (rest - tenth * 10);
      rest = tenth;
    }
    let small = rest >>> 0;
    while (small > 0) {
      const tenth = (small / 10) >>> 0;
      bytes[--at] = 0x30 + (small - tenth * 10);
      small = tenth;
    }
    this.at += size;
  }

  /** The number with zeros before it, so many digits in all. */
  padded(value: number, digits: number): void {
    this.ensure(digits);
    const { bytes } = this;
    let rest = value;
    for (let at = this.at + digits - 1; at >= this.at; at--) {
      const tenth = (rest / 10) >>> 0;
      bytes[at] = 0x30 + (rest - tenth * 10);
      rest = tenth;
    }
    this.at += digits;
  }
}

export function digitsOf(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  if (value < 10_000) return 4;
  if (value < 100_000) return 5;
  if (value < 1_000_000) return 6;
  let digits = 7;
  for (let limit = 10_000_000; value >= limit; limit *= 10) digits++;
  return digits;
}
