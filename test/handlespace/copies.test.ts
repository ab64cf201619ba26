// What each ENRP server is known to hold, and what is said where the wire does not tell (RFC 5353 §3.3).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf } from '../../src/encode/parameters.ts';
import { type Comparison, compareCopies } from '../../src/handlespace/copies/comparison.ts';
import { copyView } from '../../src/handlespace/copies/copy-view.ts';
import { ServerCopies } from '../../src/handlespace/copies/server-copies.ts';
import { weightedRandomDpf } from '../../src/protocol/rserpool/policies.ts';
import { A, B, C, Story } from './story.ts';
import {
  add,
  checksum,
  presence,
  register,
  registered,
  remove,
  resolved,
  table,
  tableRequest,
  tookOver,
} from './words.ts';

const life = { life: 90_000 };

function servers() {
  const copies = new ServerCopies();
  const story: Story = new Story({
    profile: 'rsplib',
    observers: [copies],
  });
  story.announce(A).announce(B).announce(C);
  const [ab, ac, bc] = [story.peers(A, B), story.peers(A, C), story.peers(B, C)];
  // Everybody says that it owns nothing: what comes is new.
  ab.say('client', presence(A, 0xffff, B)).say('server', presence(B, 0xffff, A));
  ac.say('client', presence(A, 0xffff, C)).say('server', presence(C, 0xffff, A));
  bc.say('client', presence(B, 0xffff, C)).say('server', presence(C, 0xffff, B));
  return {
    story,
    ab,
    ac,
    bc,
    /** `Alpha/1 @a by update-sent certain`, or `Alpha/1 lacking inferred`. */
    held(server: number): string[] {
      const view = copyView(copies, server, story.handlespace.state, story.now);
      return [
        ...(view?.pools ?? []).flatMap(({ handle, elements }) =>
          elements.map(
            (one) =>
              `${handle}/${Number(one.id)} @${Number(one.homeServer).toString(16)} by ${one.learnedFrom} ${one.certainty}`,
          ),
        ),
        ...(view?.lacking ?? []).map(({ pool, id, state, certainty }) => `${pool}/${Number(id)} ${state} ${certainty}`),
      ];
    },
    compare: (): Comparison => compareCopies(copies, story.handlespace.state, story.now),
  };
}

test('an update is held by who sent it and by who got it, and by nobody else', () => {
  const { story, ab, held, compare } = servers();
  ab.say('client', add(A, B, 'Alpha', 1, life));
  story.wait(2);
  assert.deepEqual(held(A), ['Alpha/1 @a by update-sent certain']);
  assert.deepEqual(held(B), ['Alpha/1 @a by update-received asserted']);
  assert.deepEqual(held(C), ['Alpha/1 lacking inferred']);
  const { disagreements, elements } = compare();
  assert.deepEqual(
    disagreements.map(({ kind, server }) => [kind, Number(server)]),
    [['missing', C]],
  );
  assert.deepEqual(elements[0]?.at, ['0x0000000a', '0x0000000a', '-']);
});

test('for a second after an update nobody is said to disagree', () => {
  const { ab, compare } = servers();
  ab.say('client', add(A, B, 'Alpha', 1, life));
  const { disagreements, onTheirWay } = compare();
  assert.deepEqual([disagreements.length, onTheirWay], [0, 1]);
});

test('a server that no delete reached still holds what its home removed', () => {
  const { story, ab, ac, held, compare } = servers();
  ab.say('client', add(A, B, 'Alpha', 1, life));
  ac.say('client', add(A, C, 'Alpha', 1, life));
  ab.say('client', remove(A, B, 'Alpha', 1));
  story.wait(2);
  assert.deepEqual([held(A), held(B), held(C)], [[], [], ['Alpha/1 @a by update-received asserted']]);
  assert.deepEqual(
    compare().disagreements.map(({ kind, server }) => [kind, Number(server)]),
    [['kept', C]],
  );
});

