// A pattern as a program for a machine with many states at once (Thompson 1968): no pattern can make it run for ever.
import type { OctetSet } from './octet-set.ts';
import { PatternFault } from './pattern-fault.ts';
import type { Assertion, Pattern } from './pattern-parser.ts';

export type Step =
  | { readonly type: 'octet'; readonly set: OctetSet; readonly next: number }
  | { readonly type: 'assertion'; readonly assertion: Assertion; readonly next: number }
  | { readonly type: 'fork'; readonly next: number; readonly other: number }
  | { readonly type: 'match' };

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** One octet costs at most this many steps. */
const stepLimit = 1000;

export function programOf(pattern: Pattern): Program {
  const writer = new ProgramWriter();
  const match = writer.add({ type: 'match' });
  return { steps: writer.steps, start: writer.write(pattern, match) };
}

/** Writes from the end to the beginning: each step knows the one behind it. */
class ProgramWriter {
  readonly steps: Step[] = [];

  add(step: Step): number {
    if (this.steps.length >= stepLimit) throw new PatternFault('the regular expression is too large', 0);
    return this.steps.push(step) - 1;
  }

  /** The step with which the pattern begins, where `next` follows it. */
  write(pattern: Pattern, next: number): number {
    switch (pattern.type) {
      case 'octet':
        return this.add({ type: 'octet', set: pattern.set, next });
      case 'assertion':
        return this.add({ type: 'assertion', assertion: pattern.assertion, next });
      case 'sequence':
        return pattern.of.reduceRight((behind, part) => this.write(part, behind), next);
      case 'choice':
        return pattern.of
          .map((part) => this.write(part, next))
          .reduceRight((other, first) => this.add({ type: 'fork', next: first, other }));
      case 'repeat':
        return this.#repeat(pattern.of, pattern.least, pattern.most, next);
      default:
        return pattern satisfies never;
    }
  }

  #repeat(of: Pattern, least: number, most: number, next: number): number {
    let start = next;
    if (most === Number.POSITIVE_INFINITY) {
      // The loop's fork must stand before what it forks to: its place is kept, and filled when that is known.
      const fork = this.add({ type: 'fork', next, other: next });
      const inside = this.write(of, fork);
      this.steps[fork] = { type: 'fork', next: inside, other: next };
      start = fork;
    } else for (let count = least; count < most; count++) start = this.#maybe(of, start, next);
    for (let count = 0; count < least; count++) {
      const size = this.steps.length;
      start = this.write(of, start);
      // A part that writes nothing may be repeated any number of times: once is enough.
      if (this.steps.length === size) break;
    }
    return start;
  }

  #maybe(of: Pattern, behind: number, next: number): number {
    return this.add({ type: 'fork', next: this.write(of, behind), other: next });
  }
}
