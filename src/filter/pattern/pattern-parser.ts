// Regular expressions as a tree: the syntax of PCRE2, which Wireshark uses, on octets and without regard to case. What
// cannot be matched in time proportional to the octets (look-around, back references, atomic groups) is refused.

import { readClass } from './class-parser.ts';
import { octetEscape } from './octet-escape.ts';
import { allButNewline, escapedSets, everyOctet, OctetSet } from './octet-set.ts';
import { PatternFault } from './pattern-fault.ts';
import { PatternReader } from './pattern-reader.ts';

export type Assertion = 'start' | 'end' | 'line start' | 'line end' | 'very end' | 'word edge' | 'no word edge';

export type Pattern =
  | { readonly type: 'octet'; readonly set: OctetSet }
  | { readonly type: 'assertion'; readonly assertion: Assertion }
  | { readonly type: 'sequence'; readonly of: readonly Pattern[] }
  | { readonly type: 'choice'; readonly of: readonly Pattern[] }
  | { readonly type: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number };

/** Options of PCRE2 that a pattern can switch. */
interface Options {
  /** Without regard to case; on at the beginning, as in Wireshark. */
  readonly i: boolean;
  /** ^ and $ at every line. */
  readonly m: boolean;
  /** The dot takes line feeds. */
  readonly s: boolean;
  /** Blanks and # comments are left out. */
  readonly x: boolean;
}

const depthLimit = 100;
/** PCRE2's own limit. */
const repeatLimit = 65_535;
const nothing: Pattern = { type: 'sequence', of: [] };

/** `pattern`: one character for each octet. Throws a PatternFault. */
export function parsePattern(pattern: string): Pattern {
  const reader = new PatternReader(pattern);
  const tree = parseChoice(reader, { i: true, m: false, s: false, x: false }, 0);
  if (!reader.isAtEnd) throw new PatternFault('a closing parenthesis has no opening one', reader.at);
  return tree;
}

function parseChoice(reader: PatternReader, given: Options, depth: number): Pattern {
  if (depth > depthLimit) throw new PatternFault(`groups are nested deeper than ${depthLimit}`, reader.at);
  const branches: Pattern[] = [];
  let options = given;
  let sequence: Pattern[] = [];
  for (;;) {
    if (options.x) reader.skipComments();
    if (reader.isAtEnd || reader.peek() === ')') break;
    if (reader.takes('|')) {
      branches.push({ type: 'sequence', of: sequence });
      sequence = [];
      continue;
    }
    const changed = parseOptions(reader, options);
    if (changed !== undefined) {
      options = changed;
      continue;
    }
    const at = reader.at;
    const atom = parseAtom(reader, options, depth);
    if (atom !== undefined) sequence.push(parseRepeat(reader, atom, options, at));
  }
  branches.push({ type: 'sequence', of: sequence });
  return branches.length === 1 ? (branches[0] as Pattern) : { type: 'choice', of: branches };
}

/** `(?i)` and `(?m-s)`: they hold to the end of the group. */
function parseOptions(reader: PatternReader, options: Options): Options | undefined {
  const found = reader.takesPattern(/\(\?(\^?)([imsxnUJ]*)(?:-([imsxnUJ]*))?\)/y);
  return found && switched(options, found);
}

function switched(options: Options, [, reset, on = '', off = '']: readonly (string | undefined)[]): Options {
  const base = reset === '^' ? { i: false, m: false, s: false, x: false } : options;
  const is = (letter: keyof Options) => (off.includes(letter) ? false : on.includes(letter) || base[letter]);
  return { i: is('i'), m: is('m'), s: is('s'), x: is('x') };
}

function parseAtom(reader: PatternReader, options: Options, depth: number): Pattern | undefined {
  const at = reader.at;
  const sign = reader.take();
  switch (sign) {
    case '(':
      return parseGroup(reader, options, depth, at);
    case '[':
      return { type: 'octet', set: readClass(reader, at, options.i) };
    case '.':
      return { type: 'octet', set: options.s ? everyOctet : allButNewline };
    case '^':
      return { type: 'assertion', assertion: options.m ? 'line start' : 'start' };
    case '$':
      return { type: 'assertion', assertion: options.m ? 'line end' : 'end' };
    case '\\':
      return parseEscape(reader, options, at);
    case '*':
    case '+':
    case '?':
      throw new PatternFault(`"${sign}" has nothing to repeat`, at);
    default:
      return octet(OctetSet.of([sign.charCodeAt(0), sign.charCodeAt(0)]), options);
  }
}

function octet(set: OctetSet, { i }: Options): Pattern {
  return { type: 'octet', set: i ? set.caseless() : set };
}

