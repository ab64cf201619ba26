// The program frame: its commands, and which one is meant where none is named.
import { Command } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { addAnalyze } from './commands/analyze.ts';
import { addAudit } from './commands/audit.ts';
import { addFields } from './commands/fields.ts';
import { addFlow } from './commands/flow.ts';
import { addInterfaces } from './commands/interfaces.ts';
import { addLive } from './commands/live.ts';
import { addPools } from './commands/pools.ts';
import { addRead } from './commands/read.ts';
import { addReport } from './commands/report.ts';
import { examples } from './options.ts';
import { print } from './output.ts';

/** Each adds one command to the program. They are light: what a command works with is imported when it runs. */
const commands: readonly ((program: Command) => void)[] = [
  addAnalyze,
  addRead,
  addPools,
  addAudit,
  addFlow,
  addReport,
  addLive,
  addFields,
  addInterfaces,
];

export function makeProgram(): Command {
  const program = new Command('poolshark');
  program
    .description('Packet dissector and traffic analyzer for Reliable Server Pooling (ASAP and ENRP)')
    .version(packageFile.version, '-v, --version', 'print the version')
    .option('--debug', 'print where an error comes from')
    .exitOverride()
    .configureOutput({ writeOut: print, outputError: () => {} })
    .addHelpText(
      'after',
      examples(
        'poolshark analyze takeover.pcap       what is in here, on one screen',
        'poolshark pools takeover.pcap         the handlespace: who was registered where',
        'poolshark audit takeover.pcap         what is wrong, suspicious or about to break',
        'poolshark flow takeover.pcap          who said what to whom, as a ladder',
        'poolshark report takeover.pcap -o report.html   a page to hand on',
        'poolshark read takeover.pcap          packet by packet, as tshark shows them',
        'poolshark -r takeover.pcap            the same',
        'poolshark fields | grep checksum      what can be asked for with -e',
      ),
    );
  for (const add of commands) add(program);
  return program;
}
