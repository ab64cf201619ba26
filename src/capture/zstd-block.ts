// Decodes the compressed blocks of one zstd frame (RFC 8878 §3.1.1.3): literals, and sequences that say how literals and
// copies of earlier output take turns.
import { type CodeKind, LITERAL_LENGTH, MATCH_LENGTH, OFFSET } from './zstd-codes.ts';
import {
  backwardBitCount,
  bitsAt,
  decodeHuffman,
  type FseTable,
  type HuffmanTable,
  readFseTable,
  readHuffmanTable,
  singleSymbolTable,
  ZstdBroken,
} from './zstd-entropy.ts';

export const MAX_BLOCK_LENGTH = 128 * 1024;

/** One per frame: tables and offsets may be used again by later blocks. */
export class ZstdBlocks {
  readonly #literals = new Uint8Array(MAX_BLOCK_LENGTH);
  #literalCount = 0;
  #huffman: HuffmanTable | undefined;
  #tables: (FseTable | undefined)[] = [undefined, undefined, undefined];
  #recentOffset1 = 1;
  #recentOffset2 = 4;
  #recentOffset3 = 8;

  /**
   * Decodes the block bytes [start, end) to output[from] and behind; returns where its output ends. Copies reach back to
   * output[0]; there is room for a block of the largest size.
   */
  decode(bytes: Uint8Array, start: number, end: number, output: Uint8Array, from: number): number {
    let at = this.#readLiterals(bytes, start, end);
    const first = bytes[at++]!;
    let sequenceCount = first;
    if (first === 255) {
      sequenceCount = (bytes[at]! | (bytes[at + 1]! << 8)) + 0x7f00;
      at += 2;
    } else if (first > 127) sequenceCount = ((first - 128) << 8) | bytes[at++]!;
    if (at > end) throw new ZstdBroken('a block is too short');
    if (sequenceCount === 0) return this.#copyLiterals(0, output, from, from);
    const modes = bytes[at++]!;
    if ((modes & 3) !== 0) throw new ZstdBroken('a block uses reserved modes');
    for (const [index, kind] of [LITERAL_LENGTH, OFFSET, MATCH_LENGTH].entries()) {
      at = this.#readTable(bytes, at, end, (modes >> (6 - 2 * index)) & 3, index, kind);
    }
    return this.#runSequences(bytes, at, end, sequenceCount, output, from);
  }

  /** Literals section (§3.1.1.3.1); returns where it ends. */
  #readLiterals(bytes: Uint8Array, start: number, end: number): number {
    const head = u24(bytes, start);
    const type = head & 3;
    const sizeFormat = (head >> 2) & 3;
    if (type < 2) {
      const headLength = sizeFormat === 1 ? 2 : sizeFormat === 3 ? 3 : 1;
      const count = sizeFormat === 1 ? (head >> 4) & 0xfff : sizeFormat === 3 ? head >> 4 : (head >> 3) & 0x1f;
      const dataStart = start + headLength;
      const dataEnd = dataStart + (type === 0 ? count : 1);
      this.#setLiteralCount(count, dataEnd, end);
      if (type === 0) this.#literals.set(bytes.subarray(dataStart, dataEnd));
      else this.#literals.fill(bytes[dataStart]!, 0, count);
      return dataEnd;
    }
    // Both sizes have 10, 14 or 18 bits; the four bits before them leave up to 40 bits in all.
    const sizeBits = sizeFormat < 2 ? 10 : sizeFormat === 2 ? 14 : 18;
    const count = bitsAt(bytes, start, 4, sizeBits);
    const dataLength = bitsAt(bytes, start, 4 + sizeBits, sizeBits);
    let at = start + ((4 + 2 * sizeBits) >> 3);
    const dataEnd = at + dataLength;
    this.#setLiteralCount(count, dataEnd, end);
    if (type === 2) {
      const read = readHuffmanTable(bytes, at, dataEnd);
      this.#huffman = read.table;
      at = read.end;
    }
    if (this.#huffman === undefined) throw new ZstdBroken('a block needs a Huffman table of an earlier one');
    if (sizeFormat === 0) decodeHuffman(this.#huffman, bytes, at, dataEnd, this.#literals, 0, count);
    else this.#decodeFourStreams(this.#huffman, bytes, at, dataEnd, count);
    return dataEnd;
  }

  #setLiteralCount(count: number, dataEnd: number, end: number): void {
    if (count > MAX_BLOCK_LENGTH || dataEnd >= end) throw new ZstdBroken('literals do not fit their block');
    this.#literalCount = count;
  }

  /** A jump table gives the lengths of the first three streams. */
  #decodeFourStreams(table: HuffmanTable, bytes: Uint8Array, start: number, end: number, count: number): void {
    const share = (count + 3) >> 2;
    let at = start + 6;
    for (let stream = 0; stream < 4; stream++) {
      const jump = start + 2 * stream;
      const streamEnd = stream < 3 ? at + (bytes[jump]! | (bytes[jump + 1]! << 8)) : end;
      const to = stream < 3 ? share * (stream + 1) : count;
      if (streamEnd > end || to > count) throw new ZstdBroken('literal streams do not fit');
      decodeHuffman(table, bytes, at, streamEnd, this.#literals, share * stream, to);
      at = streamEnd;
    }
  }

