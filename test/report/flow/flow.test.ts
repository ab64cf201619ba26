// The ladder of `poolshark flow`: who is who, what is folded, what is marked, and that it fits.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { displayWidth } from '../../../src/report/display-width.ts';
import { foldedLadder } from '../../../src/report/flow/folded-ladder.ts';
import type { Ladder } from '../../../src/report/flow/ladder.ts';
import { mermaidText } from '../../../src/report/flow/mermaid.ts';
import { isNobody, type Selection, select } from '../../../src/report/flow/selection.ts';
import { svgText } from '../../../src/report/flow/svg.ts';
import { A, addressOfServer, B, peAddress, Story } from '../../handlespace/story.ts';
import { announce, keepAlive, keepAliveAck, presence, register, registered, resolve } from '../../handlespace/words.ts';
import { ladderOfCapture, ladderOfStory, textOf } from './recorded.ts';

const { ladder: takeover, traffic } = await ladderOfCapture('samples/takeover.pcap');

test('each message of the takeover has one arrow, and each end of it a name', () => {
  const counted = [...traffic.asap, ...traffic.enrp].reduce((sum, row) => sum + (row?.count ?? 0), 0);
  assert.equal(takeover.arrows.length, counted);
  assert.equal(takeover.arrows.length, 650 + 303);
  const names = takeover.parties.map(({ role, name }) => `${role} ${name}`).sort();
  assert.deepEqual(names, [
    ...['Alpha/0x00000100', 'Alpha/0x00000200', 'Alpha/0x00000300'].map((name) => `PE ${name}`),
    ...['Beta/0x00000101', 'Beta/0x00000201', 'Beta/0x00000301'].map((name) => `PE ${name}`),
    ...['Gamma/0x00000102', 'Gamma/0x00000202', 'Gamma/0x00000302'].map((name) => `PE ${name}`),
    'PR 0x0a000001',
    'PR 0x0a000002',
    'PR 0x0a000003',
    'PU 10.1.0.51',
  ]);
});

test('the takeover reads as a story: silence, lost associations, takeover, new home, new registrations, return', () => {
  const text = textOf(takeover);
  const story = [
    /Registration ×3/,
    /PR 0x0a000002 falls silent/,
    /Alpha\/0x200, Gamma\/0x202 and Beta\/0x201 lose their association/,
    /Init Takeover of 0x0a000002/,
    /Takeover Ack of 0x0a000002 in 16.5 ms/,
    /Keep-Alive ×3 Alpha\/0x200, Beta\/0x201,/,
    /PR 0x0a000001 is now home of/,
    /Registration ×3 Alpha\/0x200,/,
    /PR 0x0a000002 speaks again after 61.7 s/,
    /Deregistration ×6/,
  ];
  let from = 0;
  for (const step of story) {
    const at = text.slice(from).search(step);
    assert.ok(at >= 0, `${step} comes behind what is before it`);
    from += at + 1;
  }
  assert.ok(text.split('\n').length <= 90, `${text.split('\n').length} lines are more than two screens`);
});

test('no line is wider than asked, for every sample, width and folding', async () => {
  for (const file of readdirSync('samples').filter((name) => name.endsWith('.pcap'))) {
    const { ladder } = await ladderOfCapture(join('samples', file));
    for (const width of [44, 80, 133])
      for (const folds of [true, false])
        for (const line of textOf(ladder, { width, folds }).split('\n'))
          if (!/ more from | left out: /.test(line))
            assert.ok(displayWidth(line) <= width, `${file} ${width}: ${line}`);
  }
});

test('who registers is a pool element, who only resolves a pool user, also on one host', () => {
  const story = new Story();
  story.announce(A);
  story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  story.connect(peAddress, addressOfServer[A]!).say('client', resolve('Alpha'));
  const { parties } = ladderOfStory(story);
  assert.deepEqual(parties.map(({ role, name }) => `${role} ${name}`).sort(), [
    `PE Alpha/0x00000001`,
    'PR 0x0000000a',
    `PU ${peAddress}`,
  ]);
});

test('a request without an answer, one that is asked again, and data that is sent again are marked', () => {
  const story = new Story();
  story.announce(A);
  const element = story.element(A);
  const [frame] = element.frames('client', register('Alpha', 1));
  story.feed(frame!, frame!);
  element.say('client', register('Alpha', 1));
  const ladder = ladderOfStory(story);
  const asked = ladder.arrows.filter(({ label }) => label === 'Registration');
  const first = asked[0]!.frame;
  assert.deepEqual(
    asked.map(({ answerFrame }) => answerFrame),
    [0, 0],
  );
  assert.deepEqual(
    asked.map(({ resentIn }) => resentIn),
    [[first + 1], []],
  );
  assert.deepEqual(
    asked.map(({ repeats }) => repeats),
    [0, first],
  );
  const text = textOf(ladder, { width: 120 });
  assert.match(text, new RegExp(`no answer, resent in #${first + 1}`));
  assert.match(text, new RegExp(`no answer, again \\(first in #${first}\\)`));
});

test('keep-alives are counted, but one that nobody answers is shown', () => {
  const story = new Story();
  story.announce(A);
  const element = story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  for (let round = 0; round < 3; round++) {
    story.wait(5);
    element.say('server', keepAlive(A, 'Alpha', 1)).say('client', keepAliveAck('Alpha', 1));
  }
  story.wait(5);
  element.say('server', keepAlive(A, 'Alpha', 1));
  const text = textOf(ladderOfStory(story), { width: 100 });
  assert.match(text, /┊ 20 s: Announce ×1, Keep-Alive ×3 \(answered\)/);
  assert.match(text, /├─+►│ +Keep-Alive Alpha\/0x1\n.*no answer/);
});

