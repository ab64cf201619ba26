// Runs captures through dissector and handlespace, up to a moment if one is given: what `analyze` and `pools` share. With a
// state file it goes on where the run before ended, and leaves its own end for the next.

import type { Frame } from '../capture/frame.ts';
import type { Dissection } from '../dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../dissect/dissector.ts';
import type { HandlespaceEvent } from '../handlespace/events.ts';
import { Handlespace, type HandlespaceOptions } from '../handlespace/handlespace.ts';
import type { StateParts } from '../handlespace/saved-state.ts';
import type { HandlespaceState } from '../handlespace/state.ts';
import type { CaptureView } from '../report/pools-view.ts';
import { AnalysisCounts } from './analysis-counts.ts';
import { CaptureProgress } from './capture-progress.ts';
import { UsageError } from './errors.ts';
import { forEachFrame, type Inputs } from './input.ts';
import type { MomentOption } from './moment.ts';
import type { StateOptions } from './options.ts';
import type { StateFile } from './state-file.ts';

export interface Followed {
  readonly handlespace: Handlespace;
  readonly capture: CaptureView;
  readonly dissector: Dissector;
  /** Counted where somebody asked for it. */
  readonly counts: AnalysisCounts;
  /** Last frame before or at the moment; epoch is null where there is none. */
  readonly at: { readonly frame: number; readonly epoch: number | null };
  /** Seconds since 1970 for which the state holds. */
  readonly now: number;
}

export interface FollowOptions extends HandlespaceOptions {
  readonly at?: MomentOption | undefined;
  readonly dissection?: DissectorOptions;
  readonly count?: number | undefined;
  /** Before the handlespace takes the frame in; false: this frame and all after it are only counted. */
  readonly beforeFrame?: ((frame: Frame, state: HandlespaceState) => boolean) | undefined;
  /** After the handlespace has taken it in. */
  readonly onDissection?: ((dissection: Dissection, handlespace: Handlespace) => void) | undefined;
  /** Counts what `analyze` shows. */
  readonly counting?: boolean;
  readonly state?: StateFile | undefined;
}

export async function follow(inputs: Inputs, options: FollowOptions): Promise<Followed> {
  const { at, beforeFrame, onDissection, state } = options;
  const counts = new AnalysisCounts();
  // The next run with this state may be of a command that shows what this one does not.
  const isCounting = options.counting === true || state !== undefined;
  let past = false;
  const onEvent = (event: HandlespaceEvent): void => {
    if (isCounting) counts.note(event);
    if (!past) options.onEvent?.(event);
  };
  const isHeard = isCounting || options.onEvent !== undefined;
  const observers = options.observers ?? [];
  const saved = state?.withSaved(observers);
  const handlespace = new Handlespace({
    ...options,
    ...(isHeard ? { onEvent } : {}),
    observers: saved?.observers ?? observers,
  });
  const dissector = new Dissector(options.dissection);
  const progress = new CaptureProgress();
  const more = new Map<string, object>([['progress', progress], ['counts', counts], ...(saved?.parts ?? [])]);
  const parts: StateParts = { dissector, handlespace, more };
  if (state?.load(parts) && at !== undefined && !at.includes(progress.last, progress.firstEpoch))
    throw new UsageError(
      `--at: the moment lies before the end of what the state holds (frame ${progress.frames}); ask the run that read it`,
    );
  const framesBefore = progress.frames;
  /** The state at the moment, where the captures are followed beyond it. */
  let atMoment: Uint8Array | undefined;
  await forEachFrame(
    inputs.source,
    (frame) => {
      // The source counts its own frames.
      frame.number += framesBefore;
      const epoch = progress.count(frame);
      // After the moment frames are only counted: the capture's own figures are those of the whole.
      if (
        !past &&
        ((at !== undefined && !at.includes(frame, progress.firstEpoch)) ||
          (beforeFrame !== undefined && !beforeFrame(frame, handlespace.state)))
      ) {
        past = true;
        atMoment = state?.door.snapshot(parts);
      }
      // But what is saved is the end of the captures.
      if (!past || state !== undefined) {
        progress.atFrame = frame.number;
        progress.atEpoch = epoch;
        const dissection = dissector.dissect(frame);
        handlespace.apply(dissection);
        if (isCounting) counts.count(dissection);
        if (!past) onDissection?.(dissection, handlespace);
      }
      frame.number -= framesBefore;
    },
    options.count,
  );
  state?.save(parts);
  const { frames, fromEpoch, toEpoch } = progress;
  if (state !== undefined && atMoment !== undefined) state.door.restore(atMoment, parts);
  past = false;
  handlespace.finish();
  const { atFrame, atEpoch } = progress;
  const asked = at?.epoch(progress.firstEpoch);
  return {
    handlespace,
    dissector,
    counts,
    capture: {
      files: inputs.paths,
      frames,
      fromEpoch: frames === 0 ? null : fromEpoch,
      toEpoch: frames === 0 ? null : toEpoch,
      gaps: handlespace.state.gaps,
    },
    at: { frame: atFrame, epoch: atFrame === 0 ? null : atEpoch },
    now: asked === undefined || asked > toEpoch ? atEpoch : asked,
  };
}

/** The file that --state names. What reads and writes it is loaded where it is asked for. */
export async function stateFileOf(options: StateOptions, dissection: DissectorOptions): Promise<StateFile | undefined> {
  if (options.state === undefined) return undefined;
  const { StateFile } = await import('./state-file.ts');
  return new StateFile(options.state, dissection, options.profile);
}
