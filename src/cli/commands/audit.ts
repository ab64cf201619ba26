// `poolshark audit`: what is wrong, suspicious or about to break, with the frames that prove it.
import { type Command, Option } from 'commander';
import type { AuditOptions } from '../audit.ts';
import { addInputOptions, addStateOptions, collect, examples } from '../options.ts';

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
    .option(
      '--only <rules>',
      'only these rules: E27, a name, or a family as E or S2 (commas, may be repeated)',
      collect,
    )
    .option('--ignore <rules>', 'all but these rules', collect)
    .option('--baseline <file>', 'only what this earlier output of --json does not have')
    .option('--policy <file>', 'what membership should be (docs/audit.md)')
    .option('--learn <file>', 'write a policy file of what the capture shows, to be pruned; - is standard output')
    .option('--annotate <file>', 'write the capture as pcapng, with each finding as a comment on its frames')
    .option('--sarif', 'as SARIF 2.1.0; a line is a frame')
    .option('--junit', 'as JUnit XML; a test is a rule')
    .option('--rules', 'list all rules')
    .option('--explain <rule>', 'what one rule says, how sure it is, and what to do')
    .addHelpText(
      'after',
      examples(
        'poolshark audit takeover.pcap',
        'poolshark audit takeover.pcap --only E,O --fail-on warning    ENRP and operations',
        'poolshark audit takeover.pcap --json | jq .findings',
        'poolshark audit --explain E27                                  what a rule says',
        'poolshark audit monday.pcap --learn pools.yaml -q              who is there',
        'poolshark audit tuesday.pcap --policy pools.yaml               who should not be, and who is missing',
        'poolshark audit takeover.pcap --annotate takeover.pcapng       to be looked at in Wireshark',
      ),
    )
    .action(async (paths: string[], options: AuditOptions) => {
      const { audit } = await import('../audit.ts');
      process.exitCode = await audit(paths, options);
    });
}
