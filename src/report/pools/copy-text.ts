// The handlespace as one server is known to hold it, for a terminal; and what it lacks.
import type { CopyView, HeldPoolView, LackingView } from '../../handlespace/copies/copy-view.ts';
import { columns } from '../columns.ts';
import type { Paint } from '../paint.ts';
import type { CaptureView } from '../pools-view.ts';
import { duration, plural, transportText } from '../words.ts';
import type { ReachedMoment } from './diff-view.ts';
import { framesText } from './fact-words.ts';

export interface PoolsCopyView extends CopyView {
  readonly schema: 'poolshark.pools-view/1';
  readonly capture: CaptureView;
  readonly at: ReachedMoment;
}

const sources: Readonly<Record<string, string>> = {
  registration: 'registered here',
  'update-sent': 'its update',
  'update-received': 'told by update',
  'table-given': 'its table',
  'table-received': 'told by table',
  'resolution-given': 'its answer',
  'keep-alive': 'its keep-alive',
  takeover: 'takeover',
  checksum: 'its checksum',
};

export function copyText(view: PoolsCopyView, paint: Paint): string {
  const { capture, at, pools, lacking, wholeSince, leftOut } = view;
  const start = capture.fromEpoch ?? 0;
  const held = pools.reduce((sum, pool) => sum + pool.elements.length, 0);
  const missing = lacking.filter(({ state }) => state === 'lacking');
  const unknown = lacking.length - missing.length;
  const when = at.epoch === null ? 'before the first frame' : `at frame ${at.frame} (+${duration(at.epoch - start)})`;
  const whole =
    wholeSince === null
      ? 'No whole handle table of it was seen: what it held before the capture shows bit by bit.'
      : `Its whole handle table was seen at frame ${wholeSince.frame} (+${duration(Math.max(0, wholeSince.epoch - start))}).`;
  const parts = [
    `${paint.heading('Handlespace')} of ${paint.server(view.server)} ${when}`,
    `${plural(held, 'element')} held, ${missing.length} lacking, ${unknown} unknown`,
    whole,
  ];
  for (const pool of pools) parts.push('', poolText(pool, start, paint));
  if (lacking.length > 0) parts.push('', paint.heading('Not held, or not known to be'), lackingText(lacking, paint));
  if (leftOut > 0) parts.push('', `${plural(leftOut, 'entry', 'entries')} more that there was no room for`);
  return `${parts.join('\n')}\n`;
}

function poolText(pool: HeldPoolView, start: number, paint: Paint): string {
  const policy = pool.policy === null ? 'policy not seen' : pool.policy.name;
  return `${paint.heading(pool.handle)}  ${policy}, ${plural(pool.elements.length, 'element')}\n${columns(
    ['element', 'home', 'known by', 'last', 'frames', 'user transport'],
    pool.elements.map((element) => [
      paint.element(element.id),
      element.homeServer === null ? '?' : paint.server(element.homeServer),
      `${sources[element.learnedFrom] ?? element.learnedFrom}${element.certainty === 'certain' ? '' : ` ${paint.doubtful(`(${element.certainty})`)}`}`,
      duration(Math.max(0, element.confirmed.epoch - start)),
      framesText(element.evidence, 2),
      transportText(element.userTransport),
    ]),
  )}`;
}

/** Alike reasons are told once. */
function lackingText(lacking: readonly LackingView[], paint: Paint): string {
  const groups = new Map<string, LackingView[]>();
  for (const one of lacking) {
    const key = `${one.state} ${one.homeServer} ${one.because}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()]
    .map((group) => {
      const [{ state, homeServer, because, certainty }] = group as [LackingView];
      const word = state === 'lacking' ? paint.bad(`lacking (${certainty})`) : paint.doubtful('unknown');
      const names = group.map(
        ({ pool, id, since }) => `    ${pool}/${id}${since === null ? '' : `  since #${since.frame}`}`,
      );
      return [`  ${word}, home ${homeServer ?? '?'}: ${because ?? ''}`, ...names].join('\n');
    })
    .join('\n');
}
