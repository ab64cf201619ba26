// Answers whether a regular expression fits anywhere in octets, in time proportional to their number. Sets of steps that
// were met become states of a table, so that most octets cost one look-up.
import { Fault } from '../fault.ts';
import type { Text } from '../syntax.ts';
import { wordOctets } from './octet-set.ts';
import { PatternFault } from './pattern-fault.ts';
import { type Assertion, parsePattern } from './pattern-parser.ts';
import { type Program, programOf } from './program.ts';

/** What comes next: an octet, a line feed as the last octet, or the end. */
const lastNewline = 256;
const theEnd = 257;
const symbolCount = 258;

/** What came before. */
const before = { start: 0, newline: 1, word: 2, other: 3 } as const;

interface State {
  /** Steps that wait for what comes next; assertions among them are not decided yet. */
  readonly steps: readonly number[];
  readonly before: number;
  /** Where each symbol leads: index of a state, or one of those below. */
  readonly next: Int16Array;
}

const unknown = -1;
const matched = -2;

/** More states than this are forgotten, and made again when met again. */
const stateLimit = 1000;

/** The pattern is the octets of a filter's string. Throws a Fault at the place in the filter. */
export function compilePattern(text: Text): (octets: Uint8Array) => boolean {
  let latin = '';
  for (const octet of text.octets) latin += String.fromCharCode(octet);
  try {
    const matcher = new Matcher(programOf(parsePattern(latin)));
    return (octets) => matcher.matches(octets);
  } catch (fault) {
    if (!(fault instanceof PatternFault)) throw fault;
    throw new Fault(`regular expression: ${fault.message}`, placeOf(text, fault.at), 'a regular expression');
  }
}

/** Where escapes stand in the string, its octets are not its characters: then the whole string is at fault. */
function placeOf({ text, octets, at, end }: Text, offset: number): { at: number; end: number } {
  const place = end - 1 - text.length + offset;
  return text.length === octets.length && place < end ? { at: place, end: place + 1 } : { at, end };
}

class Matcher {
  readonly #program: Program;
  #states: State[] = [];
  #byKey = new Map<string, number>();

  constructor(program: Program) {
    this.#program = program;
    this.#forget();
  }

  matches(octets: Uint8Array): boolean {
    const last = octets.length - 1;
    let state = 0;
    for (let at = 0; at <= octets.length; at++) {
      const octet = octets[at];
      const symbol = octet === undefined ? theEnd : octet === 0x0a && at === last ? lastNewline : octet;
      let next = (this.#states[state] as State).next[symbol] as number;
      if (next === unknown) next = this.#follow(state, symbol);
      if (next === matched) return true;
      state = next;
    }
    return false;
  }

  #forget(): void {
    this.#states = [];
    this.#byKey = new Map();
    this.#add([this.#program.start], before.start);
  }

  #add(steps: readonly number[], cameBefore: number): number {
    const key = `${cameBefore} ${steps.join(' ')}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const index = this.#states.length;
    this.#states.push({ steps, before: cameBefore, next: new Int16Array(symbolCount).fill(unknown) });
    this.#byKey.set(key, index);
    return index;
  }

  /** Works out where a symbol leads, and notes it. */
  #follow(from: number, symbol: number): number {
    const state = this.#states[from] as State;
    const target = this.#target(state, symbol);
    if (target === undefined) {
      state.next[symbol] = matched;
      return matched;
    }
    if (this.#states.length >= stateLimit) {
      this.#forget();
      return this.#add(target.steps, target.before);
    }
    const next = this.#add(target.steps, target.before);
    state.next[symbol] = next;
    return next;
  }

  /** Undefined: the pattern fits. */
  #target(state: State, symbol: number): { steps: number[]; before: number } | undefined {
    const { steps, start } = this.#program;
    const octet = symbol === lastNewline ? 0x0a : symbol;
    const seen = new Set<number>();
    const next = new Set<number>();
    const open = [...state.steps];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const step = steps[index];
      if (step === undefined) continue;
      if (step.type === 'match') return undefined;
      if (step.type === 'fork') open.push(step.next, step.other);
      else if (step.type === 'assertion') {
        if (holds(step.assertion, state.before, symbol)) open.push(step.next);
      } else if (symbol !== theEnd && step.set.has(octet)) next.add(step.next);
    }
    // It may begin anywhere.
    next.add(start);
    const came =
      octet === 0x0a ? before.newline : symbol !== theEnd && wordOctets.has(octet) ? before.word : before.other;
    return { steps: [...next].sort((a, b) => a - b), before: came };
  }
}

function holds(assertion: Assertion, came: number, symbol: number): boolean {
  const isNewline = symbol === 0x0a || symbol === lastNewline;
  switch (assertion) {
    case 'start':
      return came === before.start;
    case 'line start':
      // PCRE2: not behind a line feed that ends the text.
      return came === before.start || (came === before.newline && symbol !== theEnd);
    case 'end':
      return symbol === theEnd || symbol === lastNewline;
    case 'line end':
      return symbol === theEnd || isNewline;
    case 'very end':
      return symbol === theEnd;
    case 'word edge':
      return isEdge(came, symbol);
    case 'no word edge':
      return !isEdge(came, symbol);
    default:
      return assertion satisfies never;
  }
}

function isEdge(came: number, symbol: number): boolean {
  return (came === before.word) !== (symbol < 256 && wordOctets.has(symbol));
}
