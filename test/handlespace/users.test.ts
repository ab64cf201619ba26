// Pool users: who is a user, what was answered, which element was used, who went on with another one; and whether picks keep to
// what the policy promises.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dissector } from '../../src/dissect/dissector.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { tcpFrame, udpFrame } from '../../src/encode/packets.ts';
import {
  cookieOf,
  operationErrorOf,
  policyOf,
  poolElementOf,
  poolHandleOf,
  tcpTransportOf,
  udpTransportOf,
} from '../../src/encode/parameters.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { chiSquareTail, jainIndex } from '../../src/handlespace/users/distribution.ts';
import { PoolUsers } from '../../src/handlespace/users/pool-users.ts';
import type { Promised } from '../../src/handlespace/users/records.ts';
import { testSelection } from '../../src/handlespace/users/selection-test.ts';
import { suspicionsOf } from '../../src/handlespace/users/suspicions.ts';
import { UserTable } from '../../src/handlespace/users/user-table.ts';
import { usersView } from '../../src/handlespace/users/view.ts';
import { cookieEcho } from '../../src/protocol/asap/cookie-echo.ts';
import { cookieMessage } from '../../src/protocol/asap/cookie-message.ts';
import { handleResolutionResponse } from '../../src/protocol/asap/handle-resolution-response.ts';
import { registration } from '../../src/protocol/asap/registration.ts';
import { leastUsed, priorityPolicy, weightedRandom } from '../../src/protocol/rserpool/policies.ts';
import { eachFrame } from './golden-pools.ts';
import { A, addressOfServer, B, C, type Channel, Story } from './story.ts';
import { checksum, keepAlive, presence, register, registered, resolve, resolved, unreachable } from './words.ts';

const pu = '10.1.0.51';
const elementAddress = (id: number) => `10.1.0.${10 + id}`;

/** A server with these elements in Alpha, and what was seen of users. */
class Scope extends Story {
  readonly poolUsers: PoolUsers;
  constructor() {
    const poolUsers = new PoolUsers();
    super({ observers: [poolUsers] });
    this.poolUsers = poolUsers;
    this.announce(A);
  }

  /** Elements 1 to count register, each from a host of its own. */
  pool(count: number, policy?: Parameters<typeof register>[2]): this {
    for (let id = 1; id <= count; id++) this.join1(id, policy);
    return this;
  }

  join1(id: number, input: Parameters<typeof register>[2] = {}): Channel {
    const address = elementAddress(id);
    return this.element(A, address)
      .say('client', register('Alpha', id, { ...input, address }))
      .say('server', registered('Alpha', id));
  }

  /** The user asks, and is told these. */
  ask(channel: Channel, ...ids: readonly number[]): this {
    channel.say('client', resolve('Alpha'));
    channel.say(
      'server',
      resolved(
        'Alpha',
        ids.map((id) => [id, { home: A, address: elementAddress(id) }]),
      ),
    );
    return this;
  }

  session(id: number, user = pu): Channel {
    return this.connect(user, elementAddress(id), { server: 7000 });
  }

  get seen() {
    return usersView(this.poolUsers, this.handlespace.state);
  }

  /** `1: 2/1` for an element that was named first twice and used once. */
  get picks(): string[] {
    return (this.seen.load[0]?.elements ?? []).map(
      ({ element, answeredFirst, used }) => `${Number(element)}: ${answeredFirst}/${used}`,
    );
  }
}

type Flags = Partial<Parameters<typeof tcpFrame>[1]>;

const cookie = (text: string) => encodeMessage(cookieMessage, { parameters: [cookieOf(text)] });
const echo = (text: string) => encodeMessage(cookieEcho, { parameters: [cookieOf(text)] });

