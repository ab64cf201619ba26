// The way of a frame through `read`: the range of moments, the dissection, the taps, the filter, the outputs.
import type { Frame } from '../capture/frame.ts';
import { Dissection } from '../dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../dissect/dissector.ts';
import type { FrameClock } from '../dissect/fields/frame-clock.ts';
import type { FrameFilter, FrameOutput } from '../report/read/frame-output.ts';
import type { FrameRange } from './frame-range.ts';

export interface PipelineOptions {
  /** Frames outside it are dissected where they come before it, so that what they tell is known, and given to nobody. */
  readonly range?: FrameRange | undefined;
  /** They see each frame in the range: as in tshark, a display filter does not apply to statistics. */
  readonly taps?: readonly FrameOutput[];
  /** Tells which frames the outputs are given. */
  readonly keep?: FrameFilter | undefined;
  readonly outputs: readonly FrameOutput[];
  /** Set for each frame up to --to, so that times count from frames that nobody is given, too. */
  readonly clock?: FrameClock | undefined;
  /** False where nobody looks into the frames: then they are not dissected. */
  readonly dissects?: boolean;
  readonly dissection?: DissectorOptions;
}

export class FramePipeline {
  /** Takes one frame. */
  readonly use: (frame: Frame) => void;
  readonly dissector: Dissector;
  readonly #all: readonly FrameOutput[];

  constructor(options: PipelineOptions) {
    const { taps = [], outputs, keep, range, clock } = options;
    this.#all = [...outputs, ...taps];
    this.dissector = new Dissector({ ...options.dissection, occurrences: false });
    const dissectOnly = options.dissects === false ? undissected() : dissected(this.dissector);
    const dissect = clock === undefined ? dissectOnly : timed(dissectOnly, clock);
    const give = giver(outputs, taps, keep);
    const skip = skipper(this.#all);
    if (range === undefined) this.use = (frame) => give(dissect(frame));
    else
      this.use = (frame) => {
        const place = range.placeOf(frame);
        if (place === 'after') return;
        const d = dissect(frame);
        if (place === 'inside') {
          give(d);
          return;
        }
        // A filter counts times from these frames, too.
        keep?.(d);
        skip(d);
      };
  }

  begin(): void {
    for (const output of this.#all) output.begin();
  }

  flush(): void {
    for (const output of this.#all) output.flush?.();
  }

  end(): void {
    for (const output of this.#all) output.end();
  }
}

function dissected(dissector: Dissector): (frame: Frame) => Dissection {
  return (frame) => dissector.dissect(frame);
}

function undissected(): (frame: Frame) => Dissection {
  const bare = new Dissection();
  return (frame) => {
    bare.reset(frame);
    return bare;
  };
}

function timed(dissect: (frame: Frame) => Dissection, clock: FrameClock): (frame: Frame) => Dissection {
  return (frame) => {
    clock.tick(frame.seconds, frame.nanoseconds);
    return dissect(frame);
  };
}

/** The common case is one output and nothing else: it shall not pay for the others. */
function giver(
  outputs: readonly FrameOutput[],
  taps: readonly FrameOutput[],
  keep: FrameFilter | undefined,
): (d: Dissection) => void {
  const [only] = outputs;
  if (keep === undefined && outputs.length + taps.length === 1) {
    const single = only ?? (taps[0] as FrameOutput);
    return (d) => single.write(d);
  }
  const skip = skipper(outputs);
  return (d) => {
    for (const tap of taps) tap.write(d);
    if (keep !== undefined && !keep(d)) skip(d);
    else for (const output of outputs) output.write(d);
  };
}

function skipper(outputs: readonly FrameOutput[]): (d: Dissection) => void {
  const interested = outputs.filter((output) => output.skip !== undefined);
  return (d) => {
    for (const output of interested) output.skip?.(d);
  };
}
