// What the screen is tested with: a capture followed up to a frame, as a watch does it, and the picture of that moment.
import { Auditor } from '../../src/audit/auditor.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { PoolUsers } from '../../src/handlespace/users/pool-users.ts';
import type { LiveTotals } from '../../src/report/live/live-totals.ts';
import { textOf } from '../../src/screen/line.ts';
import { ScreenFeed, type Watched } from '../../src/screen/screen-feed.ts';
import { type ScreenPicture, screenLines } from '../../src/screen/screen-lines.ts';
import type { ScreenModel } from '../../src/screen/screen-model.ts';
import type { UiState } from '../../src/screen/ui-state.ts';

export interface WatchedCapture {
  readonly feed: ScreenFeed;
  readonly watched: Watched;
  readonly model: ScreenModel;
  picture(ui: UiState, columns: number, rows: number): ScreenPicture;
  text(ui: UiState, columns: number, rows: number): string;
}

const drops = { byKernel: 0, byInterface: 0, byEngine: 0, notRecorded: 0 };

export async function watchCapture(path: string, frames: number, feed = new ScreenFeed()): Promise<WatchedCapture> {
  const source = await openCapture(path);
  const dissector = new Dissector();
  const auditor = new Auditor();
  const users = new PoolUsers();
  let totals: LiveTotals = {
    startedEpoch: 0,
    nowEpoch: 0,
    frames: 0,
    octets: 0,
    messages: 0,
    events: 0,
    findings: { error: 0, warning: 0, note: 0 },
    drops,
    lagSeconds: 0,
    away: [],
  };
  const handlespace = new Handlespace({
    observers: [users, auditor],
    onEvent: (event) => {
      totals = { ...totals, events: totals.events + 1 };
      auditor.event(event);
      feed.event(event);
    },
  });
  const watched: Watched = { handlespace, auditor, users, totals: () => totals };
  let second = 0;
  do {
    while (totals.frames < frames && source.next()) {
      const { frame } = source;
      const d = dissector.dissect(frame);
      totals = { ...totals, frames: totals.frames + 1, messages: totals.messages + d.messageCount };
      feed.frame(d);
      handlespace.apply(d);
      auditor.frameDone(d);
      if (frame.seconds === second) continue;
      second = frame.seconds;
      feed.second(watched, totals);
    }
  } while (totals.frames < frames && (await source.fill()));
  source.close();
  const model = feed.model('eth0 (dumpcap)', undefined, watched);
  const context = { dissection: {}, state: () => handlespace.state };
  const picture = (ui: UiState, columns: number, rows: number) => screenLines(model, ui, { columns, rows }, context);
  return {
    feed,
    watched,
    model,
    picture,
    text: (ui, columns, rows) =>
      `${picture(ui, columns, rows)
        .lines.map((line) => textOf(line).trimEnd())
        .join('\n')}\n`,
  };
}
