// What silence changes: keep-alives without an answer, lives that end, requests that are forgotten (RFC 5352 §3.2, §3.5).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknownsOf } from '../../src/handlespace/coverage.ts';
import { Deadlines } from '../../src/handlespace/deadlines.ts';
import { A, addressOfServer, B, peAddress, Story } from './story.ts';
import { add, checksum, keepAlive, keepAliveAck, presence, register, registered } from './words.ts';

/** Announces itself each second, and so goes on living without saying anything of elements. */
function announceFor(story: Story, seconds: number): Story {
  for (let second = 0; second < seconds; second++) story.wait(1).announce(A);
  return story;
}

function registeredAt(profile: 'rfc' | 'rsplib', life: number) {
  const story = new Story({ profile }).announce(A);
  const pe = story
    .element(A)
    .say('client', register('Alpha', 1, { life }))
    .say('server', registered('Alpha', 1));
  return { story, pe };
}

const about = (story: Story, kind: string) => story.events.filter((event) => event.startsWith(kind));

test('an element that answers no keep-alive is suspect after the time-out, told once, and well again when it answers', () => {
  const { story, pe } = registeredAt('rsplib', 90_000);
  pe.say('server', keepAlive(A, 'Alpha', 1));
  announceFor(story, 8);
  assert.deepEqual(about(story, 'element-suspect'), ['element-suspect Alpha/1 @a']);
  assert.deepEqual(story.pools(), ['Alpha/1 @a suspect certain']);
  pe.say('client', keepAliveAck('Alpha', 1));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test('a suspect element of which nothing tells any more is removed after a time of grace, and never while ENRP would tell', () => {
  const { story, pe } = registeredAt('rsplib', 90_000);
  pe.say('server', keepAlive(A, 'Alpha', 1));
  announceFor(story, 30);
  assert.deepEqual(story.pools(true), ['Alpha/1 @a removed inferred']);

  const other = registeredAt('rsplib', 90_000);
  const ab = other.story.announce(B).peers(A, B);
  ab.say('client', add(A, B, 'Alpha', 1), presence(A, checksum(['Alpha', 1]), B));
  other.pe.say('server', keepAlive(A, 'Alpha', 1));
  announceFor(other.story, 30);
  assert.deepEqual(other.story.pools(true), ['Alpha/1 @a suspect certain']);
});

test('an element whose life ended is stale with rsplib, and removed without ENRP to tell where the RFC rules', () => {
  const rsplib = registeredAt('rsplib', 20_000).story;
  announceFor(rsplib, 60);
  assert.deepEqual(about(rsplib, 'element-expired'), ['element-expired Alpha/1 @a']);
  assert.deepEqual(rsplib.pools(true), ['Alpha/1 @a stale stale']);

  const rfc = registeredAt('rfc', 20).story;
  announceFor(rfc, 60);
  assert.deepEqual(about(rfc, 'element-'), [
    'element-added Alpha/1 @a',
    'element-expired Alpha/1 @a',
    'element-removed Alpha/1 @a',
  ]);
});

test('an element that lives for ever never expires', () => {
  const { story } = registeredAt('rfc', -1);
  for (let minutes = 0; minutes < 2000; minutes++) story.wait(60).announce(A);
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test('a registration that was never answered is forgotten once its association has ended', () => {
  const story = new Story({ profile: 'rsplib' }).announce(A);
  const pe = story.element(A).say('client', register('Alpha', 1));
  announceFor(story, 30);
  assert.deepEqual(story.pools(true), ['Alpha/1 @? registering certain']);
  pe.abort('client');
  announceFor(story, 12);
  assert.deepEqual(story.pools(true), []);
});

test('a server that announces another identifier from the same address has changed it', () => {
  const story = new Story().announce(A);
  story.announce(B, addressOfServer[A]);
  assert.deepEqual(about(story, 'server-identifier'), ['server-identifier-changed @b from a']);
});

test('who waits is looked at once, in order, and not before its time', () => {
  const deadlines = new Deadlines<{ name: string; wakeSecond: number }>();
  const [one, two, three] = ['one', 'two', 'three'].map((name) => ({ name, wakeSecond: 0 }));
  deadlines.schedule(two!, 1_700_000_010.5);
  deadlines.schedule(one!, 1_700_000_005.2);
  deadlines.schedule(three!, 1_700_000_500);
  deadlines.schedule(one!, 1_700_000_009);
  const seen: string[] = [];
  for (const now of [1_700_000_005.9, 1_700_000_006, 1_700_000_020, 1_700_000_499, 1_700_001_000, 1_700_002_000])
    deadlines.advance(now, ({ name }) => seen.push(`${name} ${now - 1_700_000_000}`));
  assert.deepEqual(seen, ['one 6', 'two 20', 'three 1000']);
});

test('an element that registers from the address of one that just left may be that one, restarted', () => {
  const words: (string | null)[] = [];
  const story = new Story({ onEvent: (event) => event.kind === 'element-added' && words.push(event.why ?? null) });
  const first = story.announce(A).element(A);
  first.say('client', register('Alpha', 1)).say('server', registered('Alpha', 1)).abort('client');
  story.wait(3);
  story.element(A).say('client', register('Alpha', 2)).say('server', registered('Alpha', 2));
  assert.equal(words[1], 'at the address of 0x00000001, which left: perhaps restarted');
});

test('what a capture cannot tell is said: begun before, without ENRP, one direction only', () => {
  const codes = ({ handlespace }: Story) => unknownsOf(handlespace.state, handlespace.traffic).map(({ code }) => code);
  const whole = new Story().announce(A);
  whole
    .peers(A, B)
    .say('client', presence(A, 0xffff, B))
    .say('server', presence(B, 0xffff, A));
  whole.element(A).say('client', register('Alpha', 1));
  assert.deepEqual(codes(whole), []);

  const late = new Story().announce(A);
  late
    .join(peAddress, addressOfServer[A]!)
    .say('client', register('Alpha', 1), register('Alpha', 1), register('Alpha', 2));
  assert.deepEqual(codes(late), ['begun-before', 'no-enrp', 'no-answers', 'incomplete-server']);
});

test('after a hole in the capture silence counts from its end, and what was known before is stale until confirmed', () => {
  const { story, pe } = registeredAt('rsplib', 300_000);
  announceFor(story, 12);
  pe.say('server', keepAlive(A, 'Alpha', 1));
  story.wait(70).announce(A);
  announceFor(story, 8);
  // The answer may have come meanwhile.
  assert.deepEqual(about(story, 'element-suspect'), []);
  assert.deepEqual(about(story, 'server-silent'), []);
  const element = () => story.view().pools[0]?.elements[0];
  assert.equal(element()?.certainty, 'stale');
  assert.deepEqual(unknownsOf(story.handlespace.state, story.handlespace.traffic).map(({ code }) => code)[0], 'hole');
  pe.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 1));
  assert.equal(element()?.certainty, 'certain');
});
