// -z of `read`: finds the statistics by name, runs them beside the other outputs, and prints their tables at the end.
import type { Dissection } from '../dissect/dissection.ts';
import type { FrameOutput } from '../report/read/frame-output.ts';
import { allTaps, findTap, tapList } from '../report/read/taps/all-taps.ts';
import { type Tap, type TapContext, TapError } from '../report/read/taps/tap.ts';
import { printable, UsageError } from './errors.ts';

/** True where `-z help` asks for the list; then that is all. */
export function listTaps(wanted: readonly string[], print: (text: string) => void): boolean {
  if (!wanted.includes('help')) return false;
  print(`${tapList()}\n`);
  return true;
}

/** Throws what is wrong with an argument before any input is opened. */
export function makeTaps(wanted: readonly string[], context: TapContext): readonly Tap[] {
  return wanted.map((argument) => {
    const found = findTap(argument);
    if (found === undefined) {
      const names = allTaps.map(({ name }) => name).join(' ');
      throw new UsageError(`-z ${printable(argument)}: no such statistic; there are ${names}`);
    }
    try {
      return found.definition.make(found.rest, context);
    } catch (error) {
      throw error instanceof TapError ? new UsageError(error.message) : error;
    }
  });
}

/** The tables come when all frames have: behind the lines of the packets, in the order in which they were asked for. */
export function tapOutput(taps: readonly Tap[], print: (text: string) => void): FrameOutput {
  return {
    begin: () => {},
    write(d: Dissection) {
      for (const tap of taps) tap.write(d);
    },
    skip(d: Dissection) {
      for (const tap of taps) tap.skip?.(d);
    },
    end() {
      for (const tap of taps) print(tap.text());
    },
  };
}
