// `poolshark pools`: the reconstructed handlespace, at the end or at a moment.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addInputOptions, addStateFile, addStateOptions, examples } from '../options.ts';
import type { PoolsOptions } from '../pools/options.ts';

export function addPools(program: Command): void {
  const command = program
    .command('pools')
    .description('The handlespace as the capture shows it: pools, pool elements, who is home to whom')
    .argument('[capture...]', 'pcap or pcapng, plain or compressed; - for standard input');
  addStateFile(addStateOptions(addInputOptions(command)))
    .addOption(new Option('--at <moment>', 'epoch seconds, ISO 8601, +12.5s from the start, or #812 (after frame 812)'))
    .option('--all', 'also elements that are being registered, or were removed')
    .option('--events', 'also what changed, when, and which frames prove it')
    .option('--users', 'also who used which pool: resolutions, sessions, failovers, and how the load spreads')
    .addOption(
      new Option(
        '--diff <moments...>',
        'two moments, written as for --at: what came, went, moved or changed between them',
      ).conflicts(['at', 'all', 'events', 'users', 'history', 'watch', 'state']),
    )
    .addOption(
      new Option(
        '--history <subject>',
        'everything that happened to a pool element (Alpha/0x200), a pool (Alpha) or a server (0x0a000001)',
      ).conflicts(['all', 'events', 'users', 'watch', 'state']),
    )
    .addOption(
      new Option('--watch', 'play the changes: in a terminal as they went, in a pipe one line a change').conflicts([
        'all',
        'events',
        'users',
        'state',
      ]),
    )
    .addOption(
      new Option(
        '--speed <factor>',
        'how much faster than it happened --watch plays (10; in a pipe at once)',
      ).argParser(speed),
    )
    .addOption(
      new Option('--view <server>', 'the handlespace as this ENRP server is known to hold it').conflicts([
        'all',
        'events',
        'users',
        'diff',
        'history',
        'watch',
      ]),
    )
    .addOption(
      new Option(
        '--compare',
        "the servers' copies side by side, and what they disagree on; with --all also what is alike",
      ).conflicts(['events', 'users', 'diff', 'history', 'watch', 'view']),
    )
    .addHelpText(
      'after',
      examples(
        'poolshark pools takeover.pcap                 the end state',
        'poolshark pools takeover.pcap --at +60s       a minute after the start',
        "poolshark pools takeover.pcap --at '#812'     after frame 812",
        'poolshark pools monday.pcap --users           who used which element, and is that what the policy promises',
        "poolshark pools takeover.pcap --diff +20s '#893'      what changed between two moments",
        'poolshark pools takeover.pcap --history Alpha/0x200  everything that happened to it',
        'poolshark pools takeover.pcap --watch --speed 5      the changes as they went',
        'poolshark pools takeover.pcap --view 0x0a000002      what one server is known to hold',
        'poolshark pools takeover.pcap --compare              where the copies of the servers differ',
        'poolshark pools takeover.pcap --json --all | jq .pools',
      ),
    )
    .action(async (paths: string[], options: PoolsOptions) => {
      const { pools } = await import('../pools.ts');
      process.exitCode = await pools(paths, options);
    });
}

/** A factor above 0. */
function speed(value: string): number {
  const factor = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || !(factor > 0) || !Number.isFinite(factor))
    throw new InvalidArgumentError('it must be a number above 0');
  return factor;
}
