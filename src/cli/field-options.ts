// The -E options of `-T fields`, with tshark's keys and values.
import { defaultFieldLines, type FieldLineOptions } from '../report/read/field-lines.ts';
import { printable, UsageError } from './errors.ts';

const quotes = { d: '"', s: "'", n: '' } as const;

/** Each word is `key=value`. */
export function parseFieldOptions(words: readonly string[]): FieldLineOptions {
  let options = defaultFieldLines;
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? '' : word.slice(equals + 1);
    switch (key) {
      case 'header':
        options = { ...options, header: yesOrNo(word, value) };
        break;
      case 'bom':
        options = { ...options, byteOrderMark: yesOrNo(word, value) };
        break;
      // Values that need escaping are never printed here, so both answers are the same.
      case 'escape':
        yesOrNo(word, value);
        break;
      case 'separator':
        options = { ...options, separator: separator(word, value) };
        break;
      case 'aggregator':
        options = { ...options, aggregator: separator(word, value) };
        break;
      case 'occurrence':
        if (value !== 'f' && value !== 'l' && value !== 'a') throw wrong(word, 'f, l or a');
        options = { ...options, occurrence: value };
        break;
      case 'quote':
        if (value !== 'd' && value !== 's' && value !== 'n') throw wrong(word, 'd, s or n');
        options = { ...options, quote: quotes[value] };
        break;
      default:
        throw wrong(word, 'header=, separator=, occurrence=, aggregator=, quote=, bom= or escape=');
    }
  }
  return options;
}

function yesOrNo(word: string, value: string): boolean {
  if (value !== 'y' && value !== 'n') throw wrong(word, 'y or n');
  return value === 'y';
}

/** `/t` is a tab, `/s` a space, anything else its first character. */
function separator(word: string, value: string): string {
  if (value === '/t') return '\t';
  if (value === '/s') return ' ';
  const [first] = value;
  if (first === undefined) throw wrong(word, 'a character, /t or /s');
  return first;
}

function wrong(word: string, right: string): UsageError {
  return new UsageError(`-E ${printable(word)}: this option takes ${right}`);
}
