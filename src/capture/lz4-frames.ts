// Walks lz4 frames (lz4_Frame_format.md 1.6) block by block, so memory stays bounded: lz4js only decompresses whole
// files or single blocks.
import lz4 from 'lz4js';
import { StepwiseInput, StreamCut, u32le } from './stepwise.ts';
import { Xxh32, xxh32 } from './xxh32.ts';

const FRAME_MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
const UNCOMPRESSED = 0x80000000;
/** Blocks of one frame may refer to the last 64 KiB before them. */
const HISTORY_LENGTH = 65536;
const BLOCK_LENGTHS = [0, 0, 0, 0, 1 << 16, 1 << 18, 1 << 20, 1 << 22];

type Step = 'magic' | 'descriptor' | 'block' | 'content checksum';

export class Lz4Frames {
  readonly #emit: (decompressed: Uint8Array) => void;
  readonly #input = new StepwiseInput(4, (input, at) => this.#take(input, at));
  #step: Step = 'magic';
  /** From the descriptor of the frame in hand. */
  #independentBlocks = true;
  #blockChecksums = false;
  /** Over the content so far, where a checksum of it will follow. */
  #contentHash: Xxh32 | undefined;
  #maxBlockLength = 0;
  /** History, then room for one block. */
  #output = new Uint8Array(0);
  #historyLength = 0;

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
      case 'descriptor':
        return this.#takeDescriptor(input, at);
      case 'block':
        return this.#takeBlock(input, at);
      case 'content checksum':
        if (this.#contentHash?.digest() !== u32le(input, at)) throw new Error('wrong content checksum');
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
    if (magic === FRAME_MAGIC) return this.#go('descriptor', 3, 4);
    if ((magic & 0xfffffff0) >>> 0 !== SKIPPABLE_MAGIC) throw new Error('something else than a frame follows');
    if (input.length - at < 8) return this.#go('magic', 8, 0);
    this.#input.skip(u32le(input, at + 4));
    return this.#go('magic', 4, 8);
  }

  #takeDescriptor(input: Uint8Array, at: number): number {
    const flags = input[at]!;
    if (flags >> 6 !== 1) throw new Error(`unknown frame version ${flags >> 6}`);
    const length = 3 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
    if (input.length - at < length) return this.#go('descriptor', length, 0);
    const checksum = (xxh32(input.subarray(at, at + length - 1)) >>> 8) & 0xff;
    if (input[at + length - 1] !== checksum) throw new Error('wrong header checksum');
    if (flags & 0x01) throw new Error('it needs a dictionary');
    this.#maxBlockLength = BLOCK_LENGTHS[(input[at + 1]! >> 4) & 7]!;
    if (this.#maxBlockLength === 0) throw new Error('unknown block size');
    this.#independentBlocks = (flags & 0x20) !== 0;
    this.#blockChecksums = (flags & 0x10) !== 0;
    this.#contentHash = (flags & 0x04) === 0 ? undefined : new Xxh32();
    const room = HISTORY_LENGTH + this.#maxBlockLength;
    if (this.#output.length < room) this.#output = new Uint8Array(room);
    this.#historyLength = 0;
    return this.#go('block', 4, length);
  }

  #takeBlock(input: Uint8Array, at: number): number {
    const field = u32le(input, at);
    if (field === 0) return this.#go(this.#contentHash === undefined ? 'magic' : 'content checksum', 4, 4);
    const length = field & ~UNCOMPRESSED;
    if (length > this.#maxBlockLength) throw new Error(`a block claims ${length} bytes`);
    const blockEnd = 4 + length;
    const total = blockEnd + (this.#blockChecksums ? 4 : 0);
    if (input.length - at < total) return this.#go('block', total, 0);
    if (this.#blockChecksums && xxh32(input.subarray(at + 4, at + blockEnd)) !== u32le(input, at + blockEnd)) {
      throw new Error('wrong block checksum');
    }
    const start = this.#historyLength;
    if ((field & UNCOMPRESSED) !== 0) {
      this.#output.set(input.subarray(at + 4, at + blockEnd), start);
      this.#give(start + length);
    } else {
      const end = lz4.decompressBlock(input, this.#output, at + 4, length, start);
      // A broken block makes lz4js write past the end (which is dropped) or lose count (not a number).
      if (!(end >= start && end - start <= this.#maxBlockLength)) throw new Error('a block is broken');
      this.#give(end);
    }
    return this.#go('block', 4, total);
  }

  /** Emits what lies behind the history and makes its end the new history. */
  #give(end: number): void {
    const content = this.#output.slice(this.#historyLength, end);
    this.#contentHash?.update(content);
    this.#emit(content);
    if (this.#independentBlocks) return;
    const from = Math.max(0, end - HISTORY_LENGTH);
    this.#output.copyWithin(0, from, end);
    this.#historyLength = end - from;
  }
}
