// Runs captures through the reports of `read`, without the command line.
import type { Frame } from '../../src/capture/frame.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector, type DissectorOptions } from '../../src/dissect/dissector.ts';
import { defaultFieldLines, type FieldLineOptions, FieldLines } from '../../src/report/read/field-lines.ts';
import type { FrameOutput } from '../../src/report/read/frame-output.ts';
import { SummaryLines } from '../../src/report/read/summary-line.ts';
import { TimeColumn, type TimeFormat } from '../../src/report/read/time-column.ts';
import { TextBuffer } from '../../src/report/text-buffer.ts';

async function overFrames(path: string, use: (frame: Frame) => void): Promise<void> {
  const source = await openCapture(path);
  do {
    while (source.next()) use(source.frame);
  } while (await source.fill());
  source.close();
}

export function collector(size?: number): { readonly out: TextBuffer; readonly text: () => string } {
  const pieces: Buffer[] = [];
  const out = new TextBuffer((bytes, length) => pieces.push(Buffer.from(bytes.slice(0, length))), size);
  return {
    out,
    text() {
      out.flush();
      return Buffer.concat(pieces).toString('utf8');
    },
  };
}

export async function fieldLines(
  path: string,
  fields: readonly string[],
  options: Partial<FieldLineOptions> = {},
): Promise<string> {
  const { out, text } = collector();
  const lines = new FieldLines(fields, { ...defaultFieldLines, ...options }, out);
  const dissector = new Dissector();
  lines.begin();
  await overFrames(path, (frame) => lines.write(dissector.dissect(frame)));
  return text();
}

export async function summaryLines(
  path: string,
  format: TimeFormat = 'r',
  decimals: 6 | 9 = 6,
  options: DissectorOptions = {},
): Promise<string[]> {
  const { out, text } = collector(4096);
  const lines = new SummaryLines(out, new TimeColumn(format));
  const dissector = new Dissector(options);
  await overFrames(path, (frame) => lines.write(dissector.dissect(frame), decimals));
  return text().replace(/\n$/, '').split('\n');
}

/** What a format of `read` prints of a capture. */
export async function outputOf(path: string, make: (out: TextBuffer) => FrameOutput): Promise<string> {
  const { out, text } = collector();
  const output = make(out);
  const dissector = new Dissector();
  output.begin();
  await overFrames(path, (frame) => output.write(dissector.dissect(frame)));
  output.end();
  return text();
}
