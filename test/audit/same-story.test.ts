// The same packets recorded in another way tell the same story: fragmented on their way, seen by several taps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Auditor } from '../../src/audit/auditor.ts';
import type { Finding } from '../../src/audit/finding.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { Handlespace } from '../../src/handlespace/handlespace.ts';
import { eventView } from '../../src/handlespace/view.ts';
import { frameOf } from '../dissect/watch.ts';
import { register, remove } from '../handlespace/words.ts';
import { A, addressOfServer, B, peAddress, Scene } from './scene.ts';

interface Told {
  readonly bytes: Uint8Array;
  readonly seconds: number;
  readonly milliseconds: number;
}

async function framesIn(path: string): Promise<Told[]> {
  const told: Told[] = [];
  const source = await openCapture(path);
  do
    while (source.next()) {
      const { bytes, start, end, seconds, nanoseconds } = source.frame;
      told.push({ bytes: bytes.slice(start, end), seconds, milliseconds: nanoseconds / 1e6 });
    }
  while (await source.fill());
  source.close();
  return told;
}

/** Findings and events, without the numbers of frames. */
function storyOf(frames: readonly Told[]): string {
  const events: string[] = [];
  const auditor = new Auditor();
  const handlespace = new Handlespace({
    observers: [auditor],
    onEvent: (event) => events.push(JSON.stringify({ ...eventView(event), frame: 0, evidence: [] })),
  });
  const dissector = new Dissector();
  let epoch = 0;
  frames.forEach(({ bytes, seconds, milliseconds }, index) => {
    epoch = seconds + milliseconds / 1000;
    handlespace.apply(dissector.dissect(frameOf(bytes, index + 1, { seconds, milliseconds })));
  });
  handlespace.finish();
  const found = auditor.findings(epoch).map(({ rule, summary, count }) => `${rule} ${count} ${summary}`);
  return [...events, ...found.sort()].join('\n');
}

/** Ethernet frames with IPv4 packets of more than 120 octets: each in fragments of 96. */
function fragmented({ bytes, ...when }: Told, identification: number): Told[] {
  const payload = bytes.subarray(34);
  if (bytes[12] !== 8 || bytes[13] !== 0 || bytes[14] !== 0x45 || payload.length <= 100) return [{ bytes, ...when }];
  const pieces: Told[] = [];
  for (let from = 0; from < payload.length; from += 96) {
    const part = payload.subarray(from, from + 96);
    const piece = new Uint8Array(34 + part.length);
    piece.set(bytes.subarray(0, 34));
    piece.set(part, 34);
    const fields = new DataView(piece.buffer);
    fields.setUint16(16, 20 + part.length);
    fields.setUint16(18, identification & 0xffff);
    fields.setUint16(20, (from + 96 < payload.length ? 0x2000 : 0) | (from / 8));
    pieces.push({ bytes: piece, ...when });
  }
  return pieces;
}

const takeover = await framesIn('samples/takeover.pcap');
const whole = storyOf(takeover);

test('packets in IP fragments belong to the same associations as whole ones', () => {
  assert.equal(storyOf(takeover.flatMap(fragmented)), whole);
});

test('what two taps saw of each packet happened once', () => {
  assert.equal(storyOf(takeover.flatMap((frame) => [frame, frame])), whole);
});

const rulesOf = (findings: readonly Finding[]) => findings.map(({ rule }) => rule);

test('nobody is blamed for a question that waits behind what a dead host does not acknowledge', () => {
  const scene = new Scene().begin();
  scene.live(2);
  scene.alive.delete(B);
  for (let passed = 0; passed < 14; passed += 2) {
    scene.wait(2).announce(A);
    scene.link.say('client', scene.presence(A));
  }
  const rules = rulesOf(scene.findings);
  assert.ok(rules.includes('O4'), 'the death itself is told');
  assert.ok(!rules.includes('E14'));
});

test('a home that has just died is not said to live when its elements find another', () => {
  const scene = new Scene().begin();
  const channel = scene.enter(A, 'Alpha', 1, { address: peAddress });
  scene.live(2);
  scene.dies(A);
  channel.abort('server');
  scene.link.abort('client');
  scene.wait(1);
  scene.enter(B, 'Alpha', 1, { address: peAddress });
  scene.live(10);
  const moved = scene.events.filter((text) => text.startsWith('home-changed'));
  assert.equal(moved.length, 1, scene.events.join('\n'));
  assert.ok(!rulesOf(scene.findings).includes('O21'));
});

test('a server that came back under another name, and later under that one again, has two findings', () => {
  const scene = new Scene().begin();
  const C = 0x0c;
  scene.live(2);
  scene.dies(B);
  scene.link.abort('server');
  scene.live(8).announce(C, addressOfServer[B]);
  scene.live(20).announce(C, addressOfServer[B]);
  const about = scene.findings.filter(({ rule, server }) => rule === 'O9' && server === '0x0000000c');
  assert.deepEqual(about.map(({ summary, count }) => [summary.slice(0, 44), count]).sort(), [
    ['server 0x0000000b has come back as server 0x', 1],
    ['server 0x0000000c (10.1.0.2) is back after 2', 1],
  ]);
});

test('an element that leaves a home which answers nothing has not failed', () => {
  const scene = new Scene().begin();
  const channel = scene.enter(A, 'Alpha', 1, { address: peAddress });
  scene.enter(A, 'Alpha', 2);
  scene.live(2);
  scene.alive.delete(A);
  channel.say('client', register('Alpha', 1, { life: 90_000 }));
  scene.live(4);
  channel.shutdown('client');
  scene.link.say('client', remove(A, B, 'Alpha', 1));
  scene.alive.add(A);
  scene.live(6);
  const removed = scene.events.filter((text) => text.startsWith('element-removed'));
  assert.equal(removed.length, 1, scene.events.join('\n'));
  const rules = rulesOf(scene.findings);
  assert.ok(!rules.includes('O8'));
  assert.ok(rules.includes('A2'), 'who did not answer is told');
});