test('a resolution, its answer and the association that follows are one pick of the element', () => {
  const scope = new Scope().pool(2);
  const asap = scope.connect(pu, addressOfServer[A]!);
  scope.ask(asap, 2, 1);
  scope.session(2).shutdown('client');
  const { users, resolutions, sessions } = scope.seen;
  assert.deepEqual(
    users.map(({ addresses, asked, answered, sessions }) => [addresses, asked, answered, sessions]),
    [[[pu], 1, 1, 1]],
  );
  const [resolution] = resolutions;
  assert.deepEqual(resolution?.elements, ['0x00000002', '0x00000001']);
  assert.deepEqual([resolution?.used, resolution?.server], ['0x00000002', '0x0000000a']);
  assert.deepEqual(
    sessions.map(({ element, state, ending, endedBy, answerFrame }) => [element, state, ending, endedBy, answerFrame]),
    [['0x00000002', 'ended', 'shutdown', 'user', resolution?.answerFrame]],
  );
  assert.deepEqual(scope.picks, ['1: 0/0', '2: 1/1']);
});

test('an association between a server and an element is no session', () => {
  const scope = new Scope().pool(1);
  scope.session(1, addressOfServer[A]).say('client', keepAlive(A, 'Alpha', 1));
  assert.deepEqual(scope.seen.sessions, []);
  assert.deepEqual(
    scope.seen.load[0]?.elements.map(({ tried, used }) => [tried, used]),
    [[0, 0]],
  );
});

test('a Cookie Echo proves a failover, and its cookie tells from which element', () => {
  const scope = new Scope().pool(3);
  const asap = scope.connect(pu, addressOfServer[A]!);
  scope.ask(asap, 1);
  scope.session(1).say('server', cookie('one'), cookie('two')).abort('client');
  scope.ask(asap, 3);
  scope.session(3).say('client', echo('two'));
  assert.deepEqual(
    scope.seen.failovers.map(({ from, to, proof, cookieKnown }) => [from, to, proof, cookieKnown]),
    [['0x00000001', '0x00000003', 'cookie-echo', true]],
  );
});

test('a cookie that no element was seen to send is named', () => {
  const scope = new Scope().pool(2);
  scope.session(2).say('client', echo('forged'));
  const [failover] = scope.seen.failovers;
  assert.deepEqual([failover?.from, failover?.cookieKnown], [null, false]);
});

test('the session after an abort by the element is a failover; after one by the user it is not', () => {
  const scope = new Scope().pool(2);
  scope.session(1).abort('client');
  scope.session(2).abort('server');
  scope.session(1);
  assert.deepEqual(
    scope.seen.failovers.map(({ from, to, proof }) => [from, to, proof]),
    [['0x00000002', '0x00000001', 'aborted']],
  );
});

test('a refused association and a report of an unreachable element make failovers of what follows', () => {
  const scope = new Scope().pool(3);
  const [init] = scope.join(pu, elementAddress(1), { server: 7000 }).association.handshake();
  const refused = scope.join(pu, elementAddress(1), { server: 7000 });
  scope.feed(init!);
  scope.feed(refused.association.handshake()[0]!, refused.association.abort('server'));
  scope.session(2);
  const asap = scope.connect(pu, addressOfServer[A]!);
  asap.say('client', unreachable('Alpha', 2));
  scope.session(3);
  assert.deepEqual(
    scope.seen.failovers.map(({ from, to, proof }) => [from, to, proof]),
    [
      ['0x00000001', '0x00000002', 'refused'],
      ['0x00000002', '0x00000003', 'reported-unreachable'],
    ],
  );
  assert.deepEqual(
    scope.seen.load[0]?.elements.map(({ tried, used, refused }) => [tried, used, refused])[0],
    [2, 0, 1],
  );
});

test('a session from before the capture is one without a known resolution', () => {
  const scope = new Scope();
  const before = scope.join(pu, elementAddress(1), { server: 7000 });
  before.say('server', cookie('state'));
  scope.pool(1);
  before.say('server', cookie('more'));
  const [session] = scope.seen.sessions;
  assert.deepEqual([session?.fromStart, session?.answerFrame, session?.cookies], [false, null, 1]);
  assert.equal(scope.seen.load[0]?.unexplained, 1);
});

