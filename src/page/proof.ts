// The checksum proof, presence by presence: each PE checksum that a server announced, held against the one that the
// reconstruction gives.
import * as Plot from '@observablehq/plot';
import type { ChecksumReport } from '../report/full/schema.ts';
import { chartFigure, timeAxis, timeScale } from './chart.ts';
import { type Context, serverName } from './context.ts';
import { linkButton, node, section, table } from './nodes.ts';
import { counted, grouped, seconds } from './words.ts';

const rowsShown = 100;

const colours: Readonly<Record<ChecksumReport['outcome'], string>> = {
  verified: 'var(--good)',
  'in flight': 'var(--c4)',
  disagreed: 'var(--bad)',
  unverifiable: 'var(--soft)',
};

export function proofSection(context: Context): HTMLElement {
  const { checksums, servers } = context.report;
  const { fromEpoch, chooser } = context;
  const points = checksums.map((checksum) => ({ ...checksum, at: checksum.epoch - fromEpoch }));
  const remarkable = checksums.filter(({ outcome }) => outcome !== 'verified');
  const sum = (pick: (server: (typeof servers)[number]['checksum']) => number) =>
    servers.reduce((total, { checksum }) => total + pick(checksum), 0);
  const all = sum(({ verified, inFlight, disagreed, unverifiable }) => verified + inFlight + disagreed + unverifiable);
  const verified = sum((checksum) => checksum.verified);
  const ids = [...new Set(checksums.map(({ server }) => server))].sort();
  const chart = chartFigure({
    context,
    label: 'PE checksums of each server over time, by whether they agree with the reconstruction',
    isTime: true,
    chart: () => ({
      height: ids.length * 34 + 50,
      marginLeft: 96,
      marginRight: 14,
      x: timeScale(context),
      y: { domain: ids, label: null },
      marks: [
        timeAxis(context),
        Plot.axisY({ tickSize: 0, label: null }),
        Plot.tickX(points, {
          x: 'at',
          y: 'server',
          stroke: ({ outcome }: ChecksumReport) => colours[outcome],
          strokeWidth: ({ outcome }: ChecksumReport) => (outcome === 'verified' ? 1.5 : 3),
          insetTop: 5,
          insetBottom: 5,
          title: ({ frame, announced, computed, outcome }: ChecksumReport) =>
            `#${frame}: announced ${announced}, ours ${computed}: ${outcome}`,
        }),
      ],
    }),
  });
  const rows = remarkable
    .slice(0, rowsShown)
    .map(({ frame, epoch, server, announced, computed, outcome }) => [
      linkButton(`#${frame}`, () => chooser.choose({ at: epoch, frame })),
      seconds(epoch - fromEpoch),
      serverName(context, server),
      announced,
      computed,
      node('span', { class: `state ${outcome === 'disagreed' ? 'disagreed' : ''}` }, outcome),
    ]);
  const legend = node(
    'ul',
    { class: 'legend' },
    ...(['verified', 'in flight', 'disagreed', 'unverifiable'] as const).map((outcome) => {
      const dot = node('span', { class: 'dot', 'aria-hidden': 'true' });
      dot.style.background = colours[outcome];
      return node('li', {}, dot, outcome);
    }),
  );
  return section(
    'proof',
    'How sure it is',
    node(
      'p',
      {},
      all === 0
        ? 'No server announced a PE checksum: nothing proves this picture.'
        : `${grouped(verified)} of ${counted(all, 'announced PE checksum')} equal the one that this picture of the handlespace gives (RFC 5353 §3.6). “In flight”: equal once changes on their way are counted. “Unverifiable”: announced before the capture showed what the server owns.`,
    ),
    ...(checksums.length === 0 ? [] : [legend, chart]),
    rows.length === 0
      ? null
      : table('Checksums that do not simply agree', ['frame', 'at', 'server', 'announced', 'ours', 'outcome'], rows),
    remarkable.length > rowsShown
      ? node('p', { class: 'more' }, `… and ${counted(remarkable.length - rowsShown, 'row')} more.`)
      : null,
  );
}
