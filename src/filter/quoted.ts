// Strings and character constants of a filter, with the escapes of C. A string is octets: text in it counts as UTF-8.
import { Fault } from './fault.ts';
import type { Token } from './token.ts';

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 0x22,
  "'": 0x27,
  '\\': 0x5c,
};

const encoder = new TextEncoder();

/** `"text"` and `r"raw text"`; of a raw string no escape is changed, `\"` only keeps it open. */
export function readString(text: string, at: number, from: number, isRaw: boolean): Token {
  const octets: number[] = [];
  let next = from;
  for (;;) {
    const sign = text[next];
    if (sign === undefined) throw new Fault('the quoted string has no end', { at, end: from }, '"');
    if (sign === '"') break;
    if (sign !== '\\') {
      const character = String.fromCodePoint(text.codePointAt(next) as number);
      octets.push(...encoder.encode(character));
      next += character.length;
    } else if (isRaw) {
      const escaped = text.codePointAt(next + 1);
      const character = `\\${escaped === undefined ? '' : String.fromCodePoint(escaped)}`;
      octets.push(...encoder.encode(character));
      next += character.length;
    } else next = readEscape(text, next, octets);
  }
  return { type: 'string', text: text.slice(from, next), octets: Uint8Array.from(octets), at, end: next + 1 };
}

/** `'a'`, `'\x05'`, `'\005'`. */
export function readCharacter(text: string, at: number): Token {
  const octets: number[] = [];
  let next = at + 1;
  while (text[next] !== "'") {
    if (next >= text.length) throw new Fault('the character constant has no end', { at, end: at + 1 }, "'");
    if (text[next] === '\\') next = readEscape(text, next, octets);
    else {
      const character = String.fromCodePoint(text.codePointAt(next) as number);
      octets.push(...encoder.encode(character));
      next += character.length;
    }
  }
  const place = { at, end: next + 1 };
  if (octets.length !== 1) throw new Fault('a character constant holds one octet', place, "'a'");
  return { type: 'character', text: text.slice(at, next + 1), code: octets[0] as number, ...place };
}

/** Reads the escape at text[at], and says where it ends. */
function readEscape(text: string, at: number, octets: number[]): number {
  const rest = text.slice(at + 1, at + 10);
  const octal = /^[0-7]{1,3}/.exec(rest)?.[0];
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    if (value > 255) throw new Fault(`\\${octal} is larger than 255`, { at, end: at + 1 + octal.length });
    octets.push(value);
    return at + 1 + octal.length;
  }
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest)?.[1];
  if (hex !== undefined) {
    octets.push(Number.parseInt(hex, 16));
    return at + 2 + hex.length;
  }
  const code = /^(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/.exec(rest)?.[0];
  if (code !== undefined) {
    const value = Number.parseInt(code.slice(1), 16);
    if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
      throw new Fault(`\\${code} is no character of Unicode`, { at, end: at + 1 + code.length });
    octets.push(...encoder.encode(String.fromCodePoint(value)));
    return at + 1 + code.length;
  }
  const sign = rest[0] ?? '';
  const value = Object.hasOwn(escapes, sign) ? escapes[sign] : undefined;
  if (value === undefined)
    throw new Fault(
      `"\\${sign}" is no escape sequence; a backslash itself is \\\\, and r"..." keeps all of them`,
      { at, end: Math.min(at + 2, text.length) },
      '\\\\',
    );
  octets.push(value);
  return at + 2;
}
