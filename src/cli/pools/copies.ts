// `pools --view SERVER` and `pools --compare`: the handlespace as single ENRP servers are known to hold it.
import { hexNumber } from '../../bytes/text.ts';
import { compareCopies } from '../../handlespace/copies/comparison.ts';
import { copyView } from '../../handlespace/copies/copy-view.ts';
import { ServerCopies } from '../../handlespace/copies/server-copies.ts';
import { compareText, type PoolsCompareView } from '../../report/pools/compare-text.ts';
import { copyText, type PoolsCopyView } from '../../report/pools/copy-text.ts';
import { dissectionOf } from '../dissection-options.ts';
import { printable, UsageError } from '../errors.ts';
import { follow, stateFileOf } from '../follow.ts';
import { type Inputs, openInputs } from '../input.ts';
import { parseMoment } from '../moment.ts';
import { print } from '../output.ts';
import { choosePaint } from '../paint.ts';
import type { PoolsOptions } from './options.ts';

async function followCopies(inputs: Inputs, options: PoolsOptions) {
  const copies = new ServerCopies();
  const dissection = dissectionOf(options)(inputs.source);
  const followed = await follow(inputs, {
    dissection,
    state: await stateFileOf(options, dissection),
    at: options.at === undefined ? undefined : parseMoment(options.at),
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    observers: [copies],
  });
  return { copies, followed };
}

export async function poolsView(paths: readonly string[], text: string, options: PoolsOptions): Promise<number> {
  if (!/^0x[0-9a-f]{1,8}$/i.test(text))
    throw new UsageError(`no such server: ${printable(text)}; give its identifier, as in --view 0x0a000002`);
  const server = Number(text);
  const inputs = await openInputs(paths, options);
  const { copies, followed } = await followCopies(inputs, options);
  const { state } = followed.handlespace;
  const copy = copyView(copies, server, state, followed.now);
  if (copy === undefined) {
    inputs.finish();
    const known = [...copies.byServer.keys()].map((id) => hexNumber(id)).sort();
    throw new UsageError(
      `no ENRP server ${hexNumber(server)} up to this moment: ${known.length === 0 ? 'none is known' : `known are ${known.join(', ')}`}; give one of these`,
    );
  }
  const view: PoolsCopyView = {
    schema: 'poolshark.pools-view/1',
    capture: followed.capture,
    at: followed.at,
    ...copy,
  };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : copyText(view, choosePaint(options.color)));
  return inputs.finish();
}

export async function poolsCompare(paths: readonly string[], options: PoolsOptions): Promise<number> {
  const inputs = await openInputs(paths, options);
  const { copies, followed } = await followCopies(inputs, options);
  const { state } = followed.handlespace;
  const view: PoolsCompareView = {
    schema: 'poolshark.pools-compare/1',
    capture: followed.capture,
    at: followed.at,
    profile: state.profile.profile,
    ...compareCopies(copies, state, followed.now),
  };
  const paint = choosePaint(options.color);
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : compareText(view, options.all === true, paint));
  return inputs.finish();
}
