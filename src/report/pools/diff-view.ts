// The shape of `pools --diff --json`: `poolshark.pools-diff/1`.
import type { HandlespaceDifference } from '../../handlespace/history/difference.ts';
import type { Profile } from '../../handlespace/profile.ts';
import type { CaptureView } from '../pools-view.ts';

/** The last frame before or at the moment; epoch is null where there is none. */
export interface ReachedMoment {
  readonly frame: number;
  readonly epoch: number | null;
}

export interface PoolsDiffView extends HandlespaceDifference {
  readonly schema: 'poolshark.pools-diff/1';
  readonly capture: CaptureView;
  readonly profile: Profile;
  readonly from: ReachedMoment;
  readonly to: ReachedMoment;
}
