// Octets of text on their way out: what is written is collected in one buffer and handed on when it is full. Numbers
// and ASCII are written in place, because a string for each of them is what costs most.
import { slotLength, type TextSlots } from './text-slots.ts';

/** Takes the first `length` octets; they are overwritten afterwards. */
export type Drain = (bytes: Uint8Array, length: number) => void;

const encoder = new TextEncoder();

/** The three digits of 0 to 999, the first in the lowest octet. */
const threeDigits = new Int32Array(1000);
/** The same without leading zeros. */
const upToThreeDigits = new Int32Array(1000);
for (let value = 0; value < 1000; value++) {
  const hundreds = (value / 100) >>> 0;
  const tens = (value / 10) >>> 0;
  const digits = 0x303030 | hundreds | ((tens % 10) << 8) | ((value % 10) << 16);
  threeDigits[value] = digits;
  upToThreeDigits[value] = value < 10 ? digits >> 16 : value < 100 ? digits >> 8 : digits;
}

/** Writes a whole number from 0 to 2^53 at `at`, where 20 octets have room. Gives where it ends. */
export function putNumber(view: DataView, at: number, value: number): number {
  if (value > 0xffffffff) {
    const thousands = Math.floor(value / 1000);
    return putThreeDigits(view, putNumber(view, at, thousands), value - thousands * 1000);
  }
  const whole = value >>> 0;
  const thousands = (whole / 1000) >>> 0;
  if (thousands === 0) return putLeadingDigits(view, at, whole);
  const millions = (thousands / 1000) >>> 0;
  const begun = millions === 0 ? putLeadingDigits(view, at, thousands) : putMillions(view, at, millions, thousands);
  return putThreeDigits(view, begun, whole - thousands * 1000);
}

function putMillions(view: DataView, at: number, millions: number, thousands: number): number {
  const begun = millions < 1000 ? putLeadingDigits(view, at, millions) : putNumber(view, at, millions);
  return putThreeDigits(view, begun, thousands - millions * 1000);
}

/** The number with zeros before it, so many digits in all. Needs room for one octet more. */
export function putPadded(view: DataView, at: number, value: number, digits: 6 | 9): number {
  const whole = value >>> 0;
  const thousands = (whole / 1000) >>> 0;
  let next = at;
  if (digits === 6) next = putThreeDigits(view, next, thousands);
  else {
    const millions = (thousands / 1000) >>> 0;
    next = putThreeDigits(view, next, millions);
    next = putThreeDigits(view, next, thousands - millions * 1000);
  }
  return putThreeDigits(view, next, whole - thousands * 1000);
}

function putThreeDigits(view: DataView, at: number, value: number): number {
  view.setInt32(at, threeDigits[value] as number, true);
  return at + 3;
}

function putLeadingDigits(view: DataView, at: number, value: number): number {
  view.setInt32(at, upToThreeDigits[value] as number, true);
  return at + (value < 10 ? 1 : value < 100 ? 2 : 3);
}

/** Writes the text of a slot at `at`, where 64 octets have room: what is copied beyond its end is overwritten later. */
export function putSlot(view: DataView, at: number, { view: from, lengths }: TextSlots, slot: number): number {
  const start = slot * slotLength;
  const length = lengths[slot] as number;
  // Eight octets at a time: doubles of text are never NaN, the one value whose bits may change on the way.
  view.setFloat64(at, from.getFloat64(start, true), true);
  view.setFloat64(at + 8, from.getFloat64(start + 8, true), true);
  view.setFloat64(at + 16, from.getFloat64(start + 16, true), true);
  view.setFloat64(at + 24, from.getFloat64(start + 24, true), true);
  if (length > 32)
    for (let more = 32; more < slotLength; more += 8)
      view.setFloat64(at + more, from.getFloat64(start + more, true), true);
  return at + length;
}

/**
 * Writers of what is longer than one value call ensure() once, then the functions above with `view` and `at`, and set
 * `at` at the end: then a value does not ask the buffer for room and place again.
 */
export class TextBuffer {
  bytes: Uint8Array;
  /** Over the same octets as `bytes`. */
  view: DataView;
  /** Octets that are written so far. */
  at = 0;
  readonly #drain: Drain;

  constructor(drain: Drain, size = 1 << 17) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
    this.#drain = drain;
  }

  /** Makes room for so many octets behind `at`. May exchange `view` and `at`: read them afterwards. */
  ensure(octets: number): void {
    if (this.at + octets > this.bytes.length) this.#makeRoom(octets);
  }

  #makeRoom(octets: number): void {
    this.flush();
    if (octets <= this.bytes.length) return;
    this.bytes = new Uint8Array(octets * 2);
    this.view = new DataView(this.bytes.buffer);
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

  /** Octets that are text already. */
  octets(octets: Uint8Array): void {
    this.ensure(octets.length);
    this.bytes.set(octets, this.at);
    this.at += octets.length;
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
    for (let left = count; left > 0; left--) this.octet(0x20);
  }

  slot(slots: TextSlots, slot: number): void {
    this.ensure(slotLength);
    this.at = putSlot(this.view, this.at, slots, slot);
  }

  /** A whole number from 0 to 2^53. */
  number(value: number): void {
    this.ensure(20);
    this.at = putNumber(this.view, this.at, value);
  }
}
