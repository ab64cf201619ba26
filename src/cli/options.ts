// Options that several commands share, with tshark's letters.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { dialectNames } from '../protocol/dialect-names.ts';
import type { DissectionOptions } from './dissection-options.ts';
import type { ProgressChoice } from './progress.ts';

export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A whole number above 0. */
export function positive(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('it must be a whole number above 0');
  return number;
}

export interface SharedOptions extends DissectionOptions {
  readonly readFile?: readonly string[];
  readonly count?: number;
  readonly quiet?: true;
  readonly progress?: ProgressChoice;
}

/** -r, -c, -q, -n and what tells how to dissect. Where -o means something else, a command takes --preference alone. */
export function addInputOptions(command: Command, preference = '-o, --preference <name:value>'): Command {
  return command
    .option('-r, --read-file <file>', 'capture to read, as a path or - (may be repeated)', collect)
    .option('-c, --count <n>', 'stop after this many packets', positive)
    .option('-q, --quiet', 'print no line per packet')
    .option(
      '-d, --decode-as <rule>',
      'whose messages these are: sctp.port==2001,asap or sctp.ppi==11,asap, udp.port==5000,enrp (may be repeated)',
      collect,
    )
    .addOption(
      new Option('--dialect <name>', 'pre-rfc reads messages of the drafts before the RFCs').choices(dialectNames),
    )
    .addOption(
      new Option('--progress <when>', 'how far the reading is, on a terminal, when it lasts').choices([
        'auto',
        'never',
      ]),
    )
    .option('--tls-keylog <file>', 'secrets of TLS connections, as browsers and OpenSSL log them')
    .option('--checksums', 'report each wrong CRC32c of SCTP as an expert')
    .addOption(new Option(preference, 'as in tshark: tls.keylog_file:FILE, sctp.checksum:TRUE').argParser(collect))
    .addOption(new Option('-2, --two-passes', 'accepted: captures are read twice where that is needed').hideHelp())
    .addOption(new Option('-n', 'accepted: names are never resolved').hideHelp());
}

/** Examples, at the end of a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

/** What the commands share that follow the handlespace. */
export interface StateOptions extends SharedOptions {
  readonly json?: true;
  readonly color?: 'auto' | 'always' | 'never';
  readonly profile?: 'rfc' | 'rsplib';
  /** --state FILE */
  readonly state?: string;
}

/** --json, --color and --profile. */
export function addStateOptions(command: Command): Command {
  return command
    .option('--json', 'machine output')
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never']))
    .addOption(
      new Option(
        '--profile <name>',
        'whose timers and unit of Registration Life to assume (told from the traffic)',
      ).choices(['rfc', 'rsplib']),
    );
}

/** --state: for the commands that save all that they show. */
export function addStateFile(command: Command): Command {
  return command.option('--state <file>', 'go on where the run before ended, and leave the end for the next one');
}
