// Cuts a filter text into tokens, as Wireshark 4.0's display filter scanner does: words are names and unquoted values alike.
import { Fault } from './fault.ts';
import { readCharacter, readString } from './quoted.ts';
import type { Token } from './token.ts';

/** Words that are operators. */
const operatorWords: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  xor: '^^',
  not: '!',
  eq: '==',
  any_eq: '==',
  ne: '!=',
  all_ne: '!=',
  all_eq: '===',
  any_ne: '!==',
  gt: '>',
  lt: '<',
  ge: '>=',
  le: '<=',
  contains: 'contains',
  matches: 'matches',
  in: 'in',
  any: 'any',
  all: 'all',
  bitand: '&',
  bitwise_and: '&',
};

/** Longer ones first. `~=` is the old spelling of `!==`. */
const symbols = /===|!==|==|!=|~=|>=|<=|&&|\|\||\^\^|\.\.|[><!~&+\-*/%(){},@$]/y;
const symbolSpellings: Readonly<Record<string, string>> = { '~=': '!==', '~': 'matches' };

/** Names, numbers, addresses, octets. `..` is never part of a word; a dot or colon may lead. */
const word = /(?:\.(?!\.)|:{0,2})[A-Za-z0-9_](?:[A-Za-z0-9_:-]|\.(?=[A-Za-z0-9_]))*|::/y;
/** `1e+5`: the one place where a plus sign belongs to a word. */
const exponent = /[0-9]+(?:\.[0-9]+)?[eE]\+[0-9]+/y;
const prefixLength = /\/[0-9]+/y;
const blank = /[ \t\r\n]+/y;
const isAddress = /^\d+\.\d+\.\d+\.\d+$|::|:.*:/;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = take(blank, text, at);
    if (space > 0) {
      at += space;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ type: 'end', text: '', at: text.length, end: text.length });
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  const first = text[at] as string;
  if (first === '"') return readString(text, at, at + 1, false);
  if ((first === 'r' || first === 'R') && text[at + 1] === '"') return readString(text, at, at + 2, true);
  if (first === "'") return readCharacter(text, at);
  if (first === '[') return rangesAt(text, at, at);
  if (first === '#') return layersAt(text, at);
  const size = wordLength(text, at);
  if (size > 0) {
    const written = text.slice(at, at + size);
    const operator = Object.hasOwn(operatorWords, written) ? operatorWords[written] : undefined;
    return { type: operator === undefined ? 'word' : 'operator', text: operator ?? written, at, end: at + size };
  }
  const symbol = take(symbols, text, at);
  if (symbol === 0) throw unknownSign(text, at);
  const written = text.slice(at, at + symbol);
  return { type: 'operator', text: symbolSpellings[written] ?? written, at, end: at + symbol };
}

function wordLength(text: string, at: number): number {
  const size = Math.max(take(exponent, text, at), take(word, text, at));
  if (size === 0 || !isAddress.test(text.slice(at, at + size))) return size;
  return size + take(prefixLength, text, at + size);
}

function unknownSign(text: string, at: number): Fault {
  const sign = String.fromCodePoint(text.codePointAt(at) as number);
  const place = { at, end: at + sign.length };
  if (sign === '=') return new Fault('"=" is no operator: write == to compare', place, '==');
  if (sign === '|') return new Fault('"|" is no operator: write || or "or"', place, '||');
  if (sign === '^') return new Fault('"^" is no operator: write ^^ or "xor"', place, '^^');
  return new Fault(`"${sign}" means nothing in a filter`, place, 'a field, a value or an operator');
}

/** `[0:4]`: what stands between the brackets is read by the parser. */
function rangesAt(text: string, at: number, bracket: number): Token {
  const close = text.indexOf(']', bracket);
  if (close < 0) throw new Fault('the bracket is never closed', { at: bracket, end: bracket + 1 }, ']');
  return { type: 'ranges', text: text.slice(at, close + 1), at, end: close + 1 };
}

/** `#2` or `#[-1]`. */
function layersAt(text: string, at: number): Token {
  if (text[at + 1] === '[') return rangesAt(text, at, at + 1);
  const digits = take(/[0-9]+/y, text, at + 1);
  if (digits === 0) throw new Fault('"#" wants the number of a layer behind it', { at, end: at + 1 }, '#1 or #[-1]');
  return { type: 'ranges', text: text.slice(at, at + 1 + digits), at, end: at + 1 + digits };
}

/** Characters that the pattern takes at this place, 0 for none. */
function take(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}
