// Pool users: what they asked, what they were told, whom they used, how often they had to go on with another element.
import type { UserView } from '../handlespace/users/view.ts';
import { cell, type Line, line } from './line.ts';
import { contains, type Pane } from './pane.ts';
import type { ScreenModel } from './screen-model.ts';
import { type PaneState, sortNames } from './ui-state.ts';

export const userHeads = ' pool user                  asked answered refused sessions failovers  pools';

const orders: Readonly<Record<string, (one: UserView, other: UserView) => number>> = {
  asked: (one, other) => other.asked - one.asked,
  sessions: (one, other) => other.sessions - one.sessions,
  failovers: (one, other) => other.failovers - one.failovers,
};

export function usersPane({ users }: ScreenModel, { sort, filter }: PaneState): Pane {
  const shown = users.filter((user) => contains(`${user.addresses.join(' ')} ${poolsOf(user)}`, filter));
  const order = orders[sortNames.users[sort] ?? ''];
  if (order !== undefined) shown.sort(order);
  return {
    title: 'Pool users',
    rows: shown.map((user, place) => ({
      place,
      opens: { kind: 'user', number: user.number },
      line: () => userLine(user),
    })),
    empty: filter === '' ? 'no pool user seen yet' : `nothing fits /${filter}`,
  };
}

function poolsOf({ pools }: UserView): string {
  return pools.map(({ handle }) => handle).join(' ');
}

function userLine(user: UserView): Line {
  const { addresses, asked, answered, refused, sessions, failovers } = user;
  const [first = '?', ...others] = addresses;
  return line(
    ' ',
    cell(others.length === 0 ? first : `${first} (+${others.length})`, 25),
    cell(String(asked), 7, 'plain', 'right'),
    cell(String(answered), 9, answered < asked ? 'doubtful' : 'plain', 'right'),
    cell(String(refused), 8, refused > 0 ? 'doubtful' : 'plain', 'right'),
    cell(String(sessions), 9, 'plain', 'right'),
    cell(String(failovers), 10, failovers > 0 ? 'bad' : 'plain', 'right'),
    `  ${poolsOf(user)}`,
  );
}
