// Whose habits the traffic has: the RFCs' or those of rsplib, and with them the unit of Registration Life (RFC 5354 §3.10).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, B, Story } from './story.ts';
import { add, keepAlive, register, registered, resolve } from './words.ts';

function registering(life: number, options?: ConstructorParameters<typeof Story>[0]) {
  const story = new Story(options).announce(A);
  const channel = story
    .element(A)
    .say('client', register('Alpha', 1, { life }))
    .say('server', registered('Alpha', 1));
  return { story, channel };
}

function unitOf(story: Story): string {
  const { name, registrationLifeUnit } = story.view().profile;
  return `${name} ${registrationLifeUnit}`;
}

function lifeOf(story: Story): number | null {
  return story.view().pools[0]!.elements[0]!.registrationLifeMs;
}

test('a life is in seconds while nothing speaks against the RFC', () => {
  const { story } = registering(3600);
  assert.equal(unitOf(story), 'rfc s');
  assert.equal(lifeOf(story), 3_600_000);
});

test('a life of more than a day in seconds is in milliseconds', () => {
  assert.equal(unitOf(registering(86_400).story), 'rfc s');
  const { story } = registering(86_401);
  assert.equal(unitOf(story), 'rsplib ms');
  assert.equal(lifeOf(story), 86_401);
  const update = new Story();
  update.peers(A, B).say('client', add(A, B, 'Alpha', 1, { life: 90_000 }));
  assert.equal(unitOf(update), 'rsplib ms');
});

test('re-registrations that come far sooner than seconds would ask for tell milliseconds', () => {
  const { story, channel } = registering(30_000);
  assert.equal(unitOf(story), 'rfc s');
  story.wait(10);
  channel.say('client', register('Alpha', 1, { life: 30_000 }));
  assert.equal(unitOf(story), 'rsplib ms');
  assert.match(story.view().profile.because, /frame 8/);
});

test('a short life tells nothing, however soon it is renewed', () => {
  const { story, channel } = registering(999);
  story.wait(0.1);
  channel.say('client', register('Alpha', 1, { life: 999 }));
  assert.equal(unitOf(story), 'rfc s');
});

test('parameters that only rsplib sends tell rsplib', () => {
  const { story, channel } = registering(300);
  channel.say('server', keepAlive(A, 'Alpha', 1));
  assert.equal(unitOf(story), 'rsplib ms');
  const other = registering(300);
  other.channel.say('client', resolve('Alpha'));
  assert.equal(unitOf(other.story), 'rfc s');
  other.channel.say('client', resolve('Alpha', 3));
  assert.equal(unitOf(other.story), 'rsplib ms');
});

test('what the user says is not told from the traffic', () => {
  assert.equal(unitOf(registering(100_000, { profile: 'rfc' }).story), 'rfc s');
  const { story } = registering(300, { profile: 'rsplib' });
  assert.equal(unitOf(story), 'rsplib ms');
  assert.equal(lifeOf(story), 300);
});

test('the silence after which a server is suspect is that of the profile', () => {
  for (const [profile, seconds] of [
    ['rfc', 61],
    ['rsplib', 5],
  ] as const) {
    const { story } = registering(300, { profile });
    story.wait(seconds - 1);
    assert.equal(story.server(A).state, 'active');
    story.wait(2);
    assert.equal(story.server(A).state, 'suspect');
  }
});
