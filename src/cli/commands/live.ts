// `poolshark live`: what happens on an interface, while it happens.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { findingSeverities } from '../../audit/finding.ts';
import { boundTable } from '../../dissect/bounds.ts';
import { engineNames } from '../../live/engine.ts';
import type { LiveOptions } from '../live/live-options.ts';
import { addInputOptions, addStateFile, addStateOptions, collect, examples, positive } from '../options.ts';

export function addLive(program: Command): void {
  const command = program
    .command('live')
    .description('Watch an interface: pools, elements, servers, events, messages, findings, as they come')
    .option(
      '-i, --interface <name>',
      'what to capture on; any for all (may be repeated); see poolshark interfaces',
      collect,
    )
    .option('-f, --capture-filter <filter>', 'what to capture, as pcap-filter(7); default: all that can carry RSerPool')
    .option('--ports-only', 'capture the ports 3863, 3864, 9901 and 9902 only')
    .option(
      '-Y, --display-filter <filter>',
      "show messages of packets that fit, in Wireshark's language; all still count",
    )
    .addOption(new Option('--engine <name>', 'what captures').choices(['auto', ...engineNames]).default('auto'))
    .option('-p, --no-promiscuous', "leave the interface's mode as it is")
    .option('-s, --snapshot-length <octets>', 'keep so many octets of each packet', positive)
    .addOption(
      new Option('-B, --buffer-size <MiB>', "the kernel's buffer for each interface").argParser(positive).default(32),
    )
    .option('--join', 'join the groups of announcements, so that switches send them here')
    .option('--user <name>', 'whom to become when started by root (who called sudo, else nobody); root to stay')
    .option('-w, --write <file>', 'record all packets as pcapng (- is standard output)')
    .option(
      '-b, --ring-buffer <limit>',
      'go on to the next file: duration:S, interval:S, filesize:KB, packets:N; files:N keeps so many',
      collect,
    )
    .option('-a, --autostop <limit>', 'end after duration:S, packets:N, filesize:KB or files:N', collect)
    .option('--speed <speed>', 'of a capture that is played with -r: 10x, 0.5x, max', '1x')
    .option('--plain', 'one line an event, also on a terminal')
    .option('--messages', 'with --plain, a line for each packet with messages, too')
    .option('--metrics <[addr:]port>', 'serve /metrics for Prometheus and /healthz (on 127.0.0.1)')
    .option('--no-audit', 'do not look for findings')
    .addOption(
      new Option('--fail-on <severity>', 'end with 1 where there was such a finding').choices(findingSeverities),
    )
    .option('--ndjson', 'one JSON object an event: messages, changes, findings');
  for (const { option, what, most } of Object.values(boundTable))
    command.addOption(
      new Option(`${option} <n>`, what)
        .argParser(positive)
        .default(most)
        .helpGroup('Bounds (what goes first: docs/operations.md):'),
    );
  addStateFile(addStateOptions(addInputOptions(command)))
    .addHelpText(
      'after',
      examples(
        'poolshark live -i eth0                           the screen',
        'poolshark live -i eth0 -i eth1 --plain           one line an event',
        'poolshark live -i eth0 --ndjson | jq -c \'select(.event == "state")\'',
        'poolshark live -i eth0 -w trace.pcapng -b filesize:100000 -b files:10',
        'poolshark live -i any -a duration:60 --plain',
        'poolshark live -r takeover.pcap --speed 10x      for one who was not there',
        'sudo poolshark live -i eth0                      captures, and reads as you',
      ),
    )
    .action(async (options: LiveOptions) => {
      const { live } = await import('../live/live.ts');
      process.exitCode = await live(options);
    });
}
