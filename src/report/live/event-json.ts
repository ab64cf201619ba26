// The lines of `live --ndjson` beside the messages: `poolshark.event/1` (docs/events.md).

import type { Finding } from '../../audit/finding.ts';
import { hexText } from '../../bytes/text.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import { eventView } from '../../handlespace/view.ts';
import { instant } from './event-line.ts';
import type { LiveTotals, Notice } from './live-totals.ts';

const schema = 'poolshark.event/1';

export function stateChangeJson(event: HandlespaceEvent): string {
  const { kind, epoch, pool, ...others } = eventView(event);
  const poolHex = event.pool === undefined ? null : hexText(event.pool);
  return line({ schema, event: 'state', kind, time: instant(epoch), epoch, pool, poolHex, ...others });
}

/** The members of a finding are those of `audit --json`. */
export function findingJson(finding: Finding): string {
  return line({ schema, event: 'finding', time: instant(finding.firstEpoch), epoch: finding.firstEpoch, ...finding });
}

export function noticeJson({ kind, epoch, sentence }: Notice): string {
  return line({ schema, event: 'capture', kind, time: instant(epoch), epoch, sentence });
}

/** The last line: what was seen and what was lost. */
export function totalsJson(totals: LiveTotals): string {
  const { startedEpoch, nowEpoch, frames, octets, messages, events, findings, drops, gone } = totals;
  return line({
    schema,
    event: 'summary',
    time: instant(nowEpoch),
    epoch: nowEpoch,
    seconds: nowEpoch - startedEpoch,
    frames,
    octets,
    messages,
    events,
    findings,
    forgotten: gone,
    drops: {
      byKernel: drops.byKernel ?? null,
      byInterface: drops.byInterface ?? null,
      byEngine: drops.byEngine ?? null,
      notRecorded: drops.notRecorded,
    },
  });
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
