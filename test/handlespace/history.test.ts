// What a history tells of a pool element, a pool or a server, and what is folded in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from '../../src/handlespace/history/history.ts';
import { parseSubject, type Subject } from '../../src/handlespace/history/subject.ts';
import { noPaint } from '../../src/report/paint.ts';
import { historyText } from '../../src/report/pools/history-text.ts';
import { historyLine } from '../../src/report/pools/history-view.ts';
import { A, B, Story } from './story.ts';
import {
  add,
  deregister,
  deregistered,
  keepAlive,
  keepAliveAck,
  register,
  registered,
  rejectedWith,
  remove,
  resolved,
  unreachable,
} from './words.ts';

const life = { life: 90_000 };

function historyOf(subject: string) {
  const history = new History(parseSubject(subject) as Subject);
  const story = new Story({ observers: [history] });
  return { story, lines: () => history.finish(story.handlespace.state, story.now) };
}

/** `kind ×count/answered`. */
function told(lines: ReturnType<History['finish']>): string[] {
  return lines.map(
    ({ kind, count, answered }) =>
      `${kind}${count > 1 ? ` ×${count}` : ''}${answered === undefined ? '' : `/${answered}`}`,
  );
}

test('keep-alives and registrations again are folded into a line each until something else happens', () => {
  const { story, lines } = historyOf('Alpha/0x1');
  story.announce(A);
  const pe = story
    .element(A)
    .say('client', register('Alpha', 1, life))
    .say('server', registered('Alpha', 1));
  for (let round = 0; round < 3; round++) {
    story.wait(4);
    pe.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 1));
    pe.say('client', register('Alpha', 1, life)).say('server', registered('Alpha', 1));
  }
  pe.say('client', unreachable('Alpha', 1));
  pe.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 1));
  assert.deepEqual(told(lines()), [
    'association-began',
    'registration-sent/1',
    'registration-accepted',
    'element-added',
    'kept-alive ×3/3',
    'registered-again ×3/3',
    'reported-unreachable',
    'kept-alive/1',
  ]);
});

test('keep-alives that nobody answers are lines of their own, with the frame of the keep-alive', () => {
  const { story, lines } = historyOf('Alpha/0x1');
  story.announce(A);
  const pe = story
    .element(A)
    .say('client', register('Alpha', 1, life))
    .say('server', registered('Alpha', 1));
  pe.say('server', keepAlive(A, 'Alpha', 1));
  const frame = story.frames.length;
  story.wait(20);
  pe.say('server', keepAlive(A, 'Alpha', 1));
  pe.shutdown('client');
  const missed = lines().filter(({ kind }) => kind === 'keep-alive-missed');
  assert.equal(missed.length, 2);
  assert.deepEqual(missed[0]?.frames, [frame]);
  assert.ok(lines().some(({ kind }) => kind === 'association-ended'));
});

test('answers that refuse have lines, also where they change nothing', () => {
  const { story, lines } = historyOf('Alpha/0x1');
  story.announce(A);
  const pe = story
    .element(A)
    .say('client', register('Alpha', 1, life))
    .say('server', rejectedWith('Alpha', 1, 5));
  pe.say('client', deregister('Alpha', 1)).say('server', deregistered('Alpha', 1));
  const found = lines();
  assert.deepEqual(told(found).slice(1), [
    'registration-sent/1',
    'registration-refused',
    'deregistration-sent/1',
    'deregistration-granted',
  ]);
  assert.equal(found[2]?.why, 'Inconsistent Pooling Policy');
});

test('the copies of one Handle Update for several peers are one line that names them', () => {
  const { story, lines } = historyOf('Alpha/0x1');
  story.announce(A).announce(B);
  const [ab, ac] = [story.peers(A, B), story.peers(A, 0x0c)];
  for (const [peer, channel] of [
    [B, ab],
    [0x0c, ac],
  ] as const)
    channel.say('client', add(A, peer, 'Alpha', 1));
  story.wait(30);
  for (const [peer, channel] of [
    [B, ab],
    [0x0c, ac],
  ] as const)
    channel.say('client', remove(A, peer, 'Alpha', 1));
  const updates = lines().filter(({ kind }) => kind.startsWith('update-'));
  assert.deepEqual(told(updates), ['update-added ×2', 'update-removed ×2']);
  assert.deepEqual(updates[0]?.others, [B, 0x0c]);
});

test('a history is of one pool element alone, not of its neighbours or of another pool', () => {
  const { story, lines } = historyOf('Alpha/0x1');
  story.announce(A);
  const pe = story.element(A);
  for (const [pool, id] of [
    ['Alpha', 2],
    ['Beta', 1],
    ['Alph', 1],
  ] as const)
    pe.say('client', register(pool, id)).say('server', registered(pool, id));
  pe.say('server', resolved('Alpha', [[2, { home: A }]]));
  assert.deepEqual(told(lines()), []);
});

test('octets of a handle that are no text are written as pools prints them', () => {
  const odd = parseSubject('a\\x00\\xffb/0x1');
  assert.ok(odd?.kind === 'element');
  assert.deepEqual([...(odd.handles[0] ?? [])], [0x61, 0, 0xff, 0x62]);
  assert.equal(parseSubject('0x0a000001')?.kind, 'server');
  assert.equal(parseSubject('0x0a000001/')?.kind, 'pool');
  assert.equal(parseSubject('a/b/0x2')?.kind, 'element');
  assert.equal(parseSubject(''), undefined);
});

test('each line of a history fits its kind with words, and none prints an undefined', () => {
  const { story, lines } = historyOf('0xa');
  story.announce(A);
  const pe = story
    .element(A)
    .say('client', register('Alpha', 1, life))
    .say('server', registered('Alpha', 1));
  pe.say('server', keepAlive(A, 'Alpha', 1)).abort('client');
  const text = historyText(
    {
      schema: 'poolshark.pools-history/1',
      capture: { files: [], frames: 1, fromEpoch: story.now - 1, toEpoch: story.now, gaps: 0 },
      subject: { kind: 'server', name: '0x0000000a' },
      leftOut: 0,
      lines: lines().map(historyLine),
    },
    noPaint,
  );
  assert.match(text, /Alpha\/0x00000001: is in the handlespace, home 0x0000000a/);
  assert.doesNotMatch(text, /undefined|null|NaN/);
});
