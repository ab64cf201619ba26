// The options of `live` as the command line gives them, and those whose values have a grammar of their own: -a and -b.
import type { FindingSeverity } from '../../audit/finding.ts';
import { Bounds, boundRecord, boundTable } from '../../dissect/bounds.ts';
import type { EngineName } from '../../live/engine.ts';
import { printable, UsageError } from '../errors.ts';
import type { StateOptions } from '../options.ts';

export interface LiveOptions extends StateOptions {
  readonly interface?: readonly string[];
  /** -f */
  readonly captureFilter?: string;
  readonly displayFilter?: string;
  readonly engine: EngineName | 'auto';
  readonly portsOnly?: true;
  /** False with -p. */
  readonly promiscuous?: boolean;
  readonly snapshotLength?: number;
  readonly bufferSize: number;
  readonly join?: true;
  readonly user?: string;
  readonly write?: string;
  readonly ringBuffer?: readonly string[];
  readonly autostop?: readonly string[];
  readonly plain?: true;
  readonly messages?: true;
  readonly ndjson?: true;
  readonly metrics?: string;
  /** Of -r: `10x`, `max`. */
  readonly speed: string;
  readonly failOn?: FindingSeverity;
  /** False with --no-audit. */
  readonly audit?: boolean;
}

/** Where -a ends everything, or -b goes on to the next file. Undefined: not there. */
export interface Limits {
  readonly seconds?: number;
  readonly packets?: number;
  readonly kilobytes?: number;
  readonly files?: number;
  /** -b only: at each whole multiple of so many seconds. */
  readonly intervalSeconds?: number;
}

const limitNames = {
  duration: 'seconds',
  packets: 'packets',
  filesize: 'kilobytes',
  files: 'files',
  interval: 'intervalSeconds',
} as const;

type LimitName = keyof typeof limitNames;

/** `duration:60` and the like, as tshark has them: seconds, packets, kilobytes, files. */
export function parseLimits(option: '-a' | '-b', words: readonly string[] = []): Limits {
  const limits: { -readonly [Name in keyof Limits]: Limits[Name] } = {};
  for (const word of words) {
    const [, name = '', value = ''] = /^(\w+):(.*)$/.exec(word) ?? [];
    const isKnown = name in limitNames && !(option === '-a' && name === 'interval');
    const number = Number(value);
    const isWhole = name === 'duration' && option === '-a' ? number > 0 : Number.isSafeInteger(number) && number > 0;
    if (!isKnown || !isWhole || value.trim() === '') {
      const names = Object.keys(limitNames).filter((known) => option === '-b' || known !== 'interval');
      throw new UsageError(
        `${option} ${printable(word)}: expected one of ${names.map((known) => `${known}:N`).join(', ')} with a number above 0`,
      );
    }
    limits[limitNames[name as LimitName]] = number;
  }
  return limits;
}

/** `--max-elements` and the like, as commander names them: `maxElements`. */
export function boundsOf(options: LiveOptions): Bounds {
  const given = options as unknown as Readonly<Record<string, number | undefined>>;
  return new Bounds(boundRecord((name) => given[camelOf(boundTable[name].option)] ?? boundTable[name].most));
}

function camelOf(option: string): string {
  return option.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
