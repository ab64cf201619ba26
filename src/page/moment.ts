// The handlespace of a moment, out of the spans of a report: what `pools --at` shows, worked out in the page.
import type {
  ChecksumReport,
  ElementReport,
  ElementSpan,
  PoolReport,
  Report,
  ServerReport,
  ServerSpan,
} from '../report/full/schema.ts';

export interface ServerNow {
  readonly server: ServerReport;
  /** Null: nothing of its own was seen yet. */
  readonly span: ServerSpan | null;
  readonly owned: number;
  readonly checksum: ChecksumReport | null;
}

export interface ElementNow {
  readonly element: ElementReport;
  readonly span: ElementSpan;
}

export interface PoolNow {
  readonly pool: PoolReport;
  readonly elements: readonly ElementNow[];
}

export interface Now {
  readonly servers: readonly ServerNow[];
  readonly pools: readonly PoolNow[];
}

/** Written times have microseconds: equal to the last digit counts as reached. */
const reached = 5e-7;

interface Span {
  readonly fromEpoch: number;
  readonly toEpoch: number | null;
}

/** The span of this moment; where two begin at once, the later one. */
export function spanAt<S extends Span>(spans: readonly S[], epoch: number): S | undefined {
  for (let at = spans.length - 1; at >= 0; at--) {
    const span = spans[at] as S;
    if (span.fromEpoch > epoch + reached) continue;
    return span.toEpoch === null || span.toEpoch > epoch + reached ? span : undefined;
  }
  return undefined;
}

export class Moments {
  private readonly report: Report;
  private readonly checksums = new Map<string, ChecksumReport[]>();

  constructor(report: Report) {
    this.report = report;
    for (const checksum of report.checksums) {
      const list = this.checksums.get(checksum.server);
      if (list === undefined) this.checksums.set(checksum.server, [checksum]);
      else list.push(checksum);
    }
  }

  at(epoch: number): Now {
    const owned = new Map<string, number>();
    const pools = this.report.pools.flatMap((pool): PoolNow[] => {
      const elements = pool.elements.flatMap((element): ElementNow[] => {
        const span = spanAt(element.spans, epoch);
        if (span === undefined) return [];
        if (span.home !== null) owned.set(span.home, (owned.get(span.home) ?? 0) + 1);
        return [{ element, span }];
      });
      return elements.length === 0 ? [] : [{ pool, elements }];
    });
    const servers = this.report.servers.map(
      (server): ServerNow => ({
        server,
        span: spanAt(server.spans, epoch) ?? null,
        owned: owned.get(server.id) ?? 0,
        checksum: this.lastChecksum(server.id, epoch),
      }),
    );
    return { servers: servers.filter(({ span, owned: count }) => span !== null || count > 0), pools };
  }

  /** The latest up to this moment: they are in order of time. */
  private lastChecksum(server: string, epoch: number): ChecksumReport | null {
    const list = this.checksums.get(server) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle] as ChecksumReport).epoch <= epoch + reached) low = middle + 1;
      else high = middle;
    }
    return list[low - 1] ?? null;
  }
}
