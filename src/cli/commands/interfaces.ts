// `poolshark interfaces`: what can be captured on, as `tshark -D` lists it.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { engineNames } from '../../live/engine.ts';
import { examples } from '../options.ts';

export function addInterfaces(program: Command): void {
  program
    .command('interfaces')
    .description('What can be captured on (as tshark -D)')
    .addOption(new Option('--engine <name>', 'who lists them').choices(['auto', ...engineNames]).default('auto'))
    .option('--json', 'as JSON')
    .addHelpText('after', examples('poolshark interfaces', 'poolshark interfaces --json | jq -r .[].name'))
    .action(async (options: { readonly engine: 'auto' | 'dumpcap' | 'tcpdump' | 'cap'; readonly json?: true }) => {
      const { interfaces } = await import('../live/interfaces.ts');
      process.exitCode = interfaces(options);
    });
}
