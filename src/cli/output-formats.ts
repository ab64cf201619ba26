// The formats of -T: what makes each of them. To add one: its name in src/report/read/frame-output.ts, its maker here.
import type { CaptureSource } from '../capture/source.ts';
import { isField, nearestFields } from '../dissect/fields/catalog.ts';
import { FieldLines } from '../report/read/field-lines.ts';
import type { FrameOutput, OutputFormat } from '../report/read/frame-output.ts';
import { PacketSummaries } from '../report/read/packet-summaries.ts';
import { SummaryLines } from '../report/read/summary-line.ts';
import { TimeColumn } from '../report/read/time-column.ts';
import type { TextBuffer } from '../report/text-buffer.ts';
import { printable, UsageError } from './errors.ts';
import { parseFieldOptions } from './field-options.ts';
import type { ReadOptions } from './read-options.ts';

/** What a format is made for. */
export interface OutputContext {
  readonly options: ReadOptions;
  readonly out: TextBuffer;
  readonly source: CaptureSource;
}

/** Checks its options, which is before any input is opened, and gives what makes the output. */
type Format = (options: ReadOptions) => (context: OutputContext) => FrameOutput;

const formats: Readonly<Record<OutputFormat, Format>> = {
  text: () => (context) => summary(context, ' '),
  tabs: () => (context) => summary(context, '\t'),
  psml: () => packetSummaries,
  fields: (options) => {
    const names = wantedFields(options.field ?? []);
    const fieldOptions = parseFieldOptions(options.fieldOption ?? []);
    return ({ out }) => {
      const lines = new FieldLines(names, fieldOptions, out);
      return { begin: () => lines.begin(), write: (d) => lines.write(d), end: () => {} };
    };
  },
};

export function chooseFormat(options: ReadOptions): (context: OutputContext) => FrameOutput {
  if (options.output !== 'fields') {
    if ((options.field ?? []).length > 0) throw new UsageError('-e names fields to print: it needs -T fields');
    parseFieldOptions(options.fieldOption ?? []);
  }
  return formats[options.output](options);
}

function summary({ options, out, source }: OutputContext, separator: ' ' | '\t'): FrameOutput {
  const lines = new SummaryLines(out, new TimeColumn(options.time, options.timeUnit), separator);
  const decimalsOf = decimals(source);
  return {
    begin: () => {},
    write: (d) => lines.write(d, decimalsOf(d.frame.interfaceIndex)),
    skip: (d) => lines.skip(d),
    end: () => {},
  };
}

function packetSummaries({ options, out, source }: OutputContext): FrameOutput {
  return new PacketSummaries(out, new TimeColumn(options.time, options.timeUnit), decimals(source));
}

/** Nine decimals where the capture has more than microseconds, as in tshark. */
export function decimals(source: CaptureSource): (interfaceIndex: number) => 6 | 9 {
  let known = -1;
  let answer: 6 | 9 = 6;
  return (interfaceIndex) => {
    if (interfaceIndex === known) return answer;
    known = interfaceIndex;
    const resolution = source.interfaces[interfaceIndex]?.timestampResolution ?? 6;
    const isFine = resolution >= 0x80 ? resolution - 0x80 > 20 : resolution > 6;
    answer = isFine ? 9 : 6;
    return answer;
  };
}

function wantedFields(names: readonly string[]): readonly string[] {
  if (names.length === 0) throw new UsageError('-T fields needs at least one field: name it with -e');
  const unknown = [...new Set(names.filter((name) => !isField(name)))].sort();
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `\n\t${printable(name)}${hint(name)}`);
    throw new UsageError(`Some fields aren't valid:${lines.join('')}`);
  }
  return names;
}

function hint(name: string): string {
  const near = nearestFields(name);
  return near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`;
}
