// The summary lines of `read` as an output. It stands alone, so that a plain summary loads no other format.
import type { CaptureSource } from '../capture/source.ts';
import type { FrameOutput } from '../report/read/frame-output.ts';
import { SummaryLines } from '../report/read/summary-line.ts';
import { TimeColumn } from '../report/read/time-column.ts';
import type { TextBuffer } from '../report/text-buffer.ts';
import type { ReadOptions } from './read-options.ts';

export type TimeOptions = Pick<ReadOptions, 'time' | 'timeUnit'>;

export function summaryOutput(
  options: TimeOptions,
  out: TextBuffer,
  source: CaptureSource,
  separator: ' ' | '\t' = ' ',
): FrameOutput {
  const lines = new SummaryLines(out, new TimeColumn(options.time, options.timeUnit), separator);
  const decimalsOf = decimals(source);
  return {
    begin: () => {},
    write: (d) => lines.write(d, decimalsOf(d.frame.interfaceIndex)),
    skip: (d) => lines.skip(d),
    end: () => {},
  };
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
