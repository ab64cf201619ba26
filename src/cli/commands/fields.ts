// `poolshark fields`: every field, with its name, type, meaning and source.
import process from 'node:process';
import type { Command } from 'commander';
import { examples } from '../options.ts';
import { print } from '../output.ts';

export function addFields(program: Command): void {
  program
    .command('fields')
    .description('Every field: name, type, meaning, where it is defined')
    .argument('[text]', 'only fields whose name contains this')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples('poolshark fields', 'poolshark fields checksum', 'poolshark fields --json | jq length'),
    )
    .action(async (text: string | undefined, { json }: { readonly json?: true }) => {
      const { allEntries } = await import('../../dissect/fields/catalog.ts');
      const { fieldsJson, fieldsText } = await import('../../report/fields-list.ts');
      const entries = allEntries().filter(({ name }) => text === undefined || name.includes(text));
      print(json ? fieldsJson(entries) : fieldsText(entries, process.stdout.columns));
    });
}
