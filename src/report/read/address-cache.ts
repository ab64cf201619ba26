// The Source and Destination columns as octets, kept by value: a capture has few pairs of addresses and prints them all
// the time. A slot holds the pair that used it last.
import { ipv4Text } from '../../bytes/address.ts';
import { u16, u32 } from '../../bytes/read.ts';
import { valueText } from '../../dissect/fields/value-text.ts';

/** With 250 pool users and 300 pool elements some thousand pairs are in use; 1024 slots cost a tenth of the time. */
const slots = 8192;
const width = 12;
const encoder = new TextEncoder();

export class AddressCache {
  readonly #separator: string;
  readonly #sources: Int32Array = new Int32Array(slots * 4);
  readonly #destinations: Int32Array = new Int32Array(slots * 4);
  readonly #lengths: Int32Array = new Int32Array(slots);
  readonly #texts: Uint8Array[] = new Array<Uint8Array>(slots).fill(new Uint8Array(0));

  constructor(separator = ' ') {
    this.#separator = separator;
  }

  /** `source → destination` in tshark's columns, for addresses of 4, 6 or 16 octets at these places. */
  pair(bytes: Uint8Array, source: number, destination: number, length: number): Uint8Array {
    const fromLast = lastWord(bytes, source, length);
    const toLast = lastWord(bytes, destination, length);
    let hash = Math.imul(fromLast, 0x9e3779b1) ^ Math.imul(toLast, 0x85ebca6b);
    hash ^= hash >>> 15;
    const slot = hash & (slots - 1);
    if (
      this.#lengths[slot] === length &&
      this.#sources[slot * 4] === fromLast &&
      this.#destinations[slot * 4] === toLast &&
      (length === 4 || this.#restIs(slot, bytes, source, destination, length))
    )
      return this.#texts[slot] as Uint8Array;
    this.#lengths[slot] = length;
    for (let word = 0; word * 4 < length; word++) {
      this.#sources[slot * 4 + word] = wordFromEnd(bytes, source, length, word);
      this.#destinations[slot * 4 + word] = wordFromEnd(bytes, destination, length, word);
    }
    const text = endsText(addressOf(bytes, source, length), addressOf(bytes, destination, length), this.#separator);
    this.#texts[slot] = text;
    return text;
  }

  #restIs(slot: number, bytes: Uint8Array, source: number, destination: number, length: number): boolean {
    for (let word = 1; word * 4 < length; word++) {
      if (this.#sources[slot * 4 + word] !== wordFromEnd(bytes, source, length, word)) return false;
      if (this.#destinations[slot * 4 + word] !== wordFromEnd(bytes, destination, length, word)) return false;
    }
    return true;
  }
}

function lastWord(bytes: Uint8Array, at: number, length: number): number {
  return u32(bytes, at + length - 4) | 0;
}

/** Words count from the end; the first of an Ethernet address has two octets. */
function wordFromEnd(bytes: Uint8Array, at: number, length: number, word: number): number {
  const from = length - 4 * (word + 1);
  return from < 0 ? u16(bytes, at) : u32(bytes, at + from) | 0;
}

export function addressOf(bytes: Uint8Array, at: number, length: number): string {
  return length === 4 ? ipv4Text(bytes, at) : valueText(bytes, at, length, length === 6 ? 'ether' : 'ipv6');
}

export function endsText(source: string, destination: string, separator: string): Uint8Array {
  const cells = ['', source.padStart(width), '→', destination.padEnd(width), ''];
  return encoder.encode(cells.join(separator));
}
