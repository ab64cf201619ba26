// --from and --to of `read`: which frames lie between two moments.
import type { Frame } from '../capture/frame.ts';
import { type MomentOption, parseMoment } from './moment.ts';

export interface RangeOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export class FrameRange {
  readonly #from: MomentOption | undefined;
  readonly #to: MomentOption | undefined;
  #firstEpoch = Number.NaN;

  constructor(from: MomentOption | undefined, to: MomentOption | undefined) {
    this.#from = from;
    this.#to = to;
  }

  /** Called for each frame in order: `+12.5s` counts from the first. A capture may be out of order, so each is asked. */
  placeOf(frame: Frame): 'before' | 'inside' | 'after' {
    if (Number.isNaN(this.#firstEpoch)) this.#firstEpoch = frame.seconds + frame.nanoseconds / 1e9;
    if (this.#from?.isAfter(frame, this.#firstEpoch)) return 'before';
    if (this.#to !== undefined && !this.#to.includes(frame, this.#firstEpoch)) return 'after';
    return 'inside';
  }
}

/** Undefined where neither is given: then all frames are. */
export function parseRange({ from, to }: RangeOptions): FrameRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  return new FrameRange(
    from === undefined ? undefined : parseMoment(from),
    to === undefined ? undefined : parseMoment(to),
  );
}
