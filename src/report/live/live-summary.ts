// What is said when watching ends: how much was seen, what was lost and by whom.

import { type BoundName, boundNames, boundTable } from '../../dissect/bounds.ts';
import type { Paint } from '../paint.ts';
import { duration, grouped, octets, plural } from '../words.ts';
import { droppedOf, type LiveTotals } from './live-totals.ts';

/** What was played lost nothing on its way here. */
export function liveSummary(totals: LiveTotals, isLive: boolean, paint: Paint): string {
  const { frames, messages, events, nowEpoch, startedEpoch } = totals;
  const seconds = nowEpoch - startedEpoch;
  const seen = `${plural(frames, 'packet')}, ${octets(totals.octets)}, ${plural(messages, 'message')}, ${plural(events, 'event')} in ${duration(seconds)}`;
  const { error, warning, note } = totals.findings;
  const found = [
    ...(error > 0 ? [paint.bad(plural(error, 'error'))] : []),
    ...(warning > 0 ? [paint.doubtful(plural(warning, 'warning'))] : []),
    ...(note > 0 ? [plural(note, 'note')] : []),
  ];
  const findings = found.length === 0 ? '' : `found: ${found.join(', ')}\n`;
  const gone = boundsReached(totals.gone);
  const bounds = gone.length === 0 ? '' : `${paint.doubtful('more than are kept:')} ${gone.join(', ')}\n`;
  return `${seen}\n${findings}${bounds}${isLive ? `${dropSentence(totals, paint)}\n` : ''}`;
}

/** `1 200 of pool elements (--max-elements)`: what had to go, since it was told before. What the screen scrolls away is not counted. */
export function boundsReached(
  gone: Readonly<Record<BoundName, number>>,
  before?: Readonly<Record<BoundName, number>>,
): readonly string[] {
  return boundNames.flatMap((name) => {
    const { option, what } = boundTable[name];
    const count = gone[name] - (before?.[name] ?? 0);
    return count > 0 && !option.startsWith('--keep') ? [`${grouped(count)} of ${what} (${option})`] : [];
  });
}

/** Unknown is not none. */
export function dropSentence({ drops }: LiveTotals, paint: Paint): string {
  const { byKernel, byInterface, byEngine, notRecorded } = drops;
  const parts: string[] = [];
  const dropped = droppedOf(drops);
  const known = [
    ...(byKernel === undefined ? [] : [`${grouped(byKernel)} by the kernel`]),
    ...(byInterface === undefined ? [] : [`${grouped(byInterface)} by the interface`]),
    ...(byEngine === undefined ? [] : [`${grouped(byEngine)} by the engine`]),
  ];
  if (known.length === 0) parts.push(paint.doubtful('dropped packets: unknown to this engine'));
  else if (dropped === 0) parts.push('no packet dropped');
  else parts.push(paint.bad(`${plural(dropped, 'packet')} dropped: ${known.join(', ')}`));
  if (notRecorded > 0) parts.push(paint.bad(`${plural(notRecorded, 'packet')} not recorded`));
  return parts.join('; ');
}
