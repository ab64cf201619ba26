// `-z io,stat`: frames, octets or calculated values in each interval of time, one column a filter.
import type { Dissection } from '../../../dissect/dissection.ts';
import { addValue, type Cell, emptyCell, type IoColumn, parseColumn } from './io-column.ts';
import { ioStatText } from './io-stat-text.ts';
import { type Tap, type TapContext, type TapDefinition, TapError } from './tap.ts';

/** More rows than anybody reads: a slip of the finger in the interval. */
const rowLimit = 1_000_000;

class IoStat implements Tap {
  readonly #columns: readonly IoColumn[];
  readonly #cells: readonly Map<number, Cell>[];
  readonly #interval: number;
  readonly #context: TapContext;
  #startSeconds = 0;
  #started = false;
  #duration = 0;

  constructor(interval: number, columns: readonly IoColumn[], context: TapContext) {
    this.#interval = interval;
    this.#columns = columns;
    this.#cells = columns.map(() => new Map<number, Cell>());
    this.#context = context;
  }

  write(d: Dissection): void {
    const { frame } = d;
    const { relative } = this.#context.clock;
    const at = relative.seconds * 1e6 + Math.round(relative.nanoseconds / 1000);
    if (!this.#started) {
      this.#started = true;
      this.#startSeconds = frame.seconds - relative.seconds;
    }
    // A frame from before the first one belongs to the first interval.
    const interval = this.#interval === 0 ? 0 : Math.max(0, Math.floor(at / this.#interval));
    if (at > this.#duration) this.#duration = at;
    if (interval >= rowLimit) return;
    for (let index = 0; index < this.#columns.length; index++) {
      const column = this.#columns[index] as IoColumn;
      if (column.passes !== undefined && !column.passes(d)) {
        column.skip?.(d);
        continue;
      }
      const cell = this.#cell(index, interval);
      cell.frames++;
      cell.octets += frame.originalLength;
      if (column.values !== undefined) this.#addValues(column, index, interval, at, cell, d);
    }
  }

  skip(d: Dissection): void {
    for (const column of this.#columns) column.skip?.(d);
  }

  text(): string {
    const interval = this.#interval;
    if (interval > 0 && this.#duration / interval > rowLimit)
      return `io,stat: more than ${rowLimit} intervals of ${interval / 1e6} s: choose a longer one\n`;
    return ioStatText(
      {
        columns: this.#columns,
        cells: this.#cells,
        interval,
        duration: this.#duration,
        startSeconds: this.#startSeconds,
      },
      this.#context.time,
    );
  }

  #addValues(column: IoColumn, index: number, interval: number, at: number, cell: Cell, d: Dissection): void {
    const values = column.values?.(d);
    if (values === undefined) return;
    for (let value = 0; value < values.count; value++) {
      if (column.calculation === 'COUNT') cell.values++;
      else if (column.shape !== 'time') addValue(cell, values.number(value));
      else if (column.calculation === 'LOAD') this.#addLoad(index, interval, at, Number(values.big(value)) / 1000);
      else addValue(cell, Number(values.big(value)));
    }
  }

  /** A call that took so long ends at this moment: it was under way in the intervals before as well. */
  #addLoad(index: number, interval: number, at: number, duration: number): void {
    let left = duration;
    let end = at;
    for (let row = interval; row >= 0 && left > 0; row--) {
      const begin = row * this.#interval;
      const part = Math.min(left, this.#interval === 0 ? left : end - begin);
      this.#cell(index, row).busy += part;
      left -= part;
      end = begin;
    }
  }

  #cell(index: number, interval: number): Cell {
    const cells = this.#cells[index] as Map<number, Cell>;
    let cell = cells.get(interval);
    if (cell === undefined) {
      cell = emptyCell();
      cells.set(interval, cell);
    }
    return cell;
  }
}

/** At commas, but not at those within the braces or quotes of a filter. */
function splitColumns(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && sign === '{') depth++;
    else if (!isQuoted && sign === '}') depth--;
    if (sign === ',' && depth <= 0 && !isQuoted) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

export const ioStatTap: TapDefinition = {
  name: 'io,stat',
  syntax: ',seconds[,filter|COUNT|SUM|MIN|MAX|AVG|LOAD(field)filter]…',
  about: 'frames and octets in each interval, or values of a field',
  make(rest, context) {
    const [, seconds = '', ...columns] = splitColumns(rest);
    if (!rest.startsWith(',') || !/^\d+(\.\d+)?$/.test(seconds) || columns.at(-1) === '')
      throw new TapError('-z io,stat,<seconds>[,<filter>]…: the interval is a number of seconds, 0 for all in one');
    const interval = Math.round(Number(seconds) * 1e6);
    if (interval === 0 && Number(seconds) !== 0)
      throw new TapError('-z io,stat: the interval must be 0.000001 seconds at least, or 0 for all in one');
    const texts = columns.length === 0 ? [''] : columns;
    return new IoStat(
      interval,
      texts.map((text) => parseColumn(text, context)),
      context,
    );
  },
};
