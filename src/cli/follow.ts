// Runs captures through dissector and handlespace, up to a moment if one is given: what `analyze` and `pools` share.

import type { Dissection } from '../dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../dissect/dissector.ts';
import { Handlespace, type HandlespaceOptions } from '../handlespace/handlespace.ts';
import type { CaptureView } from '../report/pools-view.ts';
import { forEachFrame, type Inputs } from './input.ts';
import type { MomentOption } from './moment.ts';

export interface Followed {
  readonly handlespace: Handlespace;
  readonly capture: CaptureView;
  readonly dissector: Dissector;
  /** Last frame before or at the moment; epoch is null where there is none. */
  readonly at: { readonly frame: number; readonly epoch: number | null };
  /** Seconds since 1970 for which the state holds. */
  readonly now: number;
}

export interface FollowOptions extends HandlespaceOptions {
  readonly at?: MomentOption | undefined;
  readonly dissection?: DissectorOptions;
  readonly count?: number | undefined;
  /** After the handlespace has taken it in. */
  readonly onDissection?: ((dissection: Dissection, handlespace: Handlespace) => void) | undefined;
}

export async function follow(inputs: Inputs, options: FollowOptions): Promise<Followed> {
  const { at, onDissection } = options;
  const handlespace = new Handlespace(options);
  const dissector = new Dissector(options.dissection);
  let frames = 0;
  let firstEpoch = Number.NaN;
  let fromEpoch = Number.POSITIVE_INFINITY;
  let toEpoch = Number.NEGATIVE_INFINITY;
  let atFrame = 0;
  let atEpoch: number | null = null;
  let past = false;
  await forEachFrame(
    inputs.source,
    (frame) => {
      const epoch = frame.seconds + frame.nanoseconds / 1e9;
      if (frames++ === 0) firstEpoch = epoch;
      if (epoch < fromEpoch) fromEpoch = epoch;
      if (epoch > toEpoch) toEpoch = epoch;
      // After the moment frames are only counted: the capture's own figures are those of the whole.
      if (past) return;
      if (at !== undefined && !at.includes(frame, firstEpoch)) {
        past = true;
        return;
      }
      atFrame = frame.number;
      atEpoch = epoch;
      const dissection = dissector.dissect(frame);
      handlespace.apply(dissection);
      onDissection?.(dissection, handlespace);
    },
    options.count,
  );
  handlespace.finish();
  const asked = at?.epoch(firstEpoch);
  return {
    handlespace,
    dissector,
    capture: {
      files: inputs.paths,
      frames,
      fromEpoch: frames === 0 ? null : fromEpoch,
      toEpoch: frames === 0 ? null : toEpoch,
      gaps: handlespace.state.gaps,
    },
    at: { frame: atFrame, epoch: atEpoch },
    now: asked === undefined || asked > toEpoch ? (atEpoch ?? 0) : asked,
  };
}
