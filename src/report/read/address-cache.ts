// Addresses in the Source and Destination columns, kept by value: a capture has few of them and prints them all the time.
// A slot holds the address that used it last.
import { ipv4Text } from '../../bytes/address.ts';
import { u16, u32 } from '../../bytes/read.ts';
import { valueText } from '../../dissect/fields/value-text.ts';
import { putSlot } from '../text-buffer.ts';
import { TextSlots } from '../text-slots.ts';

/** Many more than the addresses of a capture, so that few share a slot. */
const slots = 4096;
const width = 12;

export class AddressCache {
  /** Four words for each slot, counted from the end of the address. */
  readonly #words: Int32Array = new Int32Array(slots * 4);
  readonly #lengths: Uint8Array = new Uint8Array(slots);
  readonly #sources = new TextSlots(slots);
  readonly #destinations = new TextSlots(slots);
  readonly #separator: string;

  constructor(separator = ' ') {
    this.#separator = separator;
  }

  /**
   * Writes `source → destination` in tshark's columns, for addresses of 4, 6 or 16 octets at these places. Needs room for
   * two slots.
   */
  putPair(view: DataView, at: number, bytes: Uint8Array, source: number, destination: number, length: number): number {
    // Both may share a slot: the first is written before the other is looked for.
    const from = this.#slotOf(bytes, source, length);
    const next = putSlot(view, at, this.#sources, from);
    const to = this.#slotOf(bytes, destination, length);
    return putSlot(view, next, this.#destinations, to);
  }

  #slotOf(bytes: Uint8Array, at: number, length: number): number {
    const last = u32(bytes, at + length - 4) | 0;
    let hash = Math.imul(last, 0x9e3779b1);
    hash ^= hash >>> 15;
    const slot = hash & (slots - 1);
    const isKnown = this.#words[slot * 4] === last && this.#lengths[slot] === length;
    if (!isKnown || (length > 4 && !this.#restIs(slot, bytes, at, length))) this.#fill(slot, bytes, at, length);
    return slot;
  }

  #restIs(slot: number, bytes: Uint8Array, at: number, length: number): boolean {
    for (let word = 1; word * 4 < length; word++)
      if (this.#words[slot * 4 + word] !== wordFromEnd(bytes, at, length, word)) return false;
    return true;
  }

  #fill(slot: number, bytes: Uint8Array, at: number, length: number): void {
    this.#lengths[slot] = length;
    for (let word = 0; word * 4 < length; word++) this.#words[slot * 4 + word] = wordFromEnd(bytes, at, length, word);
    const text = addressOf(bytes, at, length);
    this.#sources.set(slot, sourceText(text, this.#separator));
    this.#destinations.set(slot, destinationText(text, this.#separator));
  }
}

/** Words count from the end; the first of an Ethernet address has two octets. */
function wordFromEnd(bytes: Uint8Array, at: number, length: number, word: number): number {
  const from = length - 4 * (word + 1);
  return from < 0 ? u16(bytes, at) : u32(bytes, at + from) | 0;
}

export function addressOf(bytes: Uint8Array, at: number, length: number): string {
  return length === 4 ? ipv4Text(bytes, at) : valueText(bytes, at, length, length === 6 ? 'ether' : 'ipv6');
}

function sourceText(address: string, separator: string): string {
  return separator + address.padStart(width);
}

function destinationText(address: string, separator: string): string {
  return ['', '→', address.padEnd(width), ''].join(separator);
}

/** The columns where there is a source at most. */
export function sourceOnly(address: string, separator: string): string {
  return sourceText(address, separator) + destinationText('', separator);
}
