// How far the reading of the captures is, on standard error: only on a terminal, only when it lasts. It is told of each piece
// that is read (a quarter of a megabyte of a file), never of a frame, so that it costs nothing where the work is.
import { fstatSync, statSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { isatty } from 'node:tty';
import { duration, octets } from '../report/words.ts';

export type ProgressChoice = 'auto' | 'never';

const standardInput = 0;
const standardOutput = 1;
const standardError = 2;

/** What ends sooner needs no progress. */
const patienceMs = 1000;
/** A line that changes more often cannot be read. */
const renewedMs = 250;

export interface ProgressOutput {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly write: (text: string) => void;
  readonly columns: () => number;
}

/** The line of it that stands on the terminal; a terminal has only one. */
let shown: Progress | undefined;

/** To be called before anything else is written to the terminal. */
export function hideProgress(): void {
  shown?.hide();
}

export class Progress {
  readonly #what: string;
  readonly #total: number | undefined;
  readonly #output: ProgressOutput;
  readonly #startMs: number;
  #read = 0;
  #nextMs: number;
  #length = 0;

  /** `total`: octets to be read, undefined where nobody knows. */
  constructor(what: string, total: number | undefined, output: ProgressOutput) {
    this.#what = what;
    this.#total = total;
    this.#output = output;
    this.#startMs = output.now();
    this.#nextMs = this.#startMs + patienceMs;
  }

  /** So many octets more were read; 0 at the end of an input. */
  note(count: number): void {
    this.#read += count;
    const nowMs = this.#output.now();
    if (this.#total !== undefined && this.#read >= this.#total) this.hide();
    else if (nowMs >= this.#nextMs) {
      this.#nextMs = nowMs + renewedMs;
      this.#show(nowMs - this.#startMs);
    }
  }

  hide(): void {
    if (this.#length === 0) return;
    this.#output.write(`\r${' '.repeat(this.#length)}\r`);
    this.#length = 0;
    shown = undefined;
  }

  #show(elapsedMs: number): void {
    const line = this.#line(elapsedMs / 1000).slice(0, Math.max(0, this.#output.columns() - 1));
    this.#output.write(`\r${line}${' '.repeat(Math.max(0, this.#length - line.length))}`);
    this.#length = Math.max(this.#length, line.length);
    shown = this;
  }

  /** `reading 45 % of 1.2 GB, 310 MB/s, 3 s left`. */
  #line(seconds: number): string {
    const rate = this.#read / seconds;
    const speed = `${octets(Math.round(rate))}/s`;
    if (this.#total === undefined || this.#total === 0) return `${this.#what} ${octets(this.#read)}, ${speed}`;
    const left = rate > 0 ? `, ${duration(Math.ceil((this.#total - this.#read) / rate))} left` : '';
    return `${this.#what} ${Math.floor((100 * this.#read) / this.#total)} % of ${octets(this.#total)}, ${speed}${left}`;
  }
}

const terminal: ProgressOutput = {
  now: () => performance.now(),
  // At once: nothing else gets a turn while frames are read.
  write: (text) => {
    try {
      writeSync(standardError, text);
    } catch {
      // A terminal that takes no more, or has gone: progress is no reason to end.
    }
  },
  // Some terminals say that they have none.
  columns: () => process.stderr.columns || 80,
};

/** Undefined where none is to be shown. */
export function progressOf(paths: readonly string[], choice: ProgressChoice, what = 'reading'): Progress | undefined {
  return choice === 'never' || !isatty(standardError) ? undefined : new Progress(what, sizeOf(paths), terminal);
}

/** Where lines are printed while captures are read: lines that come up the terminal, or in a pager, are progress enough. */
export function progressBesideLines(choice: ProgressChoice | undefined): ProgressChoice {
  return fstatSync(standardOutput).isFile() ? (choice ?? 'auto') : 'never';
}

function sizeOf(paths: readonly string[]): number | undefined {
  let total = 0;
  for (const path of paths) {
    const status = path === '-' ? fstatSync(standardInput) : statSync(path, { throwIfNoEntry: false });
    if (!status?.isFile()) return undefined;
    total += status.size;
  }
  return total;
}
