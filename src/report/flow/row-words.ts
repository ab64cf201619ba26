// What a row of the ladder says: label, how many, about whom, and the marks of what is missing or came again.
import { duration, grouped } from '../words.ts';
import type { Arrow } from './ladder.ts';
import { type GapRow, isUnanswered, type MessageRow } from './rows.ts';

/** Names in a folded row; the others are counted. */
const namesShown = 4;
const framesShown = 3;

/** Identifiers of elements are often small numbers: `0x00000100` says no more than `0x100`. */
export function shortIds(text: string): string {
  return text.replace(/0x0{4,7}(?=[0-9a-f])/g, '0x');
}

/** The same word to three peers is one message. */
export function countOf({ arrows, to }: MessageRow): number {
  return Math.max(1, Math.round(arrows.length / Math.max(1, to.length)));
}

export function labelOf(row: MessageRow): string {
  const count = countOf(row);
  const { label } = row.arrows[0] as Arrow;
  return count === 1 ? label : `${label} ×${grouped(count)}`;
}

/** About whom and how it went. Names that the row before has said already are not said again. */
export function detailOf(row: MessageRow, before?: MessageRow): string {
  const [first] = row.arrows as readonly [Arrow, ...Arrow[]];
  const details = new Set(row.arrows.map(({ detail }) => detail));
  if (details.size === 1) return shortIds(first.detail);
  const names = namesOf(row);
  if (names.length === 0) return shortIds([...details].slice(0, namesShown).join('; '));
  const outcomes = new Set(row.arrows.map(({ element, detail }) => detail.replace(element, '').replace(/^[, ]+/, '')));
  const common = outcomes.size === 1 ? [...outcomes].join('') : '';
  const isSaid = before !== undefined && namesOf(before).join() === names.join();
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
  const about = isSaid ? '' : `${names.slice(0, namesShown).join(', ')}${more}`;
  return shortIds([about, common].filter((word) => word !== '').join(about === '' ? '' : ', '));
}

function namesOf({ arrows }: MessageRow): string[] {
  return [...new Set(arrows.map(({ element, pool }) => element || pool))].filter((name) => name !== '');
}

/** `in 5.9 ms`: the longest, where several were folded. */
export function timeOf({ arrows }: MessageRow): string {
  const seconds = arrows.map(({ responseSeconds }) => responseSeconds).filter((value) => value !== null);
  if (seconds.length === 0) return '';
  const most = Math.max(...seconds);
  return arrows.length > 1 ? `within ${duration(most)}` : `in ${duration(most)}`;
}

/** What went wrong on the way: no answer, asked again, sent again. */
export function marksOf({ arrows }: MessageRow): string {
  const [first] = arrows as readonly [Arrow, ...Arrow[]];
  const marks: string[] = [];
  if (isUnanswered(first)) marks.push('no answer');
  if (first.repeats > 0) marks.push(`again (first in #${first.repeats})`);
  const resent = [...new Set(arrows.flatMap(({ resentIn }) => resentIn))];
  if (resent.length > 0) {
    const shown = resent.slice(0, framesShown).map((frame) => `#${frame}`);
    const more = resent.length > framesShown ? ` and ${resent.length - framesShown} more` : '';
    marks.push(`resent in ${shown.join(' ')}${more}`);
  }
  return marks.join(', ');
}

/** `Keep-Alive ×9 (answered), Presence ×15`. */
export function routineOf({ routine }: GapRow): string {
  const counts = new Map(routine.map(({ label, count }) => [label, count]));
  const parts: string[] = [];
  for (const [label, count] of counts) {
    const asked = answerLabels.get(label);
    if (asked !== undefined && counts.get(asked) === count) continue;
    const answer = [...answerLabels].find(([, request]) => request === label)?.[0];
    const isAnswered = answer !== undefined && counts.get(answer) === count;
    parts.push(`${label} ×${grouped(count)}${isAnswered ? ' (answered)' : ''}`);
  }
  return parts.join(', ');
}

const answerLabels: ReadonlyMap<string, string> = new Map([
  ['Keep-Alive Ack', 'Keep-Alive'],
  ['Reg Response', 'Registration'],
]);
