// `poolshark audit`: what is wrong, suspicious or about to break, with the frames that prove it.
import { type Command, Option } from 'commander';
import type { AuditOptions } from '../audit.ts';
import { addInputOptions, addStateOptions, examples } from '../options.ts';

export function addAudit(program: Command): void {
  const command = program
    .command('audit')
    .description('What is wrong, suspicious or about to break: conduct, membership, threats, operations')
    .argument('[capture...]', 'pcap or pcapng, plain or compressed; - for standard input');
  addStateOptions(addInputOptions(command))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 where a finding is at least this bad')
        .choices(['error', 'warning', 'note', 'never'])
        .default('error'),
    )
    .addHelpText(
      'after',
      examples('poolshark audit takeover.pcap', 'poolshark audit takeover.pcap --json | jq .findings'),
    )
    .action(async (paths: string[], options: AuditOptions) => {
      const { audit } = await import('../audit.ts');
      process.exitCode = await audit(paths, options);
    });
}
