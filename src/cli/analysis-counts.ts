// What `analyze` counts while captures are followed: what only the dissection shows, and what happens to the handlespace.
import { hexNumber } from '../bytes/text.ts';
import { type Dissection, occurrence } from '../dissect/dissection.ts';
import { layerNames } from '../dissect/layer.ts';
import { ProtocolCounts } from '../dissect/protocol-counts.ts';
import type { HandlespaceEvent } from '../handlespace/events.ts';
import { expertCodes } from '../protocol/expert-codes.ts';
import type { ExpertRow, MoveRow } from '../report/analysis-view.ts';

export class AnalysisCounts {
  readonly protocols = new ProtocolCounts();
  octets = 0;
  /** Associations that came up, and that ended. */
  up = 0;
  ended = 0;
  /** Events by their kinds. */
  readonly events: Record<string, number> = {};
  private readonly expertCount = new Float64Array(expertCodes.length);
  private readonly expertFirst: (ExpertRow['first'] | undefined)[] = [];
  private readonly moved = new Map<string, MoveRow>();

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

  note(event: HandlespaceEvent): void {
    this.events[event.kind] = (this.events[event.kind] ?? 0) + 1;
    if (event.kind !== 'home-changed' || event.formerServer === undefined || event.server === undefined) return;
    const from = hexNumber(event.formerServer);
    const to = hexNumber(event.server);
    const before = this.moved.get(from + to);
    this.moved.set(from + to, {
      from,
      to,
      elements: (before?.elements ?? 0) + 1,
      firstFrame: before?.firstFrame ?? event.frame,
      lastFrame: event.frame,
      firstEpoch: before?.firstEpoch ?? event.epoch,
    });
  }

  /** Which server's elements went where. */
  get moves(): MoveRow[] {
    return [...this.moved.values()];
  }

  expertRows(): ExpertRow[] {
    return expertCodes.flatMap(({ code, severity, sentence, rfc }, index) => {
      const first = this.expertFirst[index];
      return first ? [{ code, severity, sentence, rfc, count: this.expertCount[index] as number, first }] : [];
    });
  }
}
