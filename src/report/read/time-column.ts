// The Time column of the summary, in tshark's formats (-t, -u). Six decimals, or nine where the capture has nanoseconds.
import type { Frame } from '../../capture/frame.ts';
import { digitsOf, type TextBuffer } from '../text-buffer.ts';

/**
 * Relative to the first frame; clock time, with date, with day of the year; difference to the frame before, or to the
 * one printed before; epoch. Those with `u` are in UTC.
 */
export const timeFormats = ['r', 'a', 'ad', 'adoy', 'd', 'dd', 'e', 'u', 'ud', 'udoy'] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** How differences are written: seconds, or hours, minutes and seconds. */
export const secondFormats = ['s', 'hms'] as const;
export type SecondFormat = (typeof secondFormats)[number];

const columnWidth = 10;

export class TimeColumn {
  readonly #format: TimeFormat;
  readonly #seconds: SecondFormat;
  #started = false;
  #fromSeconds = 0;
  #fromNanoseconds = 0;
  #textSecond = Number.NaN;
  #text = '';

  constructor(format: TimeFormat, seconds: SecondFormat = 's') {
    this.#format = format;
    this.#seconds = seconds;
  }

  /** A frame that was read and is not printed: times may count from it. */
  pass({ seconds, nanoseconds }: Frame): void {
    if (this.#format === 'dd' || (this.#format !== 'd' && this.#started)) return;
    this.#started = true;
    this.#fromSeconds = seconds;
    this.#fromNanoseconds = nanoseconds;
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
    if (this.#seconds === 'hms') hours(out, isNegative, whole, rest, decimals);
    else number(out, isNegative, whole, rest, decimals);
  }
}

function number(out: TextBuffer, isNegative: boolean, whole: number, nanoseconds: number, decimals: 6 | 9): void {
  out.spaces(columnWidth - (isNegative ? 1 : 0) - digitsOf(whole) - 1 - decimals);
  if (isNegative) out.octet(0x2d);
  out.number(whole);
  fraction(out, nanoseconds, decimals);
}

/** `27h 46m 40.999994s`, without the hours and minutes that are zero. */
function hours(out: TextBuffer, isNegative: boolean, whole: number, nanoseconds: number, decimals: 6 | 9): void {
  const minutes = Math.floor(whole / 60) % 60;
  let text = isNegative ? '- ' : '';
  if (whole >= 3600) text += `${Math.floor(whole / 3600)}h ${String(minutes).padStart(2)}m `;
  else if (whole >= 60) text += `${minutes}m `;
  text += String(whole % 60).padStart(whole >= 60 ? 2 : 1);
  const length = text.length + 2 + decimals;
  out.spaces(columnWidth - length);
  out.text(text);
  fraction(out, nanoseconds, decimals);
  out.octet(0x73);
}

function fraction(out: TextBuffer, nanoseconds: number, decimals: 6 | 9): void {
  out.octet(0x2e);
  out.padded(decimals === 9 ? nanoseconds : (nanoseconds / 1000) >>> 0, decimals);
}

const two = (value: number) => String(value).padStart(2, '0');

function clockText(seconds: number, format: TimeFormat): string {
  const date = new Date(seconds * 1000);
  // A UTC date with the local clock's figures, so that both are read by the same calls.
  const shown = format.startsWith('u') ? date : new Date(seconds * 1000 - date.getTimezoneOffset() * 60_000);
  const time = `${two(shown.getUTCHours())}:${two(shown.getUTCMinutes())}:${two(shown.getUTCSeconds())}`;
  if (format === 'a' || format === 'u') return time;
  const year = shown.getUTCFullYear();
  const day =
    format === 'adoy' || format === 'udoy'
      ? String(Math.floor((shown.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1).padStart(3, '0')
      : undefined;
  if (day !== undefined) return `${year}/${day} ${time}`;
  return `${year}-${two(shown.getUTCMonth() + 1)}-${two(shown.getUTCDate())} ${time}`;
}
