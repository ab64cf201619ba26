// The place in a regular expression where its parser stands. One character is one octet.
import { PatternFault } from './pattern-fault.ts';

export class PatternReader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#text.length;
  }

  /** Empty at the end. */
  peek(): string {
    return this.#text[this.at] ?? '';
  }

  take(): string {
    return this.#text[this.at++] ?? '';
  }

  takes(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  /** The pattern is a sticky one. */
  looksAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.#text);
  }

  takesPattern(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found;
  }

  /** Goes behind the next one of these signs. */
  skipPast(sign: string, from: number): void {
    const found = this.#text.indexOf(sign, this.at);
    if (found < 0) throw new PatternFault(`"${sign}" is missing`, from);
    this.at = found + sign.length;
  }

  /** Blanks and comments, where the pattern is an extended one. */
  skipComments(): void {
    this.takesPattern(/(?:[ \t\n\v\f\r]|#[^\n]*(?:\n|$))+/y);
  }
}
