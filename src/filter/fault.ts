// What is wrong with a filter text, as data: where, what stands there, what would fit; and its two lines for a terminal.

export interface FilterError {
  readonly ok: false;
  /** The whole filter. */
  readonly text: string;
  /** Where the fault begins: offset into the text, from 0; the text's length where something is missing at its end. */
  readonly column: number;
  /** UTF-16 units of what is at fault; 0 at the end of the text. */
  readonly length: number;
  /** What stands there; empty at the end of the text. */
  readonly found: string;
  /** What would fit, where that can be said. */
  readonly expected: string;
  /** One sentence. */
  readonly message: string;
  /** Known names that look like an unknown one, best first. */
  readonly nearest: readonly string[];
}

/** Thrown and caught within this room only: compileFilter gives it back as data. */
export class Fault extends Error {
  readonly at: number;
  readonly end: number;
  readonly expected: string;
  readonly nearest: readonly string[];

  constructor(message: string, place: Place, expected = '', nearest: readonly string[] = []) {
    super(message);
    this.at = place.at;
    this.end = place.end;
    this.expected = expected;
    this.nearest = nearest;
  }
}

/** Characters text[at] to text[end - 1]. */
export interface Place {
  readonly at: number;
  readonly end: number;
}

export function filterError(text: string, fault: Fault): FilterError {
  const column = Math.min(fault.at, text.length);
  const end = Math.max(column, Math.min(fault.end, text.length));
  return {
    ok: false,
    text,
    column,
    length: end - column,
    found: text.slice(column, end),
    expected: fault.expected,
    message: fault.message,
    nearest: fault.nearest,
  };
}

const windowWidth = 100;

/** The sentence, the text (of a long one what is around the fault), and a mark below the column. No line break at the end. */
export function errorLines({ text, column, message, nearest }: FilterError): string {
  const from = text.length <= windowWidth || column <= windowWidth / 2 ? 0 : column - windowWidth / 2;
  const cut = text.slice(from, from + windowWidth);
  const before = from > 0 ? '…' : '';
  const after = from + windowWidth < text.length ? '…' : '';
  const guess = nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`;
  const mark = `${' '.repeat(before.length + column - from)}^`;
  return `${plain(message)}${guess}\n  ${before}${plain(cut)}${after}\n  ${mark}`;
}

/** Control characters as spaces: each keeps its column, and none reaches a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => ' '.repeat(character.length));
}
