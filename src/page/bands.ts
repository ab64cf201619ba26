// Membership over time: a band for each element, in the colour of its home; pale and framed where it was suspect or stale. A
// takeover is seen as a change of colour at a line across all bands.
import * as Plot from '@observablehq/plot';
import type { ElementSpan, PoolReport } from '../report/full/schema.ts';
import { type ChartPlaces, chartFigure, timeAxis, timeScale } from './chart.ts';
import { type Context, serverClass, serverColour } from './context.ts';
import { node, section } from './nodes.ts';
import { clip, counted, short } from './words.ts';

const rowsShown = 400;
const rowHeight = 17;

interface Bar {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly span: ElementSpan;
}

export function bandSection(context: Context): HTMLElement {
  const { report } = context;
  const legend = node(
    'ul',
    { class: 'legend' },
    ...report.servers.map(({ id }) => {
      const swatch = node(
        'li',
        { class: serverClass(context, id) },
        node('span', { class: 'dot', 'aria-hidden': 'true' }),
        `home ${id}`,
      );
      return swatch;
    }),
    node('li', {}, 'pale with a frame: suspect or stale'),
    node('li', {}, 'lines: takeovers'),
  );
  let left = rowsShown;
  const parts = report.pools.map((pool) => {
    const shown = pool.elements.slice(0, rowsShown);
    const isAmongFirst = left > 0;
    left -= shown.length;
    return { pool, isAmongFirst, part: poolBands(context, pool, shown) };
  });
  // Hidden charts are not drawn; a pool that is chosen has its bands, however many pools there are.
  context.chooser.follow(({ pool: chosen }, changed) => {
    if (!changed.has('pool')) return;
    for (const { pool, isAmongFirst, part } of parts)
      part.hidden = chosen === null ? !isAmongFirst : pool.handle !== chosen;
  });
  const hidden = parts.filter(({ isAmongFirst }) => !isAmongFirst).length;
  return section(
    'bands',
    'Who was in, and whose',
    legend,
    ...parts.map(({ part }) => part),
    hidden > 0
      ? node(
          'p',
          { class: 'more' },
          `… and ${counted(hidden, 'pool')} more: choose one below, at “The handlespace at this moment”.`,
        )
      : null,
    parts.length === 0 ? node('p', {}, 'No pool element was registered.') : null,
    node('p', { class: 'hint screen-only' }, 'Click a band to follow its element and to go to that moment.'),
  );
}

function poolBands(context: Context, pool: PoolReport, shown: PoolReport['elements']): HTMLElement {
  const more = pool.elements.length - shown.length;
  return node(
    'div',
    {},
    node('h3', {}, clip(pool.handle, 120), node('span', { class: 'hint' }, `  ${pool.policy?.name ?? ''}`)),
    node(
      'div',
      shown.length > 30
        ? { class: 'scroll tall', tabindex: 0, role: 'region', 'aria-label': `Bands of ${clip(pool.handle, 60)}` }
        : {},
      bandChart(context, { ...pool, elements: shown }),
    ),
    more > 0 ? node('p', { class: 'more' }, `… and ${counted(more, 'element')} more.`) : null,
  );
}

function bandChart(context: Context, pool: PoolReport): HTMLElement {
  const { fromEpoch, toEpoch, report, chooser } = context;
  const end = toEpoch - fromEpoch;
  const bars = pool.elements.flatMap(({ id, spans }) =>
    spans.map(
      (span): Bar => ({
        name: id,
        from: span.fromEpoch - fromEpoch,
        to: span.toEpoch === null ? end : span.toEpoch - fromEpoch,
        span,
      }),
    ),
  );
  const isSound = ({ span }: Bar) => span.state === 'registered';
  const moves = report.notes
    .filter(({ tone }) => tone === 'takeover')
    .map(({ epoch, text }) => ({ at: epoch - fromEpoch, text: short(text) }));
  const names = new Map(pool.elements.map(({ id, name }) => [id, name]));
  const shared = { y: 'name', x1: 'from', x2: 'to', insetTop: 1.5, insetBottom: 1.5, rx: 2 };
  const title = ({ name, span, from, to }: Bar) =>
    `${short(name)}: ${span.state} at ${span.home ?? 'an unknown home'}, +${from.toFixed(2)} s to ${span.toEpoch === null ? 'the end' : `+${to.toFixed(2)} s`} (#${span.fromFrame})`;
  return chartFigure({
    context,
    label: `Membership of pool ${clip(pool.handle, 60)} over time`,
    isTime: true,
    chart: () => ({
      height: pool.elements.length * rowHeight + 44,
      marginLeft: 96,
      marginRight: 14,
      marginTop: 6,
      marginBottom: 34,
      x: timeScale(context),
      y: { domain: pool.elements.map(({ id }) => id), label: null },
      marks: [
        Plot.axisY({ tickSize: 0, tickFormat: (id: string) => short(id), label: null }),
        timeAxis(context),
        Plot.ruleX(moves, { x: 'at', stroke: 'var(--takeover)', strokeDasharray: '3 3' }),
        Plot.barX(bars.filter(isSound), {
          ...shared,
          fill: ({ span }: Bar) => serverColour(context, span.home),
          title,
        }),
        Plot.barX(
          bars.filter((bar) => !isSound(bar)),
          {
            ...shared,
            fill: ({ span }: Bar) => serverColour(context, span.home),
            fillOpacity: 0.22,
            stroke: ({ span }: Bar) => serverColour(context, span.home),
            strokeDasharray: '3 2',
            title,
          },
        ),
      ],
    }),
    onClick: (places: ChartPlaces, event) => {
      const seconds = places.secondsAt(event.clientX);
      const id = places.bandAt(event.clientY);
      chooser.choose({
        ...(seconds === undefined ? {} : { at: fromEpoch + seconds }),
        ...(id === undefined ? {} : { element: names.get(id) ?? null }),
      });
    },
  });
}