  #readTable(bytes: Uint8Array, at: number, end: number, mode: number, index: number, kind: CodeKind): number {
    const maxSymbol = kind.bases.length - 1;
    if (mode === 0) this.#tables[index] = kind.defaultTable;
    else if (mode === 1) {
      const symbol = bytes[at]!;
      if (at >= end || symbol > maxSymbol) throw new ZstdBroken('an unknown sequence code');
      this.#tables[index] = singleSymbolTable(symbol);
      return at + 1;
    } else if (mode === 2) {
      const read = readFseTable(bytes, at, end, kind.maxLog, maxSymbol);
      this.#tables[index] = read.table;
      return read.end;
    } else if (this.#tables[index] === undefined) {
      throw new ZstdBroken('a block needs a sequence table of an earlier one');
    }
    return at;
  }

  /** Sequences section (§3.1.1.3.2): its bits are read backwards. */
  #runSequences(
    bytes: Uint8Array,
    start: number,
    end: number,
    sequenceCount: number,
    output: Uint8Array,
    from: number,
  ): number {
    const literalTable = this.#tables[0]!;
    const offsetTable = this.#tables[1]!;
    const matchTable = this.#tables[2]!;
    let position = backwardBitCount(bytes, start, end) - literalTable.accuracyLog;
    let literalState = bitsAt(bytes, start, position, literalTable.accuracyLog);
    position -= offsetTable.accuracyLog;
    let offsetState = bitsAt(bytes, start, position, offsetTable.accuracyLog);
    position -= matchTable.accuracyLog;
    let matchState = bitsAt(bytes, start, position, matchTable.accuracyLog);
    const outputLimit = from + MAX_BLOCK_LENGTH;
    let literalsUsed = 0;
    let to = from;
    for (let left = sequenceCount; left > 0; left--) {
      const offsetCode = offsetTable.symbols[offsetState]!;
      position -= offsetCode;
      const offsetValue = OFFSET.bases[offsetCode]! + bitsAt(bytes, start, position, offsetCode);
      const matchCode = matchTable.symbols[matchState]!;
      position -= MATCH_LENGTH.extraBits[matchCode]!;
      const matchLength =
        MATCH_LENGTH.bases[matchCode]! + bitsAt(bytes, start, position, MATCH_LENGTH.extraBits[matchCode]!);
      const literalCode = literalTable.symbols[literalState]!;
      position -= LITERAL_LENGTH.extraBits[literalCode]!;
      const literalLength =
        LITERAL_LENGTH.bases[literalCode]! + bitsAt(bytes, start, position, LITERAL_LENGTH.extraBits[literalCode]!);
      if (left > 1) {
        let bitCount = literalTable.bitCounts[literalState]!;
        position -= bitCount;
        literalState = literalTable.bases[literalState]! + bitsAt(bytes, start, position, bitCount);
        bitCount = matchTable.bitCounts[matchState]!;
        position -= bitCount;
        matchState = matchTable.bases[matchState]! + bitsAt(bytes, start, position, bitCount);
        bitCount = offsetTable.bitCounts[offsetState]!;
        position -= bitCount;
        offsetState = offsetTable.bases[offsetState]! + bitsAt(bytes, start, position, bitCount);
      }
      if (position < 0) throw new ZstdBroken('sequences are cut');

      const offset = this.#offsetOf(offsetValue, literalLength);
      const literalsEnd = literalsUsed + literalLength;
      if (literalsEnd > this.#literalCount || to + literalLength + matchLength > outputLimit) {
        throw new ZstdBroken('a sequence does not fit its block');
      }
      const literals = this.#literals;
      while (literalsUsed < literalsEnd) output[to++] = literals[literalsUsed++]!;
      let copied = to - offset;
      if (copied < 0 || offset <= 0) throw new ZstdBroken('a copy from before the beginning');
      const matchEnd = to + matchLength;
      if (offset >= matchLength && matchLength > 64) {
        output.copyWithin(to, copied, copied + matchLength);
        to = matchEnd;
      } else while (to < matchEnd) output[to++] = output[copied++]!;
    }
    if (position !== 0) throw new ZstdBroken('sequences do not end where they should');
    return this.#copyLiterals(literalsUsed, output, to, from);
  }

  /** Values 1 to 3 mean one of the last three offsets (§3.1.1.5); without literals before, they move on by one. */
  #offsetOf(value: number, literalLength: number): number {
    const recent = value > 3 ? 0 : literalLength === 0 ? value + 1 : value;
    if (recent === 1) return this.#recentOffset1;
    let offset: number;
    if (recent === 0) offset = value - 3;
    else if (recent === 2) offset = this.#recentOffset2;
    else if (recent === 3) offset = this.#recentOffset3;
    else offset = this.#recentOffset1 - 1;
    if (recent !== 2) this.#recentOffset3 = this.#recentOffset2;
    this.#recentOffset2 = this.#recentOffset1;
    this.#recentOffset1 = offset;
    return offset;
  }

  /** The literals that no sequence has used end the block. */
  #copyLiterals(used: number, output: Uint8Array, to: number, from: number): number {
    const end = to + this.#literalCount - used;
    if (end - from > MAX_BLOCK_LENGTH) throw new ZstdBroken('a block is longer than blocks may be');
    output.set(this.#literals.subarray(used, this.#literalCount), to);
    return end;
  }
}

function u24(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}
