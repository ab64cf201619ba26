// What differs between two moments, for a terminal: + came, - went, ~ changed.
import type { ChangeKind, ElementDifference, FactChange } from '../../handlespace/history/difference.ts';
import { policyName } from '../../protocol/registry.ts';
import type { Paint } from '../paint.ts';
import { duration, plural, transportText } from '../words.ts';
import type { PoolsDiffView, ReachedMoment } from './diff-view.ts';
import { changeText, framesText, policyText } from './fact-words.ts';

const signs: Readonly<Record<ChangeKind, string>> = { came: '+', went: '-', changed: '~' };

export function diffText(view: PoolsDiffView, paint: Paint): string {
  const { servers, pools, elements } = view;
  const count = (change: ChangeKind) => elements.filter((element) => element.change === change).length;
  const lines = [
    `${paint.heading('Difference')} from ${momentText(view.from, view)} to ${momentText(view.to, view)}`,
    `${plural(elements.length, 'element')}: ${count('came')} came, ${count('went')} went, ${count('changed')} changed`,
  ];
  if (servers.length > 0) lines.push('', paint.heading('ENRP servers'));
  for (const { id, change, changes, frames } of servers) entry(lines, paint, change, paint.server(id), changes, frames);
  const handles = new Map<string, string>();
  for (const { handleHex, handle } of pools) handles.set(handleHex, handle);
  for (const { poolHex, pool } of elements) handles.set(poolHex, pool);
  for (const [handleHex, handle] of [...handles].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const pool = pools.find((one) => one.handleHex === handleHex);
    lines.push('', `${paint.heading(handle)}${pool === undefined ? '' : poolWords(pool.change, pool.changes)}`);
    for (const element of elements.filter(({ poolHex }) => poolHex === handleHex)) elementEntry(lines, paint, element);
  }
  if (servers.length + pools.length + elements.length === 0) lines.push('', '  nothing differs');
  return `${lines.join('\n')}\n`;
}

function momentText({ frame, epoch }: ReachedMoment, { capture }: PoolsDiffView): string {
  if (epoch === null || capture.fromEpoch === null) return 'before the first frame';
  return `frame ${frame} (+${duration(Math.max(0, epoch - capture.fromEpoch))})`;
}

function poolWords(change: ChangeKind, changes: readonly FactChange[]): string {
  if (change === 'came') return '  a new pool';
  if (change === 'went') return '  the pool is gone';
  const [policy] = changes;
  if (policy === undefined) return '';
  const name = (type: FactChange['from']) => (typeof type === 'string' ? policyName(Number(type)) : 'not seen');
  return `  policy: ${name(policy.from)} -> ${name(policy.to)}`;
}

function elementEntry(lines: string[], paint: Paint, element: ElementDifference): void {
  const { before, after, change } = element;
  const one = after ?? before;
  const at = one === null ? '' : ` ${change === 'went' ? 'was at' : 'at'} ${one.homeServer ?? 'a home not seen'}`;
  const whole = change === 'changed' || one === null ? '' : `${at}, ${policyText(one.policy)}`;
  entry(lines, paint, change, `${paint.element(element.id)}${whole}`, element.changes, element.frames);
  if (change !== 'changed' && one !== null) lines.push(`      ${transportText(one.userTransport)}`);
}

/** One change stands on the line; several have a line each. */
function entry(
  lines: string[],
  paint: Paint,
  change: ChangeKind,
  subject: string,
  changes: readonly FactChange[],
  frames: readonly number[],
): void {
  const painter = change === 'came' ? paint.good : change === 'went' ? paint.faint : paint.doubtful;
  const proof = frames.length === 0 ? '' : `  ${paint.faint(framesText(frames))}`;
  const texts = changes.map(changeText);
  const [only] = texts;
  const single = texts.length === 1 && only !== undefined && only.length < 52;
  lines.push(`  ${painter(signs[change])} ${subject}${single ? `  ${only}` : ''}${proof}`);
  if (!single) for (const text of texts) lines.push(`      ${text}`);
}
