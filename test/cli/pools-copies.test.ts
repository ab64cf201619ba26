// `pools --view` and `--compare` on a real takeover: one of three registrars is killed before it has told both its peers of its elements.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PoolsCompareView } from '../../src/report/pools/compare-text.ts';
import type { PoolsCopyView } from '../../src/report/pools/copy-text.ts';
import { type Answer, answersTo } from './answers.ts';

const sample = 'samples/takeover.pcap';

const questions = [
  ['--json', '--view', '0x0a000003', '--at', '#729'],
  ['--json', '--view', '0x0a000003', '--at', '#730'],
  ['--json', '--compare', '--at', '+27s'],
  ['--compare', '--at', '+27s'],
  ['--compare', '--at', '+90s'],
  ['--view', '0x1'],
  ['--view', 'registrar2'],
  ['--view', '0x0a000001', '--compare'],
] as const;
const answers = new Map(
  answersTo(questions.map((words) => ['pools', sample, ...words])).map((answer, index) => [
    questions[index]?.join(' '),
    answer,
  ]),
);

function poolshark(...words: string[]): Answer {
  return answers.get(words.join(' ')) as Answer;
}

test('the server that the updates did not reach lacks three elements until the handle table of who took them over', () => {
  const lacking = (at: string) => {
    const view: PoolsCopyView = JSON.parse(poolshark('--json', '--view', '0x0a000003', '--at', at).stdout);
    return view.lacking.map(({ pool, id, state, certainty }) => `${pool}/${id} ${state} ${certainty}`);
  };
  assert.deepEqual(lacking('#729'), [
    'Alpha/0x00000200 lacking inferred',
    'Beta/0x00000201 lacking inferred',
    'Gamma/0x00000202 lacking inferred',
  ]);
  // Frame 730 is the handle table (protocol: W=1 to the new home).
  assert.deepEqual(lacking('#730'), []);
});

test('copies side by side name what is missing where, since when, and why', () => {
  const view: PoolsCompareView = JSON.parse(poolshark('--json', '--compare', '--at', '+27s').stdout);
  assert.equal(view.schema, 'poolshark.pools-compare/1');
  assert.deepEqual(
    view.servers.map(({ id, compared, held, lacking, unknown }) => [id, compared, held, lacking, unknown]),
    [
      ['0x0a000001', true, 9, 0, 0],
      ['0x0a000002', false, 6, 3, 0],
      ['0x0a000003', true, 6, 3, 0],
    ],
  );
  assert.deepEqual(
    new Set(view.disagreements.map(({ kind, server }) => `${kind} ${server}`)),
    new Set(['missing 0x0a000003']),
  );
  for (const { because, since } of view.disagreements) {
    assert.match(because, /0x0a000002 has sent it nothing over an association since #69/);
    assert.ok(since !== null && since.frame > 69);
  }
  const text = poolshark('--compare', '--at', '+27s').stdout;
  assert.match(text, /0x0a000003 lacks 3 elements of 0x0a000002/);
  assert.match(poolshark('--compare', '--at', '+90s').stdout, /9 alike everywhere, 0 disagreements/);
});

test('a server that nobody heard of, or that is no identifier, is one line and exit code 2', () => {
  for (const words of [
    ['--view', '0x1'],
    ['--view', 'registrar2'],
    ['--view', '0x0a000001', '--compare'],
  ]) {
    const run = poolshark(...words);
    assert.equal(run.status, 2, words.join(' '));
    assert.equal(run.stdout, '');
    assert.match(run.stderr, /^poolshark: [^\n]+\n$/);
  }
});
