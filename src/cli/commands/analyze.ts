// `poolshark analyze`: what is in a capture, on one screen.
import type { Command } from 'commander';
import { addInputOptions, addStateFile, addStateOptions, examples, type StateOptions } from '../options.ts';

export function addAnalyze(program: Command): void {
  const command = program
    .command('analyze')
    .description('What is in a capture, on one screen: protocols, messages, servers, pools, checksums')
    .argument('[capture...]', 'pcap or pcapng, plain or compressed; - for standard input');
  addStateFile(addStateOptions(addInputOptions(command)))
    .addHelpText(
      'after',
      examples(
        'poolshark analyze takeover.pcap',
        'poolshark analyze monday.pcapng tuesday.pcap.gz   several captures, merged by time',
        'tcpdump -U -w - sctp | poolshark analyze -',
        'poolshark analyze ring_2.pcap --state ring.state   goes on where ring_1.pcap ended',
        'poolshark analyze takeover.pcap --json | jq .servers',
      ),
    )
    .action(async (paths: string[], options: StateOptions) => {
      const { analyze } = await import('../analyze.ts');
      process.exitCode = await analyze(paths, options);
    });
}
