// `poolshark flow`: the conversation as a ladder: who says what to whom.
import process from 'node:process';
import { type Command, Option } from 'commander';
import type { FlowOptions } from '../flow.ts';
import { addInputOptions, examples, positive } from '../options.ts';

export function addFlow(program: Command): void {
  const command = program
    .command('flow')
    .description('The conversation between servers (PR), pool elements (PE) and pool users (PU) as a ladder')
    .argument('[capture...]', 'pcap or pcapng, plain or compressed; - for standard input');
  addInputOptions(command)
    .option('-Y, --display-filter <filter>', "only messages of packets that fit, in Wireshark's language")
    .option('--between <names>', 'only messages between these: 0x0a000001,Alpha/0x100,10.1.0.51 or PR,PU')
    .option('--pe <element>', 'only what this pool element has to do with: Alpha/0x100 or 0x100')
    .option('--pool <handle>', 'only what this pool has to do with')
    .option('--from <moment>', 'only messages from this moment on: epoch seconds, ISO 8601, +12.5s, #812')
    .option('--to <moment>', 'only messages up to this moment')
    .option('--all', 'a line for each message: nothing is folded')
    .option('--rows <n>', 'at most so many rows', positive, 2000)
    .addOption(new Option('--mermaid', 'a Mermaid sequence diagram, for documents').conflicts('svg'))
    .option('--svg', 'a picture, for documents')
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never']))
    .addOption(
      new Option('--profile <name>', 'whose timers to assume (told from the traffic)').choices(['rfc', 'rsplib']),
    )
    .addHelpText(
      'after',
      examples(
        'poolshark flow takeover.pcap                                  the whole story, folded',
        'poolshark flow takeover.pcap --from +19s --to +42s --all      each message of a part of it',
        'poolshark flow takeover.pcap --pe Alpha/0x200                 the life of one pool element',
        'poolshark flow takeover.pcap --between 0x0a000001,0x0a000003  two servers',
        "poolshark flow takeover.pcap -Y 'enrp'                        what a display filter lets through",
        'poolshark flow takeover.pcap --mermaid > takeover.mmd',
        'poolshark flow takeover.pcap --svg > takeover.svg',
      ),
    )
    .action(async (paths: string[], options: FlowOptions) => {
      const { flow } = await import('../flow.ts');
      process.exitCode = await flow(paths, options);
    });
}