test('an element from before the capture is unknown at who does not speak of it, not lacking', () => {
  const copies = new ServerCopies();
  const story: Story = new Story({ observers: [copies] });
  story.announce(A).announce(B).announce(C);
  story.peers(A, C).say('client', presence(A, 0x1234, C));
  story.peers(A, B).say('client', add(A, B, 'Alpha', 1, life));
  const view = copyView(copies, C, story.handlespace.state, story.now + 2);
  assert.deepEqual(
    view?.lacking.map(({ state, certainty }) => [state, certainty]),
    [['unknown', null]],
  );
  assert.equal(compareCopies(copies, story.handlespace.state, story.now + 2).disagreements.length, 0);
});

test('a whole handle table makes what is not in it lacking, for who gave it', () => {
  const { story, ab, bc, held } = servers();
  ab.say('client', add(A, B, 'Alpha', 1, life)).say('client', add(A, B, 'Alpha', 2, life));
  story.wait(1);
  bc.say('server', tableRequest(C, B, false)).say('client', table(B, C, [['Alpha', 2, { home: A, ...life }]]));
  assert.deepEqual(held(B), ['Alpha/2 @a by table-given certain', 'Alpha/1 lacking certain']);
  assert.deepEqual(held(C), ['Alpha/2 @a by table-received asserted', 'Alpha/1 lacking inferred']);
});

test('what a server names to a pool user it holds, with the home that it has for it', () => {
  const { story, ab, held, compare } = servers();
  ab.say('client', add(A, B, 'Alpha', 1, life));
  story.element(C, '10.1.0.50').say('server', resolved('Alpha', [[1, { home: B, ...life }]]));
  assert.deepEqual(held(C), ['Alpha/1 @b by resolution-given certain']);
  story.wait(2);
  const [found] = compare().disagreements;
  assert.deepEqual([found?.kind, found?.atHome, found?.atServer], ['home', '0x0000000a', '0x0000000b']);
});

test('a takeover that is announced moves elements at who says it and at who hears it', () => {
  const { ab, ac, bc, held } = servers();
  ac.say('client', add(A, C, 'Alpha', 1, life));
  ab.say('client', add(A, B, 'Alpha', 1, life));
  bc.say('client', tookOver(B, C, A));
  assert.deepEqual(held(B)[0]?.slice(0, 11), 'Alpha/1 @b ');
  assert.deepEqual(held(C), ['Alpha/1 @b by takeover asserted']);
});

test('an entry whose registration life is over is stale at a peer, and its home is not asked', () => {
  const { story, ab, held, compare } = servers();
  ab.say('client', add(A, B, 'Alpha', 1, { life: 4000 }));
  story.wait(3);
  // A tells nobody that its element registered again.
  story
    .element(A)
    .say('client', register('Alpha', 1, { life: 4000 }))
    .say('server', registered('Alpha', 1));
  story.wait(3);
  ab.say('client', presence(A, checksum(['Alpha', 1]), B)).say('server', presence(B, 0xffff, A));
  assert.deepEqual(held(B), ['Alpha/1 @a by update-received stale']);
  assert.deepEqual(compare().elements[0]?.agree, true);
});

test('the distance of delay-dependent policies differs by design, their weight does not', () => {
  const { story, ab, ac, compare } = servers();
  const policy = (weight: number, distance: number) => ({
    policy: policyOf(weightedRandomDpf, { weight, weightDpf: 0.25, distance }),
    ...life,
  });
  ab.say('client', add(A, B, 'Alpha', 1, policy(3, 50)));
  ac.say('client', add(A, C, 'Alpha', 1, policy(3, 250)));
  story.wait(2);
  assert.deepEqual(compare().disagreements, []);
  ac.say('client', add(A, C, 'Alpha', 1, policy(4, 50)));
  story.wait(2);
  assert.deepEqual(
    compare().disagreements.map(({ kind, server }) => [kind, Number(server)]),
    [['policy', B]],
  );
});

test('two servers that are heard and exchange nothing over an association are named', () => {
  const { story, ab, ac, compare } = servers();
  story.wait(20);
  ab.say('client', presence(A, 0xffff, B)).say('server', presence(B, 0xffff, A));
  ac.say('client', presence(A, 0xffff, C)).say('server', presence(C, 0xffff, A));
  assert.deepEqual(
    compare().silentPairs.map(({ servers: pair }) => pair),
    [['0x0000000b', '0x0000000c']],
  );
});
