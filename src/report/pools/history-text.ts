// A history for a terminal: one line an event, with its frames.
import type { HistoryKind } from '../../handlespace/history/entry.ts';
import type { Paint } from '../paint.ts';
import { duration, plural } from '../words.ts';
import { framesText } from './fact-words.ts';
import type { HistoryLine, PoolsHistoryView } from './history-view.ts';

type Words = (line: HistoryLine) => string;

const by = ({ server }: HistoryLine) => server ?? 'a server not known';
const to = ({ others }: HistoryLine) => (others.length === 0 ? '' : ` to ${others.join(', ')}`);
const asked = ({ others }: HistoryLine) => (others.length === 0 ? '' : ` of ${others.join(', ')}`);
const hosts = ({ hosts: names }: HistoryLine) => names.join(', ');
const target = ({ others }: HistoryLine) => others[0] ?? '?';

const words: Readonly<Record<HistoryKind, Words>> = {
  'registration-sent': (line) => `asks ${by(line)} to be registered`,
  'registration-accepted': (line) => `${by(line)} accepts the registration`,
  'registration-refused': (line) => `${by(line)} refuses the registration`,
  'registration-rejected': (line) => `${by(line)} refuses the registration`,
  'registered-again': (line) => `registers again at ${by(line)}`,
  'deregistration-sent': (line) => `asks ${by(line)} to be deregistered`,
  'deregistration-granted': (line) => `${by(line)} deregisters it`,
  'deregistration-refused': (line) => `${by(line)} refuses to deregister it`,
  'kept-alive': (line) => `keep-alive by ${by(line)}`,
  'keep-alive-missed': (line) => `a keep-alive by ${by(line)} stays without answer`,
  'reported-unreachable': (line) => `${hosts(line)} reports it unreachable to ${by(line)}`,
  'unreachable-reported': (line) => `reported unreachable to ${by(line)}`,
  'named-to-user': (line) => `${by(line)} names it to ${hosts(line)}`,
  resolved: (line) => `${by(line)} resolves ${line.pool ?? 'a pool'} for ${hosts(line)}`,
  'resolution-refused': (line) => `${by(line)} cannot resolve ${line.pool ?? 'a pool'} for ${hosts(line)}`,
  'update-added': (line) => `${by(line)} sends Handle Update (add)${to(line)}`,
  'update-removed': (line) => `${by(line)} sends Handle Update (delete)${to(line)}`,
  'listed-in-table': (line) =>
    line.element === null
      ? `${by(line)} answers with a handle table${to(line)}`
      : `${by(line)} lists it in a handle table${to(line)}`,
  'association-began': (line) =>
    line.hosts.length > 0
      ? `association from ${hosts(line)}`
      : `ENRP association between ${by(line)} and ${line.others.join(', ')} begins`,
  'association-ended': (line) =>
    line.element === null
      ? `ENRP association between ${by(line)} and ${line.others.join(', ')} ends`
      : 'its association ends',
  'server-announced': () => 'announces itself to pool elements and users',
  'presence-sent': (line) => `${by(line)} sends Presence${to(line)}`,
  'list-requested': (line) => `${by(line)} asks for a list of servers${asked(line)}`,
  'table-requested': (line) => `${by(line)} asks for a handle table${asked(line)}`,
  'table-refused': (line) => `${by(line)} refuses a handle table${to(line)}`,
  'server-appeared': (line) => `${by(line)} appears`,
  'server-silent': (line) => `${by(line)} falls silent`,
  'server-returned': (line) => `${by(line)} speaks again`,
  'server-identifier-changed': (line) => `${by(line)} takes the place of ${target(line)}`,
  'element-added': (line) => `is in the handlespace, home ${by(line)}`,
  'element-changed': (line) => `is changed, home ${by(line)}`,
  'element-lost': () => 'is suspect',
  'element-suspect': () => 'is suspect',
  'element-expired': () => 'is stale',
  'element-removed': (line) => `is removed, home was ${by(line)}`,
  'home-learned': (line) => `its home turns out to be ${by(line)}`,
  'home-changed': (line) => `moves from ${target(line)} to ${by(line)}`,
  'takeover-initiated': (line) => `${by(line)} begins to take over ${target(line)}`,
  'takeover-contested': (line) => `${by(line)} wants to take over ${target(line)}, too`,
  'takeover-acknowledged': (line) => `${by(line)} agrees that ${target(line)} is taken over`,
  'takeover-enforced': (line) => `${by(line)} has taken over ${target(line)}`,
  'takeover-announced': (line) => `${by(line)} announces that it has taken over ${target(line)}`,
  'takeover-stopped': (line) => `the takeover of ${by(line)} by ${target(line)} stops`,
  'takeover-abandoned': (line) => `${by(line)} gives up taking over ${target(line)}`,
  'checksum-disagreed': (line) => `the PE checksum of ${by(line)} is not ours`,
};

function isKind(kind: string): kind is HistoryKind {
  return Object.hasOwn(words, kind);
}

export function historyText(view: PoolsHistoryView, paint: Paint): string {
  const { subject, lines, capture, leftOut } = view;
  const start = capture.fromEpoch ?? 0;
  const events = lines.filter((line) => line.isEvent).length;
  const parts = [
    `${paint.heading(subject.name)}  ${plural(lines.length, 'line')}, of these ${events} that changed the handlespace (*)`,
    '',
    ...lines.map((line) => lineText(line, view, start, paint)),
  ];
  if (lines.length === 0) parts.push('  nothing in this capture tells of it');
  if (leftOut > 0) parts.push(`  … and ${plural(leftOut, 'line')} more that there was no room for`);
  return `${parts.join('\n')}\n`;
}

function lineText(line: HistoryLine, { subject }: PoolsHistoryView, start: number, paint: Paint): string {
  const time = `+${Math.max(0, line.epoch - start).toFixed(3)}s`;
  const sentence = isKind(line.kind) ? words[line.kind](line) : line.kind;
  const who =
    line.element === null || subject.kind === 'element' ? '' : `${paint.element(elementName(line, subject))}: `;
  const text = `${who}${sentence}${why(line)}${repeated(line)}`;
  const mark = line.isEvent ? '*' : ' ';
  return `${mark} ${time.padEnd(11)} ${line.isEvent ? text : paint.faint(text)}  ${paint.faint(framesText(line.frames))}`;
}

function elementName(line: HistoryLine, subject: PoolsHistoryView['subject']): string {
  return subject.kind === 'pool' ? (line.element ?? '') : `${line.pool}/${line.element}`;
}

function why(line: HistoryLine): string {
  return line.why === null
    ? ''
    : line.kind === 'association-began' && line.hosts.length > 0
      ? ` ${line.why}`
      : `: ${line.why}`;
}

/** How often, over which time, and how many of them were not answered. */
function repeated(line: HistoryLine): string {
  const { count, answered } = line;
  const open = answered === null ? 0 : count - answered;
  const silent = open > 0 ? `, ${count === 1 ? 'no answer seen' : `${open} not answered`}` : '';
  return count === 1 ? silent : ` ×${count} in ${duration(line.lastEpoch - line.epoch)}${silent}`;
}
