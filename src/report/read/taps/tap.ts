// What a statistic of -z is: it is told of each frame, and gives a text at the end.
import type { Dissection } from '../../../dissect/dissection.ts';
import type { FrameClock } from '../../../dissect/fields/frame-clock.ts';
import type { FilterCompiler } from '../frame-output.ts';
import type { TimeFormat } from '../time-column.ts';

export interface Tap {
  /** The dissection is borrowed until the next call. */
  write(d: Dissection): void;
  /** A frame that comes before --from. */
  skip?(d: Dissection): void;
  text(): string;
}

/** What a tap is made with. */
export interface TapContext {
  readonly compile: FilterCompiler;
  /** Set for each frame of the capture, also where a tap is not told of it. */
  readonly clock: FrameClock;
  /** -t, which some tables follow. */
  readonly time: TimeFormat;
}

export interface TapDefinition {
  /** As it begins behind -z: `asap,stat`. */
  readonly name: string;
  /** What may follow the name: `[,filter]`. */
  readonly syntax: string;
  readonly about: string;
  /** `rest` is what stands behind the name, with its comma; a TapError says what is wrong with it. */
  make(rest: string, context: TapContext): Tap;
}

/** An argument of -z that cannot be: one line for the user. */
export class TapError extends Error {}

/** For taps whose only argument is a filter. */
export function filteredTap(
  name: string,
  about: string,
  make: (filterText: string, context: TapContext) => Tap,
): TapDefinition {
  return {
    name,
    syntax: '[,filter]',
    about,
    make(rest, context) {
      const text = filterOf(name, rest);
      return filtered(make(text, context), text, context);
    },
  };
}

/** The text behind the comma, empty where there is none. */
export function filterOf(name: string, rest: string): string {
  if (rest === '') return '';
  if (!rest.startsWith(',')) throw new TapError(`-z ${name}${rest}: only a filter can follow, behind a comma`);
  return rest.slice(1);
}

/** The same tap, told only of frames that pass. */
export function filtered(tap: Tap, filterText: string, { compile }: TapContext): Tap {
  if (filterText.trim() === '') return tap;
  const passes = compile(filterText);
  return {
    write(d) {
      if (passes(d)) tap.write(d);
    },
    text: () => tap.text(),
  };
}

/** Seconds since the first frame of the capture. */
export function relativeSeconds({ relative }: FrameClock): number {
  return relative.seconds + relative.nanoseconds / 1e9;
}
