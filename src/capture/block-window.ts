// One reusable window over the octets of a capture: readers parse in place, nothing is copied but the leftover of a block.
import type { ByteSupply } from './byte-supply.ts';
import { CaptureError } from './frame.ts';

const YES = Promise.resolve(true);
const NO = Promise.resolve(false);

/** Gives the octets that a window goes on in; those of before are left as they are, until they are given again. */
export type WindowMemory = () => Uint8Array;

/** What is not read yet is bytes[start] to bytes[end - 1]; readers move `start`, fill() moves everything. */
export class BlockWindow {
  bytes: Uint8Array;
  /** Over the same octets as `bytes`. */
  view: DataView;
  start = 0;
  end = 0;
  /** Offset of bytes[0] in the (uncompressed) capture. */
  base = 0;
  /** Why the octets ended early: reading or decompression failed. */
  fault: CaptureError | undefined;
  /** For messages: what the offsets count in. */
  readonly place: string;
  readonly #supply: ByteSupply;
  #memory: WindowMemory | undefined;
  #ended = false;
  #closed = false;

  constructor(supply: ByteSupply, place: string, capacity = 1 << 20) {
    this.#supply = supply;
    this.place = place;
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** From here on the octets lie in this memory; a block that is larger than what it gives lies elsewhere. */
  goOnIn(memory: WindowMemory): void {
    this.#memory = memory;
    this.#makeRoom(this.available);
  }

  /** Offset in the capture of the next octet to be read. */
  get offset(): number {
    return this.base + this.start;
  }

  get available(): number {
    return this.end - this.start;
  }

  /** For messages: `at byte 40 of the file`. */
  placeOf(offset: number): string {
    return `at byte ${offset} of the ${this.place}`;
  }

  /**
   * Adds octets, and makes room first so that `needed` of them fit from `start` on; false when there are no more. It
   * does not wait for all that is needed: what came over a pipe shall be seen now.
   */
  fill(needed: number): Promise<boolean> {
    if (this.#ended) return NO;
    this.#makeRoom(Math.max(needed, this.available + 1));
    try {
      const count = this.#supply.read(this.bytes, this.end);
      if (typeof count === 'number') return this.#took(count) ? YES : NO;
      return count.then(
        (later) => this.#took(later),
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      this.#failed(error);
      return NO;
    }
  }

  /** Fills until so many octets are there; false when the capture ends before. */
  async ensure(needed: number): Promise<boolean> {
    while (this.available < needed) if (!(await this.fill(needed))) return false;
    return true;
  }

  get canSeek(): boolean {
    return this.#supply.seek !== undefined;
  }

  /** Empties the window; what comes next is the octet at this offset of the capture. */
  seek(offset: number): void {
    if (this.#closed) return;
    this.#supply.seek?.(offset);
    this.base = offset;
    this.start = 0;
    this.end = 0;
    this.#ended = false;
    this.fault = undefined;
  }

  close(): void {
    this.#ended = true;
    this.#closed = true;
    this.#supply.close();
  }

  #took(count: number): boolean {
    this.end += count;
    if (count === 0) this.#ended = true;
    return count > 0;
  }

  #failed(error: unknown): boolean {
    this.#ended = true;
    if (!(error instanceof CaptureError)) throw error;
    this.fault = error;
    return false;
  }

  /** Moves what is not read yet to where so many octets have room from `start` on. */
  #makeRoom(least: number): void {
    const leftover = this.available;
    const given = this.#memory?.();
    if (given !== undefined && given.length >= least) this.#moveTo(given);
    else if (given !== undefined || least > this.bytes.length) this.#moveTo(new Uint8Array(this.#largerThan(least)));
    else if (this.start > 0) this.bytes.copyWithin(0, this.start, this.end);
    this.base += this.start;
    this.start = 0;
    this.end = leftover;
  }

  #largerThan(least: number): number {
    let capacity = this.bytes.length;
    while (capacity < least) capacity *= 2;
    return capacity;
  }

  #moveTo(bytes: Uint8Array): void {
    bytes.set(this.bytes.subarray(this.start, this.end));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}
