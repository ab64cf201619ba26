// The two entropy coders of zstd (RFC 8878 §4): tables for finite state entropy (FSE) and Huffman codes, and the Huffman
// decoder.

/** Indexed by state: the symbol it stands for, and how to get to the next one (its base and how many bits to add). */
export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  readonly bitCounts: Uint8Array;
  readonly bases: Uint16Array;
}

/** Indexed by the next `maxBits` bits: symbol, and how many of the bits are its code. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly symbols: Uint8Array;
  readonly bitCounts: Uint8Array;
}

const MAX_HUFFMAN_BITS = 11;

export class ZstdBroken extends Error {}

export function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}

/** `count` bits (at most 31) from bit `position` of what starts at `start`; bits count from the lowest of each octet. */
export function bitsAt(bytes: Uint8Array, start: number, position: number, count: number): number {
  const at = start + (position >>> 3);
  const shift = position & 7;
  let value = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> shift;
  // Four octets, shifted, have 25 bits for sure; long offsets take more.
  if (count + shift > 32) value |= bytes[at + 4]! << (32 - shift);
  return value & ((1 << count) - 1);
}

/** Streams that are read backwards end with a 1 bit; returns the number of bits before it. */
export function backwardBitCount(bytes: Uint8Array, start: number, end: number): number {
  const last = end > start ? bytes[end - 1]! : 0;
  if (last === 0) throw new ZstdBroken('a bit stream has no end mark');
  return (end - start - 1) * 8 + highestBit(last);
}

/** Reads an FSE table description (§4.1.1); says also where it ends. */
export function readFseTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxLog: number,
  maxSymbol: number,
): { table: FseTable; end: number } {
  const accuracyLog = (bytes[start]! & 15) + 5;
  if (accuracyLog > maxLog) throw new ZstdBroken('an FSE table is too large');
  const probabilities: number[] = [];
  let position = 4;
  let remaining = 1 << accuracyLog;
  while (remaining > 0 && probabilities.length <= maxSymbol) {
    // Values that can no longer be reached shorten the code: small ones take one bit less.
    const bitCount = highestBit(remaining + 1) + 1;
    let value = bitsAt(bytes, start, position, bitCount);
    const lowerMask = (1 << (bitCount - 1)) - 1;
    const threshold = (1 << bitCount) - 2 - remaining;
    position += bitCount;
    if ((value & lowerMask) < threshold) {
      position--;
      value &= lowerMask;
    } else if (value > lowerMask) value -= threshold;
    const probability = value - 1;
    remaining -= Math.abs(probability);
    probabilities.push(probability);
    if (probability !== 0) continue;
    let zeros: number;
    do {
      zeros = bitsAt(bytes, start, position, 2);
      position += 2;
      for (let i = 0; i < zeros; i++) probabilities.push(0);
    } while (zeros === 3 && position < (end - start) * 8);
  }
  const tableEnd = start + ((position + 7) >>> 3);
  if (remaining !== 0 || probabilities.length > maxSymbol + 1 || tableEnd > end) {
    throw new ZstdBroken('an FSE table is broken');
  }
  return { table: fseTable(accuracyLog, probabilities), end: tableEnd };
}

