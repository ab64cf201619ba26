// The codes that a zstd sequence is made of (RFC 8878 §3.1.1.3.2): how long its literals and its copy are, and from how
// far back it copies.
import { type FseTable, fseTable } from './zstd-entropy.ts';

/** What one of the three codes of a sequence is made of: bits to add to a base for each code, and its default table. */
export interface CodeKind {
  readonly extraBits: Uint8Array;
  readonly bases: Uint32Array;
  readonly maxLog: number;
  readonly defaultTable: FseTable;
}

function codeKind(first: number, extraBits: readonly number[], maxLog: number, table: FseTable): CodeKind {
  const bases = new Uint32Array(extraBits.length);
  let base = first;
  for (const [code, bits] of extraBits.entries()) {
    bases[code] = base;
    base += 2 ** bits;
  }
  return { extraBits: Uint8Array.from(extraBits), bases, maxLog, defaultTable: table };
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const ones = (count: number): number[] => new Array<number>(count).fill(1);
const minusOnes = (count: number): number[] => new Array<number>(count).fill(-1);

// §3.1.1.3.2.1.1 for the codes, §3.1.1.3.2.2 for the default distributions.
export const LITERAL_LENGTH = codeKind(
  0,
  [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  9,
  fseTable(6, [
    4,
    3,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    1,
    1,
    1,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    2,
    3,
    2,
    1,
    1,
    1,
    1,
    1,
    ...minusOnes(4),
  ]),
);
export const MATCH_LENGTH = codeKind(
  3,
  [...zeros(32), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  9,
  fseTable(6, [1, 4, 3, 2, 2, 2, 2, 2, 2, ...ones(37), ...minusOnes(7)]),
);
// Code n stands for 2^n and n bits more; beyond the largest window there is no code.
export const OFFSET = codeKind(
  1,
  Array.from({ length: 29 }, (_, code) => code),
  8,
  fseTable(5, [...ones(6), 2, 2, 2, ...ones(15), ...minusOnes(5)]),
);
