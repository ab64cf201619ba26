// Pool users for a terminal: who asked for which pool, how the picks spread over its elements and whether that is what the policy
// promises, failovers, sessions.
import type { ElementLoadView, LoadView, SelectionView } from '../handlespace/users/load-view.ts';
import type { FailoverView, SessionView, UsersView, UserView } from '../handlespace/users/view.ts';
import { columns } from './columns.ts';
import type { Paint } from './paint.ts';
import { duration, grouped, plural } from './words.ts';

/** More lines than these are counted, not listed: --json has all. */
const sessionsShown = 12;
const failoversShown = 12;
const usersShown = 40;

/** `start`: seconds since 1970 of the first frame. */
export function usersText(view: UsersView, start: number, paint: Paint): string {
  const { users, resolutions, sessions, failovers, load } = view;
  const refused = sessions.filter(({ state }) => state === 'refused').length;
  const asked = resolutions.filter(({ pushed }) => !pushed).length;
  const parts = [
    `${paint.heading('Pool users')} ${[
      plural(users.length, 'user'),
      plural(asked, 'handle resolution'),
      plural(sessions.filter(({ state }) => state !== 'refused' && state !== 'asked').length, 'session'),
      ...(refused > 0 ? [`${grouped(refused)} refused`] : []),
      plural(failovers.length, 'failover'),
    ].join(', ')}`,
  ];
  if (users.length === 0) return parts.join('\n');
  parts.push(userTable(users, paint));
  if (users.length > usersShown) parts.push(`  … and ${plural(users.length - usersShown, 'user')} more (--json)`);
  for (const pool of load) parts.push('', loadText(pool, view, start, paint));
  return parts.join('\n');
}

function userTable(users: readonly UserView[], paint: Paint): string {
  return columns(
    ['user', 'asked', 'answered', 'refused', 'no answer', 'sessions', 'failovers'],
    users
      .slice(0, usersShown)
      .map((user) => [
        userName(user),
        grouped(user.asked),
        grouped(user.answered),
        doubtfulCount(user.refused, paint),
        doubtfulCount(user.unanswered, paint),
        grouped(user.sessions),
        grouped(user.failovers),
      ]),
    [1, 2, 3, 4, 5, 6],
  );
}

/** Its first address; `(+2)` where it has more, `*` where a pool element has one of them. */
function userName({ addresses, isElement }: UserView): string {
  const more = addresses.length > 1 ? ` (+${addresses.length - 1})` : '';
  return `${addresses[0] ?? '?'}${more}${isElement.length > 0 ? ' *' : ''}`;
}

function doubtfulCount(count: number, paint: Paint): string {
  return count > 0 ? paint.doubtful(grouped(count)) : '0';
}

function loadText(load: LoadView, view: UsersView, start: number, paint: Paint): string {
  const { handle, policy, promise } = load;
  const { users } = view;
  const sessions = view.sessions.filter(({ pool }) => pool === handle);
  const failovers = view.failovers.filter(({ pool }) => pool === handle);
  const lines = [`${paint.heading(`Load of ${handle}`)}  ${policy === null ? 'policy not seen' : policy.name}`];
  if (promise !== null && load.answered > 0) lines.push(paint.faint(`  promised: ${promise}`));
  if (load.elements.length > 0) lines.push(loadTable(load, paint));
  lines.push(...selectionLines(load, paint).map((line) => `  ${line}`));
  const refusals = refusalText(load);
  if (refusals !== '') lines.push(`  ${paint.doubtful(refusals)}`);
  for (const failover of failovers.slice(0, failoversShown))
    lines.push(`  ${failoverLine(failover, users, start, paint)}`);
  if (failovers.length > failoversShown)
    lines.push(`  … and ${plural(failovers.length - failoversShown, 'failover')} more (--json)`);
  if (sessions.length > 0) lines.push(sessionTable(sessions, users, start, paint));
  if (sessions.length > sessionsShown)
    lines.push(`  … and ${plural(sessions.length - sessionsShown, 'session')} more (--json)`);
  return lines.join('\n');
}

function loadTable(load: LoadView, paint: Paint): string {
  return columns(
    ['element', 'named first', 'named', 'used', 'refused', 'share', 'promised', 'busy'],
    load.elements.map((element) => {
      const { share, promised } = isUsed(load)
        ? { share: element.share.used, promised: element.promised.used }
        : { share: element.share.answered, promised: element.promised.answered };
      return [
        paint.element(element.element),
        grouped(element.answeredFirst),
        grouped(element.answered),
        grouped(element.used),
        doubtfulCount(element.refused, paint),
        percent(share),
        percent(promised),
        element.busySeconds === 0 ? '-' : duration(element.busySeconds),
      ];
    }),
    [1, 2, 3, 4, 5, 6, 7],
  );
}

