// The PE checksum (RFC 5353 §3.6, RFC 1071): its arithmetic, and what becomes of each that a server announces.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { udpFrame } from '../../src/encode/packets.ts';
import { blockSum, checksumOf, residue, residueOfChecksum } from '../../src/handlespace/pe-checksum.ts';
import { hexFixture } from '../hex-fixture.ts';
import { A, addressOfServer, B, Story } from './story.ts';
import { add, checksum, deregister, presence, register, remove } from './words.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Protocol facts §6.4; V2 and V3 were seen on the wire. */
const vectors: readonly (readonly [
  name: string,
  elements: readonly (readonly [Uint8Array, number])[],
  checksum: number,
])[] = [
  ['V1', [], 0xffff],
  ['V2', [[utf8('CalcAppPool'), 0x5562e917]], 0x8490],
  ['V3', [[utf8('CalcAppPool'), 0x3775a3bd]], 0xe7d7],
  ['V4', [[utf8('EchoPool'), 1]], 0x9250],
  ['V5', [[utf8('abc'), 0xdeadbeef]], 0x9dff],
  [
    'V6',
    [
      [utf8('EchoPool'), 0x12345678],
      [utf8('EchoPool'), 0x9abcdef0],
      [utf8('FractalGeneratorPool'), 0x0badcafe],
    ],
    0x877b,
  ],
  [
    'V7',
    [
      [utf8('EchoPool'), 0x12345678],
      [utf8('FractalGeneratorPool'), 0x0badcafe],
    ],
    0x6ed7,
  ],
  ['V8', [[new Uint8Array(32).fill(0xff), 0xffffffff]], 0x0000],
  ['V9', [[hexFixture('00 01 02'), 0x80000001]], 0x7dfd],
  ['V10', [[utf8('A'), 0x0000ffff]], 0xbeff],
  [
    'V11',
    [
      [utf8('A'), 0x11111111],
      [utf8('B'), 0x11111111],
    ],
    0x38bb,
  ],
];

test('the checksum of known sets is the known one', () => {
  for (const [name, elements, wanted] of vectors) {
    const sum = elements.reduce((total, [handle, id]) => total + blockSum(handle, id), 0);
    assert.equal(checksumOf(sum), wanted, name);
    assert.equal(residue(sum), residueOfChecksum(wanted), name);
  }
});

test("the two zeros of one's complement are one", () => {
  assert.equal(residueOfChecksum(0x0000), residueOfChecksum(0xffff));
  assert.equal(residue(0), residue(0xffff));
  assert.equal(residue(-1), 0xfffe);
});

test('taking an element away is subtraction, in any order, for any number of them', () => {
  const sums = Array.from({ length: 5000 }, (_, id) =>
    blockSum(utf8(`Pool${id % 7}`), Math.imul(id, 0x9e3779b1) >>> 0),
  );
  const all = sums.reduce((total, sum) => total + sum, 0);
  assert.equal(checksumOf(sums.reduceRight((total, sum) => total - sum, all)), 0xffff);
  assert.equal(residue(all - sums[17]!), residue(sums.filter((_, index) => index !== 17).reduce((a, b) => a + b, 0)));
});

/** A and B, with Alpha/1 at A, whose checksum has fitted once. */
function verified() {
  const story = new Story({ profile: 'rfc' }).announce(A).announce(B);
  const peers = story.peers(A, B).say('client', add(A, B, 'Alpha', 1), presence(A, checksum(['Alpha', 1]), B));
  assert.deepEqual(story.tallies(A), [1, 0, 0, 0]);
  story.wait(3);
  return { story, peers };
}

test('a checksum that fits is verified, and shown beside ours', () => {
  const { story } = verified();
  const { announced, computed, agrees, frame } = story.server(A).checksum;
  assert.equal(announced, computed);
  assert.equal(agrees, true);
  assert.equal(frame, 8);
});

test('a checksum from just before a change that was seen is in flight', () => {
  const { story, peers } = verified();
  peers.say('client', add(A, B, 'Alpha', 2), presence(A, checksum(['Alpha', 1]), B));
  assert.deepEqual(story.tallies(A), [1, 1, 0, 0]);
  // And of several changes, any number of the latest may be missing in it.
  peers.say(
    'client',
    add(A, B, 'Alpha', 3),
    remove(A, B, 'Alpha', 1),
    presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B),
  );
  assert.deepEqual(story.tallies(A), [1, 2, 0, 0]);
});

test('a checksum that already has a change that is seen within the next second is in flight', () => {
  const { story, peers } = verified();
  peers.say('client', presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B));
  assert.deepEqual(story.tallies(A), [1, 0, 0, 0]);
  story.wait(0.5);
  peers.say('client', add(A, B, 'Alpha', 2));
  assert.deepEqual(story.tallies(A), [1, 1, 0, 0]);
});

