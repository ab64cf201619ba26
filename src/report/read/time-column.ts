// The Time column of the summary, in tshark's formats (-t, -u). Six decimals, or nine where the capture has nanoseconds.
import type { Frame } from '../../capture/frame.ts';
import { putPadded, putSlot } from '../text-buffer.ts';
import { TextSlots } from '../text-slots.ts';

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
  /** The text before the decimals, which stays the same for a second. */
  readonly #whole = new TextSlots(1);
  #wholeSeconds = Number.NaN;
  #wholeIsNegative = false;
  #wholeDecimals = 0;

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

  /** Pads on the left to ten places. Needs room for a slot and the decimals. */
  put(view: DataView, at: number, { seconds, nanoseconds }: Frame, decimals: 6 | 9): number {
    if (!isDifference(this.#format)) return this.#number(view, at, false, seconds, nanoseconds, decimals);
    return this.#difference(view, at, seconds, nanoseconds, decimals);
  }

  #difference(view: DataView, at: number, seconds: number, nanoseconds: number, decimals: 6 | 9): number {
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
    const end = this.#number(view, at, isNegative, whole, rest, decimals);
    if (this.#seconds === 's') return end;
    view.setUint8(end, 0x73);
    return end + 1;
  }

  #number(
    view: DataView,
    at: number,
    isNegative: boolean,
    whole: number,
    nanoseconds: number,
    decimals: 6 | 9,
  ): number {
    if (whole !== this.#wholeSeconds || isNegative !== this.#wholeIsNegative || decimals !== this.#wholeDecimals) {
      this.#wholeSeconds = whole;
      this.#wholeIsNegative = isNegative;
      this.#wholeDecimals = decimals;
      this.#whole.set(0, this.#wholeText(isNegative, whole, decimals));
    }
    const next = putSlot(view, at, this.#whole, 0);
    return putPadded(view, next, decimals === 9 ? nanoseconds : (nanoseconds / 1000) >>> 0, decimals);
  }

  #wholeText(isNegative: boolean, whole: number, decimals: 6 | 9): string {
    const format = this.#format;
    if (format !== 'e' && !isDifference(format)) return `${clockText(whole, format)}.`;
    // The `s` behind the decimals takes a place of its own.
    if (format !== 'e' && this.#seconds === 'hms') return hours(isNegative, whole).padStart(columnWidth - decimals - 1);
    return `${isNegative ? '-' : ''}${whole}.`.padStart(columnWidth - decimals);
  }
}

function isDifference(format: TimeFormat): boolean {
  return format === 'r' || format === 'd' || format === 'dd';
}

/** `27h 46m 40.` of `27h 46m 40.999994s`, without the hours and minutes that are zero. */
function hours(isNegative: boolean, whole: number): string {
  const minutes = Math.floor(whole / 60) % 60;
  let text = isNegative ? '- ' : '';
  if (whole >= 3600) text += `${Math.floor(whole / 3600)}h ${String(minutes).padStart(2)}m `;
  else if (whole >= 60) text += `${minutes}m `;
  return `${text}${String(whole % 60).padStart(whole >= 60 ? 2 : 1)}.`;
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
