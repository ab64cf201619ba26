// Pool users in real captures, held against what the registrars logged and what the programs printed. The captures with their
// truth (NAME.json, NAME.actions.tsv.gz) are in POOLSHARK_CAPTURES or beside the project; without them this test says so.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { RandomNumbers } from '../../src/handlespace/users/distribution.ts';
import { PoolUsers } from '../../src/handlespace/users/pool-users.ts';
import { type UsersView, usersView } from '../../src/handlespace/users/view.ts';
import { eachFrame } from './golden-pools.ts';

const folder = process.env.POOLSHARK_CAPTURES ?? '../shared/captures';
const isThere = existsSync(folder);
if (!isThere) console.error(`${folder} is not there: pool users are not held against the truth`);

/** Their users' traffic; the stranger's script is left out: it asks registrars in ways that they answer with errors or not at all. */
const names = isThere
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.actions.tsv.gz') && !name.startsWith('p-stranger'))
      .map((name) => name.replace('.actions.tsv.gz', ''))
      .sort()
  : [];

interface Truth {
  readonly hosts: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly processes: readonly {
    readonly label: string;
    readonly host: string;
    readonly kind: string;
    readonly pool?: string;
    readonly output?: string;
  }[];
}

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}

/** What registrars say that they answered: how often each element of a pool first, and how often with an error. */
function answersOf(name: string, fromEpoch: number, toEpoch: number): Record<string, number> {
  const [head = '', ...lines] = gunzipSync(readFileSync(join(folder, `${name}.actions.tsv.gz`)))
    .toString('utf8')
    .split('\n');
  const keys = head.split('\t');
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const row = Object.fromEntries(line.split('\t').map((value, index) => [keys[index], value]));
    const epoch = Number(row.time);
    if (row.direction !== 'Send' || row.action !== 'HandleResolutionResponse') continue;
    if (epoch < fromEpoch || epoch > toEpoch) continue;
    const key = row.error === '0' ? `${row.pool_handle} ${Number(row.pe_id)}` : `${row.pool_handle} error`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

interface Seen {
  readonly view: UsersView;
  readonly fromEpoch: number;
  readonly toEpoch: number;
}

const seen = new Map<string, Promise<Seen>>();

function seenIn(name: string): Promise<Seen> {
  const known = seen.get(name);
  if (known) return known;
  const look = lookAt(name);
  seen.set(name, look);
  return look;
}

/** `keeps`: which frames the capture has, told from their number. */
async function lookAt(name: string, keeps: (frame: number) => boolean = () => true): Promise<Seen> {
  const file = readdirSync(folder).find((one) => one.startsWith(`${name}.pcap`));
  const poolUsers = new PoolUsers();
  const handlespace = new Handlespace({ observers: [poolUsers] });
  const dissector = new Dissector();
  let fromEpoch = Number.POSITIVE_INFINITY;
  let toEpoch = 0;
  await eachFrame(join(folder, file ?? ''), (frame) => {
    if (!keeps(frame.number)) return;
    handlespace.apply(dissector.dissect(frame));
    const epoch = frame.seconds + frame.nanoseconds / 1e9;
    fromEpoch = Math.min(fromEpoch, epoch);
    toEpoch = Math.max(toEpoch, epoch);
  });
  handlespace.finish();
  return { view: usersView(poolUsers, handlespace.state), fromEpoch, toEpoch };
}

for (const name of names)
  test(`${name}: elements were named as often as the registrars say that they named them`, async () => {
    const { view, fromEpoch, toEpoch } = await seenIn(name);
    const counts: Record<string, number> = {};
    for (const { pool, error, elements } of view.resolutions) {
      const key = error === null ? `${pool} ${Number(elements[0])}` : `${pool} error`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    // A clock of its own stamps the log, so those at the very ends may be on the other side.
    assert.deepEqual(counts, answersOf(name, fromEpoch, toEpoch));
  });

/** `from PE $00000101`, in the order of the output; a program that says it again goes on with the same one. */
function elementsNamed(output: string): number[] {
  const all = [...output.matchAll(/from PE \$([0-9a-f]{8})/gi)].map(([, id]) => Number.parseInt(id as string, 16));
  return all.filter((id, index) => id !== all[index - 1]);
}

for (const name of names)
  test(`${name}: elements that answered pool users were used by their hosts, in that order`, async (context) => {
    const { hosts, processes } = truthOf(name);
    const { view, toEpoch } = await seenIn(name);
    let compared = 0;
    for (const { host, kind, output = '', pool, label } of processes) {
      const named = elementsNamed(output);
      if (kind !== 'pool user' || named.length === 0) continue;
      const addresses = hosts.find((one) => one.name === host)?.addresses ?? [];
      const user = view.users.find((one) => one.addresses.some((address) => addresses.includes(address)));
      const used = view.sessions
        .filter((session) => session.user === user?.number && (pool === undefined || session.pool === pool))
        .map(({ element }) => Number(element));
      let place = -1;
      for (const id of named) {
        place = used.indexOf(id, place + 1);
        assert.ok(place >= 0, `${label} on ${host} talked to ${id.toString(16)}, sessions: ${used} (to ${toEpoch})`);
      }
      compared += named.length;
    }
    context.diagnostic(`${compared} elements that programs named, of ${view.sessions.length} sessions`);
  });

const cases: Readonly<Record<string, readonly string[]>> = {
  'd-pe-failure': ['0x00000301 0x00000303 cookie-echo', '0x00000303 0x00000304 cookie-echo'],
  'd-unreachable': [
    '0x00000372 0x00000371 reported-unreachable',
    '0x00000372 0x00000373 reported-unreachable',
    '0x00000372 0x00000371 reported-unreachable',
    '0x00000372 0x00000373 reported-unreachable',
  ],
  'i-apps-csp': Array.from({ length: 10 }, (_, index) =>
    index % 2 === 0 ? '0x00000700 0x00000701 cookie-echo' : '0x00000701 0x00000700 cookie-echo',
  ),
  'a-session': [],
  'g-multihomed': [],
};

for (const [name, failovers] of Object.entries(cases))
  test(`${name}: failovers are those that its programs tell of`, { skip: !isThere }, async () => {
    const { view } = await seenIn(name);
    assert.deepEqual(
      view.failovers.map(({ from, to, proof }) => `${from} ${to} ${proof}`),
      failovers,
    );
  });

test('k-midstream: the session that was there before is one without a known resolution', {
  skip: !isThere,
}, async () => {
  const { view } = await seenIn('k-midstream');
  assert.deepEqual(
    view.sessions.map(({ pool, fromStart, answerFrame, application }) => [pool, fromStart, answerFrame, application]),
    [['North', false, null, 'Ping Pong Protocol']],
  );
});

/** Sessions that end in another frame than in the whole capture. */
function endingElsewhere(whole: UsersView, damaged: UsersView): string[] {
  const known = new Set(whole.sessions.map(({ pool, element, endFrame }) => `${pool} ${element} ${endFrame}`));
  return damaged.sessions
    .map(({ pool, element, endFrame }) => `${pool} ${element} ${endFrame}`)
    .filter((text) => !text.endsWith('null') && !known.has(text));
}

const damages: Readonly<Record<string, (frames: number) => (frame: number) => boolean>> = {
  'its first third is missing': (frames) => (frame) => frame > frames / 3,
  ...Object.fromEntries(
    [1, 5, 20].map((percent) => [
      `${percent} % of its frames are missing`,
      () => {
        const random = new RandomNumbers(percent);
        return () => random.next() * 100 >= percent;
      },
    ]),
  ),
};

for (const [damage, keepsOf] of Object.entries(damages))
  for (const name of ['d-unreachable', 'd-pe-cut', 'i-apps-csp', 'q-sctp-extras', 'j-large'])
    test(`${name}, where ${damage}: no server is accused, and no failover is made up`, {
      skip: !isThere,
    }, async (context) => {
      const whole = (await seenIn(name)).view;
      const frames = Math.max(...whole.sessions.map(({ endFrame }) => endFrame ?? 0));
      const { view } = await lookAt(name, keepsOf(frames));
      const departing = view.load.filter(({ selection }) => selection.answered.verdict === 'departs');
      context.diagnostic(
        `${view.sessions.length} of ${whole.sessions.length} sessions, ${view.failovers.length} of ${whole.failovers.length} failovers, ${endingElsewhere(whole, view).length} that end elsewhere`,
      );
      assert.ok(view.failovers.length <= whole.failovers.length, 'a failover that was none');
      assert.deepEqual(
        departing.map(({ handle }) => handle),
        [],
      );
    });

test('no pool of the real captures departs from its policy, but for one whose registrar holds another copy', {
  skip: !isThere,
}, async (context) => {
  const departing: string[] = [];
  const verdicts: Record<string, number> = {};
  for (const name of names)
    for (const { handle, selection } of (await seenIn(name)).view.load) {
      const { verdict } = selection.answered;
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      if (verdict === 'departs') departing.push(`${name} ${handle}`);
    }
  context.diagnostic(JSON.stringify(verdicts));
  // Registrar 3 does not have the other element of this pool: what it names is the only one that it knows.
  assert.deepEqual(departing, ['b-policies LeastUsedDPFPool']);
});
