// The servers' copies side by side, for a terminal: who holds what, and where they disagree.
import type { ComparedElement, Comparison, CopyDisagreement } from '../../handlespace/copies/comparison.ts';
import type { FactValue } from '../../handlespace/history/difference.ts';
import type { Profile } from '../../handlespace/profile.ts';
import { columns } from '../columns.ts';
import type { Paint } from '../paint.ts';
import type { CaptureView } from '../pools-view.ts';
import { duration, plural } from '../words.ts';
import type { ReachedMoment } from './diff-view.ts';
import { factName, factText, framesText } from './fact-words.ts';

export interface PoolsCompareView extends Comparison {
  readonly schema: 'poolshark.pools-compare/1';
  readonly capture: CaptureView;
  readonly profile: Profile;
  readonly at: ReachedMoment;
}

/** `all`: also the elements on which everybody agrees. */
export function compareText(view: PoolsCompareView, all: boolean, paint: Paint): string {
  const { capture, at, servers, elements, disagreements, onTheirWay } = view;
  const start = capture.fromEpoch ?? 0;
  const when = at.epoch === null ? 'before the first frame' : `at frame ${at.frame} (+${duration(at.epoch - start)})`;
  const alike = elements.filter(({ agree }) => agree).length;
  const compared = servers.filter((server) => server.compared);
  const parts = [
    `${paint.heading('Copies of the handlespace')} ${when}`,
    `${plural(compared.length, 'server')} compared: ${plural(elements.length, 'element')}, ${alike} alike everywhere, ${plural(disagreements.length, 'disagreement')}`,
    '',
    columns(
      ['ENRP server', 'state', 'owns', 'holds', 'stale', 'lacks', 'unknown'],
      servers.map(({ id, state, owns, held, stale, lacking, unknown }) => [
        paint.server(id),
        state,
        ...[owns, held, stale, lacking, unknown].map(String),
      ]),
      [2, 3, 4, 5, 6],
    ),
  ];
  for (const { servers: pair, last, updates } of view.silentPairs)
    parts.push(
      '',
      `${paint.bad('!')} ${pair[0]} and ${pair[1]} are both alive, and exchange no ENRP over SCTP`,
      last === null
        ? '  in this capture: no Handle Update can pass between them'
        : `  since frame ${last.frame} (+${duration(Math.max(0, last.epoch - start))}): ${updates === 0 ? 'no Handle Update ever passed' : `only ${plural(updates, 'Handle Update')} passed`} between them`,
    );
  const shown = all ? elements : elements.filter(({ agree }) => !agree);
  if (shown.length > 0)
    parts.push(
      '',
      sideBySide(
        shown,
        compared.map(({ id }) => id),
        paint,
      ),
    );
  if (disagreements.length > 0) parts.push('', paint.heading('Disagreements'), groupsText(disagreements, paint));
  if (onTheirWay > 0) parts.push('', `${plural(onTheirWay, 'difference')} younger than a second may be on the way`);
  return `${parts.join('\n')}\n`;
}

function sideBySide(elements: readonly ComparedElement[], servers: readonly string[], paint: Paint): string {
  const table = columns(
    ['element', 'home', ...servers.map((id) => id)],
    elements.map(({ pool, id, homeServer, at }) => [
      `${pool}/${shortId(id)}`,
      homeServer === null ? 'none' : paint.server(homeServer),
      ...at.map((word) =>
        word === '-'
          ? paint.bad('lacking')
          : word === '?'
            ? paint.doubtful('unknown')
            : word === homeServer
              ? 'same'
              : paint.doubtful(word),
      ),
    ]),
  );
  return table;
}

/** Leading zeros say nothing where many columns stand beside each other. */
function shortId(id: string): string {
  return `0x${Number(id).toString(16)}`;
}

/** What differs at one server for one reason is told together. */
function groupsText(disagreements: readonly CopyDisagreement[], paint: Paint): string {
  const groups = new Map<string, CopyDisagreement[]>();
  for (const one of disagreements) {
    const reason = one.kind === 'missing' ? one.because : '';
    const key = `${one.kind} ${one.server} ${one.homeServer} ${reason}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map((group) => groupText(group, paint)).join('\n');
}

function groupText(group: readonly CopyDisagreement[], paint: Paint): string {
  const [{ kind, server, homeServer, because }] = group as readonly [CopyDisagreement];
  const count = plural(group.length, 'element');
  const at = paint.server(server);
  const heading =
    kind === 'missing'
      ? `${at} lacks ${count} of ${homeServer ?? '?'}:\n    ${because}`
      : kind === 'kept'
        ? `${at} still holds ${count} of ${homeServer ?? '?'} that ${group.length === 1 ? 'is' : 'are'} removed`
        : `${at} has another ${factName(kind)} for ${count} of ${homeServer ?? '?'}`;
  return [`  ${heading}`, ...group.map((one) => `      ${line(one, paint)}`)].join('\n');
}

function line(one: CopyDisagreement, paint: Paint): string {
  const name = `${one.pool}/${shortId(one.element)}`;
  const since = one.since === null ? '' : ` since #${one.since.frame}`;
  if (one.kind === 'missing') return `${name}${since}`;
  if (one.kind === 'kept') return `${name}${since}  ${paint.faint(framesText(one.frames))}`;
  return `${name}: ${factText(one.atServer as FactValue)}, at its home ${factText(one.atHome as FactValue)}${since}`;
}