function isUsed(load: LoadView): boolean {
  return load.selection.used.picks > 0;
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(share > 0.0995 || share === 0 ? 0 : 1)} %`;
}

/** What the servers answered and what the users then used; one line where both say the same. */
function selectionLines(load: LoadView, paint: Paint): string[] {
  const { answered, used } = load.selection;
  const { unheld } = load;
  const counts = (of: (element: ElementLoadView) => number) => load.elements.map(of).join();
  if (load.answered === 0 && load.sessions === 0) return [];
  if (load.answered === 0)
    return [paint.faint(`${plural(load.sessions, 'session')}, of which the capture has no handle resolution`)];
  if (load.promise === null)
    return [paint.faint('What this policy promises is not known here: the picks are only counted')];
  if (answered.picks === 0 && unheld.answered > 0)
    return [paint.faint('The capture does not tell all elements: the picks are only counted')];
  if (counts((element) => element.answeredFirst) === counts((element) => element.used))
    return [`Answers and sessions: ${selectionWords(answered, paint)}`];
  const lines = [`Answers:  ${selectionWords(answered, paint)}`];
  if (isUsed(load)) lines.push(`Sessions: ${selectionWords(used, paint)}`);
  return lines;
}

export function selectionWords(selection: SelectionView, paint: Paint): string {
  const { verdict, picks, off, inFlight, p, method, fairness } = selection;
  const way = inFlight > 0 ? `; ${plural(inFlight, 'other')} while a change was on its way` : '';
  const fair = fairness === null || method === 'hits' ? '' : `, Jain ${fairness.toFixed(2)}`;
  switch (verdict) {
    case 'no-promise':
      return paint.faint(`no pick to hold against the policy${way}`);
    case 'no-choice':
      return paint.faint(`${plural(picks, 'pick')}: any element would have done${way}`);
    case 'too-few':
      return paint.faint(`${plural(picks, 'pick')}: too few to tell${fair}${way}`);
    case 'kept':
      return method === 'hits'
        ? paint.good(`all of ${plural(picks, 'pick')} keep to the policy (by chance: p = ${probability(p)})${way}`)
        : paint.good(`${plural(picks, 'pick')} keep to the policy (${testWords(selection)})${fair}${way}`);
    case 'departs':
      return off > 0
        ? paint.bad(`${grouped(off)} of ${plural(picks + off, 'pick')} went where the policy does not allow it${way}`)
        : paint.bad(`${plural(picks, 'pick')} depart from the policy (${testWords(selection)})${fair}${way}`);
  }
}

function testWords({ p, method, statistic, degreesOfFreedom }: SelectionView): string {
  const how = method === 'chi-square' ? `χ² = ${(statistic ?? 0).toFixed(1)}, ${degreesOfFreedom} d.f.` : method;
  return `p = ${probability(p)}, ${how}`;
}

function probability(p: number | null): string {
  if (p === null) return '?';
  return p < 0.0001 ? '< 0.0001' : p.toFixed(p < 0.1 ? 4 : 2);
}

function refusalText({ errors }: LoadView): string {
  const all = Object.entries(errors);
  return all.length === 0
    ? ''
    : `Refused: ${all.map(([cause, count]) => `${cause} (${plural(count, 'time')})`).join(', ')}`;
}

const proofs: Readonly<Record<string, string>> = {
  'cookie-echo': 'Cookie Echo',
  aborted: 'aborted',
  refused: 'refused',
  unanswered: 'no answer',
  'reported-unreachable': 'reported',
};

function failoverLine(
  { user, from, to, frame, epoch, proof, cookieKnown }: FailoverView,
  users: readonly UserView[],
  start: number,
  paint: Paint,
): string {
  const who = nameOf(user, users);
  const way = `${from === null ? 'an unseen element' : paint.element(from)} to ${paint.element(to)}`;
  const strange = cookieKnown === false ? paint.bad(', of a cookie that was not seen') : '';
  return `at ${duration(epoch - start)} ${who} failed over from ${way} (#${frame}, ${proofs[proof] ?? proof}${strange})`;
}

function nameOf(number: number, users: readonly UserView[]): string {
  return users.find((user) => user.number === number)?.addresses[0] ?? '?';
}

function sessionTable(
  sessions: readonly SessionView[],
  users: readonly UserView[],
  start: number,
  paint: Paint,
): string {
  return columns(
    ['user', 'element', 'from', 'frames', 'ended', 'application'],
    sessions
      .slice(0, sessionsShown)
      .map((session) => [
        nameOf(session.user, users),
        paint.element(session.element),
        session.fromStart ? duration(Math.max(0, session.startEpoch - start)) : 'before',
        `${session.startFrame}–${session.endFrame ?? ''}`,
        endWords(session, paint),
        session.application?.replace(/ Protocol$/, '') ??
          (session.applicationPpid === null ? '' : `PPID ${session.applicationPpid}`),
      ]),
  );
}

function endWords({ state, ending, endedBy, lost }: SessionView, paint: Paint): string {
  if (state === 'refused') return paint.bad('refused');
  if (state === 'asked') return paint.doubtful('no answer');
  if (state === 'up') return 'goes on';
  const how = `${ending ?? 'end'}${endedBy === null ? '' : ` by ${endedBy}`}`;
  return lost === 'reported-unreachable' || lost === 'aborted' ? paint.bad(how) : how;
}

/** For `analyze`: how often the elements of a pool were picked, in a line. */
export function loadSummary(load: LoadView, paint: Paint): string[] {
  if (load.answered === 0 && load.sessions === 0) return [];
  const used = isUsed(load) || load.answered === 0;
  const counts = load.elements.map((element) => (used ? element.used : element.answeredFirst));
  const most = Math.max(...counts);
  const picks =
    counts.length <= 4
      ? load.elements
          .map(({ element }, index) => `${paint.element(element)} ${grouped(counts[index] as number)}`)
          .join(', ')
      : `${grouped(Math.min(...counts))} to ${grouped(most)} for each of ${plural(counts.length, 'element')}`;
  const failovers = load.failovers > 0 ? `; ${paint.doubtful(plural(load.failovers, 'failover'))}` : '';
  const lines = [`    ${used ? 'sessions' : 'answers'}: ${picks}${failovers}`];
  if (load.promise !== null && load.answered > 0)
    lines.push(`    ${load.promise}: ${selectionWords(load.selection[isUsed(load) ? 'used' : 'answered'], paint)}`);
  return lines;
}
