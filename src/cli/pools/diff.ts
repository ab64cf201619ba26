// `pools --diff A B`: the handlespace at two moments, taken in one pass, and what differs.
import { ChangeFrames, differenceOf } from '../../handlespace/history/difference.ts';
import type { HandlespaceState } from '../../handlespace/state.ts';
import { type HandlespaceView, viewOf } from '../../handlespace/view.ts';
import { diffText } from '../../report/pools/diff-text.ts';
import type { PoolsDiffView, ReachedMoment } from '../../report/pools/diff-view.ts';
import { dissectionOf } from '../dissection-options.ts';
import { follow } from '../follow.ts';
import { openInputs } from '../input.ts';
import { type MomentOption, parseMoment } from '../moment.ts';
import { print } from '../output.ts';
import { choosePaint } from '../paint.ts';
import type { PoolsOptions } from './options.ts';

/** Takes the view at a moment: at the first frame behind it, or at the end. */
class TakenView {
  readonly moment: MomentOption;
  view: HandlespaceView | undefined = undefined;
  reached: ReachedMoment = { frame: 0, epoch: null };

  constructor(moment: MomentOption) {
    this.moment = moment;
  }

  take(state: HandlespaceState, now: number): HandlespaceView {
    this.view ??= viewOf(state, now);
    return this.view;
  }
}

export async function poolsDiff(
  paths: readonly string[],
  [from, to]: readonly [string, string],
  options: PoolsOptions,
): Promise<number> {
  const taken = [new TakenView(parseMoment(from)), new TakenView(parseMoment(to))] as const;
  const frames = new ChangeFrames();
  const dissection = dissectionOf(options);
  const inputs = await openInputs(paths, options);
  let start = Number.NaN;
  let last: ReachedMoment = { frame: 0, epoch: null };
  const followed = await follow(inputs, {
    dissection: dissection(inputs.source),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    onEvent: (event) => frames.note(event),
    beforeFrame(frame, state) {
      const epoch = frame.seconds + frame.nanoseconds / 1e9;
      if (Number.isNaN(start)) start = epoch;
      for (const one of taken) {
        if (one.view !== undefined || one.moment.includes(frame, start)) continue;
        one.take(state, one.moment.epoch(start) ?? last.epoch ?? 0);
        one.reached = last;
      }
      last = { frame: frame.number, epoch };
      return taken.some((one) => one.view === undefined);
    },
  });
  const [before, after] = taken.map((one) => {
    if (one.view === undefined) one.reached = last;
    return one.take(followed.handlespace.state, followed.now);
  }) as [HandlespaceView, HandlespaceView];
  const [one, other] = taken;
  const view: PoolsDiffView = {
    schema: 'poolshark.pools-diff/1',
    capture: followed.capture,
    profile: after.profile,
    from: one.reached,
    to: other.reached,
    ...differenceOf(before, after, (key) => frames.of(key, one.reached.frame, other.reached.frame)),
  };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : diffText(view, choosePaint(options.color)));
  return inputs.finish();
}
