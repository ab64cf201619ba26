// What `read` does: frames in, lines out.
import type { Frame } from '../capture/frame.ts';
import { Dissector } from '../dissect/dissector.ts';
import { isField, nearestFields } from '../dissect/fields/catalog.ts';
import { FieldLines } from '../report/read/field-lines.ts';
import { SummaryLines } from '../report/read/summary-line.ts';
import { TimeColumn, type TimeFormat } from '../report/read/time-column.ts';
import type { TextBuffer } from '../report/text-buffer.ts';
import { printable, UsageError } from './errors.ts';
import { parseFieldOptions } from './field-options.ts';
import { forEachFrame, type Inputs, openInputs } from './input.ts';
import type { SharedOptions } from './options.ts';
import { openOutput } from './output.ts';

export interface ReadOptions extends SharedOptions {
  /** -T: text or fields. */
  readonly output: 'text' | 'fields';
  /** -e */
  readonly field?: readonly string[];
  /** -E */
  readonly fieldOption?: readonly string[];
  /** -t */
  readonly time: TimeFormat;
}

type FrameWriter = (frame: Frame) => void;

/** Gives the exit code. */
export async function read(captures: readonly string[], options: ReadOptions): Promise<number> {
  const fields = wantedFields(options);
  const fieldOptions = parseFieldOptions(options.fieldOption ?? []);
  const inputs = await openInputs(captures, options);
  const out = openOutput();
  const dissector = new Dissector();
  let use: FrameWriter;
  if (fields !== undefined) {
    const lines = new FieldLines(fields, fieldOptions, out);
    if (!options.quiet) lines.begin();
    use = (frame) => lines.write(dissector.dissect(frame));
  } else {
    const lines = new SummaryLines(out, new TimeColumn(options.time));
    const decimalsOf = decimals(inputs);
    use = (frame) => lines.write(dissector.dissect(frame), decimalsOf(frame));
  }
  if (options.quiet) use = (frame) => void dissector.dissect(frame);
  await forEachFrame(inputs.source, isInteractive(captures, options) ? flushed(use, out) : use, options.count);
  out.flush();
  return inputs.finish();
}

/** Whoever pipes a running capture in wants to see its packets at once. */
function isInteractive(captures: readonly string[], { readFile = [] }: ReadOptions): boolean {
  return [...captures, ...readFile].includes('-');
}

function flushed(use: FrameWriter, out: TextBuffer): FrameWriter {
  let scheduled = false;
  return (frame) => {
    use(frame);
    if (scheduled) return;
    scheduled = true;
    // Once for all frames that came in one piece.
    setImmediate(() => {
      scheduled = false;
      out.flush();
    });
  };
}

/** Nine decimals where the capture has more than microseconds, as in tshark. */
function decimals({ source }: Inputs): (frame: Frame) => 6 | 9 {
  let known = -1;
  let answer: 6 | 9 = 6;
  return ({ interfaceIndex }) => {
    if (interfaceIndex === known) return answer;
    known = interfaceIndex;
    const resolution = source.interfaces[interfaceIndex]?.timestampResolution ?? 6;
    const isFine = resolution >= 0x80 ? resolution - 0x80 > 20 : resolution > 6;
    answer = isFine ? 9 : 6;
    return answer;
  };
}

function wantedFields({ output, field = [] }: ReadOptions): readonly string[] | undefined {
  if (output !== 'fields') {
    if (field.length > 0) throw new UsageError('-e names fields to print: it needs -T fields');
    return undefined;
  }
  if (field.length === 0) throw new UsageError('-T fields needs at least one field: name it with -e');
  const unknown = [...new Set(field.filter((name) => !isField(name)))].sort();
  if (unknown.length > 0) {
    const lines = unknown.map((name) => `\n\t${printable(name)}${hint(name)}`);
    throw new UsageError(`Some fields aren't valid:${lines.join('')}`);
  }
  return field;
}

function hint(name: string): string {
  const near = nearestFields(name);
  return near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`;
}
