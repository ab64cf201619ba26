// Rules about silence keep silent where the capture lacks a direction, its beginning, or frames; and one note says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Auditor } from '../../src/audit/auditor.ts';
import type { Finding } from '../../src/audit/finding.ts';
import type { Frame } from '../../src/capture/frame.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { layer } from '../../src/dissect/layer.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { A, Story } from '../handlespace/story.ts';
import { register, registered } from '../handlespace/words.ts';

/** What must be there to be missed. */
const silence = new Set(
  'A1 A2 A12 A17 A19 A21 A27 A29 A31 A32 A34 A41 E7 E12 E13 E14 E15 E16 E19 E23 E24 E25 E29 E31 E32 O7'.split(' '),
);

/** Findings about a capture of which only the frames are seen that `keeps` keeps. */
async function findingsOf(path: string, keeps: (frame: Frame, source: string) => boolean): Promise<Finding[]> {
  const auditor = new Auditor();
  const handlespace = new Handlespace({ observers: [auditor] });
  const dissector = new Dissector();
  const looking = new Dissector({ occurrences: false });
  const source = await openCapture(path);
  let epoch = 0;
  do {
    while (source.next()) {
      const { frame } = source;
      const d = looking.dissect(frame);
      const isIp = d.addressLength > 0 && d.layers.protocol.subarray(0, d.layers.count).includes(layer.sctp);
      const from = isIp ? `${d.addressBytes.slice(d.sourceAt, d.sourceAt + d.addressLength).at(-1)}` : '';
      if (!keeps(frame, from)) continue;
      epoch = frame.seconds + frame.nanoseconds / 1e9;
      handlespace.apply(dissector.dissect(frame));
    }
  } while (await source.fill());
  source.close();
  handlespace.finish();
  return auditor.findings(epoch);
}

const listed = (findings: readonly Finding[]) => findings.map(({ rule, summary }) => `${rule} ${summary}`).join('\n');
const aboutSilence = (findings: readonly Finding[]) => findings.filter(({ rule }) => silence.has(rule));

for (const path of ['samples/takeover.pcap', 'samples/h-ipv6.pcap']) {
  test(`${path} without what the servers send raises no rule about silence`, async () => {
    // The servers of the lab are 10.1.0.1 to 10.1.0.3 and fd00:1::1 to fd00:1::3.
    const found = await findingsOf(path, (_, from) => !['1', '2', '3'].includes(from));
    assert.equal(listed(aboutSilence(found)), '');
  });

  test(`${path} without what elements and users send raises no rule about silence of theirs`, async () => {
    const whole = new Set((await findingsOf(path, () => true)).map(({ rule, summary }) => `${rule} ${summary}`));
    const found = await findingsOf(path, (_, from) => from === '' || ['1', '2', '3'].includes(from));
    const more = aboutSilence(found).filter(({ rule, summary }) => !whole.has(`${rule} ${summary}`));
    assert.equal(listed(more), '');
  });
}

test('a capture that lacks every tenth frame raises no rule about silence, and says what it lacks', async () => {
  // What is so in the whole capture may be told of other subjects.
  const whole = new Set((await findingsOf('samples/takeover.pcap', () => true)).map(({ rule }) => rule));
  const found = await findingsOf('samples/takeover.pcap', ({ number }) => number % 10 !== 0);
  const more = aboutSilence(found).filter(({ rule }) => !whole.has(rule));
  assert.equal(listed(more), '');
  assert.ok(
    found.some(({ rule }) => rule === 'O22'),
    listed(found),
  );
});

for (const from of [9, 15, 21, 27]) {
  test(`a capture that stands still for 25 s after ${from} s accuses nobody of silence, and says so`, async () => {
    const path = 'samples/takeover.pcap';
    let begin = 0;
    const whole = new Set((await findingsOf(path, () => true)).map(({ rule }) => rule));
    const found = await findingsOf(path, ({ seconds }) => {
      begin ||= seconds;
      return seconds < begin + from || seconds >= begin + from + 25;
    });
    // This server was killed, and is not heard for long enough after the hole as well.
    const isKilled = ({ rule, server }: Finding) => rule === 'O4' && server === '0x0a000002';
    const more = found.filter((one) => one.severity !== 'note' && !whole.has(one.rule) && !isKilled(one));
    assert.equal(listed(more), '');
    assert.match(listed(found), /O22 The capture lacks .*all of 2\d s \(1 time, the last before frame \d+\)/);
  });
}

test('where the capture is watched all the time, the same silence of all is a failure', () => {
  const rules = new Set<string>();
  const auditor = new Auditor({ onFinding: ({ rule }) => rules.add(rule) });
  const story = new Story({ observers: [auditor] });
  story.announce(A);
  story.element(A).say('client', register('Alpha', 1)).say('server', registered('Alpha', 1));
  // A frame each second, then none for long while the clock goes on.
  for (let second = 0; second < 12; second++) story.wait(1).announce(A);
  const { epoch } = story.handlespace.state;
  for (let second = 1; second <= 90; second++) {
    story.handlespace.timePasses(epoch + second);
    auditor.tick(epoch + second);
  }
  story.wait(91).announce(A);
  assert.ok(rules.has('O4'), [...rules].join(' '));
});