test('a user with several addresses is one, from whichever it speaks', () => {
  const users = new UserTable();
  const one = users.of(['10.1.0.51', 'fd00::51'], 1, 0);
  assert.equal(users.of(['fd00::51'], 2, 0), one);
  assert.equal(users.of(['10.2.0.51', 'fd00::51'], 3, 0), one);
  assert.equal(users.of(['10.2.0.51'], 4, 0), one);
  const other = users.of(['10.1.0.52'], 5, 0);
  assert.notEqual(other, one);
  assert.equal(users.of(['10.1.0.52', '10.1.0.51'], 6, 0), one);
});

test('a resolution over TCP is the same user', () => {
  const scope = new Scope().pool(1);
  const ports = { sourcePort: 50_000, destinationPort: 3863 };
  const there = { source: pu, destination: addressOfServer[A]! };
  const back = { source: addressOfServer[A]!, destination: pu };
  const answer = resolved('Alpha', [[1, { home: A, address: elementAddress(1) }]]);
  scope.feed(
    tcpFrame(there, { ...ports, sequence: 100, syn: true, ack: false }, new Uint8Array(0)),
    tcpFrame(there, { ...ports, sequence: 101, acknowledgment: 1, push: true }, resolve('Alpha')),
    tcpFrame(back, { sourcePort: 3863, destinationPort: 50_000, sequence: 1, acknowledgment: 1, push: true }, answer),
  );
  scope.session(1);
  assert.deepEqual(
    scope.seen.users.map(({ addresses, answered, sessions }) => [addresses, answered, sessions]),
    [[[pu], 1, 1]],
  );
  assert.equal(scope.seen.load[0]?.unexplained, 0);
});

test('sessions over TCP and UDP are seen by their packets', () => {
  const scope = new Scope();
  const at = (id: number, userTransport: ReturnType<typeof tcpTransportOf>) =>
    encodeMessage(registration, {
      parameters: [
        poolHandleOf('Alpha'),
        poolElementOf({ peIdentifier: id, homeServerId: 0, registrationLife: 300, userTransport }),
      ],
    });
  const channel = scope.element(A);
  channel.say('client', at(1, tcpTransportOf(80, '10.1.0.11'))).say('server', registered('Alpha', 1));
  channel.say('client', at(2, udpTransportOf(53, '10.1.0.11'))).say('server', registered('Alpha', 2));
  const there = { source: pu, destination: '10.1.0.11' };
  const back = { source: '10.1.0.11', destination: pu };
  const tcp = (flags: Flags) =>
    tcpFrame(there, { sourcePort: 5000, destinationPort: 80, sequence: 1, ...flags }, new Uint8Array(0));
  const tcpBack = (flags: Flags) =>
    tcpFrame(back, { sourcePort: 80, destinationPort: 5000, sequence: 1, ...flags }, new Uint8Array(0));
  const open = { syn: true, ack: false };
  const udp = () => udpFrame(there, { sourcePort: 6000, destinationPort: 53 }, new Uint8Array(8));
  scope.feed(tcp(open), tcp(open), tcpBack({ syn: true }), tcp({}), tcpBack({ fin: true }), tcp({ fin: true }));
  scope.feed(tcp(open), tcpBack({ reset: true }));
  scope.feed(udp(), udp()).wait(100).feed(udp());
  assert.deepEqual(
    scope.seen.sessions.map(({ element, protocol, state, ending, endedBy }) => [
      Number(element),
      protocol,
      state,
      ending,
      endedBy,
    ]),
    [
      [1, 'tcp', 'ended', 'shutdown', 'element'],
      [1, 'tcp', 'refused', null, null],
      [2, 'udp', 'ended', null, null],
      [2, 'udp', 'up', null, null],
    ],
  );
});

