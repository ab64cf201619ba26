// The shape of `pools --history --json`: `poolshark.pools-history/1`.
import { hexNumber, hexText, safeText } from '../../bytes/text.ts';
import type { HistoryEntry } from '../../handlespace/history/entry.ts';
import type { CaptureView } from '../pools-view.ts';

export interface HistoryLine {
  readonly kind: string;
  /** True where the handlespace's state changed, or something about it was noticed. */
  readonly isEvent: boolean;
  readonly frame: number;
  readonly epoch: number;
  readonly lastFrame: number;
  readonly lastEpoch: number;
  readonly count: number;
  /** Null where no answer is due. */
  readonly answered: number | null;
  readonly pool: string | null;
  readonly poolHex: string | null;
  readonly element: string | null;
  readonly server: string | null;
  readonly others: readonly string[];
  readonly hosts: readonly string[];
  readonly why: string | null;
  readonly frames: readonly number[];
}

export interface PoolsHistoryView {
  readonly schema: 'poolshark.pools-history/1';
  readonly capture: CaptureView;
  readonly subject: { readonly kind: 'element' | 'pool' | 'server'; readonly name: string };
  /** Lines that there was no room for. */
  readonly leftOut: number;
  readonly lines: readonly HistoryLine[];
}

export function historyLine(entry: HistoryEntry): HistoryLine {
  return {
    kind: entry.kind,
    isEvent: entry.isEvent,
    frame: entry.frame,
    epoch: entry.epoch,
    lastFrame: entry.lastFrame,
    lastEpoch: entry.lastEpoch,
    count: entry.count,
    answered: entry.answered ?? null,
    pool: entry.pool === undefined ? null : safeText(entry.pool),
    poolHex: entry.pool === undefined ? null : hexText(entry.pool),
    element: entry.element === undefined ? null : hexNumber(entry.element),
    server: entry.server === undefined ? null : hexNumber(entry.server),
    others: entry.others.map((id) => hexNumber(id)),
    hosts: entry.hosts,
    why: entry.why ?? null,
    frames: [...entry.frames].sort((a, b) => a - b),
  };
}