test('a checksum that nothing explains within a second is disagreed', () => {
  const { story, peers } = verified();
  peers.say('client', presence(A, 0x1234, B));
  assert.equal(story.server(A).checksum.agrees, false);
  story.wait(2);
  peers.say('server', presence(B, 0xffff, A));
  assert.deepEqual(story.tallies(A), [1, 0, 1, 0]);
  assert.ok(story.events.includes('checksum-disagreed @a'));
});

test('a change that comes too late explains nothing', () => {
  const { story, peers } = verified();
  peers.say('client', presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B));
  story.wait(2);
  peers.say('client', add(A, B, 'Alpha', 2));
  assert.deepEqual(story.tallies(A), [1, 0, 1, 0]);
});

test('what does not fit at the end of the capture is settled there', () => {
  const { story, peers } = verified();
  peers.say('client', presence(A, 0x1234, B));
  assert.deepEqual(story.tallies(A), [1, 0, 0, 0]);
  assert.deepEqual(story.end().tallies(A), [1, 0, 1, 0]);
});

test('mid-stream, a checksum of a set that was never seen whole is unverifiable', () => {
  const story = new Story({ profile: 'rfc' });
  const peers = story.join(addressOfServer[A]!, addressOfServer[B]!, { server: 9901 });
  peers.say('client', presence(A, 0x1234, B), add(A, B, 'Alpha', 1));
  story.wait(3);
  peers.say('client', presence(A, 0x5678, B));
  assert.deepEqual(story.end().tallies(A), [0, 0, 0, 2]);
});

test('what the capture lacks of an association makes the checksums of its servers unverifiable', () => {
  const { story, peers } = verified();
  peers.frames('client', add(A, B, 'Alpha', 2));
  story.feed(peers.association.sack('server'));
  assert.equal(story.handlespace.state.gaps, 1);
  peers.say('client', presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B));
  story.wait(3);
  peers.say('server', presence(B, 0xffff, A));
  assert.deepEqual(story.tallies(A), [1, 0, 0, 1]);
});

test('a registration that nobody answered is confirmed by the checksum of its home', () => {
  const { story, peers } = verified();
  story.element(A).say('client', register('Beta', 7, { life: 55 }));
  story.wait(5);
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  peers.say('client', presence(A, checksum(['Alpha', 1], ['Beta', 7]), B));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain', 'Beta/7 @a registered inferred']);
  const { learnedFrom, registrationLifeRaw } = story.view().pools[1]!.elements[0]!;
  assert.deepEqual([learnedFrom, registrationLifeRaw], ['checksum', 55]);
  assert.deepEqual(story.tallies(A), [1, 1, 0, 0]);
  peers.say('client', presence(A, checksum(['Alpha', 1], ['Beta', 7]), B));
  assert.deepEqual(story.tallies(A), [2, 1, 0, 0]);
});

test('a deregistration that nobody answered, and an element that was lost, are confirmed by the checksum', () => {
  const { story, peers } = verified();
  peers.say('client', add(A, B, 'Alpha', 2));
  story.element(A).say('client', deregister('Alpha', 2));
  story.wait(5);
  peers.say('client', presence(A, checksum(['Alpha', 1]), B));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
  assert.deepEqual(story.pools(true).slice(1), ['Alpha/2 @a removed inferred']);
  assert.deepEqual(story.tallies(A), [1, 1, 0, 0]);
});

test('a copy of a datagram is not another announcement', () => {
  const { story } = verified();
  const ip = { source: addressOfServer[A]!, destination: '239.0.0.51' };
  const frame = udpFrame(ip, { sourcePort: 9901, destinationPort: 9901 }, presence(A, checksum(['Alpha', 1])));
  story.feed(frame, frame, frame);
  assert.deepEqual(story.tallies(A), [2, 0, 0, 0]);
  story.wait(1).feed(frame);
  assert.deepEqual(story.tallies(A), [3, 0, 0, 0]);
});

/** A owns Alpha/1 and Alpha/2, proved once; then it announces `announced`, twice, seconds apart. */
function disagreeing(announced: number) {
  const story = new Story().announce(A).announce(B);
  const ab = story.peers(A, B);
  for (const id of [1, 2]) ab.say('client', add(A, B, 'Alpha', id));
  ab.say('client', presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B));
  story.wait(5);
  ab.say('client', presence(A, announced, B));
  story.wait(5);
  ab.say('server', presence(B, 0xffff, A));
  return story.server(A).checksum.disagreement;
}

test('a checksum that stays unequal names the pool element that the server no longer owns', () => {
  const found = disagreeing(checksum(['Alpha', 2]));
  assert.deepEqual(found?.explainedBy, { pool: 'Alpha', element: '0x00000001', serverOwnsIt: false });
});

test('a checksum that stays unequal says so where no single pool element explains it', () => {
  const found = disagreeing(0x1234);
  assert.deepEqual([found?.announced, found?.explainedBy], ['0x1234', null]);
});

