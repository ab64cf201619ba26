// `pools --diff`, `--history` and `--watch` on a real takeover: text, JSON, exit codes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PoolsDiffView } from '../../src/report/pools/diff-view.ts';
import type { PoolsHistoryView } from '../../src/report/pools/history-view.ts';
import { type Answer, answersTo } from './answers.ts';

const sample = 'samples/takeover.pcap';

const questions = [
  ['--json', '--diff', '+20s', '#893', sample],
  [sample, '--json', '--diff', '1', '+60s'],
  [sample, '--json', '--diff', '+60s', '1'],
  [sample, '--history', 'Alpha/0x200', '--json'],
  [sample, '--events'],
  [sample, '--watch'],
  [sample, '--diff', '+1s'],
  [sample, '--history', ''],
  [sample, '--speed', '0', '--watch'],
  [sample, '--watch', '--events'],
] as const;
const answers = new Map(
  answersTo(questions.map((words) => ['pools', ...words])).map((answer, index) => [
    questions[index]?.join(' '),
    answer,
  ]),
);

function poolshark(...words: string[]): Answer {
  const answer = answers.get(words.join(' ')) ?? answersTo([['pools', ...words]])[0];
  return answer as Answer;
}

function diff(...words: string[]): PoolsDiffView {
  const run = poolshark(...words);
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout);
}

test('between a moment before a takeover and one behind it three elements move home, and nothing else happens to elements', () => {
  const view = diff('--json', '--diff', '+20s', '#893', sample);
  assert.equal(view.schema, 'poolshark.pools-diff/1');
  assert.deepEqual(
    view.elements.map(({ pool, id, change }) => `${change} ${pool}/${id}`),
    ['changed Alpha/0x00000200', 'changed Beta/0x00000201', 'changed Gamma/0x00000202'],
  );
  for (const { changes, frames } of view.elements) {
    assert.deepEqual(changes[0], { fact: 'homeServer', from: '0x0a000002', to: '0x0a000001' });
    assert.ok(frames.length > 0 && frames.every((frame) => frame > view.from.frame && frame <= view.to.frame));
  }
});

test('from before the first frame to a moment everything came, and backwards it went', () => {
  const forth = diff(sample, '--json', '--diff', '1', '+60s');
  const back = diff(sample, '--json', '--diff', '+60s', '1');
  assert.deepEqual(new Set(forth.elements.map(({ change }) => change)), new Set(['came']));
  assert.deepEqual(new Set(back.elements.map(({ change }) => change)), new Set(['went']));
  assert.deepEqual([forth.elements.length, back.elements.length, forth.from.epoch], [9, 9, null]);
});

test('a history names takeovers of the home, and the registration, keep-alives and copies that changed nothing', () => {
  const run = poolshark(sample, '--history', 'Alpha/0x200', '--json');
  const view: PoolsHistoryView = JSON.parse(run.stdout);
  const kinds = view.lines.map(({ kind }) => kind);
  for (const kind of [
    'takeover-initiated',
    'home-changed',
    'registered-again',
    'kept-alive',
    'update-added',
    'listed-in-table',
  ])
    assert.ok(kinds.includes(kind), kind);
  assert.equal(
    view.lines.reduce((sum, { kind, count }) => sum + (kind === 'registered-again' ? count : 0), 0),
    2,
  );
  assert.equal(view.lines.at(-1)?.kind, 'association-ended');
});

test('in a pipe --watch prints the lines of --events, and goes on for as long as it takes with --speed', () => {
  const events = poolshark(sample, '--events').stdout.split('\nEvents\n')[1]?.replaceAll(/^ {2}/gm, '');
  assert.equal(poolshark(sample, '--watch').stdout, events);
  const begun = performance.now();
  assert.equal(
    poolshark(sample, '--watch', '--speed', '200', '--at', '+60s').stdout,
    events
      ?.split('\n')
      .filter((line) => line !== '' && Number(/\+([\d.]+)s/.exec(line)?.[1]) <= 60)
      .map((line) => `${line}\n`)
      .join(''),
  );
  const seconds = (performance.now() - begun) / 1000;
  assert.ok(seconds > 0.28 && seconds < 3, `${seconds} s`);
});

test('one moment for --diff, or an empty subject, is one line and exit code 2', () => {
  for (const words of [
    ['--diff', '+1s'],
    ['--history', ''],
    ['--speed', '0', '--watch'],
    ['--watch', '--events'],
  ]) {
    const run = poolshark(sample, ...words);
    assert.equal(run.status, 2, words.join(' '));
    assert.match(run.stderr, /^poolshark: [^\n]+\n$/);
  }
});
