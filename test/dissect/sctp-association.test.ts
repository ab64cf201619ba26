// SCTP associations from INIT (or the middle) to their end: RFC 9260 §5, §5.2, §8.5, §9.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import { initAckChunk, initChunk, sackChunk, shutdownCompleteChunk } from '../../src/encode/sctp-packet.ts';
import { associationBetween, deliveredIn, ends, numbered, occurrencesOf, say, Watch } from './watch.ts';

test('an association is up with its COOKIE ECHO, and data bundled with that belongs to it', () => {
  const association = associationBetween();
  const [init, initAck] = association.handshake();
  const watch = new Watch();
  assert.deepEqual(occurrencesOf(watch.all([init!, initAck!])), ['asked 1']);
  const chunks = association.chunks('client', { bytes: numbered(1), ppid: 11 });
  const echo = watch.see(association.cookieEcho(chunks));
  assert.deepEqual(echo.occurrences, ['up 1', 'message 1 (frame 3)']);
  assert.deepEqual(watch.see(association.cookieAck()).occurrences, []);
  const answer = watch.see(say(association, 'server', 2)[0]!);
  assert.deepEqual([answer.messages[0]?.association, answer.messages[0]?.side], [1, 1]);
});

test('a repeated INIT, INIT ACK or COOKIE ECHO makes no second association', () => {
  const association = associationBetween();
  const handshake = association.handshake();
  const seen = new Watch().all([...handshake.flatMap((frame) => [frame, frame]), ...say(association, 'client', 1)]);
  assert.deepEqual(occurrencesOf(seen), ['asked 1', 'up 1', 'message 1 (frame 9)']);
});

test('of several INIT ACKs the one whose tag the COOKIE ECHO bears counts', () => {
  const first = associationBetween();
  const second = associationBetween({ server: { ...ends.server, tag: 0x55667788, initialTsn: 77_000 } });
  const watch = new Watch();
  // The server forgot its first answer: INIT came twice, and each INIT ACK chose a tag of its own.
  watch.all([first.init(), first.initAck(), first.init(), second.initAck()]);
  assert.deepEqual(watch.see(second.cookieEcho()).occurrences, ['up 1']);
  assert.deepEqual(deliveredIn(watch.all([...say(second, 'client', 1), ...say(second, 'server', 2)])), [1, 2]);
  assert.deepEqual(watch.see(second.abort('client')).occurrences, ['end 1 by 0']);
});

test('INITs that cross make one association', () => {
  // Both ends send INIT with the tag that they keep (RFC 9260 §5.2.1); each answers the other.
  const a = associationBetween();
  const b = associationBetween({ client: ends.server, server: ends.client });
  const watch = new Watch();
  const seen = watch.all([a.init(), b.init(), a.initAck(), b.initAck(), a.cookieEcho(), b.cookieEcho(), a.cookieAck()]);
  assert.deepEqual(occurrencesOf(seen).filter((text) => text.startsWith('up')).length, 1);
  const more = watch.all([...say(a, 'client', 1), ...say(a, 'server', 2)]);
  assert.deepEqual(deliveredIn(more), [1, 2]);
  const [one, two] = more.map(({ messages }) => messages[0]!);
  assert.equal(one?.association, two?.association);
  assert.notEqual(one?.side, two?.side);
});

test('a restart between the same ends ends the association before it', () => {
  const old = associationBetween();
  const fresh = associationBetween({ client: { ...ends.client, tag: 0x01020304, initialTsn: 1 } });
  const again = associationBetween({
    client: { ...ends.client, tag: 0x01020304, initialTsn: 1 },
    server: { ...ends.server, tag: 0x0a0b0c0d, initialTsn: 2 },
  });
  const watch = new Watch();
  watch.all([...old.handshake(), ...say(old, 'client', 1)]);
  watch.all([fresh.init(), again.initAck()]);
  assert.deepEqual(watch.see(again.cookieEcho()).occurrences, ['end 1 by 0', 'up 2']);
  assert.deepEqual(deliveredIn(watch.all(say(again, 'client', 2))), [2]);
});

test('the same tags on other ports are another association', () => {
  const one = associationBetween();
  const two = associationBetween({ client: { ...ends.client, port: 40_001 } });
  const watch = new Watch();
  watch.all([...one.handshake(), ...two.handshake()]);
  const seen = watch.all([...say(one, 'client', 1), ...say(two, 'client', 2)]);
  assert.deepEqual(
    seen.map(({ messages }) => messages[0]?.association),
    [1, 2],
  );
});

test('a capture that starts mid-stream pairs the two directions by their addresses', () => {
  const association = associationBetween();
  const watch = new Watch();
  const seen = watch.all([...say(association, 'client', 1), ...say(association, 'server', 2)]);
  assert.deepEqual(
    seen.map(({ messages }) => [messages[0]?.association, messages[0]?.side]),
    [
      [1, 0],
      [1, 1],
    ],
  );
  assert.deepEqual(watch.see(association.abort('server')).occurrences, ['end 1 by 1']);
});

