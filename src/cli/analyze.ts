// What `analyze` does: follows the captures, counts, and prints what it found.
import { loadViews } from '../handlespace/users/load-view.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { analysisText } from '../report/analysis-text.ts';
import type { AnalysisView } from '../report/analysis-view.ts';
import { analysisOf } from './analysis.ts';
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
  const followed = await follow(inputs, {
    dissection: told,
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    observers: [poolUsers],
    counting: true,
    state,
  });
  const view: AnalysisView = { ...analysisOf(followed), load: loadViews(poolUsers, followed.handlespace.state) };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : analysisText(view, choosePaint(options.color)));
  return inputs.finish();
}
