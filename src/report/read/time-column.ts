// The Time column of the summary, in tshark's formats (-t). Six decimals, or nine where the capture has nanoseconds.
import type { Frame } from '../../capture/frame.ts';
import { digitsOf, type TextBuffer } from '../text-buffer.ts';

/** Relative, clock time, with date, difference to the frame before, epoch; the ones with `u` in UTC. */
export const timeFormats = ['r', 'a', 'ad', 'd', 'dd', 'e', 'u', 'ud'] as const;
export type TimeFormat = (typeof timeFormats)[number];

const columnWidth = 10;

export class TimeColumn {
  readonly #format: TimeFormat;
  #started = false;
  #fromSeconds = 0;
  #fromNanoseconds = 0;
  #textSecond = Number.NaN;
  #text = '';

  constructor(format: TimeFormat) {
    this.#format = format;
  }

  /** Pads on the left to ten places. */
  write(out: TextBuffer, { seconds, nanoseconds }: Frame, decimals: 6 | 9): void {
    switch (this.#format) {
      case 'r':
      case 'd':
      case 'dd':
        this.#difference(out, seconds, nanoseconds, decimals);
        return;
      case 'e':
        number(out, false, seconds, nanoseconds, decimals);
        return;
      default:
        if (seconds !== this.#textSecond) {
          this.#textSecond = seconds;
          this.#text = clockText(seconds, this.#format);
        }
        out.text(this.#text);
        fraction(out, nanoseconds, decimals);
    }
  }

  #difference(out: TextBuffer, seconds: number, nanoseconds: number, decimals: 6 | 9): void {
    if (!this.#started) {
      this.#started = true;
      this.#fromSeconds = seconds;
      this.#fromNanoseconds = nanoseconds;
    }
    let whole = seconds - this.#fromSeconds;
    let rest = nanoseconds - this.#fromNanoseconds;
    if (this.#format !== 'r') {
      this.#fromSeconds = seconds;
      this.#fromNanoseconds = nanoseconds;
    }
    const isNegative = whole < 0 || (whole === 0 && rest < 0);
    if (isNegative) {
      whole = -whole;
      rest = -rest;
    }
    if (rest < 0) {
      whole--;
      rest += 1e9;
    }
    number(out, isNegative, whole, rest, decimals);
  }
}

function number(out: TextBuffer, isNegative: boolean, whole: number, nanoseconds: number, decimals: 6 | 9): void {
  out.spaces(columnWidth - (isNegative ? 1 : 0) - digitsOf(whole) - 1 - decimals);
  if (isNegative) out.octet(0x2d);
  out.number(whole);
  fraction(out, nanoseconds, decimals);
}

function fraction(out: TextBuffer, nanoseconds: number, decimals: 6 | 9): void {
  out.octet(0x2e);
  out.padded(decimals === 9 ? nanoseconds : (nanoseconds / 1000) >>> 0, decimals);
}

const two = (value: number) => String(value).padStart(2, '0');

function clockText(seconds: number, format: TimeFormat): string {
  const date = new Date(seconds * 1000);
  const isUtc = format === 'u' || format === 'ud';
  const time = isUtc
    ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
    : `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (format === 'a' || format === 'u') return time;
  const day = isUtc
    ? `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
    : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${time}`;
}