test('directions that started mid-stream on different paths are paired by what a SACK acknowledges', () => {
  const association = associationBetween({
    client: { ...ends.client, addresses: ['10.1.0.11', '10.2.0.11'] },
    server: { ...ends.server, addresses: ['10.1.0.1', '10.2.0.1'] },
  });
  const watch = new Watch();
  const [data] = association.chunks('client', { bytes: numbered(1), ppid: 11 });
  watch.see(association.packet('client', [data!], { path: 0 }));
  const back = association.chunks('server', { bytes: numbered(2), ppid: 11 });
  assert.deepEqual(watch.see(association.packet('server', back, { path: 1 })).messages[0]?.association, 2);
  watch.see(association.sack('server'));
  const [first] = say(association, 'client', 3);
  const [second] = say(association, 'server', 4);
  const [one, two] = watch.all([first!, second!]).map(({ messages }) => messages[0]!);
  assert.equal(one?.association, two?.association);
  assert.notEqual(one?.side, two?.side);
});

test('packets of one association may use any of its addresses', () => {
  const association = associationBetween({
    client: { ...ends.client, addresses: ['fd00:1::11', 'fd00:2::11'] },
    server: { ...ends.server, addresses: ['fd00:1::1', 'fd00:2::1'] },
  });
  const watch = new Watch();
  watch.all(association.handshake());
  const [one, two] = [1, 2].map((number) => association.chunks('client', { bytes: numbered(number), ppid: 11 })[0]!);
  const seen = [
    watch.see(association.packet('client', [one!], { path: 0 })),
    watch.see(association.packet('client', [two!], { path: 1 })),
  ];
  assert.deepEqual(deliveredIn(seen), [1, 2]);
  assert.deepEqual(
    seen.map(({ messages }) => messages[0]?.association),
    [1, 1],
  );
});

test('an ABORT ends the association, whose own tag it bears or, with the T bit, the reflected one', () => {
  for (const tagReflected of [false, true])
    for (const [from, side] of [
      ['client', 0],
      ['server', 1],
    ] as const) {
      const association = associationBetween();
      const watch = new Watch();
      watch.all(association.handshake());
      assert.deepEqual(watch.see(association.abort(from, { tagReflected })).occurrences, [`end 1 by ${side}`]);
      // Once is enough.
      assert.deepEqual(watch.see(association.abort(from, { tagReflected })).occurrences, []);
    }
});

test('an ABORT before the association is up refuses it, and ends nothing that anybody relied on', () => {
  const association = associationBetween();
  const watch = new Watch();
  const [init, initAck] = association.handshake();
  watch.all([init!, initAck!]);
  assert.deepEqual(watch.see(association.abort('server')).occurrences, ['refused 1 by 1']);
});

test('a SHUTDOWN is complete with its SHUTDOWN ACK, by the end that asked for it', () => {
  for (const [from, side] of [
    ['client', 0],
    ['server', 1],
  ] as const) {
    const association = associationBetween();
    const watch = new Watch();
    watch.all(association.handshake());
    const [shutdown, acknowledged, complete] = association.shutdown(from);
    assert.deepEqual(watch.see(shutdown!).occurrences, []);
    assert.deepEqual(watch.see(acknowledged!).occurrences, [`end 1 by ${side}`]);
    assert.deepEqual(watch.see(complete!).occurrences, []);
    const late = association.packet(from, [shutdownCompleteChunk(true)]);
    assert.deepEqual(watch.see(late).occurrences, []);
  }
});

test('packets without a tag, and INIT chunks without one, belong to nobody', () => {
  const association = associationBetween();
  const none = { initiateTag: 0, initialTsn: 1 };
  const watch = new Watch();
  const seen = watch.all([
    association.packet('client', [initChunk(none)], { tag: 0 }),
    association.packet('server', [initAckChunk({ ...none, cookie: new Uint8Array(4) })], { tag: 0 }),
    association.packet('client', association.chunks('client', { bytes: new Uint8Array(8), ppid: 11 }), { tag: 0 }),
  ]);
  assert.deepEqual([occurrencesOf(seen), seen.flatMap(({ messages }) => messages)], [[], []]);
});

test('of several directions that a SACK could mean, only the one that has sent its TSN is paired', () => {
  // Two associations between the same ports on two paths each, both seen from their middle.
  const make = (host: number, initialTsn: number) =>
    associationBetween({
      client: { addresses: [`10.1.0.${host}`, `10.2.0.${host}`], port: 9901, tag: host, initialTsn },
      server: { addresses: ['10.1.0.1', '10.2.0.1'], port: 9901, tag: 100 + host, initialTsn: 9000 },
    });
  const one = make(11, 5000);
  const two = make(12, 700_000);
  const watch = new Watch();
  watch.all([...say(one, 'client', 1), ...say(two, 'client', 2)]);
  const back = two.chunks('server', { bytes: numbered(3), ppid: 11 });
  watch.see(two.packet('server', back, { path: 1 }));
  watch.see(two.packet('server', [sackChunk({ cumulativeTsn: 700_000 })], { path: 1 }));
  const [a, b, c] = [say(one, 'client', 4), say(two, 'client', 5), say(two, 'server', 6)].map(
    ([frame]) => watch.see(frame!).messages[0]!.association,
  );
  assert.notEqual(a, b);
  assert.equal(b, c);
});

test('a SACK that is far ahead of all that was seen is no gap, and takes no time', () => {
  const association = associationBetween();
  const watch = new Watch();
  watch.all([...association.handshake(), ...say(association, 'client', 1)]);
  const from = performance.now();
  const seen = watch.all([0x30000000, 0x60000000].map((cumulativeTsn) => association.sack('server', cumulativeTsn)));
  assert.deepEqual(occurrencesOf(seen), []);
  assert.ok(performance.now() - from < 500);
});
