// Two captures side by side: what is the same, what differs, and that a difference is called by its right name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonOf } from '../../../src/report/full/comparison.ts';
import { comparisonCsv, comparisonHtml, comparisonMarkdown } from '../../../src/report/full/comparison-forms.ts';
import { A, Story } from '../../handlespace/story.ts';
import { keepAlive, keepAliveAck, register, registered } from '../../handlespace/words.ts';
import { hostileStory, reportOfCapture, reportOfStory } from './reported.ts';

const takeover = await reportOfCapture('samples/takeover.pcap');

/** A pool element whose keep-alives are answered after so many milliseconds, in a pool of this name. */
function answering(milliseconds: number, handle = 'Alpha', home = A) {
  const story = new Story({ profile: 'rsplib' });
  story.announce(home);
  const element = story.element(home).say('client', register(handle, 1)).say('server', registered(handle, 1));
  for (let round = 0; round < 20; round++) {
    story.wait(1).announce(home);
    element.say('server', keepAlive(home, handle, 1));
    story.wait(milliseconds / 1000);
    element.say('client', keepAliveAck(handle, 1));
  }
  return reportOfStory(story);
}

const rowsOf = (comparison: ReturnType<typeof comparisonOf>, key: string) =>
  comparison.tables.find((table) => table.key === key)?.rows ?? [];

test('a capture is alike to itself, in every table', () => {
  const comparison = comparisonOf(takeover, takeover);
  for (const { key, rows } of comparison.tables)
    assert.deepEqual(
      rows.filter(({ verdict }) => verdict !== 'same'),
      [],
      key,
    );
  assert.match(comparison.sentences.at(-1)?.text ?? '', /are alike/);
});

test('answers that take ten times as long are worse, and the other way round better', () => {
  const [quick, slow] = [answering(10), answering(100)];
  const keepAlives = (one: typeof quick, other: typeof quick) =>
    rowsOf(comparisonOf(one, other), 'times').find(({ cells }) => cells[0] === 'Keep-Alive');
  assert.equal(keepAlives(quick, slow)?.verdict, 'worse');
  assert.equal(keepAlives(slow, quick)?.verdict, 'better');
  assert.equal(keepAlives(slow, answering(105))?.verdict, 'same');
  assert.ok(comparisonOf(quick, slow).sentences.some(({ text, tone }) => tone === 'bad' && /Keep-Alive/.test(text)));
});

test('a pool that only one capture has is new or gone', () => {
  const comparison = comparisonOf(answering(10, 'Alpha'), answering(10, 'Beta'));
  assert.deepEqual(
    rowsOf(comparison, 'pools').map(({ cells, verdict }) => [cells[0], verdict]),
    [
      ['Alpha', 'only before'],
      ['Beta', 'only after'],
    ],
  );
  assert.deepEqual(
    rowsOf(comparison, 'elements').map(({ cells }) => cells[0]),
    ['Alpha/0x00000001', 'Beta/0x00000001'],
  );
});

test('a takeover that only one capture has shows as changes of home, and as time that elements were suspect', () => {
  const calm = {
    ...takeover,
    pools: takeover.pools.map((pool) => ({
      ...pool,
      elements: pool.elements.map((element) => ({ ...element, spans: element.spans.slice(0, 1) })),
    })),
  };
  for (const { cells, verdict } of rowsOf(comparisonOf(calm, takeover), 'pools')) {
    assert.equal(cells[4], '0 → 1');
    assert.match(cells[5] ?? '', /^0 → 9\.2/);
    assert.equal(verdict, 'worse');
  }
});

test('no pool handle harms a comparison', () => {
  const comparison = comparisonOf(reportOfStory(hostileStory()), takeover);
  const html = comparisonHtml(comparison, 'p{}');
  assert.doesNotMatch(html, /<(script|img)/);
  assert.doesNotMatch(comparisonMarkdown(comparison), /<script|<img|[^\\]\]\(javascript/);
  for (const { text } of comparisonCsv(comparison))
    for (const line of text.split('\r\n')) assert.doesNotMatch(line, /(^|,)"?[=+\-@|%]\D/);
  assert.ok(html.length < 200_000);
});
