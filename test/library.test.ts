// The library's door: what it gives is what docs/library.md tells, and the built one gives it, too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as door from '../src/index.ts';

const { CaptureError, Dissector, FilterFault, frameTest, Handlespace, messagesOf, openCapture, viewOf } = door;
const sample = 'samples/takeover.pcap';

test('docs/library.md names everything that the library gives, and shows what its examples print', () => {
  const text = readFileSync('docs/library.md', 'utf8');
  for (const name of Object.keys(door)) assert.match(text, new RegExp(`\\b${name}\\b`), name);
  for (const [, name = ''] of text.matchAll(/^import \{ (.*) \} from 'poolshark';$/gm))
    for (const word of name.split(', ')) assert.ok(word in door, word);
});

test('the built library gives the same names, and follows a capture', async () => {
  // By its own name, as package.json tells those who install it; that it is built, npm sees to before the tests.
  const name = 'poolshark';
  const built: typeof door = await import(name);
  assert.deepEqual(Object.keys(built).sort(), Object.keys(door).sort());
  const source = await built.openCapture(sample);
  const dissector = new built.Dissector();
  const handlespace = new built.Handlespace();
  do while (source.next()) handlespace.apply(dissector.dissect(source.frame));
  while (await source.fill());
  assert.equal(built.viewOf(handlespace.state, handlespace.state.epoch).servers.length, 3);
});

test('messages come one by one, in the order of the capture, with links to what they answer', async () => {
  let responses = 0;
  let before = 0;
  for await (const message of messagesOf(await openCapture(sample))) {
    assert.ok(message.frame >= before && message.frames.includes(message.frame));
    before = message.frame;
    if (typeof message.responseTo === 'number') responses++;
    if (message.frame > 400) break;
  }
  assert.ok(before > 400 && responses > 20);
});

test('a capture that is cut gives its messages, then the reason', async () => {
  const { Readable } = await import('node:stream');
  const cut = Readable.from([readFileSync(sample).subarray(0, 100_001)]);
  let count = 0;
  const all = async () => {
    for await (const _ of messagesOf(await door.openStream(cut))) count++;
  };
  await assert.rejects(all, (error) => error instanceof CaptureError && error.code === 'cut');
  assert.ok(count > 100);
});

test('a filter keeps the frames that pass; one that is none says so', async () => {
  const keep = frameTest('enrp.message_type == 8');
  const names = new Set<unknown>();
  for await (const { name } of messagesOf(await openCapture(sample), { keep })) names.add(name);
  assert.deepEqual([...names], ['Init Takeover Ack']);
  assert.throws(() => frameTest('enrp.message_type =='), FilterFault);
});

test('the door gives what the rooms make: one dissector, one handlespace', () => {
  assert.equal(viewOf(new Handlespace().state, 0).pools.length, 0);
  assert.equal(new Dissector().looksPreRfc, false);
});
