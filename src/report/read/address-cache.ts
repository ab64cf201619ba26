// Texts of addresses, kept by value: a capture has few of them and prints them all the time. A slot holds the address
// that used it last.
import { ipv4Text } from '../../bytes/address.ts';
import { u32 } from '../../bytes/read.ts';
import { valueText } from '../../dissect/fields/value-text.ts';

const slots = 1024;
const encoder = new TextEncoder();

export class AddressCache {
  readonly #words = new Int32Array(slots * 5);
  readonly #texts: Uint8Array[] = new Array(slots).fill(undefined);

  /** ASCII text of the 4, 6 or 16 octets at bytes[at]. */
  text(bytes: Uint8Array, at: number, length: number): Uint8Array {
    const words = this.#words;
    const first = u32(bytes, at) | 0;
    // An Ethernet address has one word and a half.
    const second =
      length === 4
        ? 0
        : length === 6
          ? ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number)
          : u32(bytes, at + 4) | 0;
    const third = length === 16 ? u32(bytes, at + 8) | 0 : 0;
    const fourth = length === 16 ? u32(bytes, at + 12) | 0 : 0;
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35) ^ fourth;
    hash ^= hash >>> 15;
    const slot = (hash ^ length) & (slots - 1);
    const base = slot * 5;
    const kept = this.#texts[slot];
    if (
      kept !== undefined &&
      words[base] === first &&
      words[base + 1] === second &&
      words[base + 2] === third &&
      words[base + 3] === fourth &&
      words[base + 4] === length
    )
      return kept;
    const made = encoder.encode(
      length === 4 ? ipv4Text(bytes, at) : valueText(bytes, at, length, length === 6 ? 'ether' : 'ipv6'),
    );
    words[base] = first;
    words[base + 1] = second;
    words[base + 2] = third;
    words[base + 3] = fourth;
    words[base + 4] = length;
    this.#texts[slot] = made;
    return made;
  }
}
