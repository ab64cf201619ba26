// Walks lz4 frames (lz4_Frame_format.md 1.6) block by block, so memory stays bounded: lz4js only decompresses whole
// files or single blocks.
import lz4 from 'lz4js';
import xxh32 from 'lz4js/xxh32.js';

const FRAME_MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
const UNCOMPRESSED = 0x80000000;
/** Blocks of one frame may refer to the last 64 KiB before them. */
const HISTORY_LENGTH = 65536;
const BLOCK_LENGTHS = [0, 0, 0, 0, 1 << 16, 1 << 18, 1 << 20, 1 << 22];

/** The stream ends in the middle of something. */
export class StreamCut extends Error {}

type Step = 'magic' | 'descriptor' | 'block' | 'content checksum';

/** Descriptor flags of the frame in hand. */
interface FrameFlags {
  readonly independentBlocks: boolean;
  readonly blockChecksums: boolean;
  readonly contentChecksum: boolean;
  readonly maxBlockLength: number;
}

export class Lz4Frames {
  readonly #emit: (decompressed: Uint8Array) => void;
  #step: Step = 'magic';
  /** Input without use yet, and how much of it the next step takes. */
  #pieces: Uint8Array[] = [];
  #pieceLength = 0;
  #needed = 4;
  #toSkip = 0;
  #flags: FrameFlags = { independentBlocks: true, blockChecksums: false, contentChecksum: false, maxBlockLength: 0 };
  /** History, then room for one block. */
  #output = new Uint8Array(0);
  #historyLength = 0;

  constructor(emit: (decompressed: Uint8Array) => void) {
    this.#emit = emit;
  }

  feed(piece: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, piece.length);
    this.#toSkip -= skipped;
    if (skipped === piece.length) return;
    // The piece lies in a window that is reused.
    this.#pieces.push(piece.slice(skipped));
    this.#pieceLength += piece.length - skipped;
    if (this.#pieceLength < this.#needed) return;
    const input = joined(this.#pieces, this.#pieceLength);
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    let at = 0;
    while (input.length - at >= this.#needed) {
      const used = this.#take(input, view, at);
      at += used;
    }
    this.#pieces = [input.subarray(at)];
    this.#pieceLength = input.length - at;
  }

  finish(): void {
    if (this.#step !== 'magic' || this.#pieceLength > 0 || this.#toSkip > 0) throw new StreamCut('early end');
  }

  /** Does one step if its input is there, else says by `#needed` how much it takes; returns the octets it used. */
  #take(input: Uint8Array, view: DataView, at: number): number {
    switch (this.#step) {
      case 'magic':
        return this.#takeMagic(input, view, at);
      case 'descriptor':
        return this.#takeDescriptor(input, view, at);
      case 'block':
        return this.#takeBlock(input, view, at);
      case 'content checksum':
        // It covers the whole content; lz4js cannot compute it in parts, so it is stepped over.
        return this.#go('magic', 4, 4);
    }
  }

  #go(step: Step, needed: number, used: number): number {
    this.#step = step;
    this.#needed = needed;
    return used;
  }

  #takeMagic(input: Uint8Array, view: DataView, at: number): number {
    const magic = view.getUint32(at, true);
    if (magic === FRAME_MAGIC) return this.#go('descriptor', 3, 4);
    if ((magic & 0xfffffff0) >>> 0 !== SKIPPABLE_MAGIC) throw new Error('something else than a frame follows');
    if (input.length - at < 8) return this.#go('magic', 8, 0);
    const length = view.getUint32(at + 4, true);
    const here = Math.min(length, input.length - at - 8);
    this.#toSkip = length - here;
    return this.#go('magic', 4, 8 + here);
  }

  #takeDescriptor(input: Uint8Array, view: DataView, at: number): number {
    const flags = input[at]!;
    if (flags >> 6 !== 1) throw new Error(`unknown frame version ${flags >> 6}`);
    const length = 3 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
    if (input.length - at < length) return this.#go('descriptor', length, 0);
    const checksum = (xxh32.hash(0, input, at, length - 1) >>> 8) & 0xff;
    if (view.getUint8(at + length - 1) !== checksum) throw new Error('wrong header checksum');
    if (flags & 0x01) throw new Error('it needs a dictionary');
    const maxBlockLength = BLOCK_LENGTHS[(input[at + 1]! >> 4) & 7]!;
    if (maxBlockLength === 0) throw new Error('unknown block size');
    this.#flags = {
      independentBlocks: (flags & 0x20) !== 0,
      blockChecksums: (flags & 0x10) !== 0,
      contentChecksum: (flags & 0x04) !== 0,
      maxBlockLength,
    };
    if (this.#output.length < HISTORY_LENGTH + maxBlockLength) {
      this.#output = new Uint8Array(HISTORY_LENGTH + maxBlockLength);
    }
    this.#historyLength = 0;
    return this.#go('block', 4, length);
  }

  #takeBlock(input: Uint8Array, view: DataView, at: number): number {
    const field = view.getUint32(at, true);
    if (field === 0) return this.#flags.contentChecksum ? this.#go('content checksum', 4, 4) : this.#go('magic', 4, 4);
    const length = field & ~UNCOMPRESSED;
    if (length > this.#flags.maxBlockLength) throw new Error(`a block claims ${length} bytes`);
    const blockEnd = 4 + length;
    const total = blockEnd + (this.#flags.blockChecksums ? 4 : 0);
    if (input.length - at < total) return this.#go('block', total, 0);
    if (this.#flags.blockChecksums && xxh32.hash(0, input, at + 4, length) !== view.getUint32(at + blockEnd, true)) {
      throw new Error('wrong block checksum');
    }
    const content = input.subarray(at + 4, at + blockEnd);
    if ((field & UNCOMPRESSED) !== 0) this.#append(content, content.length);
    else this.#decompress(content);
    return this.#go('block', 4, total);
  }

  #append(content: Uint8Array, length: number): void {
    this.#output.set(content, this.#historyLength);
    this.#give(this.#historyLength + length);
  }

  #decompress(content: Uint8Array): void {
    const start = this.#historyLength;
    const end = lz4.decompressBlock(content, this.#output, 0, content.length, start);
    // A broken block makes lz4js write past the end (which is dropped) or lose count (not a number).
    if (!(end >= start && end - start <= this.#flags.maxBlockLength)) throw new Error('a block is broken');
    this.#give(end);
  }

  /** Emits what lies behind the history and makes its end the new history. */
  #give(end: number): void {
    this.#emit(this.#output.slice(this.#historyLength, end));
    if (this.#flags.independentBlocks) return;
    const from = Math.max(0, end - HISTORY_LENGTH);
    this.#output.copyWithin(0, from, end);
    this.#historyLength = end - from;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
