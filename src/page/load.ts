// Who used which pool element, held against what the pool's policy promises.
import * as Plot from '@observablehq/plot';
import type { Report } from '../report/full/schema.ts';
import { chartFigure } from './chart.ts';
import type { Context } from './context.ts';
import { linkButton, node, section, table } from './nodes.ts';
import { clip, counted, grouped, seconds, short, span } from './words.ts';

type Load = Report['load'][number];

const rowsShown = 60;

const verdicts: Readonly<Record<string, string>> = {
  kept: 'keep to the policy',
  departs: 'do not keep to the policy',
  'too-few': 'are too few to judge',
  'no-choice': 'leave no choice',
  'no-promise': 'have no promise to be held against',
};

export function loadSection(context: Context): HTMLElement | null {
  const { load, failovers, sessions } = context.report;
  if (load.length === 0) return null;
  const { chooser, fromEpoch } = context;
  const failoverRows = failovers
    .slice(0, rowsShown)
    .map(({ epoch, pool, from, to, proof, frame }) => [
      linkButton(seconds(epoch - fromEpoch), () => chooser.choose({ at: epoch, frame })),
      clip(pool, 60),
      from === null ? '–' : short(from),
      short(to),
      proof,
    ]);
  return section(
    'load',
    'Who was used',
    ...load.slice(0, 20).flatMap((pool) => poolLoad(context, pool)),
    sessions.length === 0 ? node('p', { class: 'hint' }, 'No session of a pool user was seen in this capture.') : null,
    failoverRows.length === 0 ? null : node('h3', {}, 'Failovers'),
    failoverRows.length === 0
      ? null
      : table('Failovers of pool users', ['at', 'pool', 'from', 'to', 'told by'], failoverRows),
  );
}

function poolLoad(context: Context, pool: Load): HTMLElement[] {
  const bars = pool.elements.slice(0, rowsShown).flatMap(({ element, share, promised }) => [
    { element, what: 'used', share: share.used ?? 0, promised: promised.used },
    { element, what: 'named first', share: share.answered ?? 0, promised: promised.answered },
  ]);
  const chart = chartFigure({
    context,
    label: `Shares of the elements of pool ${clip(pool.handle, 60)} against the promise of its policy`,
    chart: () => ({
      height: Math.min(pool.elements.length, rowsShown) * 40 + 46,
      marginLeft: 96,
      marginRight: 20,
      x: {
        domain: [0, Math.max(0.05, ...bars.map(({ share, promised }) => Math.max(share, promised ?? 0)))],
        label: 'share',
        tickFormat: (value: number) => `${Math.round(100 * value)} %`,
        grid: true,
      },
      fy: {
        label: null,
        tickFormat: (id: string) => short(id),
        padding: 0.15,
        domain: [...new Set(bars.map(({ element }) => element))],
      },
      y: { axis: null, domain: ['named first', 'used'] },
      marks: [
        Plot.axisFy({ anchor: 'left', tickFormat: (id: string) => short(id), label: null }),
        Plot.barX(bars, {
          fy: 'element',
          y: 'what',
          x: 'share',
          fill: ({ what }: (typeof bars)[number]) => (what === 'used' ? 'var(--c0)' : 'var(--c4)'),
          title: ({ what, share }: (typeof bars)[number]) => `${what}: ${Math.round(1000 * share) / 10} %`,
        }),
        Plot.tickX(
          bars.filter(({ promised }) => promised !== null),
          { fy: 'element', y: 'what', x: 'promised', stroke: 'var(--ink)', strokeWidth: 2.5 },
        ),
        Plot.ruleX([0]),
      ],
    }),
  });
  const rows = pool.elements
    .slice(0, rowsShown)
    .map((element) => [
      short(element.element),
      grouped(element.answered),
      grouped(element.answeredFirst),
      grouped(element.used),
      grouped(element.refused),
      span(element.busySeconds),
    ]);
  const judged = (which: 'answered' | 'used', name: string) => {
    const { verdict, picks } = pool.selection[which];
    return picks === 0 ? '' : `${name}: ${counted(picks, 'pick')} ${verdicts[verdict] ?? verdict}.`;
  };
  return [
    node(
      'h3',
      {},
      clip(pool.handle, 120),
      node(
        'span',
        { class: 'hint' },
        `  ${pool.policy?.name ?? 'policy not seen'}${pool.promise === null ? '' : `, promises ${pool.promise}`}`,
      ),
    ),
    node(
      'p',
      {},
      `${counted(pool.asked, 'handle resolution')}, ${counted(pool.sessions, 'session')}, ${counted(pool.failovers, 'failover')}. ${judged('answered', 'Answers')} ${judged('used', 'Sessions')}`,
    ),
    node(
      'ul',
      { class: 'legend' },
      node('li', { class: 'c0' }, node('span', { class: 'dot', 'aria-hidden': 'true' }), 'sessions'),
      node('li', { class: 'c4' }, node('span', { class: 'dot', 'aria-hidden': 'true' }), 'named first in answers'),
      node('li', {}, 'stroke: promised'),
    ),
    chart,
    node(
      'details',
      {},
      node('summary', {}, 'Numbers'),
      table(
        `Load of ${clip(pool.handle, 60)}`,
        ['element', 'named', 'named first', 'used', 'refused', 'busy'],
        rows,
        [1, 2, 3, 4, 5],
      ),
    ),
  ];
}