test('a registration that says nothing new is routine, at another server it is not', () => {
  const story = new Story();
  story.announce(A).announce(B);
  const first = story.element(A);
  const register1 = register('Alpha', 1);
  first.say('client', register1).say('server', registered('Alpha', 1));
  first.say('client', register1).say('server', registered('Alpha', 1));
  story.element(B).say('client', register1).say('server', registered('Alpha', 1));
  const routine = ladderOfStory(story).arrows.map(({ label, isRoutine }) => `${label} ${isRoutine}`);
  assert.deepEqual(routine.slice(2), [
    'Registration false',
    'Reg Response false',
    'Registration true',
    'Reg Response true',
    'Registration false',
    'Reg Response false',
  ]);
});

const countOf = (ladder: Ladder, selection: Selection): number => {
  const found = select(ladder, selection);
  assert.ok(!isNobody(found));
  return found.arrows.length;
};

test('one can ask for two parties, a role, a pool or an element, by any of its names', () => {
  const servers = countOf(takeover, { between: ['0x0a000001', '0x0a000003'] });
  // Counted with tshark: ENRP between the two, by SCTP.
  const ofBoth = takeover.arrows.filter(({ from, to, protocol }) => {
    const names = [from, to]
      .map((place) => takeover.parties[place]?.name)
      .sort()
      .join();
    return protocol === 'enrp' && names === '0x0a000001,0x0a000003';
  });
  assert.equal(servers, ofBoth.length);
  assert.equal(countOf(takeover, { between: ['PU', 'PR'] }), 2);
  assert.equal(countOf(takeover, { between: ['10.1.0.51', 'PR'] }), 2);
  const byName = countOf(takeover, { element: 'Alpha/0x00000200' });
  assert.equal(countOf(takeover, { element: 'Alpha/0x200' }), byName);
  assert.equal(countOf(takeover, { element: '0x200' }), byName);
  assert.ok(byName > 40 && countOf(takeover, { pool: 'Alpha' }) > byName);
  assert.deepEqual(select(takeover, { pool: 'Delta' }), { nobody: 'Delta', among: ['Alpha', 'Gamma', 'Beta'] });
});

test('of a capture that is too long the rest is counted', async () => {
  const { ladder } = await ladderOfCapture('samples/takeover.pcap', 100);
  assert.equal(ladder.arrows.length, 100);
  assert.equal(ladder.leftOut, 853);
  assert.match(textOf(ladder), /853 messages from 13\.\d+ s on left out/);
  assert.match(textOf(takeover, { rowLimit: 10 }), /rows more from 5\.\d+ s on: --from \+5s goes on there/);
});

/** Pool handles that want to be mark-up, statements or commands for a terminal. */
const hostile = ['<script>alert(1)</script>', 'a;\nP1->>P2: x', '\u001b[2J\u0007', '\u202egnp.exe', 'H'.repeat(60_000)];

test('no pool handle becomes a command of a terminal, mark-up of a picture or a statement of a diagram', () => {
  const story = new Story();
  story.announce(A);
  story.connect(addressOfServer[B]!, addressOfServer[A]!, { server: 9901 }).say('client', presence(B, 0xffff));
  const element = story.element(A);
  for (const [index, handle] of hostile.entries()) {
    const association = index === 4 ? story.element(A) : element;
    association.say('client', register(handle, index + 1)).say('server', registered(handle, index + 1));
  }
  story.feed();
  const ladder = ladderOfStory(story);
  const folded = foldedLadder(ladder, ladder, 12, false);
  const lines = textOf(ladder, { folds: false, width: 80 });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  assert.doesNotMatch(lines, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  const svg = svgText(folded, 1000);
  assert.doesNotMatch(svg, /<script|[\u202a-\u202e]/i);
  assert.match(svg, /&#60;script&#62;/);
  const mermaid = mermaidText(folded, 1000);
  assert.doesNotMatch(mermaid, /<script|^P1->>P2: x/m);
  for (const line of mermaid.trim().split('\n'))
    assert.match(
      line,
      /^(sequenceDiagram| {2}participant P\d+ as [^;]*(#\d+;[^;]*)*| {2}(P\d+(->>|-->>|-x)P\d+|Note over P\d+(,P\d+)?): .*)$/,
    );
  for (const text of [lines, svg, mermaid]) assert.ok(text.length < 200_000);
});

test('a picture and a diagram say what the terminal says', () => {
  const folded = foldedLadder(takeover, takeover, 12, true);
  for (const text of [svgText(folded, 1000), mermaidText(folded, 1000)]) {
    assert.match(text, /Init Takeover of 0x0a000002/);
    assert.match(text, /PR 0x0a000002 falls silent/);
  }
  assert.match(mermaidText(folded, 1000), /P3-->>P1: \+28.765 s Takeover Ack of 0x0a000002 in 16.5 ms/);
});

test('an announcement goes to everybody', () => {
  const story = new Story();
  story.announce(A);
  assert.equal(announce(A).length, 8);
  assert.deepEqual(
    ladderOfStory(story).arrows.map(({ to }) => to),
    [-1],
  );
});
