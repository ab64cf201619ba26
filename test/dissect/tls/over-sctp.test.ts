// TLS over SCTP (RFC 3436): each stream of an association is a connection of its own. Real records of OpenSSL, carried in
// DATA and I-DATA chunks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../../src/capture/frame.ts';
import { layer } from '../../../src/dissect/layer.ts';
import { Association, type AssociationInput, type Side } from '../../../src/encode/association.ts';
import { ends, frameOf, numbered, occurrencesOf, type Seen } from '../watch.ts';
import { read, recordsOf, sessionOf } from './sessions.ts';

const story = [1, 3, 1, 3, 7, 7, 8, 8, 5, 6, 2, 4];
const typesIn = (seen: readonly Seen[]) => seen.flatMap(({ messages }) => messages.map(({ bytes }) => bytes[0]));
const expertsIn = (seen: readonly Seen[]) => seen.flatMap(({ experts }) => [...experts]);

const tls13 = await sessionOf('tls13-asap.pcapng');
const records = recordsOf(tls13.frames);

function secured(port = 3864, options: Partial<AssociationInput> = {}): Association {
  return new Association({ ...ends, server: { ...ends.server, port }, ...options });
}

function framed(octets: readonly Uint8Array[]): Frame[] {
  return octets.map((bytes, index) => frameOf(bytes, index + 1));
}

interface Carried {
  readonly ppid?: number;
  readonly fragmentSize?: number;
  readonly streamId?: number;
}

/** The session, one record in a user message. */
function carried(association: Association, { ppid = 0, ...more }: Carried = {}): Uint8Array[] {
  return records.flatMap(([from, bytes]) => association.data(from, { bytes, ppid, ...more }));
}

test('two streams of one association are two connections, with a handlespace server at each end', async () => {
  const { frames, secrets } = await sessionOf('tls-enrp-sctp.pcapng');
  const { seen, dissector } = read(frames, secrets);
  assert.deepEqual(
    dissector.tls.facts.map((facts) => [
      facts.stream,
      facts.version,
      facts.cipherSuite,
      facts.protocol,
      facts.association?.number,
      facts.reading,
      facts.messages,
    ]),
    [
      [0, 0x0304, 0x1303, layer.enrp, 1, 'decrypted', 4],
      [1, 0x0303, 0xc02f, layer.enrp, 1, 'decrypted', 4],
    ],
  );
  const messages = seen.flatMap((frame) => [...frame.messages]);
  assert.deepEqual(new Set(messages.map(({ protocol }) => protocol)), new Set(['enrp']));
  assert.deepEqual(
    messages.map(({ stream, side, bytes }) => [stream, side, bytes[0]]).filter(([stream]) => stream === 1),
    [
      [1, 0, 1],
      [1, 1, 1],
      [1, 0, 4],
      [1, 0, 4],
    ],
  );
  assert.deepEqual(expertsIn(seen), []);
});

test('records in fragments, in I-DATA, under any PPID give the same messages', () => {
  for (const options of [{}, { interleaving: true }])
    for (const more of [{}, { fragmentSize: 17 }, { ppid: 11 }, { ppid: 0x77, streamId: 9 }]) {
      const association = secured(3864, options);
      const { seen } = read(framed([...association.handshake(), ...carried(association, more)]), tls13.secrets);
      assert.deepEqual(typesIn(seen), story);
      assert.deepEqual(expertsIn(seen), []);
    }
});

test('a record over several user messages, and several in one, are read all the same', () => {
  const association = secured();
  const octets: Record<Side, number[]> = { client: [], server: [] };
  const frames = association.handshake();
  for (const [from, bytes] of records) {
    octets[from].push(...bytes);
    while (octets[from].length >= 60)
      frames.push(...association.data(from, { bytes: Uint8Array.from(octets[from].splice(0, 60)), ppid: 0 }));
  }
  for (const from of ['client', 'server'] as const)
    frames.push(...association.data(from, { bytes: Uint8Array.from(octets[from]), ppid: 0 }));
  const { seen } = read(framed(frames), tls13.secrets);
  assert.deepEqual(typesIn(seen).toSorted(), story.toSorted());
});

