// The columns of a ladder: one for each party as long as there is room, else pool users, then the elements of a pool, then
// all elements share one, and at last the servers that say least.
import type { Ladder, Party } from './ladder.ts';
import type { Role } from './message-words.ts';

export interface Lane {
  readonly role: Role;
  /** Name of the only party, or what those that share the lane have in common. */
  readonly name: string;
  readonly parties: readonly number[];
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** By party; undefined for one that has no lane. */
  readonly of: ReadonlyMap<number, number>;
}

const order: Readonly<Record<Role, number>> = { PR: 0, PE: 1, PU: 2, anyone: 3 };

/** `messages`: how many each shown party sends or receives. */
export function lanesOf({ parties }: Ladder, messages: ReadonlyMap<number, number>, most: number): Lanes {
  const shown = [...messages.keys()]
    .filter((place) => parties[place] !== undefined)
    .sort((a, b) => comparePartys(parties[a] as Party, parties[b] as Party));
  let lanes: Lane[] = [];
  for (const groupOf of groupings) {
    lanes = grouped(shown, parties, groupOf);
    if (lanes.length <= most) return indexed(lanes);
  }
  return indexed(withoutQuietServers(lanes, messages, most));
}

type GroupOf = (party: Party, place: number) => string;

const groupings: readonly GroupOf[] = [
  (_, place) => `${place}`,
  ({ role }, place) => (role === 'PU' ? 'PU' : `${place}`),
  ({ role, pool = '' }, place) => (role === 'PU' ? 'PU' : role === 'PE' ? `PE ${pool}` : `${place}`),
  ({ role }, place) => (role === 'PR' ? `${place}` : role),
];

function grouped(shown: readonly number[], parties: readonly Party[], groupOf: GroupOf): Lane[] {
  const groups = new Map<string, number[]>();
  for (const place of shown) {
    const key = groupOf(parties[place] as Party, place);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
  }
  return [...groups.values()].map((group) => laneOf(group, parties));
}

function laneOf(group: readonly number[], parties: readonly Party[]): Lane {
  const first = parties[group[0] as number] as Party;
  if (group.length === 1) return { role: first.role, name: first.name, parties: group };
  const isOnePool = first.pool !== undefined && group.every((place) => parties[place]?.pool === first.pool);
  return { role: first.role, name: isOnePool ? `${first.pool} ×${group.length}` : `×${group.length}`, parties: group };
}

/** Servers are what a story is about: those with most to say keep a lane of their own. */
function withoutQuietServers(lanes: readonly Lane[], messages: ReadonlyMap<number, number>, most: number): Lane[] {
  const others = lanes.filter(({ role }) => role !== 'PR');
  const servers = lanes.filter(({ role }) => role === 'PR');
  const room = Math.max(1, most - others.length - 1);
  const busiest = new Set(
    servers
      .toSorted((a, b) => (messages.get(b.parties[0] as number) ?? 0) - (messages.get(a.parties[0] as number) ?? 0))
      .slice(0, room),
  );
  const rest = servers.filter((lane) => !busiest.has(lane)).flatMap(({ parties }) => parties);
  const restLane: Lane[] = rest.length === 0 ? [] : [{ role: 'PR', name: `×${rest.length}`, parties: rest }];
  return [...servers.filter((lane) => busiest.has(lane)), ...restLane, ...others];
}

function indexed(lanes: readonly Lane[]): Lanes {
  const of = new Map<number, number>();
  for (const [index, { parties }] of lanes.entries()) for (const place of parties) of.set(place, index);
  return { lanes, of };
}

function comparePartys(one: Party, other: Party): number {
  return (
    order[one.role] - order[other.role] ||
    compareText(one.pool ?? one.name, other.pool ?? other.name) ||
    compareText(one.id ?? '', other.id ?? '')
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
