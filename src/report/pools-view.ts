// The shape of `pools --json` and what the texts are made of: `poolshark.pools/1`.
import type { Unknown } from '../handlespace/coverage.ts';
import type { UsersView } from '../handlespace/users/view.ts';
import type { EventView, HandlespaceView } from '../handlespace/view.ts';

export interface CaptureView {
  readonly files: readonly string[];
  readonly frames: number;
  /** Null for a capture without frames. */
  readonly fromEpoch: number | null;
  readonly toEpoch: number | null;
  /** How often the capture lacks data whose receiver acknowledged it. */
  readonly gaps: number;
}

export interface PoolsView extends HandlespaceView, Partial<UsersView> {
  readonly schema: 'poolshark.pools/1';
  readonly capture: CaptureView;
  /** What the capture cannot tell, in sentences. */
  readonly unknown: readonly Unknown[];
  readonly at: { readonly frame: number; readonly epoch: number | null };
  readonly events?: readonly EventView[];
}
