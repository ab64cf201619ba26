// The program's entry: arguments in, exit code out. `bin/poolshark.js` hands its words to main().
import { existsSync } from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { printable, report, UsageError } from './errors.ts';
import { makeProgram } from './program.ts';

// Nearly all garbage here dies at once. A young generation that stays small fits the processor's cache and keeps the peak
// 25 to 40 MB lower; V8 would let it grow to 48 MB (docs/decisions/0005-small-young-generation.md).
setFlagsFromString('--semi-space-growth-factor=1');
// The old one is collected when it has doubled; V8 would let it grow to four times its size.
setFlagsFromString('--heap-growing-percent=100');
// A capture of a million packets is read in a few seconds: functions are optimised after half of what V8 would wait for.
setFlagsFromString('--interrupt-budget=33000');

/** Runs the words of the command line and sets the exit code. Nothing is thrown. */
export async function main(words: readonly string[]): Promise<void> {
  const debug = words.includes('--debug');
  try {
    const own = withValues(words.filter((word) => word !== '--debug'));
    await makeProgram().parseAsync(withCommand(own), { from: 'user' });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? commanderCode(error, words, debug) : report(error, debug);
  }
}

/** Options whose value may be left out, what it is then, and what is taken for one. */
const optional: Readonly<Record<string, { readonly left: string; readonly value: RegExp }>> = {
  '--dedup': { left: '5ms', value: /^[\d.]+(s|ms|us)?$/ },
  '--color': { left: 'auto', value: /^(auto|always|never)$/ },
};

/** Such an option would take the capture behind it for its value. */
function withValues(words: readonly string[]): readonly string[] {
  const given: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    const option = optional[word];
    const next = words[index + 1] ?? '';
    if (option === undefined) given.push(word);
    else if (option.value.test(next) && !existsSync(next)) {
      given.push(`${word}=${next}`);
      index++;
    } else given.push(`${word}=${option.left}`);
  }
  return given;
}

/** Fingers trained on tshark name no command: `-r FILE …` is `read`, `-i IF …` is `live`, `-D` is `interfaces`. */
function withCommand(words: readonly string[]): readonly string[] {
  const [first] = words;
  if (first === undefined) return ['--help'];
  const isProgramsOwn = ['-h', '--help', '-v', '--version'].includes(first);
  if (!first.startsWith('-') || isProgramsOwn) return words;
  if (first === '-D') return ['interfaces', ...words.slice(1)];
  return [words.some((word) => /^(-i.*|--interface(=.*)?)$/s.test(word)) ? 'live' : 'read', ...words];
}

/** Help and version are no errors. Usage errors say in one line what is wrong, and where help is. */
function commanderCode(error: CommanderError, words: readonly string[], debug: boolean): number {
  if (error.exitCode === 0) return 0;
  const lines = error.message.replace(/^error: /, '').split('\n');
  const what = lines.map((line) => line.replace(/^\((.*)\)$/, '; $1')).join('');
  const command = words.find((word) => !word.startsWith('-'));
  const about = command === undefined || error.code === 'commander.unknownCommand' ? '' : ` ${printable(command)}`;
  const help = what.includes(';') ? '' : `; see poolshark${/^[a-z ]+$/.test(about) ? about : ''} --help`;
  return report(new UsageError(printable(what) + help), debug);
}
