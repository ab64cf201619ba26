// Answers whether a regular expression fits anywhere in octets, in time proportional to their number. Sets of steps that
// were met become states of a table, so that most octets cost one look-up.
import { Fault } from '../fault.ts';
import type { Text } from '../syntax.ts';
import { PatternFault } from './pattern-fault.ts';
import { parsePattern } from './pattern-parser.ts';
import { type Program, programOf } from './program.ts';
import { StepMachine } from './step-machine.ts';
import { before, symbolAt, symbolCount } from './symbols.ts';

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

interface State {
  readonly steps: readonly number[];
  readonly came: number;
  /** Where each symbol leads: index of a state, or one of those below. */
  readonly next: Int16Array;
}

const unknown = -1;
const matched = -2;
const full = -3;

/** A pattern that needs more states than this is run step by step where it leaves the table. */
const stateLimit = 1000;

class Matcher {
  readonly #machine: StepMachine;
  readonly #states: State[] = [];
  readonly #byKey = new Map<string, number>();

  constructor(program: Program) {
    this.#machine = new StepMachine(program);
    this.#add([program.start], before.start);
  }

  matches(octets: Uint8Array): boolean {
    let state = 0;
    for (let at = 0; at <= octets.length; at++) {
      const symbol = symbolAt(octets, at);
      let next = (this.#states[state] as State).next[symbol] as number;
      if (next === unknown) next = this.#follow(state, symbol);
      if (next === matched) return true;
      if (next === full) return this.#simulate(octets, at, state);
      state = next;
    }
    return false;
  }

  /** Works out where a symbol leads, and notes it. */
  #follow(from: number, symbol: number): number {
    const { steps, came, next } = this.#states[from] as State;
    const machine = this.#machine;
    machine.resume(steps, came);
    if (machine.takes(symbol)) {
      next[symbol] = matched;
      return matched;
    }
    const reached = this.#add([...machine.waiting.subarray(0, machine.waitingCount)].sort(byNumber), machine.came);
    // Not noted: another place may lead to a state that is there.
    if (reached !== full) next[symbol] = reached;
    return reached;
  }

  #add(steps: readonly number[], came: number): number {
    const key = `${came} ${steps.join(' ')}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= stateLimit) return full;
    this.#byKey.set(key, this.#states.length);
    this.#states.push({ steps, came, next: new Int16Array(symbolCount).fill(unknown) });
    return this.#states.length - 1;
  }

  #simulate(octets: Uint8Array, from: number, state: number): boolean {
    const { steps, came } = this.#states[state] as State;
    const machine = this.#machine;
    machine.resume(steps, came);
    for (let at = from; at <= octets.length; at++) if (machine.takes(symbolAt(octets, at))) return true;
    return false;
  }
}

function byNumber(a: number, b: number): number {
  return a - b;
}
