// The place in a list of tokens where a parser stands, and how deep it is.
import { Fault, type Place } from './fault.ts';
import type { Token } from './token.ts';

/** Parentheses, braces, functions and signs within each other, and members of one sum. */
const depthLimit = 200;

export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  get isAtEnd(): boolean {
    return this.next.type === 'end';
  }

  take(): Token {
    const token = this.next;
    if (token.type !== 'end') this.#at++;
    return token;
  }

  is(operator: string): boolean {
    return this.next.type === 'operator' && this.next.text === operator;
  }

  takes(operator: string): boolean {
    const isNext = this.is(operator);
    if (isNext) this.#at++;
    return isNext;
  }

  /** Takes the sign that closes what `open` opened. */
  expects(operator: string, open: Place): Token {
    if (this.is(operator)) return this.take();
    if (this.next.type === 'end') throw new Fault(`nothing closes what opens here`, open, operator);
    throw this.unexpected(operator);
  }

  deeper(place: Place): void {
    if (++this.#depth > depthLimit) throw new Fault(`the filter is nested deeper than ${depthLimit}`, place);
  }

  shallower(levels = 1): void {
    this.#depth -= levels;
  }

  unexpected(expected: string, reason = ''): Fault {
    const { next } = this;
    const found = next.type === 'end' ? 'the filter ends here' : `"${shown(next)}" does not fit here`;
    return new Fault(`${found}: ${reason === '' ? `expected ${expected}` : reason}`, next, expected);
  }
}

function shown({ type, text }: Token): string {
  return type === 'string' && text.length > 20 ? `${text.slice(0, 20)}…` : text;
}
