// Input that arrives in pieces of any length, taken in steps that each need a known number of octets together.

/** The stream ends in the middle of something. */
export class StreamCut extends Error {}

/**
 * Takes what stands at input[at] and says how many octets that was. If it needs more than there are, it raises `needed`
 * and takes none.
 */
export type TakeStep = (input: Uint8Array, at: number) => number;

export class StepwiseInput {
  /** Octets that the next step takes, as far as it is known. */
  needed: number;
  readonly #take: TakeStep;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #toSkip = 0;

  constructor(needed: number, take: TakeStep) {
    this.needed = needed;
    this.#take = take;
  }

  get isEmpty(): boolean {
    return this.#length === 0 && this.#toSkip === 0;
  }

  /** Steps over octets that may not have arrived; what is left of the input in hand goes first. */
  skip(length: number): void {
    this.#toSkip = length;
  }

  /** Copies the piece where it is not used up at once, so it may be borrowed. */
  feed(piece: Uint8Array): void {
    this.#pieces.push(piece.slice());
    this.#length += piece.length;
    if (this.#length < this.needed && this.#toSkip === 0) return;
    const input = this.#joined();
    let at = 0;
    while (at < input.length) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, input.length - at);
        this.#toSkip -= skipped;
        at += skipped;
      } else if (input.length - at >= this.needed) at += this.#take(input, at);
      else break;
    }
    this.#pieces = at === input.length ? [] : [input.subarray(at)];
    this.#length = input.length - at;
  }

  #joined(): Uint8Array {
    if (this.#pieces.length === 1) return this.#pieces[0]!;
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

/** Little-endian, as everything in zstd and lz4. */
export function u32le(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
