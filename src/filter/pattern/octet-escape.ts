// Escapes of a regular expression that stand for one octet: \x45, \x{45}, \105, \o{105}, \n, \., \cA.
import { PatternFault } from './pattern-fault.ts';
import type { PatternReader } from './pattern-reader.ts';

const named: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** Reads what follows the backslash; `at` is where that stood. */
export function octetEscape(reader: PatternReader, at: number): number {
  const hex = reader.takesPattern(/x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{0,2}))/y);
  if (hex !== undefined) return octetOf(Number.parseInt(hex[1] ?? (hex[2] || '0'), 16), at);
  const octal = reader.takesPattern(/o\{([0-7]+)\}|(0[0-7]{0,2}|[0-7]{1,3})/y);
  if (octal !== undefined) return octetOf(Number.parseInt(octal[1] ?? (octal[2] as string), 8), at);
  const control = reader.takesPattern(/c([ -~])/y);
  if (control !== undefined) return (control[1] as string).toUpperCase().charCodeAt(0) ^ 0x40;
  const sign = reader.take();
  if (sign === '') throw new PatternFault('a backslash stands at the end', at);
  if (Object.hasOwn(named, sign)) return named[sign] as number;
  if (/[A-Za-z]/.test(sign)) throw new PatternFault(`"\\${sign}" is not known here`, at);
  return sign.charCodeAt(0);
}

function octetOf(code: number, at: number): number {
  if (code > 255) throw new PatternFault('an octet is at most 255', at);
  return code;
}
