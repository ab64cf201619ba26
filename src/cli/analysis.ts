// What `analyze` and `report` tell of captures as a whole, out of what was counted while they were followed.
import { unknownsOf } from '../handlespace/coverage.ts';
import { viewOf } from '../handlespace/view.ts';
import { type AnalysisView, exchangeRows, messageRows, protocolRows } from '../report/analysis-view.ts';
import { securedRow } from '../report/secured-view.ts';
import type { Followed } from './follow.ts';

/** All but the load, which is told by who follows the pool users. */
export function analysisOf({ handlespace, capture, now, dissector, counts }: Followed): Omit<AnalysisView, 'load'> {
  const seconds = capture.fromEpoch === null || capture.toEpoch === null ? 0 : capture.toEpoch - capture.fromEpoch;
  return {
    schema: 'poolshark.analysis/1',
    capture: { ...capture, octets: counts.octets },
    protocols: protocolRows(counts.protocols),
    messages: messageRows(handlespace.traffic, seconds),
    exchanges: exchangeRows(handlespace.traffic),
    experts: counts.expertRows(),
    moves: counts.moves,
    events: counts.events,
    secured: dissector.tls.facts.map(securedRow),
    associations: { up: counts.up, ended: counts.ended },
    unknown: unknownsOf(handlespace.state, handlespace.traffic),
    ...viewOf(handlespace.state, now, true),
  };
}
