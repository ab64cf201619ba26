// ENRP servers: state, last heard, whether their checksum agrees with ours, how many elements they own, where they listen.
import type { ServerView } from '../handlespace/view.ts';
import { cell, type Line, line, type Tone } from './line.ts';
import { contains, type Pane } from './pane.ts';
import { ago } from './pools-pane.ts';
import type { ScreenModel } from './screen-model.ts';
import { type PaneState, sortNames } from './ui-state.ts';

export const serverHeads = ' server      state          heard  owns  PE checksum      address';

const stateTones: Readonly<Record<ServerView['state'], Tone>> = {
  active: 'good',
  suspect: 'bad',
  'taken-over': 'doubtful',
  left: 'faint',
  unknown: 'faint',
};

type Order = (one: ServerView, other: ServerView) => number;

const orders: Readonly<Record<string, Order>> = {
  state: (one, other) => one.state.localeCompare(other.state),
  owned: (one, other) => other.ownedElements - one.ownedElements,
};

export function serversPane(model: ScreenModel, { sort, filter }: PaneState): Pane {
  const servers = model.view.servers.filter(({ id, state, asapAddresses }) =>
    contains(`${id} ${state} ${asapAddresses.join(' ')}`, filter),
  );
  const by = sortNames.servers[sort] ?? '';
  const heard = ({ id }: ServerView) => model.heard.get(id) ?? 0;
  const order: Order | undefined = by === 'heard' ? (one, other) => heard(other) - heard(one) : orders[by];
  const sorted = order === undefined ? servers : [...servers].sort(order);
  return {
    title: 'ENRP servers',
    rows: sorted.map((server, place) => ({
      place,
      opens: { kind: 'server', server: server.id },
      line: () => serverLine(server, model.now - heard(server)),
    })),
    empty: filter === '' ? 'no ENRP server seen yet' : `nothing fits /${filter}`,
  };
}

function serverLine(server: ServerView, silentSeconds: number): Line {
  const { id, state, ownedElements, takenOverBy, asapAddresses, asapPort } = server;
  const where = asapAddresses[0] === undefined ? '' : `${asapAddresses[0]}${asapPort === null ? '' : `:${asapPort}`}`;
  return line(
    ' ',
    cell(id, 12, 'server'),
    cell(takenOverBy === null ? state : `by ${takenOverBy}`, 14, stateTones[state]),
    cell(ago(silentSeconds), 6, 'plain', 'right'),
    cell(String(ownedElements), 6, 'plain', 'right'),
    '  ',
    checksumCell(server),
    where,
  );
}

function checksumCell({ checksum }: ServerView) {
  const { announced, agrees, disagreed } = checksum;
  if (announced === null) return cell('none seen', 17, 'faint');
  if (agrees) return cell(`${announced} agrees`, 17, 'good');
  return cell(`${announced} differs`, 17, disagreed > 0 ? 'bad' : 'doubtful');
}
