// Stories of servers that tell each other: handle updates and handle tables (RFC 5353 §3.2, §3.3, §3.6.3).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf } from '../../src/encode/parameters.ts';
import { leastUsed, random } from '../../src/protocol/rserpool/policies.ts';
import { A, addressOfServer, B, C, Story } from './story.ts';
import {
  add,
  checksum,
  deregister,
  deregistered,
  presence,
  presenceAt,
  register,
  registered,
  remove,
  table,
  tableRequest,
} from './words.ts';

test('a handle update adds an element with the home it names', () => {
  const story = new Story();
  story.peers(A, B).say('client', add(A, B, 'Alpha', 1, { life: 90 }));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  const [element] = story.view().pools[0]!.elements;
  assert.deepEqual([element!.learnedFrom, element!.registrationLifeRaw], ['handle-update', 90]);
  assert.deepEqual(element!.asapTransport, { protocol: 'sctp', port: 40_000, use: 'data', addresses: ['10.1.0.11'] });
});

test("an update with somebody else's home is taken over, but only asserted", () => {
  const story = new Story();
  story.peers(A, B).say('client', add(A, B, 'Alpha', 1, { home: C }));
  assert.deepEqual(story.pools(), ['Alpha/1 @c registered asserted']);
});

test('a handle update removes an element, whoever sends it', () => {
  const story = new Story();
  const peers = story.peers(A, B).say('client', add(A, B, 'Alpha', 1), add(A, B, 'Alpha', 2));
  peers.say('client', remove(A, B, 'Alpha', 1)).say('server', remove(B, A, 'Alpha', 2, { home: A }));
  assert.deepEqual(story.pools(), []);
  assert.deepEqual(story.pools(true), ['Alpha/1 @a removed certain', 'Alpha/2 @a removed certain']);
});

