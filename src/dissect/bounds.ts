// What is kept in memory is bounded, however long a capture runs and whatever it shows: one table says what there may be of
// each, what goes where there would be more, and by which option of `live` it is sized. Other rooms keep theirs here, too.

export interface Bound {
  /** What is counted. */
  readonly what: string;
  /** So many are kept, unless somebody says otherwise. */
  readonly most: number;
  /** What goes first. */
  readonly first: string;
  readonly option: `--${string}`;
}

function bound(what: string, most: number, first: string, option: `--${string}`): Bound {
  return { what, most, first, option };
}

const begunFirst = 'the one that began first';

export const boundTable = {
  elements: bound('pool elements', 200_000, 'those heard of longest ago', '--max-elements'),
  pools: bound('pools', 50_000, 'those without elements, then those heard of longest ago', '--max-pools'),
  servers: bound('ENRP servers (those that own elements stay)', 4096, 'those heard of longest ago', '--max-servers'),
  left: bound('elements that left, of each pool', 256, 'the one that left first', '--max-left'),
  associations: bound('SCTP associations', 16_384, begunFirst, '--max-associations'),
  fragments: bound(
    'fragments of SCTP messages that wait, of each direction (512 KiB at most)',
    4096,
    'the oldest',
    '--max-fragments',
  ),
  unordered: bound(
    'messages that wait for an earlier one, of each direction',
    64,
    'all are delivered, without the missing one',
    '--max-unordered',
  ),
  packets: bound('IP packets in pieces (4 MiB, 60 s at most)', 256, 'the oldest', '--max-packets'),
  streams: bound('TCP streams', 1024, begunFirst, '--max-streams'),
  secured: bound('TLS connections', 1024, 'the one that was silent longest', '--max-secured'),
  requests: bound('requests that wait for an answer', 65_536, 'the oldest', '--max-requests'),
  users: bound('pool users', 16_384, 'the one that was seen first', '--max-users'),
  resolutions: bound('Handle Resolutions', 65_536, 'the oldest', '--max-resolutions'),
  sessions: bound('sessions of pool users', 65_536, 'the oldest', '--max-sessions'),
  expectations: bound(
    'what the audit waits for and remembers, of each kind',
    65_536,
    'the oldest',
    '--max-expectations',
  ),
  findings: bound('findings of one rule', 500, 'none: more are counted together in one', '--max-findings'),
  events: bound('events that the screen keeps', 5000, 'the oldest', '--keep-events'),
  messages: bound('packets with messages that the screen keeps', 2000, 'the oldest', '--keep-messages'),
} as const satisfies Readonly<Record<string, Bound>>;

/** Takes out of a map or a set what was put in first. */
export function deleteOldest<Key>(kept: { keys(): IterableIterator<Key>; delete(key: Key): boolean }): void {
  for (const oldest of kept.keys()) {
    kept.delete(oldest);
    return;
  }
}

/** Sets a key; where there are too many, the one that was set first goes. */
export function setLatest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, bound: number): void {
  map.set(key, value);
  if (map.size > bound) deleteOldest(map);
}

export type BoundName = keyof typeof boundTable;
export const boundNames = Object.keys(boundTable) as readonly BoundName[];

export type BoundSizes = Readonly<Partial<Record<BoundName, number>>>;

/** The bounds of one run, and how many had to go because of each. */
export class Bounds {
  readonly most: Readonly<Record<BoundName, number>>;
  readonly gone: Record<BoundName, number>;

  constructor(chosen: BoundSizes = {}) {
    this.most = boundRecord((name) => chosen[name] ?? boundTable[name].most);
    this.gone = boundRecord(() => 0);
  }
}

export function boundRecord(value: (name: BoundName) => number): Record<BoundName, number> {
  return Object.fromEntries(boundNames.map((name) => [name, value(name)])) as Record<BoundName, number>;
}
