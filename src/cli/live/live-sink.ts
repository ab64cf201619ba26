// Who is told what happens while `live` runs: lines, NDJSON, metrics, the screen, a recording. Any number take part.
import type { Finding } from '../../audit/finding.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { LiveTotals, Notice } from '../../report/live/live-totals.ts';

export interface LiveSink {
  /** A frame, before the handlespace is told; borrowed until the next. */
  frame?(d: Dissection): void;
  /** A frame that -Y leaves out: it counts, it is not shown. */
  skip?(d: Dissection): void;
  event?(event: HandlespaceEvent): void;
  /** Something that breaks a rule, or threatens: told once, when it is first seen. */
  finding?(finding: Finding): void;
  notice?(notice: Notice): void;
  /** Once a second, whether or not anything happened. */
  tick?(totals: LiveTotals): void;
  /** All packets that are here have been read. */
  flush?(): void;
  /** Files are to be closed and made anew (SIGHUP). */
  reopen?(): void;
  /** Gives what brings back what it shows now: a capture that is played can go back. */
  remember?(): () => void;
  end?(totals: LiveTotals): void;
}
