// One column of `-z io,stat`: `filter`, or `COUNT(field)filter` and the like; and what it counts in each interval.

import { safeText } from '../../../bytes/text.ts';
import type { Dissection } from '../../../dissect/dissection.ts';
import { findField } from '../../../dissect/fields/catalog.ts';
import { FieldExtractor } from '../../../dissect/fields/field-extractor.ts';
import type { FieldValues } from '../../../dissect/fields/field-values.ts';
import type { FrameFilter } from '../frame-output.ts';
import { type TapContext, TapError } from './tap.ts';

export const calculations = ['FRAMES', 'BYTES', 'COUNT', 'SUM', 'MIN', 'MAX', 'AVG', 'LOAD'] as const;
export type Calculation = (typeof calculations)[number] | 'FRAMES BYTES';

/** How the values of the field are counted and printed: whole numbers, fractions, seconds (counted in nanoseconds). */
export type ValueShape = 'whole' | 'fraction' | 'time';

export interface Cell {
  frames: number;
  octets: number;
  /** Values seen; their sum, least and greatest. */
  values: number;
  sum: number;
  least: number;
  greatest: number;
  /** Of LOAD: microseconds that calls were under way in this interval. */
  busy: number;
}

export interface IoColumn {
  /** As the user wrote it; empty for all frames. */
  readonly text: string;
  readonly calculation: Calculation;
  readonly shape: ValueShape;
  readonly passes: FrameFilter | undefined;
  /** Reads the values of the frame; undefined where frames are all that counts. */
  readonly values: ((d: Dissection) => FieldValues) | undefined;
  /** A frame that does not count in this column: times between frames do count from it. */
  readonly skip: ((d: Dissection) => void) | undefined;
}

export function emptyCell(): Cell {
  return { frames: 0, octets: 0, values: 0, sum: 0, least: 0, greatest: 0, busy: 0 };
}

export function parseColumn(text: string, { compile }: TapContext): IoColumn {
  const call = /^(FRAMES|BYTES|COUNT|SUM|MIN|MAX|AVG|LOAD)(?:\(([^)]*)(\)?)(.*))?$/s.exec(text.trim());
  if (call === null)
    return {
      text,
      calculation: 'FRAMES BYTES',
      shape: 'whole',
      passes: filter(text),
      values: undefined,
      skip: undefined,
    };
  const calculation = call[1] as (typeof calculations)[number];
  const [, , field = '', close, rest = ''] = call;
  const countsFrames = calculation === 'FRAMES' || calculation === 'BYTES';
  if (call[2] !== undefined && close !== ')') throw wrong(text, 'the closing parenthesis is missing');
  if (countsFrames && field !== '') throw wrong(text, `${calculation} takes no field`);
  if (!countsFrames && field === '') throw wrong(text, `${calculation} needs a field: ${calculation}(field)filter`);
  if (countsFrames)
    return { text, calculation, shape: 'whole', passes: filter(rest), values: undefined, skip: undefined };
  const shape = shapeOf(text, field, calculation);
  const extractor = new FieldExtractor([field]);
  const values = (d: Dissection) => {
    extractor.extract(d);
    return extractor.columns[0] as FieldValues;
  };
  return { text, calculation, shape, passes: filter(rest), values, skip: (d) => extractor.skip(d) };

  function filter(words: string): FrameFilter | undefined {
    return words.trim() === '' ? undefined : compile(words);
  }
}

function shapeOf(text: string, field: string, calculation: Calculation): ValueShape {
  const entry = findField(field);
  if (entry === undefined) throw wrong(text, `there is no field named ${field}`);
  const { kind } = entry;
  if (calculation === 'COUNT') return 'whole';
  if (kind === 'relative time') return 'time';
  if (calculation === 'LOAD') throw wrong(text, `LOAD works on relative times only, and ${field} is none`);
  if (kind === 'double') return 'fraction';
  if (/^u?int|^frame number$/.test(kind)) return 'whole';
  throw wrong(text, `${field} has no numbers, so ${calculation} cannot be told of it`);
}

function wrong(text: string, why: string): TapError {
  return new TapError(`-z io,stat: ${safeText(new TextEncoder().encode(text))}: ${why}`);
}

/** Adds one value, of times in nanoseconds. */
export function addValue(cell: Cell, value: number): void {
  if (cell.values === 0 || value < cell.least) cell.least = value;
  if (cell.values === 0 || value > cell.greatest) cell.greatest = value;
  cell.values++;
  cell.sum += value;
}

/** What a column shows of a cell: whole numbers, fractions, or nanoseconds. */
export function resultOf({ calculation }: IoColumn, cell: Cell): number {
  switch (calculation) {
    case 'COUNT':
      return cell.values;
    case 'SUM':
      return cell.sum;
    case 'MIN':
      return cell.least;
    case 'MAX':
      return cell.greatest;
    case 'AVG':
      return cell.values === 0 ? 0 : cell.sum / cell.values;
    case 'BYTES':
      return cell.octets;
    case 'LOAD':
      return cell.busy;
    default:
      return cell.frames;
  }
}
