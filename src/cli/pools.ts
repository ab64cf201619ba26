// What `pools` does: follows the captures up to the moment, and prints the handlespace.

import { unknownsOf } from '../handlespace/coverage.ts';
import type { HandlespaceEvent } from '../handlespace/events.ts';
import type { HandlespaceState } from '../handlespace/state.ts';
import { eventView, viewOf } from '../handlespace/view.ts';
import { poolsText } from '../report/pools-text.ts';
import type { PoolsView } from '../report/pools-view.ts';
import { dissectionOf } from './dissection-options.ts';
import { UsageError } from './errors.ts';
import { follow, stateFileOf } from './follow.ts';
import { openInputs } from './input.ts';
import { parseMoment } from './moment.ts';
import { print } from './output.ts';
import { choosePaint } from './paint.ts';
import type { PoolsOptions } from './pools/options.ts';

/** Each form of the command is loaded where it is asked for. */
export async function pools(paths: readonly string[], options: PoolsOptions): Promise<number> {
  const { diff, history } = options;
  if (diff !== undefined) {
    // Captures may stand behind the two moments.
    const [from, to, ...more] = diff;
    if (from === undefined || to === undefined)
      throw new UsageError("--diff takes two moments: pools takeover.pcap --diff +20s '#893'");
    return (await import('./pools/diff.ts')).poolsDiff([...paths, ...more], [from, to], options);
  }
  if (history !== undefined) return (await import('./pools/history.ts')).poolsHistory(paths, history, options);
  if (options.watch) return (await import('./pools/watch.ts')).poolsWatch(paths, options);
  if (options.view !== undefined) return (await import('./pools/copies.ts')).poolsView(paths, options.view, options);
  if (options.compare) return (await import('./pools/copies.ts')).poolsCompare(paths, options);
  return poolsState(paths, options);
}

async function poolsState(paths: readonly string[], options: PoolsOptions): Promise<number> {
  const at = options.at === undefined ? undefined : parseMoment(options.at);
  const events: HandlespaceEvent[] = [];
  const dissection = dissectionOf(options);
  // Loaded where it is asked for.
  const following = options.users ? await followUsers() : undefined;
  const inputs = await openInputs(paths, options);
  const told = dissection(inputs.source);
  const followed = await follow(inputs, {
    dissection: told,
    at,
    state: await stateFileOf(options, told),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    ...(following ? { observers: [following.observer] } : {}),
    ...(options.events ? { onEvent: (event) => events.push(event) } : {}),
  });
  const view: PoolsView = {
    schema: 'poolshark.pools/1',
    capture: followed.capture,
    unknown: unknownsOf(followed.handlespace.state, followed.handlespace.traffic),
    at: followed.at,
    ...viewOf(followed.handlespace.state, followed.now, options.all === true),
    ...(following?.view(followed.handlespace.state) ?? {}),
    ...(options.events ? { events: events.map(eventView) } : {}),
  };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : poolsText(view, choosePaint(options.color)));
  return inputs.finish();
}

async function followUsers() {
  const [{ PoolUsers }, { usersView }] = await Promise.all([
    import('../handlespace/users/pool-users.ts'),
    import('../handlespace/users/view.ts'),
  ]);
  const observer = new PoolUsers();
  return { observer, view: (state: HandlespaceState) => usersView(observer, state) };
}