test('a negative answer counts as refused with its cause, for a pool that no server knows as well', () => {
  const scope = new Scope();
  const asap = scope.connect(pu, addressOfServer[A]!).say('client', resolve('Nowhere'));
  asap.say(
    'server',
    encodeMessage(handleResolutionResponse, {
      parameters: [poolHandleOf('Nowhere'), operationErrorOf({ code: 9 })],
    }),
  );
  asap.say('client', resolve('Nowhere'));
  const [load] = scope.seen.load;
  assert.deepEqual(load?.errors, { 'Unknown Pool Handle': 1 });
  const [user] = scope.seen.users;
  assert.deepEqual([user?.asked, user?.refused, user?.unanswered], [2, 1, 1]);
  assert.deepEqual(scope.view(true).pools, []);
});

/** Picks that the server names first, of a pool whose elements have these policies. */
function picksUnder(
  policies: readonly Parameters<typeof policyOf>[1][],
  definition: Parameters<typeof policyOf>[0],
  ids: readonly number[],
) {
  const scope = new Scope();
  for (const [index, values] of policies.entries()) scope.join1(index + 1, { policy: policyOf(definition, values) });
  scope.wait(5);
  const asap = scope.connect(pu, addressOfServer[A]!);
  for (const id of ids) {
    asap.say('client', resolve('Alpha'));
    asap.say(
      'server',
      encodeMessage(handleResolutionResponse, {
        parameters: [
          poolHandleOf('Alpha'),
          policyOf(definition, policies[id - 1] ?? {}),
          poolElementOf({
            peIdentifier: id,
            homeServerId: A,
            registrationLife: 300,
            userTransport: tcpTransportOf(80, elementAddress(id)),
            policy: policyOf(definition, policies[id - 1] ?? {}),
          }),
        ],
      }),
    );
  }
  const [load] = scope.seen.load;
  assert.ok(load);
  return load;
}

test('picks of the highest priority keep to the policy, one of another does not', () => {
  const policies = [{ priority: 5 }, { priority: 9 }, { priority: 1 }];
  const kept = picksUnder(policies, priorityPolicy, [2, 2, 2, 2, 2]);
  assert.deepEqual([kept.selection.answered.verdict, kept.selection.answered.method], ['kept', 'hits']);
  const departs = picksUnder(policies, priorityPolicy, [2, 2, 1, 2]);
  assert.deepEqual([departs.selection.answered.verdict, departs.selection.answered.off], ['departs', 1]);
  assert.equal(picksUnder(policies, priorityPolicy, [2, 2]).selection.answered.verdict, 'too-few');
});

test('the least used is held against loads as they were announced at that time', () => {
  const policies = [{ load: 0.5 }, { load: 0.25 }];
  assert.equal(picksUnder(policies, leastUsed, [2, 2, 2, 2, 2, 2, 2]).selection.answered.verdict, 'kept');
  assert.equal(picksUnder(policies, leastUsed, [1]).selection.answered.off, 1);
  const equal = picksUnder([{ load: 0.5 }, { load: 0.5 }], leastUsed, [1, 1, 1]);
  assert.equal(equal.selection.answered.verdict, 'no-choice');
});

test('shares by weight are what is promised, and equal picks depart from them', () => {
  const policies = [{ weight: 9 }, { weight: 1 }];
  const ids = Array.from({ length: 30 }, (_, index) => 1 + (index % 2));
  const load = picksUnder(policies, weightedRandom, ids);
  assert.deepEqual(
    load.elements.map(({ promised }) => promised.answered),
    [0.9, 0.1],
  );
  assert.equal(load.selection.answered.verdict, 'departs');
  const fair = picksUnder(
    policies,
    weightedRandom,
    ids.map((_, index) => (index % 10 === 0 ? 2 : 1)),
  );
  assert.equal(fair.selection.answered.verdict, 'kept');
  assert.ok((fair.selection.answered.fairness ?? 0) > 0.99);
});

test('where elements may be unknown, picks are counted and held against nothing, until a checksum shows all', () => {
  const scope = new Scope();
  const before = scope.join(elementAddress(1), addressOfServer[A]!);
  before.say('server', keepAlive(A, 'Alpha', 1));
  const asap = scope.connect(pu, addressOfServer[A]!);
  scope.ask(asap, 1);
  assert.deepEqual([scope.seen.load[0]?.unheld.answered, scope.seen.load[0]?.selection.answered.picks], [1, 0]);
  const peers = scope.peers(A, B);
  for (let cycle = 0; cycle < 3; cycle++) peers.say('client', presence(A, checksum(['Alpha', 1])));
  scope.ask(asap, 1);
  assert.deepEqual([scope.seen.load[0]?.unheld.answered, scope.seen.load[0]?.selection.answered.picks], [1, 1]);
});

