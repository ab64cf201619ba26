// Stories of pool elements and their home: registration, renewal, refusal, leave (RFC 5352 §3.1, §3.2, §3.5).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf } from '../../src/encode/parameters.ts';
import { leastUsed, weightedRoundRobin } from '../../src/protocol/rserpool/policies.ts';
import { A, peAddress, Story } from './story.ts';
import {
  checksum,
  deregister,
  deregistered,
  keepAlive,
  keepAliveAck,
  presence,
  register,
  registered,
  rejectedWith,
  resolved,
  unreachable,
} from './words.ts';

/** A server that has announced itself, and an element that has registered. */
function alpha(options?: ConstructorParameters<typeof Story>[0]) {
  const story = new Story(options).announce(A);
  const channel = story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  return { story, channel };
}

test('a registration is pending until its answer, and the answer makes the element known', () => {
  const story = new Story().announce(A);
  const channel = story.element(A).say('client', register('Alpha', 1));
  assert.deepEqual(story.pools(), []);
  assert.deepEqual(story.pools(true), ['Alpha/1 @? registering certain']);
  channel.say('server', registered('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.deepEqual(story.events, ['server-appeared @a', 'element-added Alpha/1 @a']);
  assert.equal(story.server(A).ownedElements, 1);
});

test('an element has what it registered: life, policy, transport; its ASAP transport is its end of the association', () => {
  const story = new Story().announce(A);
  const policy = policyOf(weightedRoundRobin, { weight: 3 });
  story
    .element(A)
    .say('client', register('Alpha', 1, { life: 120, policy }))
    .say('server', registered('Alpha', 1));
  const [pool] = story.view().pools;
  const [element] = pool!.elements;
  assert.deepEqual(pool!.policy, { type: '0x00000002', name: 'Weighted Round Robin' });
  assert.equal(element!.registrationLifeRaw, 120);
  assert.equal(element!.registrationLifeMs, 120_000);
  assert.deepEqual(element!.policy, { type: '0x00000002', name: 'Weighted Round Robin', weight: 3 });
  assert.deepEqual(element!.userTransport, { protocol: 'sctp', port: 7000, use: 'data', addresses: [peAddress] });
  assert.deepEqual(element!.asapTransport?.addresses, [peAddress]);
  assert.equal(element!.learnedFrom, 'registration');
  // The announcement is frame 1, the handshake 2 to 5, request and answer follow.
  assert.deepEqual(element!.evidence, [6, 7]);
});

test('user transport addresses that the association does not have are not stored', () => {
  const story = new Story().announce(A);
  story
    .element(A)
    .say('client', register('Alpha', 1, { address: '127.0.0.1' }))
    .say('server', registered('Alpha', 1));
  // None of them is usable: what was registered is all there is to tell.
  assert.deepEqual(story.view().pools[0]!.elements[0]!.userTransport?.addresses, ['127.0.0.1']);
});

test('a rejected registration leaves nothing', () => {
  const story = new Story().announce(A);
  story
    .element(A)
    .say('client', register('Alpha', 1))
    .say('server', rejectedWith('Alpha', 1, 5));
  assert.deepEqual(story.pools(true), []);
  assert.deepEqual(story.events.at(-1), 'registration-rejected Alpha/1 @a');
});

test('a rejected re-registration leaves the old one', () => {
  const { story, channel } = alpha();
  const policy = policyOf(leastUsed, { load: 0.5 });
  channel.say('client', register('Alpha', 1, { policy })).say('server', rejectedWith('Alpha', 1, 5));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.equal(story.view().pools[0]!.elements[0]!.policy?.name, 'Round Robin');
});

test('a re-registration replaces the attributes and proves the element again', () => {
  const { story, channel } = alpha();
  const before = story.view().pools[0]!.elements[0]!;
  story.wait(60);
  channel.say('client', register('Alpha', 1, { life: 500 })).say('server', registered('Alpha', 1));
  const after = story.view().pools[0]!.elements[0]!;
  assert.equal(after.registrationLifeRaw, 500);
  assert.deepEqual(after.since, before.since);
  assert.ok(after.confirmed.epoch > before.confirmed.epoch + 59);
  assert.deepEqual(story.events.slice(2), ['element-changed Alpha/1 @a']);
});

test('an answer without its request proves that the element exists, and nothing else of it', () => {
  const story = new Story().announce(A);
  story.element(A).say('server', registered('Alpha', 1));
  const [element] = story.view().pools[0]!.elements;
  assert.deepEqual([element!.homeServer, element!.registrationLifeRaw, element!.policy], ['0x0000000a', null, null]);
});

test('the same identifier in two pools is two elements', () => {
  const { story, channel } = alpha();
  channel.say('client', register('Beta', 1)).say('server', registered('Beta', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain', 'Beta/1 @a registered certain']);
});

test('a deregistration counts when it is answered without an error', () => {
  const { story, channel } = alpha();
  channel.say('client', deregister('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  channel.say('server', deregistered('Alpha', 1, 0xa));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  channel.say('client', deregister('Alpha', 1)).say('server', deregistered('Alpha', 1));
  assert.deepEqual(story.pools(), []);
  assert.deepEqual(story.pools(true), ['Alpha/1 @a removed certain']);
  assert.equal(story.events.at(-1), 'element-removed Alpha/1 @a');
  assert.equal(story.server(A).ownedElements, 0);
});

test('a deregistration response that nobody asked for tells that the registration life has expired', () => {
  const reasons: (string | undefined)[] = [];
  const { story, channel } = alpha({
    onEvent: ({ kind, why }) => void (kind === 'element-removed' && reasons.push(why)),
  });
  channel.say('server', deregistered('Alpha', 1));
  assert.deepEqual(story.pools(), []);
  assert.deepEqual(reasons, ['expired']);
});

test('an element that was removed may register again', () => {
  const { story, channel } = alpha();
  channel.say('client', deregister('Alpha', 1)).say('server', deregistered('Alpha', 1));
  channel.say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  assert.deepEqual(story.pools(true), ['Alpha/1 @a registered certain']);
});

test('an element whose life has passed without a word of it is stale, unless it lives for ever', () => {
  const { story, channel } = alpha();
  channel.say('client', register('Beta', 2, { life: -1 })).say('server', registered('Beta', 2));
  story.wait(299).announce(A);
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain', 'Beta/2 @a registered certain']);
  story.wait(2);
  assert.deepEqual(story.pools(), ['Alpha/1 @a stale stale', 'Beta/2 @a registered certain']);
  assert.equal(story.view().pools[1]!.elements[0]!.registrationLifeMs, null);
});

test('a keep-alive ack is a sign of life, as good as a registration', () => {
  const { story, channel } = alpha({ profile: 'rfc' });
  story.wait(200);
  channel.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 1));
  story.wait(290).announce(A);
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  const { confirmed } = story.view().pools[0]!.elements[0]!;
  assert.ok(confirmed.epoch > story.now - 291);
  story.wait(20);
  assert.deepEqual(story.pools(), ['Alpha/1 @a stale stale']);
});

test('a keep-alive that nobody answers makes an element suspect', () => {
  const { story, channel } = alpha({ profile: 'rsplib' });
  channel.say('client', register('Alpha', 1, { life: 90_000 })).say('server', registered('Alpha', 1));
  channel.say('server', keepAlive(A, 'Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  story.wait(6).announce(A);
  assert.deepEqual(story.pools(), ['Alpha/1 @a suspect certain']);
  channel.say('client', keepAliveAck('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test('a keep-alive mid-stream tells of an element that nobody has seen before', () => {
  const story = new Story();
  const channel = story.join(peAddress, '10.1.0.1');
  channel.say('server', keepAlive(A, 'Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered asserted']);
  const [element] = story.view().pools[0]!.elements;
  assert.equal(element!.learnedFrom, 'keep-alive');
  assert.deepEqual(element!.asapTransport?.addresses, [peAddress]);
  assert.equal(element!.registrationLifeRaw, null);
});

test('a keep-alive does not bring back an element that has just gone, nor one that is registering', () => {
  const { story, channel } = alpha();
  channel.say('client', deregister('Alpha', 1)).say('server', deregistered('Alpha', 1), keepAlive(A, 'Alpha', 1));
  channel.say('client', register('Beta', 2)).say('server', keepAlive(A, 'Beta', 2));
  assert.deepEqual(story.pools(), []);
});

test('a home that is not known yet is learned when its server says who it is', () => {
  const story = new Story();
  const channel = story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @? registered certain']);
  channel.say('server', keepAlive(A, 'Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.ok(story.events.includes('home-learned Alpha/1 @a'));
});

test('a home that is not known yet is learned from an announcement as well', () => {
  const story = new Story();
  story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  story.announce(A);
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.equal(story.server(A).asapPort, 3863);
  assert.deepEqual(story.server(A).asapAddresses, ['10.1.0.1']);
});

test('a report that an element is unreachable changes nothing by itself', () => {
  const { story, channel } = alpha();
  channel.say('client', unreachable('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.equal(story.events.at(-1), 'unreachable-reported Alpha/1 @a');
});

test('a handle resolution tells what its server holds, and its silence about others proves nothing', () => {
  const { story } = alpha();
  const user = story.element(A, '10.1.0.99');
  user.say('server', resolved('Alpha', [[2, { home: A, life: 77 }]]));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain', 'Alpha/2 @a registered asserted']);
  assert.equal(story.view().pools[0]!.elements[1]!.learnedFrom, 'handle-resolution');
});

test('a handle resolution does not bring back what was seen to go', () => {
  const { story, channel } = alpha();
  channel.say('client', deregister('Alpha', 1)).say('server', deregistered('Alpha', 1));
  story.element(A, '10.1.0.99').say('server', resolved('Alpha', [[1, { home: A }]]));
  assert.deepEqual(story.pools(), []);
});

test('a server without peers owns what it accepted, and its checksum says so', () => {
  const { story } = alpha();
  story.feed(...story.peers(A, 0x0b).frames('client', presence(A, checksum(['Alpha', 1]))));
  assert.deepEqual(story.tallies(A), [1, 0, 0, 0]);
});
