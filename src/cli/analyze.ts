// What `analyze` does: follows the captures, counts, and prints what it found.
import { hexNumber } from '../bytes/text.ts';
import { type Dissection, occurrence } from '../dissect/dissection.ts';
import { layerNames } from '../dissect/layer.ts';
import { ProtocolCounts } from '../dissect/protocol-counts.ts';
import type { HandlespaceEvent } from '../handlespace/events.ts';
import { loadViews } from '../handlespace/users/load-view.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { viewOf } from '../handlespace/view.ts';
import { expertCodes } from '../protocol/expert-codes.ts';
import { analysisText } from '../report/analysis-text.ts';
import {
  type AnalysisView,
  type ExpertRow,
  exchangeRows,
  type MoveRow,
  messageRows,
  protocolRows,
} from '../report/analysis-view.ts';
import { securedRow } from '../report/secured-view.ts';
import { dissectionOf } from './dissection-options.ts';
import { follow } from './follow.ts';
import { openInputs } from './input.ts';
import type { StateOptions } from './options.ts';
import { print } from './output.ts';
import { choosePaint } from './paint.ts';

/** Counts what happens to the handlespace, and which server's elements went where. */
class Happenings {
  readonly counts: Record<string, number> = {};
  readonly moves = new Map<string, MoveRow>();

  note(event: HandlespaceEvent): void {
    this.counts[event.kind] = (this.counts[event.kind] ?? 0) + 1;
    if (event.kind !== 'home-changed' || event.formerServer === undefined || event.server === undefined) return;
    const from = hexNumber(event.formerServer);
    const to = hexNumber(event.server);
    const before = this.moves.get(from + to);
    this.moves.set(from + to, {
      from,
      to,
      elements: (before?.elements ?? 0) + 1,
      firstFrame: before?.firstFrame ?? event.frame,
      lastFrame: event.frame,
      firstEpoch: before?.firstEpoch ?? event.epoch,
    });
  }
}

/** Counts what only the dissection shows. */
class Tally {
  readonly protocols = new ProtocolCounts();
  readonly expertCount = new Float64Array(expertCodes.length);
  readonly expertFirst: (ExpertRow['first'] | undefined)[] = [];
  octets = 0;
  up = 0;
  ended = 0;

  count(d: Dissection): void {
    this.protocols.count(d);
    this.octets += d.frame.originalLength;
    for (let index = 0; index < d.occurrenceCount; index++) {
      const kind = d.occurrences[index]?.kind;
      if (kind === occurrence.associationUp) this.up++;
      else if (kind === occurrence.associationEnd) this.ended++;
    }
    const { experts } = d;
    for (let index = 0; index < experts.count; index++) {
      const code = experts.code[index] as number;
      this.expertFirst[code] ??= {
        frame: d.frame.number,
        layer: layerNames[experts.layer[index] as number] ?? 'frame',
        offset: experts.offset[index] as number,
        needed: experts.needed[index] as number,
        available: experts.available[index] as number,
      };
      this.expertCount[code] = (this.expertCount[code] as number) + 1;
    }
  }

  expertRows(): ExpertRow[] {
    return expertCodes.flatMap(({ code, severity, sentence, rfc }, index) => {
      const first = this.expertFirst[index];
      return first ? [{ code, severity, sentence, rfc, count: this.expertCount[index] as number, first }] : [];
    });
  }
}

export async function analyze(paths: readonly string[], options: StateOptions): Promise<number> {
  const dissection = dissectionOf(options);
  const inputs = await openInputs(paths, options);
  const tally = new Tally();
  const happenings = new Happenings();
  const poolUsers = new PoolUsers();
  const { handlespace, capture, now, dissector } = await follow(inputs, {
    dissection: dissection(inputs.source),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    observers: [poolUsers],
    onEvent: (event) => happenings.note(event),
    onDissection: (dissection) => tally.count(dissection),
  });
  const seconds = capture.fromEpoch === null || capture.toEpoch === null ? 0 : capture.toEpoch - capture.fromEpoch;
  const view: AnalysisView = {
    schema: 'poolshark.analysis/1',
    capture: { ...capture, octets: tally.octets },
    protocols: protocolRows(tally.protocols),
    messages: messageRows(handlespace.traffic, seconds),
    exchanges: exchangeRows(handlespace.traffic),
    experts: tally.expertRows(),
    moves: [...happenings.moves.values()],
    events: happenings.counts,
    secured: dissector.tls.facts.map(securedRow),
    load: loadViews(poolUsers, handlespace.state),
    associations: { up: tally.up, ended: tally.ended },
    ...viewOf(handlespace.state, now, true),
  };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : analysisText(view, choosePaint(options.color)));
  return inputs.finish();
}
