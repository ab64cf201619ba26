// `poolshark pools`: the reconstructed handlespace, at the end or at a moment.
import { type Command, Option } from 'commander';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import { eventView, viewOf } from '../../handlespace/view.ts';
import { poolsText } from '../../report/pools-text.ts';
import type { PoolsView } from '../../report/pools-view.ts';
import { follow } from '../follow.ts';
import { openInputs } from '../input.ts';
import { parseMoment } from '../moment.ts';
import { addInputOptions, addStateOptions, examples, type StateOptions } from '../options.ts';
import { print } from '../output.ts';
import { choosePaint } from '../paint.ts';

interface PoolsOptions extends StateOptions {
  readonly at?: string;
  readonly all?: true;
  readonly events?: true;
}

export function addPools(program: Command): void {
  const command = program
    .command('pools')
    .description('The handlespace as the capture shows it: pools, pool elements, who is home to whom')
    .argument('[capture...]', 'pcap or pcapng, plain or compressed; - for standard input');
  addStateOptions(addInputOptions(command))
    .addOption(new Option('--at <moment>', 'epoch seconds, ISO 8601, +12.5s from the start, or #812 (after frame 812)'))
    .option('--all', 'also elements that are being registered, or were removed')
    .option('--events', 'also what changed, when, and which frames prove it')
    .addHelpText(
      'after',
      examples(
        'poolshark pools takeover.pcap                 the end state',
        'poolshark pools takeover.pcap --at +60s       a minute after the start',
        "poolshark pools takeover.pcap --at '#812'     after frame 812",
        'poolshark pools takeover.pcap --json --all | jq .pools',
      ),
    )
    .action(async (paths: string[], options: PoolsOptions) => {
      process.exitCode = await pools(paths, options);
    });
}

async function pools(paths: readonly string[], options: PoolsOptions): Promise<number> {
  const at = options.at === undefined ? undefined : parseMoment(options.at);
  const events: HandlespaceEvent[] = [];
  const inputs = await openInputs(paths, options);
  const followed = await follow(inputs, {
    at,
    count: options.count,
    ...(options.profile ? { profile: options.profile } : {}),
    ...(options.events ? { onEvent: (event) => events.push(event) } : {}),
  });
  const view: PoolsView = {
    schema: 'poolshark.pools/1',
    capture: followed.capture,
    at: followed.at,
    ...viewOf(followed.handlespace.state, followed.now, options.all === true),
    ...(options.events ? { events: events.map(eventView) } : {}),
  };
  print(options.json ? `${JSON.stringify(view, undefined, 1)}\n` : poolsText(view, choosePaint(options.color)));
  return inputs.finish();
}
