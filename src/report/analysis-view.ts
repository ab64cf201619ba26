// What `analyze` finds, as data: `poolshark.analysis/1`.
import { type ProtocolCounts, protocolNames } from '../dissect/protocol-counts.ts';
import type { Unknown } from '../handlespace/coverage.ts';
import type { ExchangeCount, MessageCount, Traffic } from '../handlespace/traffic.ts';
import type { LoadView } from '../handlespace/users/load-view.ts';
import type { HandlespaceView } from '../handlespace/view.ts';
import { messageName } from '../protocol/registry.ts';
import type { Protocol } from '../protocol/schema.ts';
import type { CaptureView } from './pools-view.ts';
import type { SecuredRow } from './secured-view.ts';

export interface MessageRow {
  readonly protocol: Protocol;
  readonly type: number;
  readonly name: string;
  readonly count: number;
  readonly octets: number;
  /** Messages a second over the whole capture. */
  readonly rate: number;
  readonly firstEpoch: number;
  readonly lastEpoch: number;
}

export interface ExchangeRow {
  readonly name: string;
  readonly requests: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly repeated: number;
  readonly leastSeconds: number | null;
  readonly meanSeconds: number | null;
  readonly mostSeconds: number | null;
}

export interface ExpertRow {
  readonly code: string;
  readonly severity: string;
  readonly sentence: string;
  readonly rfc: string;
  readonly count: number;
  /** The first of them: frame, layer, octet in the frame (or in what was reassembled), octets needed and available. */
  readonly first: {
    readonly frame: number;
    readonly layer: string;
    readonly offset: number;
    readonly needed: number;
    readonly available: number;
  };
}

/** Elements that went from one server to another. */
export interface MoveRow {
  readonly from: string;
  readonly to: string;
  readonly elements: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly firstEpoch: number;
}

export interface AnalysisView extends HandlespaceView {
  /** What the capture cannot tell, in sentences. */
  readonly unknown: readonly Unknown[];
  /** How the picks of pool users spread over the elements of each pool. */
  readonly load: readonly LoadView[];
  readonly schema: 'poolshark.analysis/1';
  readonly capture: CaptureView & { readonly octets: number };
  readonly protocols: readonly { readonly name: string; readonly frames: number; readonly octets: number }[];
  readonly messages: readonly MessageRow[];
  readonly exchanges: readonly ExchangeRow[];
  readonly experts: readonly ExpertRow[];
  readonly moves: readonly MoveRow[];
  /** TLS connections on the secured ports. */
  readonly secured: readonly SecuredRow[];
  /** What happened how often: kinds of events as `pools --events` has them. */
  readonly events: Readonly<Record<string, number>>;
  readonly associations: { readonly up: number; readonly ended: number };
}

export function protocolRows(counts: ProtocolCounts): AnalysisView['protocols'] {
  return Object.entries(protocolNames)
    .map(([protocol, name]) => ({
      name,
      frames: counts.frames[Number(protocol)] ?? 0,
      octets: counts.octets[Number(protocol)] ?? 0,
    }))
    .filter((row) => row.frames > 0)
    .sort((a, b) => b.frames - a.frames);
}

export function messageRows(traffic: Traffic, seconds: number): readonly MessageRow[] {
  const rows = (protocol: Protocol, counters: readonly (MessageCount | undefined)[]) =>
    counters.flatMap((counter, type) =>
      counter === undefined
        ? []
        : [
            {
              protocol,
              type,
              name: messageName(protocol, type),
              rate: seconds > 0 ? counter.count / seconds : 0,
              ...counter,
            },
          ],
    );
  return [...rows('asap', traffic.asap), ...rows('enrp', traffic.enrp)];
}

export function exchangeRows(traffic: Traffic): readonly ExchangeRow[] {
  return traffic.exchanges
    .filter((exchange) => exchange.requests > 0)
    .map((exchange: ExchangeCount) => ({
      name: exchange.name,
      requests: exchange.requests,
      answered: exchange.answered,
      unanswered: exchange.requests - exchange.answered,
      repeated: exchange.repeated,
      leastSeconds: exchange.answered === 0 ? null : exchange.leastSeconds,
      meanSeconds: exchange.answered === 0 ? null : exchange.totalSeconds / exchange.answered,
      mostSeconds: exchange.answered === 0 ? null : exchange.mostSeconds,
    }));
}
