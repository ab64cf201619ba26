// Walks zstd frames (RFC 8878 §3.1) block by block. Our own decoder, because fzstd 0.1.1 silently gives wrong octets
// where a copy reaches back more than 64 MiB (`zstd --long`), and moves its whole window after each block.
import { StepwiseInput, StreamCut, u32le } from './stepwise.ts';
import { MAX_BLOCK_LENGTH, ZstdBlocks } from './zstd-block.ts';
import { ZstdBroken } from './zstd-entropy.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** As much as the zstd program takes without being asked (windowLog 27). */
const MAX_WINDOW_LENGTH = 128 * 1024 * 1024;
/** Output goes on behind the window for so long before the window moves to the front. */
const SLACK = 8 * 1024 * 1024;

type Step = 'magic' | 'header' | 'block' | 'checksum';

export class ZstdFrames {
  readonly #emit: (decompressed: Uint8Array) => void;
  readonly #input = new StepwiseInput(4, (input, at) => this.#take(input, at));
  #step: Step = 'magic';
  #blocks = new ZstdBlocks();
  #hasChecksum = false;
  #windowLength = 0;
  #output = new Uint8Array(0);
  #outputLength = 0;

  constructor(emit: (decompressed: Uint8Array) => void) {
    this.#emit = emit;
  }

  feed(piece: Uint8Array): void {
    this.#input.feed(piece);
  }

  finish(): void {
    if (this.#step !== 'magic' || !this.#input.isEmpty) throw new StreamCut('early end');
  }

  #take(input: Uint8Array, at: number): number {
    switch (this.#step) {
      case 'magic':
        return this.#takeMagic(input, at);
      case 'header':
        return this.#takeHeader(input, at);
      case 'block':
        return this.#takeBlock(input, at);
      case 'checksum':
        // XXH64 is made of 64-bit products, which JavaScript has as BigInt only: too slow for what it is worth here.
        return this.#go('magic', 4, 4);
    }
  }

  #go(step: Step, needed: number, used: number): number {
    this.#step = step;
    this.#input.needed = needed;
    return used;
  }

  #takeMagic(input: Uint8Array, at: number): number {
    const magic = u32le(input, at);
    if (magic === FRAME_MAGIC) return this.#go('header', 2, 4);
    if ((magic & 0xfffffff0) >>> 0 !== SKIPPABLE_MAGIC) throw new ZstdBroken('something else than a frame follows');
    if (input.length - at < 8) return this.#go('magic', 8, 0);
    this.#input.skip(u32le(input, at + 4));
    return this.#go('magic', 4, 8);
  }

  /** Frame header (§3.1.1.1): descriptor, window, dictionary, content size. */
  #takeHeader(input: Uint8Array, at: number): number {
    const descriptor = input[at]!;
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const dictionaryLength = [0, 1, 2, 4][descriptor & 3]!;
    const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    const windowFieldLength = isSingleSegment ? 0 : 1;
    const length = 1 + windowFieldLength + dictionaryLength + sizeLength;
    if (input.length - at < length) return this.#go('header', length, 0);
    if ((descriptor & 0x08) !== 0) throw new ZstdBroken('a frame uses a reserved bit');
    let dictionary = 0;
    for (let i = 0; i < dictionaryLength; i++) dictionary |= input[at + 1 + windowFieldLength + i]!;
    if (dictionary !== 0) throw new ZstdBroken('it needs a dictionary');
    let contentLength = 0;
    for (let i = 0; i < sizeLength; i++) contentLength += input[at + length - sizeLength + i]! * 256 ** i;
    if (sizeLength === 2) contentLength += 256;
    const windowField = input[at + 1]!;
    const windowBase = 2 ** (10 + (windowField >> 3));
    this.#windowLength = isSingleSegment ? contentLength : windowBase + (windowBase / 8) * (windowField & 7);
    if (this.#windowLength > MAX_WINDOW_LENGTH) {
      const mebibytes = Math.ceil(this.#windowLength / 2 ** 20);
      throw new ZstdBroken(`it needs ${mebibytes} MiB of memory; decompress it with zstd --long=31 first`);
    }
    this.#beginFrame(sizeLength > 0 ? contentLength : Number.POSITIVE_INFINITY);
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    return this.#go('block', 3, length);
  }

  #beginFrame(contentLength: number): void {
    const room = Math.min(contentLength, this.#windowLength + SLACK) + MAX_BLOCK_LENGTH;
    if (this.#output.length < room) this.#output = new Uint8Array(room);
    this.#outputLength = 0;
    this.#blocks = new ZstdBlocks();
  }

  #takeBlock(input: Uint8Array, at: number): number {
    const header = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16);
    const isLast = (header & 1) !== 0;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (size > MAX_BLOCK_LENGTH) throw new ZstdBroken(`a block claims ${size} bytes`);
    // A block of one repeated octet has the octet only.
    const total = 3 + (type === 1 ? 1 : size);
    if (input.length - at < total) return this.#go('block', total, 0);
    this.#makeRoom();
    const from = this.#outputLength;
    const start = at + 3;
    if (type === 0) {
      this.#output.set(input.subarray(start, start + size), from);
      this.#outputLength = from + size;
    } else if (type === 1) {
      this.#output.fill(input[start]!, from, from + size);
      this.#outputLength = from + size;
    } else if (type === 2) {
      this.#outputLength = this.#blocks.decode(input, start, start + size, this.#output, from);
    } else throw new ZstdBroken('a block of a reserved type');
    this.#emit(this.#output.slice(from, this.#outputLength));
    if (!isLast) return this.#go('block', 3, total);
    return this.#hasChecksum ? this.#go('checksum', 4, total) : this.#go('magic', 4, total);
  }

  /** Keeps what copies may reach, and room for one block behind it. */
  #makeRoom(): void {
    if (this.#output.length - this.#outputLength >= MAX_BLOCK_LENGTH) return;
    const kept = Math.min(this.#windowLength, this.#outputLength);
    this.#output.copyWithin(0, this.#outputLength - kept, this.#outputLength);
    this.#outputLength = kept;
    if (this.#output.length - kept >= MAX_BLOCK_LENGTH) return;
    // More content than the header has said.
    throw new ZstdBroken('a frame is longer than it says');
  }
}
