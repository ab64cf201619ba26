// The table of `-z io,stat`, in tshark's layout.
import type { TimeFormat } from '../time-column.ts';
import { type Cell, emptyCell, type IoColumn, resultOf } from './io-column.ts';

export interface IoCount {
  readonly columns: readonly IoColumn[];
  /** By column, then by interval; intervals in which nothing came are missing. */
  readonly cells: readonly ReadonlyMap<number, Cell>[];
  /** Microseconds; 0 for one interval over everything. */
  readonly interval: number;
  readonly duration: number;
  /** Seconds since 1970 of the first frame. */
  readonly startSeconds: number;
}

const secondMicroseconds = 1_000_000;
/** A table may grow to this width for the sake of its filters; longer filters are wrapped. */
const filterWidth = 102;

/** A printed column: its heads and, for each interval, its cells. */
interface Printed {
  readonly heads: readonly string[];
  readonly widths: readonly number[];
  readonly cells: (cell: Cell) => readonly string[];
}

export function ioStatText(count: IoCount, time: TimeFormat): string {
  const rows = intervalsOf(count);
  const printed = count.columns.map((column, index) => print(column, count.cells[index] ?? new Map(), count, rows));
  const names = intervalNames(count, rows, time);
  const intervalWidth = Math.max(names.width, 12);
  const tableWidth = printed.reduce(
    (sum, { widths }) => sum + widths.reduce((all, width) => all + width + 3, 0),
    intervalWidth,
  );
  let width = Math.max(tableWidth, names.least);
  const widest = Math.max(...count.columns.map(({ text }) => (text === '' ? 26 : text.length + 11)));
  if (widest > width && width < filterWidth) width = Math.min(widest, filterWidth);
  // A border right beside the table's own would look like one of two.
  if (width - tableWidth === 1) width++;
  const rest = width > tableWidth ? `${' '.repeat(width - tableWidth - 1)}|` : '';
  const inside = (text: string) => `|${text.padEnd(width - 2)}|`;
  const numbers = printed.map(({ widths }, index) => {
    const inner = widths.reduce((sum, each) => sum + each + 3, -1);
    return `${String(index + 1).padEnd(inner)}|`;
  });
  const heads = printed.flatMap(({ heads: of, widths }) => of.map((head, index) => centred(head, widths[index] ?? 0)));
  const lines = rows.map((row, index) => {
    const values = printed.flatMap(({ cells }, column) => cells(count.cells[column]?.get(row) ?? emptyCell()));
    return `|${(names.texts[index] ?? '').padEnd(intervalWidth - 2)}|${values.join('')}${rest}`;
  });
  return [
    '',
    '='.repeat(width),
    inside(' IO Statistics'),
    inside(''),
    inside(` Duration: ${names.duration} secs`),
    inside(` Interval: ${names.interval} secs`),
    inside(''),
    ...count.columns.flatMap(({ text }, index) => filterLines(text, index, width).map(inside)),
    `|${'-'.repeat(width - 2)}|`,
    `|${' '.repeat(intervalWidth - 2)}|${numbers.join('')}${rest}`,
    `|${` ${names.head}`.padEnd(intervalWidth - 2)}|${heads.join('')}${rest}`,
    `|${'-'.repeat(tableWidth - 2)}|${rest}`,
    ...lines,
    '='.repeat(width),
    '',
  ].join('\n');
}

function intervalsOf({ interval, duration }: IoCount): readonly number[] {
  if (duration === 0) return [];
  const size = interval === 0 || interval > duration ? duration : interval;
  return Array.from({ length: Math.ceil(duration / size) }, (_, row) => row);
}

interface IntervalNames {
  readonly head: string;
  readonly texts: readonly string[];
  readonly duration: string;
  readonly interval: string;
  readonly width: number;
  /** What the table is wide at least. */
  readonly least: number;
}

function intervalNames(count: IoCount, rows: readonly number[], time: TimeFormat): IntervalNames {
  const { interval, duration, startSeconds } = count;
  const isWhole = interval === 0 || interval > duration;
  const seconds = Math.floor(duration / secondMicroseconds);
  const precision = isWhole ? (seconds >= 10 ? 1 : 3) : precisionOf(interval);
  const tick = 10 ** (6 - precision);
  const rounded = precision === 0 ? duration : duration + tick / 2;
  const digits = String(Math.floor(rounded / secondMicroseconds)).length;
  const size = isWhole ? rounded : interval;
  const text = (microseconds: number, places = precision) => {
    const whole = String(Math.floor(microseconds / secondMicroseconds)).padStart(digits);
    const fraction = String(Math.floor(microseconds % secondMicroseconds))
      .padStart(6, '0')
      .slice(0, places);
    return places === 0 ? whole : `${whole}.${fraction}`;
  };
  const clock = clockName(time);
  const width = precision === 0 ? 2 * digits + 8 : 2 * digits + 2 * precision + 10;
  const sizeDigits = String(Math.floor(size / secondMicroseconds)).length;
  const texts = rows.map((row, index) => {
    const begin = row * size;
    if (clock !== undefined) return ` ${clock.text(startSeconds + Math.floor(begin / secondMicroseconds))} `;
    const isLast = index === rows.length - 1;
    if (precision > 0) return ` ${text(begin)} <> ${text(isLast ? rounded : begin + size)} `;
    // Below ten seconds, and before a `Dur` that is wider than its number, there is no space left.
    const end = isLast ? 'Dur' : text(begin + size);
    if (digits === 1) return `  ${text(begin)} <> ${end.padEnd(3)}`;
    return ` ${text(begin)} <> ${isLast ? end.padEnd(digits) : end}${isLast && digits < 3 ? '' : ' '}`;
  });
  return {
    head: clock?.head ?? 'Interval',
    texts,
    duration: precision === 0 ? text(duration, 6) : text(rounded),
    interval: text(size),
    width: clock === undefined ? width : Math.max(width, clock.width),
    least: isWhole ? 30 + digits + precision + 1 : 24 + sizeDigits + (precision === 0 ? 0 : precision + 1),
  };
}

