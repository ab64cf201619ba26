// Message rates by type over time, and how long answers took.
import * as Plot from '@observablehq/plot';
import { chartFigure, timeAxis, timeScale } from './chart.ts';
import type { Context } from './context.ts';
import { linkButton, node, section, table } from './nodes.ts';
import { grouped, span } from './words.ts';

const typesShown = 7;
const framesShown = 6;

interface Point {
  readonly at: number;
  readonly name: string;
  readonly rate: number;
}

export function rateSection(context: Context): HTMLElement {
  const { rates, messages } = context.report;
  const { points, names } = ratePoints(context);
  const colourOf = (name: string) => `var(--c${Math.max(0, names.indexOf(name))})`;
  const legend = node(
    'ul',
    { class: 'legend' },
    ...names.map((name, at) =>
      node('li', { class: `c${at}` }, node('span', { class: 'dot', 'aria-hidden': 'true' }), name),
    ),
  );
  const chart = chartFigure({
    context,
    label: 'Messages per second by type, over time',
    isTime: true,
    chart: () => ({
      height: 250,
      marginLeft: 52,
      marginRight: 14,
      x: timeScale(context),
      y: { label: 'messages per second', grid: true },
      marks: [
        timeAxis(context),
        Plot.areaY(points, {
          x: 'at',
          y: 'rate',
          z: 'name',
          fill: ({ name }: Point) => colourOf(name),
          curve: 'step-after',
          order: [...names],
        }),
        Plot.ruleY([0]),
      ],
    }),
  });
  const rows = messages.map(({ protocol, name, count, rate }) => [
    `${protocol.toUpperCase()} ${name}`,
    grouped(count),
    rate.toFixed(2),
  ]);
  return section(
    'rates',
    'What was said, how often',
    ...(rates.types.length === 0 ? [] : [legend, chart]),
    node(
      'details',
      {},
      node('summary', {}, 'Counts of each message'),
      table('Counts of each message', ['message', 'count', 'per second'], rows, [1, 2]),
    ),
  );
}

/** The commonest types, and all others together. */
function ratePoints({ report, fromEpoch }: Context): {
  readonly points: readonly Point[];
  readonly names: readonly string[];
} {
  const { types, binSeconds, fromEpoch: start } = report.rates;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const sorted = types.toSorted((one, other) => sum(other.counts) - sum(one.counts));
  const series = sorted
    .slice(0, typesShown)
    .map(({ protocol, name, counts }) => ({ name: `${protocol.toUpperCase()} ${name}`, counts }));
  const others = sorted.slice(typesShown);
  if (others.length > 0) {
    const bins = Math.max(...others.map(({ counts }) => counts.length));
    const counts = Array.from({ length: bins }, (_, bin) =>
      others.reduce((total, type) => total + (type.counts[bin] ?? 0), 0),
    );
    series.push({
      name: others.length === 1 ? `${others[0]?.protocol.toUpperCase()} ${others[0]?.name}` : 'others',
      counts,
    });
  }
  const points = series.flatMap(({ name, counts }) =>
    [...counts, 0].map(
      (count, bin): Point => ({ name, at: start - fromEpoch + bin * binSeconds, rate: count / binSeconds }),
    ),
  );
  return { points, names: series.map(({ name }) => name) };
}

export function responseSection(context: Context): HTMLElement {
  const { responseTimes } = context.report;
  const { chooser } = context;
  const cells = responseTimes.flatMap(({ name, histogram }) => {
    const most = Math.max(...histogram.map(({ count }) => count));
    return histogram.map(({ fromSeconds, toSeconds, count }) => ({
      name,
      fromSeconds,
      toSeconds,
      count,
      share: count / most,
    }));
  });
  const marks = responseTimes.flatMap(({ name, quantiles }) =>
    quantiles === null ? [] : [{ name, half: quantiles.p50, most: quantiles.p99 }],
  );
  const missing = responseTimes.filter(({ unanswered }) => unanswered > 0);
  const chart = chartFigure({
    context,
    label: 'Distribution of response times of each kind of request',
    chart: () => ({
      height: responseTimes.length * 34 + 56,
      marginLeft: 150,
      marginRight: 120,
      x: { type: 'log', label: 'time to the answer', tickFormat: (value: number) => span(value), grid: true },
      y: { domain: responseTimes.map(({ name }) => name), label: null, padding: 0.25 },
      marks: [
        Plot.axisX({ ticks: 5, tickFormat: (value: number) => span(value), label: 'time to the answer' }),
        Plot.barX(cells, {
          y: 'name',
          x1: 'fromSeconds',
          x2: 'toSeconds',
          fill: 'var(--c0)',
          fillOpacity: ({ share }: { readonly share: number }) => 0.15 + 0.85 * share,
          title: ({ fromSeconds, toSeconds, count }: (typeof cells)[number]) =>
            `${count} between ${span(fromSeconds)} and ${span(toSeconds)}`,
        }),
        Plot.tickX(marks, {
          y: 'name',
          x: 'half',
          stroke: 'var(--ink)',
          strokeWidth: 2,
          title: ({ half }: (typeof marks)[number]) => `half within ${span(half)}`,
        }),
        Plot.text(missing, {
          y: 'name',
          frameAnchor: 'right',
          dx: 8,
          textAnchor: 'start',
          fill: 'var(--bad)',
          fontWeight: 600,
          text: ({ unanswered }: (typeof missing)[number]) => `${grouped(unanswered)} not answered`,
        }),
      ],
    }),
  });
  const time = (value: number | null | undefined) => (value === null || value === undefined ? '–' : span(value));
  const rows = responseTimes.map(
    ({ name, requests, unanswered, unansweredFrames, repeated, quantiles, mostSeconds }) => [
      name,
      grouped(requests),
      grouped(unanswered),
      grouped(repeated),
      time(quantiles?.p50),
      time(quantiles?.p90),
      time(quantiles?.p99),
      time(mostSeconds),
      node(
        'span',
        {},
        ...unansweredFrames
          .slice(0, framesShown)
          .flatMap((frame) => [linkButton(`#${frame}`, () => chooser.choose({ frame })), ' ']),
      ),
    ],
  );
  const heads = [
    'request',
    'sent',
    'unanswered',
    'repeated',
    'half within',
    '90 % within',
    '99 % within',
    'slowest',
    'without answer',
  ];
  return section(
    'times',
    'How fast it was answered',
    ...(responseTimes.length === 0
      ? [node('p', {}, 'No request was seen.')]
      : [
          node(
            'p',
            { class: 'hint' },
            'The darker, the more answers took so long; the stroke is the time within which half of them came.',
          ),
          chart,
          table('Response times', heads, rows, [1, 2, 3, 4, 5, 6, 7]),
        ]),
  );
}
