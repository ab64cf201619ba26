// The options of `read`, as the command line gives them.
import type { CaptureFormat } from '../capture/capture-formats.ts';
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
  /** -V */
  readonly verbose?: true;
  /** -O: protocols whose trees are shown whole */
  readonly onlyTrees?: string;
  /** -x */
  readonly hex?: true;
  /** -j: protocols that JSON carries, without what is below their fields */
  readonly onlyProtocols?: string;
  /** -J: protocols that JSON carries */
  readonly wholeProtocols?: string;
  /** False with --no-duplicate-keys. */
  readonly duplicateKeys?: boolean;
  /** -w */
  readonly write?: string;
  /** -F */
  readonly writeFormat?: CaptureFormat;
  /** -P */
  readonly print?: true;
  /** -z */
  readonly statistics?: readonly string[];
  /** --dedup: the window of time. */
  readonly dedup?: string;
  /** --ndjson: our own form, one object a message */
  readonly ndjson?: true;
  readonly color?: 'auto' | 'always' | 'never';
  /** A file of colour rules in Wireshark's form */
  readonly colorRules?: string;
  /** -l */
  readonly lineBuffered?: true;
}
