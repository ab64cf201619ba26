// XXH32 with seed 0 (xxhash_spec.md §2), the checksum of lz4 frames, over octets that come in pieces.

const PRIME1 = 0x9e3779b1 | 0;
const PRIME2 = 0x85ebca77 | 0;
const PRIME3 = 0xc2b2ae3d | 0;
const PRIME4 = 0x27d4eb2f | 0;
const PRIME5 = 0x165667b1 | 0;
const STRIPE = 16;

export class Xxh32 {
  readonly #lanes = new Int32Array([(PRIME1 + PRIME2) | 0, PRIME2, 0, -PRIME1 | 0]);
  /** Octets of a stripe that is not whole yet. */
  readonly #rest = new Uint8Array(STRIPE);
  #restLength = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let at = 0;
    if (this.#restLength > 0) {
      while (this.#restLength < STRIPE && at < bytes.length) this.#rest[this.#restLength++] = bytes[at++]!;
      if (this.#restLength < STRIPE) return this;
      this.#stripe(this.#rest, 0);
      this.#restLength = 0;
    }
    for (; at + STRIPE <= bytes.length; at += STRIPE) this.#stripe(bytes, at);
    while (at < bytes.length) this.#rest[this.#restLength++] = bytes[at++]!;
    return this;
  }

  digest(): number {
    const [lane0 = 0, lane1 = 0, lane2 = 0, lane3 = 0] = this.#lanes;
    let hash =
      this.#length >= STRIPE
        ? (rotate(lane0, 1) + rotate(lane1, 7) + rotate(lane2, 12) + rotate(lane3, 18)) | 0
        : PRIME5;
    hash = (hash + this.#length) | 0;
    let at = 0;
    for (; at + 4 <= this.#restLength; at += 4) {
      hash = Math.imul(rotate((hash + Math.imul(word(this.#rest, at), PRIME3)) | 0, 17), PRIME4);
    }
    for (; at < this.#restLength; at++) {
      hash = Math.imul(rotate((hash + Math.imul(this.#rest[at]!, PRIME5)) | 0, 11), PRIME1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), PRIME2);
    hash = Math.imul(hash ^ (hash >>> 13), PRIME3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #stripe(bytes: Uint8Array, at: number): void {
    const lanes = this.#lanes;
    for (let lane = 0; lane < 4; lane++) {
      const sum = lanes[lane]! + Math.imul(word(bytes, at + 4 * lane), PRIME2);
      lanes[lane] = Math.imul(rotate(sum | 0, 13), PRIME1);
    }
  }
}

export function xxh32(bytes: Uint8Array): number {
  return new Xxh32().update(bytes).digest();
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function rotate(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}
