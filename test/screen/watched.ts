// What the screen is tested with: a capture followed up to a frame, as a watch does it, and the picture of that moment.
import type { Finding } from '../../src/audit/finding.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Bounds } from '../../src/dissect/bounds.ts';
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

/** Made up: which findings there are is the audit's business, and changes with its rules. */
const findings: readonly Finding[] = [
  {
    rule: 'E27',
    name: 'takeover-without-takeover-server',
    severity: 'warning',
    rfc: 'RFC 5353 §3.5.2',
    summary: 'server 0x0a000001 takes the elements of server 0x0a000002 and sends no Takeover Server',
    frames: [672, 680],
    pool: null,
    element: null,
    server: '0x0a000001',
    firstEpoch: 1795321660.955,
    lastEpoch: 1795321661.039,
    count: 3,
  },
  {
    rule: 'A1',
    name: 'made-up',
    severity: 'error',
    rfc: 'RFC 5352 §3.1',
    summary: 'an error comes first, however seldom',
    frames: [139],
    pool: 'Alpha',
    element: '0x00000200',
    server: null,
    firstEpoch: 1795321643.155,
    lastEpoch: 1795321643.155,
    count: 1,
  },
];

const drops = { byKernel: 0, byInterface: 0, byEngine: 0, notRecorded: 0 };

const bounds = new Bounds();

export async function watchCapture(
  path: string,
  frames: number,
  feed = new ScreenFeed(() => bounds),
): Promise<WatchedCapture> {
  const source = await openCapture(path);
  const dissector = new Dissector();
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
    gone: bounds.gone,
    away: [],
  };
  const handlespace = new Handlespace({
    observers: [users],
    onEvent: (event) => {
      totals = { ...totals, events: totals.events + 1 };
      feed.event(event);
    },
  });
  const watched: Watched = { handlespace, auditor: undefined, users, totals: () => totals };
  let second = 0;
  do {
    while (totals.frames < frames && source.next()) {
      const { frame } = source;
      const d = dissector.dissect(frame);
      totals = { ...totals, frames: totals.frames + 1, messages: totals.messages + d.messageCount };
      feed.frame(d);
      handlespace.apply(d);
      if (frame.seconds === second) continue;
      second = frame.seconds;
      feed.second(watched, totals);
    }
  } while (totals.frames < frames && (await source.fill()));
  source.close();
  const model = { ...feed.model('eth0 (dumpcap)', undefined, watched), findings };
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
