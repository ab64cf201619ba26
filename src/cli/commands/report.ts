// `poolshark report`: a capture as a page, a ticket, tables or data.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { addInputOptions, collect, examples } from '../options.ts';
import type { ReportOptions } from '../report.ts';
import { reportFormats } from '../report-format.ts';

export function addReport(program: Command): void {
  const command = program
    .command('report')
    .description('One page that tells what happened in the pools, to be handed on; or Markdown, JSON, CSV')
    .argument('[capture...]', 'pcap or pcapng, plain or compressed; - for standard input');
  addInputOptions(command, '--preference <name:value>')
    .option(
      '-o, --output <file>',
      'what to write: report.html, .md, .json, or a folder of tables .csv; - is standard output',
    )
    .addOption(
      new Option('--format <format>', 'which form, where the name of the file does not tell').choices(reportFormats),
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 where the audit finds something at least this bad')
        .choices(['error', 'warning', 'note', 'never'])
        .default('never'),
    )
    .option(
      '--against <capture>',
      'compare with this capture: what differs in pools, conduct, rates, times (may be repeated)',
      collect,
    )
    .addOption(
      new Option('--profile <name>', 'whose timers to assume (told from the traffic)').choices(['rfc', 'rsplib']),
    )
    .addHelpText(
      'after',
      examples(
        'poolshark report takeover.pcap -o report.html     the page: opens anywhere, without network',
        'poolshark report takeover.pcap -o ticket.md       for tickets and wikis',
        'poolshark report takeover.pcap -o tables.csv      a folder of tables for spreadsheets',
        'poolshark report before.pcap --against after.pcap -o changes.html',
        'poolshark report takeover.pcap -o - --format json | jq .sentences',
      ),
    )
    .action(async (paths: string[], options: ReportOptions) => {
      const { report } = await import('../report.ts');
      process.exitCode = await report(paths, options);
    });
}
