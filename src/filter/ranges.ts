// Slices (`[0:4]`, `[-2:]`, `[1,3-4]`) and layer numbers (`#2`, `#[-1]`): their text and what they take.
import { Fault, type Place } from './fault.ts';

export interface Range {
  /** Counts from the end where negative. */
  readonly start: number;
  /** `to the end`, `start:length`, or `start-end` with both ends taken. */
  readonly length: number | undefined;
  readonly end: number | undefined;
}

const number = '[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+)';
const rangePattern = new RegExp(
  String.raw`^\s*(?:(${number})?\s*:\s*(${number})?|(${number})(?:\s*-\s*(${number}))?)\s*$`,
);

/** Text with its brackets: `[0:4,6]`, `#[1]`, `#1`. */
export function rangesOf(text: string, place: Place): readonly Range[] {
  const inner = text.replace(/^#?\[?/, '').replace(/\]$/, '');
  return inner.split(',').map((piece) => rangeOf(piece, place));
}

function rangeOf(piece: string, place: Place): Range {
  const found = rangePattern.exec(piece);
  if (found === null || piece.trim() === ':')
    throw new Fault(
      `"${piece.trim()}" is no range`,
      place,
      '[offset], [offset:length], [first-last], [:length] or [offset:]',
    );
  const [, from, length, first, last] = found;
  if (first !== undefined) {
    const start = integerOf(first, place);
    return last === undefined
      ? { start, length: 1, end: undefined }
      : closed(start, integerOf(last, place), piece, place);
  }
  const start = from === undefined ? 0 : integerOf(from, place);
  if (length === undefined) return { start, length: undefined, end: undefined };
  const count = integerOf(length, place);
  if (count <= 0) throw new Fault(`the range "${piece.trim()}" has no length`, place, 'a length of 1 or more');
  return { start, length: count, end: undefined };
}

function closed(start: number, end: number, piece: string, place: Place): Range {
  if (start < 0 !== end < 0)
    throw new Fault(`both ends of the range "${piece.trim()}" must count from the same side`, place);
  if (start >= end) throw new Fault(`the range "${piece.trim()}" ends before it begins`, place, '[first-last]');
  return { start, length: undefined, end };
}

function integerOf(text: string, place: Place): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]/, '');
  const isOctal = /^0[0-7]+$/.test(digits);
  const value = sign * (isOctal ? Number.parseInt(digits, 8) : Number(digits));
  if (!Number.isInteger(value)) throw new Fault(`"${text}" is no number`, place);
  if (Math.abs(value) > 0x7fffffff) throw new Fault(`"${text}" is too large for a range`, place);
  return value;
}

/** The octets taken, joined. Where a range does not fit, it and those behind it give nothing. */
export function sliced(octets: Uint8Array, ranges: readonly Range[]): Uint8Array {
  const size = octets.length;
  const pieces: Uint8Array[] = [];
  for (const { start, length, end } of ranges) {
    const from = start < 0 ? start + size : start;
    const until = length !== undefined ? from + length : end === undefined ? size : (end < 0 ? end + size : end) + 1;
    if (from < 0 || from >= size || until > size || until <= from) break;
    pieces.push(octets.subarray(from, until));
  }
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Whether the layer is one of these, of `last` layers in the frame. Layers count from 1. */
export function hasLayer(ranges: readonly Range[], layer: number, last: number): boolean {
  return ranges.some(({ start, length, end }) => {
    const from = start < 0 ? last + start + 1 : start;
    const until = length !== undefined ? from + length - 1 : end === undefined ? last : end < 0 ? last + end + 1 : end;
    return layer >= from && layer <= until;
  });
}