test('what the audit should ask is named: unbalanced picks, unused elements, loyal users, users nobody answers', () => {
  const scope = new Scope().pool(4);
  const asap = scope.connect(pu, addressOfServer[A]!);
  for (let pick = 0; pick < 40; pick++) {
    scope.ask(asap, 1 + (pick % 3));
    if (pick % 3 === 0) scope.session(1).shutdown('client');
  }
  const lonely = scope.connect('10.1.0.52', addressOfServer[A]!);
  lonely.say('client', resolve('Alpha'), resolve('Alpha'));
  const found = suspicionsOf(scope.poolUsers, scope.handlespace.state);
  assert.deepEqual(
    found.map((one) =>
      one.kind === 'unused-element' || one.kind === 'same-element' ? `${one.kind} ${one.element}` : one.kind,
    ),
    ['unbalanced', 'unbalanced', 'unused-element 4', 'same-element 1', 'unanswered-user'],
  );
  for (const { frames } of found) assert.ok(frames[0] > 0 && frames[1] > frames[0]);
  const [, , unused, loyal] = found;
  assert.equal(unused?.kind === 'unused-element' && unused.duePicks, 10);
  assert.deepEqual(loyal?.kind === 'same-element' && [loyal.sessions, loyal.named], [14, 14]);
});

test('servers that go round by themselves each begin with the same elements, and that is no departure', () => {
  const scope = new Scope().pool(12);
  for (const server of [A, B, C]) {
    scope.announce(server);
    const asap = scope.connect(pu, addressOfServer[server]!);
    for (const id of [1, 2, 3]) scope.ask(asap, id);
  }
  const { verdict, picks, degreesOfFreedom } = scope.seen.load[0]!.selection.answered;
  assert.deepEqual([verdict, picks, degreesOfFreedom], ['kept', 9, 33]);
});

function promised(shares: readonly number[], counts: readonly number[], server = 0): Promised {
  const elements = shares.map((_, index) => index);
  const hits = new Map(counts.map((count, index) => [index, [count, 0] as [number, number]]));
  const picks: [number, number] = [counts.reduce((sum, count) => sum + count, 0), 0];
  return { kind: 'shares', elements, weights: shares, shares, server, picks, hits };
}

test('the tests give what the books say: exact, chi-square and simulated alike', () => {
  // Quantiles of tables: 3.841 is 5 % at one degree of freedom, 16.919 at nine, 135.807 is 1 % at one hundred.
  for (const [x, df, p] of [
    [3.841, 1, 0.05],
    [16.919, 9, 0.05],
    [135.807, 100, 0.01],
    [0.0039, 1, 0.95],
  ] as const)
    assert.ok(Math.abs(chiSquareTail(x, df) - p) < 0.0005, `${x} ${df}`);
  // 10 tosses of a coin, 9 to 1: two tails of (1 + 10) / 1024.
  const coin = testSelection([promised([0.5, 0.5], [9, 1])], 0, 0, 0);
  assert.equal(coin.method, 'exact');
  assert.ok(Math.abs((coin.p ?? 0) - 22 / 1024) < 1e-12);
  assert.equal(testSelection([promised([0.5, 0.5], [10, 0])], 0, 0, 0).verdict, 'departs');
  assert.equal(testSelection([promised([0.5, 0.5], [7, 0])], 0, 0, 0).verdict, 'too-few');
  // The same coin, told as two promises that are alike: simulated, and near to it.
  const twice = testSelection([promised([0.5, 0.5], [5, 0]), promised([0.5, 0.5], [4, 1])], 0, 0, 0);
  assert.equal(twice.method, 'chi-square');
  const few = testSelection([promised([0.5, 0.5], [3, 0]), promised([0.5, 0.5], [3, 0])], 0, 0, 0);
  assert.equal(few.method, 'simulated');
  assert.ok(Math.abs((few.p ?? 0) - 2 / 64) < 0.012, String(few.p));
  assert.equal(jainIndex([3, 3, 3]), 1);
  assert.equal(jainIndex([6, 0, 0]), 1 / 3);
});

