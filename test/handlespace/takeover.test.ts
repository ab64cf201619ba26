// Stories of servers and associations that end: takeover, restart, loss (RFC 5353 §3.5, RFC 5352 §3.5).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Association } from '../../src/encode/association.ts';
import { A, addressOfServer, B, C, peAddress, Story } from './story.ts';
import {
  add,
  checksum,
  keepAlive,
  keepAliveAck,
  mayTakeOver,
  presence,
  register,
  registered,
  remove,
  tookOver,
  wantsToTakeOver,
} from './words.ts';

/** Servers A, B and C; element Alpha/1 at A. */
function three(options?: ConstructorParameters<typeof Story>[0]) {
  const story = new Story(options).announce(A).announce(B).announce(C);
  const ab = story.peers(A, B);
  const bc = story.peers(B, C);
  const pe = story.element(A).say('client', register('Alpha', 1));
  ab.say('client', add(A, B, 'Alpha', 1));
  pe.say('server', registered('Alpha', 1));
  ab.say('client', presence(A, checksum(['Alpha', 1]), B)).say('server', presence(B, 0xffff, A));
  bc.say('server', presence(C, 0xffff, B));
  return { story, ab, bc, pe };
}

/** B opens an association to the element and claims it. */
function claim(story: Story, server: number) {
  const channel = story.connect(addressOfServer[server]!, peAddress, { client: 3863, server: 40_000 });
  return channel.say('client', keepAlive(server, 'Alpha', 1, true));
}

test('a keep-alive of another server that does not claim the element leaves its home', () => {
  const { story } = three();
  const channel = story.connect(addressOfServer[B]!, peAddress, { client: 3863, server: 40_000 });
  channel.say('client', keepAlive(B, 'Alpha', 1));
  assert.deepEqual(story.view().pools[0]!.elements[0]!.homeServer, '0x0000000a');
});

test('a keep-alive that claims the element moves it at once, and its ack makes that certain', () => {
  const { story } = three({ profile: 'rfc' });
  const channel = claim(story, B);
  assert.deepEqual(story.pools(), ['Alpha/1 @b registered inferred']);
  assert.equal(story.events.at(-1), 'home-changed Alpha/1 @b from a');
  channel.say('server', keepAliveAck('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @b registered certain']);
});

test('a takeover with all its messages gives the elements of the target to the sender', () => {
  const { story, bc } = three({ profile: 'rfc' });
  story.wait(50);
  bc.say('client', wantsToTakeOver(B, C, A)).say('server', mayTakeOver(C, B, A));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  bc.say('client', tookOver(B, C, A));
  assert.deepEqual(story.pools(), ['Alpha/1 @b registered certain']);
  const dead = story.server(A);
  assert.deepEqual([dead.state, dead.takenOverBy, dead.ownedElements], ['taken-over', '0x0000000b', 0]);
  assert.deepEqual(story.events.slice(-4), [
    'takeover-initiated @b from a',
    'takeover-acknowledged @c from a',
    'takeover-announced @b from a',
    'home-changed Alpha/1 @b from a',
  ]);
});

test('a takeover without Takeover Server, as rsplib does it, shows in the keep-alives', () => {
  const { story, bc } = three({ profile: 'rsplib' });
  story.wait(10);
  bc.say('client', wantsToTakeOver(B, C, A)).say('server', mayTakeOver(C, B, A));
  claim(story, B).say('server', keepAliveAck('Alpha', 1));
  const { homeServer, certainty } = story.view().pools[0]!.elements[0]!;
  assert.deepEqual([homeServer, certainty === 'stale' ? 'certain' : certainty], ['0x0000000b', 'certain']);
  assert.deepEqual([story.server(A).state, story.server(A).takenOverBy], ['taken-over', '0x0000000b']);
  bc.say('client', presence(B, checksum(['Alpha', 1]), C));
  assert.deepEqual(story.tallies(B).slice(1), [0, 0, 0]);
});

