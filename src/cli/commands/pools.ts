// `poolshark pools`: the reconstructed handlespace, at the end or at a moment.
import { type Command, Option } from 'commander';
import { addInputOptions, addStateOptions, examples } from '../options.ts';
import type { PoolsOptions } from '../pools.ts';

export function addPools(program: Command): void {
  const command = program
    .command('pools')
    .description('The handlespace as the capture shows it: pools, pool elements, who is home to whom')
    .argument('[capture...]', 'pcap or pcapng, plain or compressed; - for standard input');
  addStateOptions(addInputOptions(command))
    .addOption(new Option('--at <moment>', 'epoch seconds, ISO 8601, +12.5s from the start, or #812 (after frame 812)'))
    .option('--all', 'also elements that are being registered, or were removed')
    .option('--events', 'also what changed, when, and which frames prove it')
    .option('--users', 'also who used which pool: resolutions, sessions, failovers, and how the load spreads')
    .addHelpText(
      'after',
      examples(
        'poolshark pools takeover.pcap                 the end state',
        'poolshark pools takeover.pcap --at +60s       a minute after the start',
        "poolshark pools takeover.pcap --at '#812'     after frame 812",
        'poolshark pools monday.pcap --users           who used which element, and is that what the policy promises',
        'poolshark pools takeover.pcap --json --all | jq .pools',
      ),
    )
    .action(async (paths: string[], options: PoolsOptions) => {
      const { pools } = await import('../pools.ts');
      process.exitCode = await pools(paths, options);
    });
}
