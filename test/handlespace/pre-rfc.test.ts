// The handlespace of captures from before the RFCs: the same stories, told in the numbers of the drafts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf } from '../../src/encode/parameters.ts';
import { leastUsed } from '../../src/protocol/rserpool/policies.ts';
import { asapDraft, enrpDraft } from '../drafts.ts';
import { A, B, C, Story } from './story.ts';
import { add, checksum, mayTakeOver, presence, register, registered, tookOver, wantsToTakeOver } from './words.ts';

test('a takeover told in the numbers of the drafts gives the elements to the new home, and the checksums agree', () => {
  const story = new Story({ dialect: 'pre-rfc', profile: 'rfc' });
  const ab = story.peers(A, B);
  const bc = story.peers(B, C);
  const pe = story.element(A).say('client', asapDraft(register('Alpha', 1)));
  ab.say('client', enrpDraft(add(A, B, 'Alpha', 1)));
  pe.say('server', asapDraft(registered('Alpha', 1)));
  ab.say('client', enrpDraft(presence(A, checksum(['Alpha', 1]), B)));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.deepEqual(story.tallies(A), [1, 0, 0, 0]);
  story.wait(70);
  bc.say('client', enrpDraft(wantsToTakeOver(B, C, A))).say('server', enrpDraft(mayTakeOver(C, B, A)));
  bc.say('client', enrpDraft(tookOver(B, C, A))).say('client', enrpDraft(presence(B, checksum(['Alpha', 1]), C)));
  assert.deepEqual(story.pools(), ['Alpha/1 @b registered certain']);
  assert.deepEqual(story.tallies(B), [1, 0, 0, 0]);
});

test('policies of the drafts have the numbers of the RFCs, and loads as shares', () => {
  const story = new Story({ dialect: 'pre-rfc' });
  const policy = policyOf(leastUsed, { load: 0.25 });
  story
    .element(A)
    .say('client', asapDraft(register('Alpha', 1, { policy })))
    .say('server', asapDraft(registered('Alpha', 1)));
  const element = story.view(true).pools[0]?.elements[0];
  assert.equal(element?.policy?.type, '0x40000001');
  assert.equal(Number(element?.policy?.load).toFixed(6), '0.250000');
});

test('read by the numbers of the RFCs, messages of the drafts tell of no pool', () => {
  const story = new Story();
  story.element(A).say('client', asapDraft(register('Alpha', 1)), asapDraft(register('Alpha', 2)));
  assert.deepEqual(story.pools(true), []);
});