test('a target that speaks while it is taken over stops the takeover', () => {
  const { story, ab, bc } = three({ profile: 'rfc' });
  bc.say('client', wantsToTakeOver(B, C, A));
  ab.say('client', presence(A, checksum(['Alpha', 1]), B));
  assert.equal(story.events.at(-1), 'takeover-stopped @a from b');
  assert.equal(story.server(A).state, 'active');
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test('a server that was taken over and speaks again has come back', () => {
  const { story, ab, bc } = three({ profile: 'rfc' });
  bc.say('client', tookOver(B, C, A));
  ab.say('client', presence(A, 0xffff, B));
  assert.deepEqual([story.server(A).state, story.server(A).takenOverBy], ['active', null]);
  assert.deepEqual(story.tallies(A), [2, 0, 0, 0]);
});

test('a server is suspect when it is silent, and has left when it closed its associations first', () => {
  const { story } = three({ profile: 'rfc' });
  story.wait(62);
  assert.equal(story.server(C).state, 'suspect');
  const other = three({ profile: 'rfc' });
  other.ab.shutdown('client');
  other.story.wait(62);
  assert.equal(other.story.server(A).state, 'left');
});

test('an element whose association ended is suspect until its home says that it is gone', () => {
  for (const end of ['abort', 'shutdown'] as const) {
    const { story, ab, pe } = three({ profile: 'rfc' });
    pe[end]('client');
    assert.deepEqual(story.pools(), ['Alpha/1 @a suspect certain']);
    assert.equal(story.server(A).ownedElements, 1);
    assert.ok(story.events.includes('element-lost Alpha/1 @a'));
    ab.say('client', remove(A, B, 'Alpha', 1));
    assert.deepEqual(story.pools(), []);
  }
});

test('an element whose association ended is gone at once where its home has nobody to tell', () => {
  const story = new Story({ profile: 'rfc' }).announce(A);
  const pe = story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  pe.abort('client');
  assert.deepEqual(story.pools(), []);
  assert.deepEqual(story.pools(true), ['Alpha/1 @a removed inferred']);
});

test('an element that loses its association and registers over another one is not suspect', () => {
  const { story, pe } = three({ profile: 'rfc' });
  pe.abort('client');
  story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test('elements of a home that went away stay, suspect, until somebody takes them', () => {
  const { story, pe } = three({ profile: 'rfc' });
  pe.abort('server');
  assert.deepEqual(story.pools(), ['Alpha/1 @a suspect certain']);
  claim(story, B).say('server', keepAliveAck('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @b registered certain']);
});

test('a home that comes back owning nothing, after all its associations have ended, has restarted', () => {
  const { story, ab, pe } = three({ profile: 'rfc' });
  pe.abort('server');
  ab.abort('client');
  story.peers(A, B).say('client', presence(A, 0xffff, B));
  assert.deepEqual(story.pools(), []);
  assert.deepEqual(story.tallies(A), [1, 1, 0, 0]);
});

test('a home that claims to own nothing while its elements are well is wrong', () => {
  const { story, ab } = three({ profile: 'rfc' });
  story.wait(3);
  ab.say('client', presence(A, 0xffff, B));
  story.wait(3);
  ab.say('server', presence(B, 0xffff, A));
  // Nothing else says so: the element stays, and is no longer certain.
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered stale']);
  assert.deepEqual(story.tallies(A), [1, 0, 1, 0]);
});

test('the end of an association between servers takes no elements with it', () => {
  const { story, ab } = three({ profile: 'rfc' });
  ab.abort('client');
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test('of two servers that want to take over the same target, the one that is acknowledged goes on', () => {
  const { story, bc } = three({ profile: 'rsplib' });
  story.wait(10);
  bc.say('client', wantsToTakeOver(B, C, A)).say('server', wantsToTakeOver(C, B, A), mayTakeOver(C, B, A));
  const { takeover } = story.server(A);
  assert.deepEqual(
    [takeover?.state, takeover?.by, takeover?.contenders, takeover?.acknowledgedBy],
    ['won', '0x0000000b', ['0x0000000c'], ['0x0000000c']],
  );
  assert.ok(story.events.includes('takeover-contested @c from a'));
});

test('a takeover that not all peers agree to is abandoned after five seconds with rsplib, and never with the RFC', () => {
  for (const profile of ['rsplib', 'rfc'] as const) {
    const { story, bc } = three({ profile });
    story.wait(10);
    bc.say('client', wantsToTakeOver(B, C, A));
    story.wait(7);
    bc.say('client', presence(B, 0xffff, C));
    assert.equal(story.server(A).takeover?.state, profile === 'rsplib' ? 'abandoned' : 'pending');
    assert.equal(story.server(A).ownedElements, 1);
  }
});

test('a server is told to be silent once, and to have returned when it speaks again', () => {
  const { story, ab, bc } = three({ profile: 'rsplib' });
  for (let second = 0; second < 20; second += 2) {
    story.wait(2);
    bc.say('client', presence(B, 0xffff, C));
  }
  ab.say('client', presence(A, checksum(['Alpha', 1]), B));
  assert.deepEqual(
    story.events.filter((event) => event.includes('server') && event.includes('@a')),
    ['server-appeared @a', 'server-silent @a', 'server-returned @a'],
  );
});

test('two multi-homed servers whose INITs cross keep their addresses apart', () => {
  const story = new Story();
  const ends = {
    a: { addresses: ['10.1.0.1', '10.2.0.1'], port: 9901, tag: 71, initialTsn: 5 },
    b: { addresses: ['10.1.0.2', '10.2.0.2'], port: 9901, tag: 72, initialTsn: 6 },
  };
  const ab = new Association({ client: ends.a, server: ends.b });
  const ba = new Association({ client: ends.b, server: ends.a });
  // Each answers the other's INIT with the tag of its own (RFC 9260 §5.2.1).
  story.feed(ab.init(), ba.init(), ba.initAck(), ab.initAck(), ab.cookieEcho(), ba.cookieEcho());
  story.feed(...ab.data('client', { bytes: presence(A, 0xffff, B), ppid: 12 }));
  story.feed(...ab.data('server', { bytes: presence(B, 0xffff, A), ppid: 12 }));
  // Registered at the second address of A, which nobody has announced.
  story.connect(peAddress, '10.2.0.1').say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  assert.deepEqual(story.view().pools[0]?.elements[0]?.homeServer, '0x0000000a');
});
