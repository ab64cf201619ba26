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