test('a record that overtook another one waits for it; those that come twice count once', () => {
  const association = secured();
  const data = carried(association);
  const frames = data.flatMap((bytes, index) => (index % 4 === 0 ? [bytes, bytes] : [bytes]));
  const last = frames.length - 1;
  // The last two of the server and of the client are apart: neighbours of one direction change places.
  for (let at = 0; at < last; at++) {
    const [here, next] = [frames[at]!, frames[at + 1]!];
    if (here !== next && here[29] === next[29] && at % 3 === 0) [frames[at], frames[at + 1]] = [next, here];
  }
  const { seen } = read(framed([...association.handshake(), ...frames]), tls13.secrets);
  assert.deepEqual(typesIn(seen).toSorted(), story.toSorted());
  assert.deepEqual(expertsIn(seen), []);
  assert.equal(occurrencesOf(seen).filter((text) => text.startsWith('message')).length, story.length);
});

test('what overtook is shown in the frame in which it can be read', () => {
  const association = secured();
  const data = carried(association);
  const firstTwo = records.flatMap(([from, bytes], index) => (from === 'client' && bytes[0] === 23 ? [index] : []));
  // The Finished of the client, and its first registration.
  const [finished, registration] = firstTwo as [number, number];
  const frames = data.filter((_, index) => index !== finished);
  frames.splice(registration, 0, data[finished]!);
  const { seen } = read(framed([...association.handshake(), ...frames]), tls13.secrets);
  assert.deepEqual(typesIn(seen), story);
  const shown = seen.findIndex(({ messages }) => messages.length > 0);
  assert.deepEqual(seen[shown]?.layers.slice(-3), ['tls', 'tls', 'asap']);
});

test('a record that the capture lost is passed over, and the connection is read on', () => {
  const association = secured();
  const frames = association.handshake();
  let dropped = false;
  for (const [from, bytes] of records) {
    const octets = association.data(from, { bytes, ppid: 0 });
    const isRegistration = from === 'client' && bytes[0] === 23 && bytes.length > 80;
    if (dropped || !isRegistration) frames.push(...octets);
    dropped ||= isRegistration;
    frames.push(association.sack(from === 'client' ? 'server' : 'client'));
  }
  const { seen, dissector } = read(framed(frames), tls13.secrets);
  assert.deepEqual(typesIn(seen), story.slice(1));
  assert.deepEqual(expertsIn(seen), ['sctp.capture_gap']);
  assert.equal(dissector.tls.facts[0]?.reading, 'decrypted');
});

test('messages in the clear on the port for TLS stay messages', () => {
  const association = secured();
  const frames = [...association.handshake(), ...association.data('client', { bytes: numbered(1), ppid: 11 })];
  const { seen, dissector } = read(framed(frames));
  assert.deepEqual([typesIn(seen), expertsIn(seen)], [[8], []]);
  assert.deepEqual(dissector.tls.facts, []);
});

test('without secrets an association is secured, and nothing in it is malformed', () => {
  const association = secured();
  const { seen, dissector } = read(framed([...association.handshake(), ...carried(association)]));
  assert.deepEqual([typesIn(seen), expertsIn(seen)], [[], []]);
  const [facts] = dissector.tls.facts;
  assert.deepEqual([facts?.reading, facts?.association?.number, facts?.ends[1].port], ['no secrets', 1, 3864]);
  assert.ok(seen.slice(4).every(({ layers }) => layers.at(-1) === 'tls'));
});

test('an association with more streams than are followed costs no more', () => {
  const association = secured();
  const hello = records[0]![1];
  const frames = association.handshake();
  for (let streamId = 0; streamId < 3000; streamId++)
    frames.push(...association.data('client', { bytes: hello, ppid: 0, streamId }));
  const { dissector } = read(framed(frames));
  assert.equal(dissector.tls.facts.length, 3000);
  assert.equal(dissector.tls.followed, 1024);
  // The first was forgotten: what it says now is a connection whose beginning nobody knows.
  dissector.dissect(frameOf(association.data('server', { bytes: records[1]![1], ppid: 0 })[0]!, frames.length + 1));
  assert.equal(dissector.tls.facts.length, 3001);
  assert.equal(dissector.tls.facts[3000]?.fromStart, false);
});

test('a user message that the capture cut is passed over', () => {
  const association = secured();
  const data = framed([...association.handshake(), ...carried(association)]);
  const at = 4 + records.findIndex(([from, bytes]) => from === 'client' && bytes[0] === 23 && bytes.length > 80);
  const frames = data.map((frame, index) => (index === at ? { ...frame, end: frame.end - 30 } : frame));
  const { seen } = read(frames, tls13.secrets);
  assert.deepEqual(typesIn(seen), story.slice(1));
  assert.ok(!expertsIn(seen).some((code) => code.startsWith('tls.')));
});
