// What `analyze` does: follows the captures, counts, and prints what it found.
import { loadViews } from '../handlespace/users/load-view.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { viewOf } from '../handlespace/view.ts';
import { analysisText } from '../report/analysis-text.ts';
import { type AnalysisView, exchangeRows, messageRows, protocolRows } from '../report/analysis-view.ts';
import { securedRow } from '../report/secured-view.ts';
import { dissectionOf } from './dissection-options.ts';
import { follow, stateFileOf } from './follow.ts';
import { openInputs } from './input.ts';
import type { StateOptions } from './options.ts';
import { print } from './output.ts';
import { choosePaint } from './paint.ts';

export async function analyze(paths: readonly string[], options: StateOptions): Promise<number> {
  const dissection = dissectionOf(options);
  const inputs = await openInputs(paths, options);
  const poolUsers = new PoolUsers();
  const told = dissection(inputs.source);
  const state = await stateFileOf(options, told);
  const { handlespace, capture, now, dissector, counts } = await follow(inputs, {
    dissection: told,
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    observers: [poolUsers],
    counting: true,
    state,
  });
  const seconds = capture.fromEpoch === null || capture.toEpoch === null ? 0 : capture.toEpoch - capture.fromEpoch;
  const view: AnalysisView = {
    schema: 'poolshark.analysis/1',
    capture: { ...capture, octets: counts.octets },
    protocols: protocolRows(counts.protocols),
    messages: messageRows(handlespace.traffic, seconds),
    exchanges: exchangeRows(handlespace.traffic),
    experts: counts.expertRows(),
    moves: counts.moves,
    events: counts.events,
    secured: dissector.tls.facts.map(securedRow),
    load: loadViews(poolUsers, handlespace.state),
    associations: { up: counts.up, ended: counts.ended },
    ...viewOf(handlespace.state, now, true),
  };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : analysisText(view, choosePaint(options.color)));
  return inputs.finish();
}
