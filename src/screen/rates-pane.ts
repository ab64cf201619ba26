// What comes how often: each kind of message with its count and a curve of the last minute, and how fast requests are answered.
import { duration, grouped } from '../report/words.ts';
import { cell, type Line, line, span } from './line.ts';
import { contains, type Pane, type PaneRow } from './pane.ts';
import type { AnswerRow, RateRow, ScreenModel } from './screen-model.ts';
import { type PaneState, sortNames } from './ui-state.ts';

const curveWidth = 30;
const steps = '▁▂▃▄▅▆▇█';

/** The newest values at the right; the highest of them is the full height. */
export function curve(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const most = Math.max(1, ...shown);
  const bars = shown.map((value) =>
    value === 0 ? ' ' : (steps[Math.min(7, Math.floor((value / most) * 7.999))] as string),
  );
  return bars.join('').padStart(width);
}

export function ratesPane({ rates, answers }: ScreenModel, { sort, filter }: PaneState): Pane {
  const rows = rates.rows.filter(({ name }) => contains(name, filter));
  if (sortNames.rates[sort] === 'count') rows.sort((one, other) => other.count - one.count);
  const lines: (() => Line)[] = [
    () => rateLine({ name: 'packets', count: sum(rates.packets), perSecond: rates.packets }),
    () => rateLine({ name: 'messages', count: sum(rates.messages), perSecond: rates.messages }),
    () => rateLine({ name: 'events', count: sum(rates.events), perSecond: rates.events }),
    ...rows.map((row) => () => rateLine(row)),
    ...(answers.length === 0
      ? []
      : [() => line(span(' request                  asked  answered     mean     most', 'faint'))]),
    ...answers.map((row) => () => answerLine(row)),
  ];
  return {
    title: 'Rates',
    rows: lines.map((make, place): PaneRow => ({ place, opens: undefined, line: make })),
    empty: '',
  };
}

export const rateHeads = ' message                    count  per s  the last 30 seconds';

function rateLine({ name, count, perSecond }: RateRow): Line {
  return line(
    ' ',
    cell(name, 23),
    cell(grouped(count), 9, 'plain', 'right'),
    cell(String(perSecond.at(-1) ?? 0), 7, 'plain', 'right'),
    '  ',
    span(curve(perSecond, curveWidth), 'element'),
  );
}

function answerLine({ name, requests, answered, meanSeconds, mostSeconds }: AnswerRow): Line {
  const time = (seconds: number | null) => (seconds === null ? '' : duration(seconds));
  return line(
    ' ',
    cell(name, 23),
    cell(grouped(requests), 7, 'plain', 'right'),
    cell(grouped(answered), 10, answered < requests ? 'doubtful' : 'plain', 'right'),
    cell(time(meanSeconds), 9, 'plain', 'right'),
    cell(time(mostSeconds), 9, 'plain', 'right'),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
