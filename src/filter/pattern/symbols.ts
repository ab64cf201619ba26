// What a pattern meets, one after the other: the octets, then the end; and what each of them lets assertions hold.
import { wordOctets } from './octet-set.ts';
import type { Assertion } from './pattern-parser.ts';

/** A line feed that is the last octet: `$` holds before it. */
export const lastNewline = 256;
export const theEnd = 257;
export const symbolCount = 258;

/** What came before the place at hand. */
export const before = { start: 0, newline: 1, word: 2, other: 3 } as const;

export function symbolAt(octets: Uint8Array, at: number): number {
  const octet = octets[at];
  if (octet === undefined) return theEnd;
  return octet === 0x0a && at === octets.length - 1 ? lastNewline : octet;
}

export function octetOf(symbol: number): number {
  return symbol === lastNewline ? 0x0a : symbol;
}

/** What the symbol is to the place behind it. */
export function beforeNext(symbol: number): number {
  if (octetOf(symbol) === 0x0a) return before.newline;
  return isWord(symbol) ? before.word : before.other;
}

function isWord(symbol: number): boolean {
  return symbol < 256 && wordOctets.has(symbol);
}

/** Whether the assertion holds between what came and the symbol that comes. */
export function holds(assertion: Assertion, came: number, symbol: number): boolean {
  switch (assertion) {
    case 'start':
      return came === before.start;
    case 'line start':
      // PCRE2: not behind a line feed that ends the text.
      return came === before.start || (came === before.newline && symbol !== theEnd);
    case 'end':
      return symbol === theEnd || symbol === lastNewline;
    case 'line end':
      return symbol === theEnd || octetOf(symbol) === 0x0a;
    case 'very end':
      return symbol === theEnd;
    case 'word edge':
      return (came === before.word) !== isWord(symbol);
    case 'no word edge':
      return (came === before.word) === isWord(symbol);
    default:
      return assertion satisfies never;
  }
}