/** Spreads the symbols over the states by their probabilities; -1 is "less than one" (§4.1.1). */
export function fseTable(accuracyLog: number, probabilities: readonly number[]): FseTable {
  const size = 1 << accuracyLog;
  const symbols = new Uint8Array(size);
  const bitCounts = new Uint8Array(size);
  const bases = new Uint16Array(size);
  const nextStates = new Uint16Array(probabilities.length);
  let high = size;
  for (const [symbol, probability] of probabilities.entries()) {
    if (probability !== -1) continue;
    symbols[--high] = symbol;
    nextStates[symbol] = 1;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (const [symbol, probability] of probabilities.entries()) {
    if (probability <= 0) continue;
    nextStates[symbol] = probability;
    for (let i = 0; i < probability; i++) {
      symbols[position] = symbol;
      do position = (position + step) & (size - 1);
      while (position >= high);
    }
  }
  for (let state = 0; state < size; state++) {
    const next = nextStates[symbols[state]!]!++;
    const bitCount = accuracyLog - highestBit(next);
    bitCounts[state] = bitCount;
    bases[state] = (next << bitCount) - size;
  }
  return { accuracyLog, symbols, bitCounts, bases };
}

/** The table of a code that is always the same symbol, in no bits. */
export function singleSymbolTable(symbol: number): FseTable {
  return {
    accuracyLog: 0,
    symbols: Uint8Array.of(symbol),
    bitCounts: new Uint8Array(1),
    bases: new Uint16Array(1),
  };
}

/** Reads a Huffman tree description (§4.2.1); says also where it ends. */
export function readHuffmanTable(bytes: Uint8Array, start: number, end: number): { table: HuffmanTable; end: number } {
  const head = bytes[start]!;
  const weightsStart = start + 1;
  const weightsEnd = weightsStart + (head < 128 ? head : (head - 127 + 1) >> 1);
  if (weightsEnd > end) throw new ZstdBroken('a Huffman table is too long');
  const weights =
    head < 128
      ? fseWeights(bytes, weightsStart, weightsEnd)
      : Array.from({ length: head - 127 }, (_, i) => (bytes[weightsStart + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15);
  return { table: huffmanTable(weights), end: weightsEnd };
}

/** Two states take turns; the stream is over when one has no bits left, and the other has its last symbol in hand. */
function fseWeights(bytes: Uint8Array, start: number, end: number): number[] {
  const { table, end: streamStart } = readFseTable(bytes, start, end, 6, 255);
  let position = backwardBitCount(bytes, streamStart, end);
  const states: [number, number] = [0, 0];
  for (const turn of [0, 1] as const) {
    position -= table.accuracyLog;
    if (position < 0) throw new ZstdBroken('Huffman weights are cut');
    states[turn] = bitsAt(bytes, streamStart, position, table.accuracyLog);
  }
  const weights: number[] = [];
  for (let turn: 0 | 1 = 0; weights.length < 255; turn = turn === 0 ? 1 : 0) {
    const state = states[turn];
    weights.push(table.symbols[state]!);
    const bitCount = table.bitCounts[state]!;
    position -= bitCount;
    if (position < 0) {
      weights.push(table.symbols[states[turn === 0 ? 1 : 0]]!);
      return weights;
    }
    states[turn] = table.bases[state]! + bitsAt(bytes, streamStart, position, bitCount);
  }
  throw new ZstdBroken('too many Huffman weights');
}

/** A code of weight w has maxBits + 1 - w bits; the weight of the last symbol fills what is left. */
function huffmanTable(weights: number[]): HuffmanTable {
  let sum = 0;
  for (const weight of weights) {
    if (weight > MAX_HUFFMAN_BITS) throw new ZstdBroken('a Huffman code is too long');
    if (weight > 0) sum += 1 << (weight - 1);
  }
  const maxBits = sum === 0 ? 0 : highestBit(sum) + 1;
  const left = (1 << maxBits) - sum;
  if (maxBits === 0 || maxBits > MAX_HUFFMAN_BITS || (left & (left - 1)) !== 0 || weights.length > 255) {
    throw new ZstdBroken('a Huffman table is broken');
  }
  const all = [...weights, highestBit(left) + 1];
  const symbols = new Uint8Array(1 << maxBits);
  const bitCounts = new Uint8Array(1 << maxBits);
  // The longest codes, of the lowest weight, come first in the table.
  let at = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    for (const [symbol, itsWeight] of all.entries()) {
      if (itsWeight !== weight) continue;
      const length = 1 << (weight - 1);
      symbols.fill(symbol, at, at + length);
      bitCounts.fill(maxBits + 1 - weight, at, at + length);
      at += length;
    }
  }
  return { maxBits, symbols, bitCounts };
}

/** Decodes one Huffman stream, bytes [start, end), to target [from, to). */
export function decodeHuffman(
  table: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  from: number,
  to: number,
): void {
  const { maxBits, symbols, bitCounts } = table;
  const mask = (1 << maxBits) - 1;
  let position = backwardBitCount(bytes, start, end);
  for (let out = from; out < to; out++) {
    const low = position - maxBits;
    let code: number;
    if (low >= 0) {
      const at = start + (low >>> 3);
      code = ((bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)) >>> (low & 7)) & mask;
    } else {
      // Fewer bits than the longest code are left: zeros stand for the missing ones.
      code = (bitsAt(bytes, start, 0, Math.max(0, position)) << -low) & mask;
    }
    target[out] = symbols[code]!;
    position -= bitCounts[code]!;
  }
  if (position !== 0) throw new ZstdBroken('a Huffman stream does not end where it should');
}