test('the update that goes before the answer to a registration, and the answer, make one element', () => {
  const story = new Story().announce(A);
  const peers = story.peers(A, B);
  // The server speaks ENRP and ASAP from the same address.
  const element = story.element(A).say('client', register('Alpha', 1, { life: 100 }));
  peers.say('client', add(A, B, 'Alpha', 1, { life: 50 }));
  element.say('server', registered('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  // What the server stored is what it told its peers.
  assert.equal(story.view().pools[0]!.elements[0]!.registrationLifeRaw, 50);
  assert.equal(story.events.filter((text) => text.startsWith('element-added')).length, 1);
});

test('updates to several peers tell one thing, and a late copy does not undo what came after it', () => {
  const story = new Story();
  const toB = story.peers(A, B);
  const toC = story.peers(A, C);
  const late = [...toC.frames('client', add(A, C, 'Alpha', 1)), ...toC.frames('client', remove(A, C, 'Alpha', 1))];
  toB.say('client', add(A, B, 'Alpha', 1));
  story.wait(0.5);
  toB.say('client', remove(A, B, 'Alpha', 1));
  story.wait(2).feed(...late);
  assert.deepEqual(story.pools(), []);
  toB.say('client', add(A, B, 'Alpha', 1));
  toC.say('client', add(A, C, 'Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.deepEqual(
    story.events.filter((text) => text.startsWith('element')),
    ['element-added Alpha/1 @a', 'element-removed Alpha/1 @a', 'element-added Alpha/1 @a'],
  );
});

test('the same update again over the same association is a re-registration, not a copy', () => {
  const story = new Story();
  const peers = story.peers(A, B).say('client', add(A, B, 'Alpha', 1));
  const before = story.view().pools[0]!.elements[0]!.confirmed;
  peers.say('client', add(A, B, 'Alpha', 1));
  assert.notDeepEqual(story.view().pools[0]!.elements[0]!.confirmed, before);
});

test('an update that moves an element changes whose it is', () => {
  const story = new Story();
  const peers = story.peers(A, B).say('client', add(A, B, 'Alpha', 1));
  peers.say('server', add(B, A, 'Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @b registered certain']);
  assert.equal(story.events.at(-1), 'home-changed Alpha/1 @b from a');
  assert.deepEqual([story.server(A).ownedElements, story.server(B).ownedElements], [0, 1]);
});

test('a whole table of what a server owns removes what it does not list, part by part', () => {
  const story = new Story();
  const peers = story.peers(B, A);
  peers.say('server', add(A, B, 'Alpha', 1), add(A, B, 'Alpha', 2), add(A, B, 'Beta', 3));
  peers.say('client', add(B, A, 'Alpha', 9));
  peers.say('client', tableRequest(B, A, true)).say('server', table(A, B, [['Alpha', 1]], { moreToSend: true }));
  assert.equal(story.pools().length, 4);
  peers.say('client', tableRequest(B, A, true)).say('server', table(A, B, [['Gamma', 4]]));
  assert.deepEqual(story.pools(), [
    'Alpha/1 @a registered certain',
    'Alpha/9 @b registered certain',
    'Gamma/4 @a registered certain',
  ]);
});

test('what is registered while a table is on its way is not removed by it', () => {
  const story = new Story();
  const peers = story.peers(B, A).say('server', add(A, B, 'Alpha', 1));
  peers.say('client', tableRequest(B, A, true)).say('server', add(A, B, 'Alpha', 2), table(A, B, [['Alpha', 1]]));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain', 'Alpha/2 @a registered certain']);
});

test('a table whose beginning was not seen removes nothing, and neither does a table of all', () => {
  const story = new Story();
  const peers = story.peers(B, A).say('server', add(A, B, 'Alpha', 1));
  peers.say('server', table(A, B, [['Alpha', 2]]));
  peers.say('client', tableRequest(B, A, false)).say('server', table(A, B, [['Alpha', 3]]));
  assert.deepEqual(story.pools().length, 3);
});

test('a refused table tells nothing', () => {
  const story = new Story();
  const peers = story.peers(B, A).say('server', add(A, B, 'Alpha', 1));
  peers.say('client', tableRequest(B, A, true)).say('server', table(A, B, [], { rejected: true }));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  // The session is over: the next answer belongs to none.
  peers.say('server', table(A, B, []));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test("a table of all mid-stream is a copy of everybody's elements: one's own certain, others' asserted", () => {
  const story = new Story();
  const peers = story.join(addressOfServer[B]!, addressOfServer[A]!, { server: 9901 });
  peers.say('client', tableRequest(B, A, false));
  peers.say(
    'server',
    table(A, B, [
      ['Alpha', 1],
      ['Alpha', 2, { home: C }],
    ]),
  );
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain', 'Alpha/2 @c registered asserted']);
  assert.equal(story.view().servers.find(({ id }) => id === '0x0000000c')?.state, 'unknown');
});

test('a table does not bring back an element of another home that was seen to go', () => {
  const story = new Story();
  const peers = story.peers(A, B).say('client', add(A, B, 'Alpha', 1), remove(A, B, 'Alpha', 1));
  const others = story.peers(B, C);
  others.say('server', tableRequest(C, B, false)).say('client', table(B, C, [['Alpha', 1, { home: A }]]));
  assert.deepEqual(story.pools(), []);
  peers.say('client', add(A, B, 'Alpha', 1));
  assert.equal(story.pools().length, 1);
});

test('a Presence tells where a server speaks ENRP', () => {
  const story = new Story();
  story.peers(A, B).say('client', presenceAt(A, 0xffff, '10.1.0.1'));
  const server = story.server(A);
  assert.deepEqual([server.state, server.enrpPort, server.enrpAddresses], ['active', 9901, ['10.1.0.1']]);
});

test('a deregistration and the update about it, in either order, are one removal', () => {
  for (const updateFirst of [true, false]) {
    const story = new Story().announce(A);
    const peers = story.peers(A, B);
    const element = story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
    element.say('client', deregister('Alpha', 1));
    if (updateFirst) peers.say('client', remove(A, B, 'Alpha', 1));
    element.say('server', deregistered('Alpha', 1));
    if (!updateFirst) peers.say('client', remove(A, B, 'Alpha', 1));
    assert.deepEqual(story.pools(), []);
    assert.equal(story.events.filter((text) => text.startsWith('element-removed')).length, 1);
    peers.say('client', presence(A, checksum()));
    assert.deepEqual(story.tallies(A), [1, 0, 0, 0]);
  }
});

test('a handle table that the capture cut, in its first part or its last, proves nothing about who is not in it', () => {
  for (const cutPart of [0, 1]) {
    const story = new Story();
    const peers = story.peers(A, B);
    for (const id of [1, 2, 3]) peers.say('server', add(A, B, 'Alpha', id, { home: A }));
    const parts = [table(A, B, [['Alpha', 1]], { moreToSend: true }), table(A, B, [['Alpha', 2]])];
    parts.forEach((part, index) => {
      peers.say('client', tableRequest(B, A, true));
      const [frame] = peers.frames('server', part);
      story.feedCut(frame!, index === cutPart ? 100 : 0);
    });
    assert.equal(story.pools().length, 3, `part ${cutPart} cut`);
  }
});

test('a pool that was given up may have another policy when it comes again', () => {
  const story = new Story();
  const peers = story.peers(A, B).say('client', add(A, B, 'Alpha', 1, { policy: policyOf(random, {}) }));
  const policy = () => story.view(true).pools[0]?.policy?.name;
  assert.equal(policy(), 'Random');
  peers.say('client', remove(A, B, 'Alpha', 1));
  assert.equal(policy(), 'Random', 'what it was');
  peers.say('client', add(A, B, 'Alpha', 1, { policy: policyOf(leastUsed, { load: 0.5 }) }));
  assert.equal(policy(), 'Least Used');
});