function parseGroup(reader: PatternReader, options: Options, depth: number, at: number): Pattern | undefined {
  if (reader.peek() === '*') throw new PatternFault('verbs (*...) are not known here', at);
  let inner = options;
  if (reader.takes('?')) {
    if (reader.takes('#')) {
      reader.skipPast(')', at);
      return undefined;
    }
    if (reader.takesPattern(/<?[=!]/y)) throw new PatternFault('look-ahead and look-behind are not known here', at);
    if (reader.takes('>')) throw new PatternFault('atomic groups are not known here', at);
    const flags = reader.takesPattern(/(\^?)([imsxnUJ]*)(?:-([imsxnUJ]*))?:/y);
    if (flags !== undefined) inner = switched(options, flags);
    else if (!reader.takesPattern(/\||P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*'/y))
      throw new PatternFault('this kind of group is not known here', at);
  }
  const of = parseChoice(reader, inner, depth + 1);
  if (!reader.takes(')')) throw new PatternFault('a group is never closed', at);
  return of;
}

function parseRepeat(reader: PatternReader, of: Pattern, options: Options, at: number): Pattern {
  if (options.x) reader.skipComments();
  const range = parseCounts(reader);
  if (range === undefined) return of;
  const [least, most] = range;
  if (least > repeatLimit || (most !== Number.POSITIVE_INFINITY && most > repeatLimit))
    throw new PatternFault('a number of repetitions is too large', at);
  if (most < least) throw new PatternFault('the numbers of repetitions are in the wrong order', at);
  // How much a lazy repetition takes changes no answer of yes or no.
  reader.takes('?');
  if (reader.peek() === '+') throw new PatternFault('possessive repetitions are not known here', reader.at);
  const repeat: Pattern = { type: 'repeat', of, least, most };
  // PCRE2 takes (a{2}){3} without the parentheses as well, but not a**.
  const again = reader.peek();
  if (again === '*' || again === '?') throw new PatternFault(`"${again}" has nothing to repeat`, reader.at);
  return reader.looksAt(/\{\d+(?:,\d*)?\}/y) ? parseRepeat(reader, repeat, options, at) : repeat;
}

function parseCounts(reader: PatternReader): readonly [number, number] | undefined {
  if (reader.takes('*')) return [0, Number.POSITIVE_INFINITY];
  if (reader.takes('+')) return [1, Number.POSITIVE_INFINITY];
  if (reader.takes('?')) return [0, 1];
  const found = reader.takesPattern(/\{(\d+)(,(\d*))?\}/y);
  if (found === undefined) return undefined;
  const least = Number(found[1]);
  if (found[2] === undefined) return [least, least];
  return [least, found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])];
}

const assertions: Readonly<Record<string, Assertion>> = {
  b: 'word edge',
  B: 'no word edge',
  A: 'start',
  Z: 'end',
  z: 'very end',
};

function parseEscape(reader: PatternReader, options: Options, at: number): Pattern {
  const sign = reader.peek();
  const assertion = Object.hasOwn(assertions, sign) ? assertions[sign] : undefined;
  if (assertion !== undefined) {
    reader.take();
    return { type: 'assertion', assertion };
  }
  const set = Object.hasOwn(escapedSets, sign) ? escapedSets[sign] : undefined;
  if (set !== undefined) {
    reader.take();
    return { type: 'octet', set };
  }
  if (sign === 'Q') return quoted(reader, options);
  if (sign === 'E') {
    reader.take();
    return nothing;
  }
  if (sign === 'R') {
    reader.take();
    const pair = [0x0d, 0x0a].map((code): Pattern => ({ type: 'octet', set: OctetSet.of([code, code]) }));
    return {
      type: 'choice',
      of: [
        { type: 'sequence', of: pair },
        { type: 'octet', set: escapedSets.v as OctetSet },
      ],
    };
  }
  // PCRE2 reads two digits and more as an octet where there are not as many groups.
  if (reader.looksAt(/[1-9](?![0-7])|[89]/y)) throw new PatternFault('back references are not known here', at);
  const code = octetEscape(reader, at);
  return octet(OctetSet.of([code, code]), options);
}

/** `\Q...\E`: all between stands for itself. */
function quoted(reader: PatternReader, options: Options): Pattern {
  reader.take();
  const of: Pattern[] = [];
  while (!reader.isAtEnd && reader.takesPattern(/\\E/y) === undefined) {
    const code = reader.take().charCodeAt(0);
    of.push(octet(OctetSet.of([code, code]), options));
  }
  return { type: 'sequence', of };
}
