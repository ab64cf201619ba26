// What the screen shows, as data: made a few times a second from the running watch, and kept as it is while it is paused.
import type { Finding } from '../audit/finding.ts';
import type { UserView } from '../handlespace/users/view.ts';
import type { EventView, HandlespaceView } from '../handlespace/view.ts';
import type { LiveTotals, Notice } from '../report/live/live-totals.ts';
import type { KeptFrame } from './kept-frame.ts';

/** Something in a list that runs on; `place` counts up over all that ever was in it. */
export interface Placed<T> {
  readonly place: number;
  readonly entry: T;
}

export type FeedEntry =
  | { readonly kind: 'event'; readonly event: EventView }
  | { readonly kind: 'notice'; readonly notice: Notice };

/** Per second, the oldest first. */
export interface Rates {
  readonly packets: readonly number[];
  readonly messages: readonly number[];
  readonly events: readonly number[];
  readonly rows: readonly RateRow[];
}

export interface RateRow {
  readonly name: string;
  readonly count: number;
  readonly perSecond: readonly number[];
}

export interface AnswerRow {
  readonly name: string;
  readonly requests: number;
  readonly answered: number;
  readonly meanSeconds: number | null;
  readonly mostSeconds: number | null;
}

/** How often a pool element was named first in answers, and used by pool users. */
export interface Picks {
  readonly answered: number;
  readonly used: number;
}

export interface Player {
  readonly speed: number;
  readonly halted: boolean;
  /** All has been played. */
  readonly ended: boolean;
}

export interface ScreenModel {
  readonly title: string;
  /** Undefined where interfaces are watched. */
  readonly player: Player | undefined;
  /** The moment of the state: seconds since 1970; 0 before the first packet. */
  readonly now: number;
  readonly totals: LiveTotals;
  readonly view: HandlespaceView;
  /** When each ENRP server was last heard, by its identifier. */
  readonly heard: ReadonlyMap<string, number>;
  /** By `handleHex/elementId`. */
  readonly picks: ReadonlyMap<string, Picks>;
  readonly users: readonly UserView[];
  readonly events: readonly Placed<FeedEntry>[];
  readonly messages: readonly Placed<KeptFrame>[];
  readonly findings: readonly Finding[];
  readonly rates: Rates;
  readonly answers: readonly AnswerRow[];
}
