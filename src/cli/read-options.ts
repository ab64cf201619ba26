// The options of `read`, as the command line gives them.
import type { OutputFormat } from '../report/read/frame-output.ts';
import type { SecondFormat, TimeFormat } from '../report/read/time-column.ts';
import type { RangeOptions } from './frame-range.ts';
import type { SharedOptions } from './options.ts';

export interface ReadOptions extends SharedOptions, RangeOptions {
  /** -T */
  readonly output: OutputFormat;
  /** -e */
  readonly field?: readonly string[];
  /** -E */
  readonly fieldOption?: readonly string[];
  /** -t */
  readonly time: TimeFormat;
  /** -u */
  readonly timeUnit: SecondFormat;
  /** -Y */
  readonly displayFilter?: string;
  /** -l */
  readonly lineBuffered?: true;
}