/** Decimal places that the interval needs. */
function precisionOf(interval: number): number {
  let precision = 6;
  for (let rest = interval; precision > 0 && rest % 10 === 0; rest /= 10) precision--;
  return precision;
}

function clockName(time: TimeFormat) {
  if (!/^u?(a|ad|adoy|d|doy)?$/.test(time) || time === 'd') return undefined;
  const isUtc = time.startsWith('u');
  const kind = isUtc ? time.slice(1) : time.slice(1).replace(/^a/, '');
  const withDate = kind !== '';
  return {
    head: withDate ? 'Date and time' : 'Time',
    width: withDate ? 23 : 12,
    text: (seconds: number) => dateText(seconds, isUtc, kind),
  };
}

const two = (value: number) => String(value).padStart(2, '0');

function dateText(seconds: number, isUtc: boolean, kind: string): string {
  const date = new Date(seconds * 1000);
  const shown = isUtc ? date : new Date(seconds * 1000 - date.getTimezoneOffset() * 60_000);
  const clock = `${two(shown.getUTCHours())}:${two(shown.getUTCMinutes())}:${two(shown.getUTCSeconds())}`;
  if (kind === '') return clock;
  const year = shown.getUTCFullYear();
  if (kind === 'd') return `${year}-${two(shown.getUTCMonth() + 1)}-${two(shown.getUTCDate())} ${clock}`;
  const day = Math.floor((shown.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  return `${year}/${String(day).padStart(3, '0')} ${clock}`;
}

/** Wrapped at the last space that fits, behind its number. */
function filterLines(text: string, index: number, width: number): readonly string[] {
  const room = width - 11;
  const parts: string[] = [];
  let left = text === '' ? 'Frames and bytes' : text;
  while (left.length > room) {
    const space = left.lastIndexOf(' ', room - 1);
    const end = space > 0 ? space : room;
    parts.push(left.slice(0, end));
    left = left.slice(space > 0 ? end + 1 : end);
  }
  parts.push(left);
  const number = String(index + 1).padStart(2);
  return parts.map((part, line) => {
    if (line > 0) return `        ${part}`;
    return index === 0 ? ` Col${number}: ${part}` : `    ${number}: ${part}`;
  });
}

/** With a space at each side at least; the odd space stands to the left. */
function centred(label: string, width: number): string {
  const spaces = width - label.length;
  const right = Math.floor(spaces / 2);
  return `${' '.repeat(spaces - right + 1)}${label}${' '.repeat(right + 1)}|`;
}

function print(column: IoColumn, cells: ReadonlyMap<number, Cell>, count: IoCount, rows: readonly number[]): Printed {
  const { calculation } = column;
  const all = [...cells.values()];
  const shape = (width: number, value: string) => ` ${value.padStart(width)} |`;
  const widestOf = (text: (cell: Cell) => string, least: number) =>
    all.reduce((width, cell) => Math.max(width, text(cell).length), least);
  if (calculation === 'FRAMES BYTES') {
    const frames = widestOf((cell) => String(cell.frames), 6);
    const octets = widestOf((cell) => String(cell.octets), 5);
    return {
      heads: ['Frames', 'Bytes'],
      widths: [frames, octets],
      cells: (cell) => [shape(frames, String(cell.frames)), shape(octets, String(cell.octets))],
    };
  }
  const lastRow = rows.at(-1);
  const text = (cell: Cell) => {
    const size = cell === cells.get(lastRow ?? -1) ? lastSize(count, rows.length) : sizeOf(count);
    return resultText(column, cell, size);
  };
  const least = calculation === 'COUNT' || calculation === 'BYTES' ? 5 : calculation.length;
  const width = widestOf(text, column.shape === 'whole' ? least : 8);
  return { heads: [calculation], widths: [width], cells: (cell) => [shape(width, text(cell))] };
}

function sizeOf({ interval, duration }: IoCount): number {
  return interval === 0 || interval > duration ? duration : interval;
}

/** The last interval ends with the capture. */
function lastSize(count: IoCount, rows: number): number {
  return count.duration - (rows - 1) * sizeOf(count);
}

function resultText(column: IoColumn, cell: Cell, size: number): string {
  const value = resultOf(column, cell);
  if (column.calculation === 'LOAD') return (size === 0 ? 0 : value / size).toFixed(6);
  switch (column.shape) {
    case 'time':
      return (value / 1e9).toFixed(6);
    case 'fraction':
      return value.toFixed(6);
    default:
      return String(Math.trunc(value));
  }
}