test('what is simulated draws by the shares, equal or not', () => {
  // Two promises of one pick each: all outcomes can be counted out by hand. The picks: the third element, twice.
  for (const shares of [
    [0.25, 0.25, 0.25, 0.25],
    [0.55, 0.25, 0.15, 0.05],
    [0.05, 0.9, 0.01, 0.04],
    [0.001, 0.001, 0.001, 0.997],
  ]) {
    const uneven = (one: number, other: number) =>
      shares.reduce((sum, share, index) => {
        const count = Number(index === one) + Number(index === other);
        return sum + (count - 2 * share) ** 2 / (2 * share);
      }, 0);
    let p = 0;
    for (const [one, share] of shares.entries())
      for (const [other, its] of shares.entries())
        if (uneven(one, other) >= uneven(2, 2) * (1 - 1e-9)) p += share * its;
    const picked = promised(shares, [0, 0, 1, 0]);
    const test = testSelection([picked, picked], 0, 0, 0);
    assert.equal(test.method, 'simulated');
    assert.ok(Math.abs((test.p ?? 0) - p) < 0.03, `${shares.join(' ')}: ${test.p} is not near ${p}`);
  }
});

test('servers that go round by themselves are each held against their own round', () => {
  const round = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const shares = round.map(() => 1 / round.length);
  const apart = [1, 2, 3, 4, 5, 6].map((server) => promised(shares, round, server));
  assert.equal(testSelection(apart, 0, 0, 0).verdict, 'kept');
  const together = [
    promised(
      shares,
      round.map((count) => count * 6),
    ),
  ];
  assert.equal(testSelection(together, 0, 0, 0).verdict, 'departs');
});

/** What was seen of users in a sample. */
async function seenIn(path: string) {
  const poolUsers = new PoolUsers();
  const handlespace = new Handlespace({ observers: [poolUsers] });
  const dissector = new Dissector();
  await eachFrame(path, (frame) => handlespace.apply(dissector.dissect(frame)));
  handlespace.finish();
  return usersView(poolUsers, handlespace.state);
}

test('d-pe-cut: users are named an element that is dead, are refused there, and two go on elsewhere', async () => {
  const { users, load, failovers, sessions } = await seenIn('samples/d-pe-cut.pcap');
  assert.deepEqual(
    users.map(({ addresses }) => addresses),
    [
      ['10.1.0.51', 'fd00:1::51'],
      ['10.1.0.52', 'fd00:1::52'],
    ],
  );
  assert.deepEqual(
    load[0]?.elements.map(({ element, answeredFirst, used, refused }) => [element, answeredFirst, used, refused]),
    [
      ['0x00000351', 4, 4, 0],
      ['0x00000352', 14, 0, 14],
      ['0x00000353', 3, 3, 0],
    ],
  );
  assert.deepEqual(
    failovers.map(({ frame, proof }) => [frame, proof]),
    [
      [449, 'refused'],
      [560, 'refused'],
    ],
  );
  assert.ok(sessions.every(({ answerFrame }) => answerFrame !== null));
});

test('k-midstream-snap96: where the capture cut off what elements said, no session is invented', async () => {
  const { users, sessions, load } = await seenIn('samples/k-midstream-snap96.pcap');
  assert.deepEqual([users, sessions, load], [[], [], []]);
});

test('octets that were changed at random make users see nothing worse than nonsense', async () => {
  const { load, sessions } = await seenIn('samples/malformed.pcap');
  for (const { asked, elements } of load) assert.ok(asked >= 0 && elements.every(({ used, tried }) => used <= tried));
  assert.ok(sessions.length < 100);
});