test('a checksum that stays unequal names the pool element that another server is known to own', () => {
  const story = new Story().announce(A).announce(B);
  const ab = story.peers(A, B);
  ab.say('client', add(A, B, 'Alpha', 1)).say('server', add(B, A, 'Beta', 7));
  ab.say('client', presence(A, checksum(['Alpha', 1]), B)).say('server', presence(B, checksum(['Beta', 7]), A));
  story.wait(5);
  ab.say('client', presence(A, checksum(['Alpha', 1], ['Beta', 7]), B));
  story.wait(5);
  ab.say('server', presence(B, checksum(['Beta', 7]), A));
  assert.deepEqual(story.server(A).checksum.disagreement?.explainedBy, {
    pool: 'Beta',
    element: '0x00000007',
    serverOwnsIt: true,
  });
});

test("an element that two servers' checksums agree to have moved is where they say", () => {
  const story = new Story().announce(A).announce(B);
  const ab = story.peers(A, B);
  ab.say('client', add(A, B, 'Alpha', 1), add(A, B, 'Alpha', 2));
  ab.say('client', presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B)).say('server', presence(B, 0xffff, A));
  for (let turn = 0; turn < 2; turn++) {
    story.wait(5);
    ab.say('client', presence(A, checksum(['Alpha', 1]), B)).say('server', presence(B, checksum(['Alpha', 2]), A));
  }
  story.wait(5);
  ab.say('client', presence(A, checksum(['Alpha', 1]), B));
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain', 'Alpha/2 @b registered inferred']);
});

test('a Presence that was overtaken by a later one is held against what the server owned seconds before', () => {
  const { story, peers } = verified();
  story.wait(2);
  const [lost] = peers.frames('client', presence(A, checksum(['Alpha', 1]), B));
  peers.say('client', add(A, B, 'Alpha', 2));
  story.wait(4);
  // The receiver waits for what was lost; it comes at last, and behind it what overtook it.
  story.feed(lost!);
  assert.deepEqual(story.tallies(A).slice(2), [0, 0]);
  peers.say('client', presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B));
  assert.deepEqual(story.tallies(A), [3, 0, 0, 0]);
  const [unordered] = peers.frames('client', presence(A, checksum(['Alpha', 1], ['Alpha', 2]), B));
  peers.story.wait(1);
  const toC = story.peers(A, 0x0c);
  toC.say('client', remove(A, 0x0c, 'Alpha', 2));
  story.wait(3);
  peers.say('client', presence(A, checksum(['Alpha', 1]), B));
  story.feed(unordered!).wait(3);
  peers.say('client', presence(A, checksum(['Alpha', 1]), B));
  assert.deepEqual(story.tallies(A), [5, 1, 0, 0]);
});

test('a server that was silent while its elements were taken over may count them until it hears of that', () => {
  const story = new Story().announce(A).announce(B);
  const ab = story.peers(A, B);
  ab.say('client', add(A, B, 'Alpha', 1)).say('client', presence(A, checksum(['Alpha', 1]), B));
  story.wait(2);
  ab.say('server', add(B, A, 'Alpha', 1));
  story.wait(5);
  ab.say('client', presence(A, checksum(['Alpha', 1]), B));
  assert.deepEqual(story.tallies(A), [1, 1, 0, 0]);
  assert.deepEqual(story.pools(), ['Alpha/1 @b registered certain'], 'who took it has it');
  story.wait(10);
  ab.say('client', presence(A, checksum(['Alpha', 1]), B));
  story.wait(2);
  ab.say('client', presence(A, 0xffff, B));
  assert.deepEqual(story.tallies(A), [2, 1, 1, 0], 'by now it must know');
});

test('an element that its home does not count, twice and seconds apart, is no longer there', () => {
  const { story, peers } = verified();
  peers.say('client', add(A, B, 'Alpha', 2));
  for (let turn = 0; turn < 3; turn++) {
    story.wait(3);
    // To two peers at once is one announcement.
    for (let copy = 0; copy < 2; copy++) peers.say('client', presence(A, checksum(['Alpha', 1]), B));
    if (turn < 2) assert.equal(story.pools().length, 2, `after ${turn + 1}`);
  }
  assert.deepEqual(story.pools(), ['Alpha/1 @a registered certain']);
});

test('a server that says twice, seconds apart, that it owns nothing has nothing', () => {
  const { story, peers } = verified();
  peers.say('client', add(A, B, 'Alpha', 2), add(A, B, 'Alpha', 3));
  for (let turn = 0; turn < 3; turn++) {
    story.wait(3);
    peers.say('client', presence(A, 0xffff, B));
  }
  assert.deepEqual(story.pools(), []);
});

test('a server of thousands of elements whose checksums are nonsense loses none of them: one fits any number by chance', () => {
  const { story, peers } = verified();
  const many = 1200;
  for (let id = 2; id <= many; id++) peers.say('client', add(A, B, 'Alpha', id));
  for (let turn = 0; turn < 4; turn++) {
    story.wait(3);
    // As if one element were not there.
    const others = Array.from({ length: many - 1 }, (_, index): [string, number] => ['Alpha', index + 1]);
    peers.say('client', presence(A, checksum(...others), B));
  }
  assert.equal(story.pools().length, many);
});
