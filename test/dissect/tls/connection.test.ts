// TLS connections over TCP: real sessions of OpenSSL (samples/tls), whole, cut up, out of order, with losses and without
// secrets. RFC 5246, RFC 8446, RFC 5352 §8.2.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import type { Frame } from '../../../src/capture/frame.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { keyLogSecrets, parseKeyLog, TlsSecrets } from '../../../src/dissect/tls/secrets.ts';
import type { Side } from '../../../src/encode/association.ts';
import { tcpFrame } from '../../../src/encode/packets.ts';
import { Handlespace } from '../../../src/handlespace/handlespace.ts';
import { viewOf } from '../../../src/handlespace/view.ts';
import { frameOf, numbered, type Seen, seenOf } from '../watch.ts';
import { read, recordsOf, sessionOf } from './sessions.ts';

/** What the story of scripts/record-tls.ts says: message types in the order in which they were said. */
const story = [1, 3, 1, 3, 7, 7, 8, 8, 5, 6, 2, 4];

const typesIn = (seen: readonly Seen[]) => seen.flatMap(({ messages }) => messages.map(({ bytes }) => bytes[0]));
const expertsIn = (seen: readonly Seen[]) => seen.flatMap(({ experts }) => [...experts]);

const client = '10.1.0.2';
const server = '10.1.0.1';

/** A TCP connection of our own that carries octets of both ends. */
class Wire {
  readonly frames: Frame[] = [];
  readonly next: Record<Side, number> = { client: 0xfffffff0, server: 77 };
  readonly clientPort: number;

  constructor(clientPort = 40_000, withSyn = true) {
    this.clientPort = clientPort;
    if (!withSyn) return;
    this.#put('client', new Uint8Array(0), { syn: true, ack: false });
    this.#put('server', new Uint8Array(0), { syn: true });
  }

  say(from: Side, octets: Uint8Array, size = 1400): this {
    for (let at = 0; at < octets.length; at += size) this.#put(from, octets.subarray(at, at + size));
    return this;
  }

  end(from: Side): this {
    this.#put(from, new Uint8Array(0), { fin: true });
    return this;
  }

  #put(from: Side, payload: Uint8Array, flags: { syn?: boolean; fin?: boolean; ack?: boolean } = {}): void {
    const isClient = from === 'client';
    const ip = isClient ? { source: client, destination: server } : { source: server, destination: client };
    const [sourcePort, destinationPort] = isClient ? [this.clientPort, 3864] : [3864, this.clientPort];
    const segment = tcpFrame(ip, { sourcePort, destinationPort, sequence: this.next[from], ...flags }, payload);
    this.next[from] = (this.next[from] + payload.length + (flags.syn || flags.fin ? 1 : 0)) >>> 0;
    this.frames.push(frameOf(segment, this.frames.length + 1));
  }
}

const tls13 = await sessionOf('tls13-asap.pcapng');
const tls12 = await sessionOf('tls12-asap.pcap');
const records13 = recordsOf(tls13.frames);
const records12 = recordsOf(tls12.frames);

test('the messages inside are found: several in a record, one over two records', () => {
  for (const { frames, secrets } of [tls13, tls12]) {
    const { seen } = read(frames, secrets);
    assert.deepEqual(typesIn(seen), story);
    assert.deepEqual(expertsIn(seen), []);
    // The second registration came in two records, of two frames; all others in one.
    const parts = seen.flatMap(({ messages }, index) =>
      messages.map((message) => [message.bytes[0], index + 1, message.parts]),
    );
    assert.deepEqual(
      parts.filter(([, , of]) => (of as number[]).length > 0),
      [[1, 17, [15]]],
    );
    assert.deepEqual(seen[18]?.layers.slice(-4), ['tls', 'asap', 'asap', 'asap']);
  }
});

test('the handlespace sees what is inside, and each message says that it was secured', () => {
  const handlespace = new Handlespace();
  const dissector = new Dissector({ tlsSecrets: tls13.secrets });
  for (const frame of tls13.frames) {
    const d = dissector.dissect(frame);
    for (const message of d.messages.slice(0, d.messageCount)) assert.equal(message.secured, true);
    handlespace.apply(d);
  }
  const [pool] = viewOf(handlespace.state, 0).pools;
  assert.equal(pool?.handle, 'SecuredPool');
  assert.deepEqual(
    pool?.elements.map(({ id }) => id),
    ['0x00000001'],
  );
});

test('whatever segments the records come in, the messages are the same', () => {
  for (const size of [1, 3, 20, 100, 1400])
    for (const [records, secrets] of [
      [records13, tls13.secrets],
      [records12, tls12.secrets],
    ] as const) {
      const wire = new Wire();
      for (const [from, octets] of records) wire.say(from, octets, size);
      const { seen, dissector } = read(wire.frames, secrets);
      assert.deepEqual(typesIn(seen), story);
      assert.deepEqual(expertsIn(seen), []);
      assert.equal(dissector.tls.facts.length, 1);
    }
});

test('segments sent again and out of order change nothing', () => {
  const wire = new Wire();
  for (const [from, octets] of records13) wire.say(from, octets, 50);
  const frames = wire.frames.flatMap((frame, index) => (index % 3 === 0 ? [frame, frame] : [frame]));
  for (let index = 4; index + 1 < frames.length; index += 5)
    [frames[index], frames[index + 1]] = [frames[index + 1]!, frames[index]!];
  const { seen } = read(
    frames.map((frame, index) => ({ ...frame, number: index + 1 })),
    tls13.secrets,
  );
  assert.deepEqual(typesIn(seen).toSorted(), story.toSorted());
  assert.deepEqual(expertsIn(seen), []);
});

test('what is known of a connection: version, cipher suite, names, certificate, ends', () => {
  const { dissector } = read(tls13.frames, tls13.secrets);
  const [facts] = dissector.tls.facts;
  assert.ok(facts);
  assert.deepEqual(
    [facts.version, facts.cipherSuite, facts.serverName, facts.reading, facts.fromStart],
    [0x0304, 0x1302, 'registrar.example', 'decrypted', true],
  );
  assert.deepEqual([facts.messages, facts.keyUpdates, facts.closes, facts.failed], [12, 2, 2, 0]);
  assert.deepEqual(facts.ends[facts.client]?.address, Uint8Array.of(127, 0, 0, 1));
  assert.equal(facts.ends[1 - facts.client]?.port, 3864);
  const certificate = facts.serverCertificate;
  assert.equal(certificate?.subject, 'O=Poolshark samples, CN=registrar.example');
  assert.equal(certificate.issuer, certificate.subject);
  assert.ok(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom) > 9 * 365 * 24 * 3600 * 1000);
  assert.equal(facts.clientCertificate, undefined);
});

test('a retried hello, certificates of both ends, an application protocol and padded records are read', async () => {
  const { frames, secrets } = await sessionOf('tls13-mutual.pcap');
  const { seen, dissector } = read(frames, secrets);
  const [facts] = dissector.tls.facts;
  assert.deepEqual(typesIn(seen), story);
  assert.deepEqual([facts?.alpn, facts?.reading], ['asap', 'decrypted']);
  assert.equal(facts?.clientCertificate?.subject, 'O=Poolshark samples, CN=registrar.example');
  assert.ok(facts.serverCertificate);
});

test('a session that is taken up again is told from a new one', async () => {
  const { frames, secrets } = await sessionOf('tls12-resumed.pcap');
  const { seen, dissector } = read(frames, secrets);
  assert.deepEqual(
    dissector.tls.facts.map(({ resumed, reading }) => [resumed, reading]),
    [false, true, true, true, true, true].map((resumed) => [resumed, 'decrypted']),
  );
  assert.ok(dissector.tls.facts.slice(1).every(({ serverCertificate }) => serverCertificate === undefined));
  assert.deepEqual(expertsIn(seen), []);
});

test('without secrets a connection is named and never malformed', () => {
  for (const { frames } of [tls13, tls12]) {
    const { seen, dissector } = read(frames);
    const [facts] = dissector.tls.facts;
    assert.deepEqual([facts?.reading, facts?.serverName], ['no secrets', 'registrar.example']);
    assert.deepEqual(typesIn(seen), []);
    assert.deepEqual(expertsIn(seen), []);
    assert.ok(seen.some(({ layers }) => layers.at(-1) === 'tls'));
  }
  // Certificates are in the clear in TLS 1.2 only.
  assert.ok(read(tls12.frames).dissector.tls.facts[0]?.serverCertificate);
  assert.equal(read(tls13.frames).dissector.tls.facts[0]?.serverCertificate, undefined);
});

function keyLogOf(text: (label: string, random: string, secret: string) => string, log: string): TlsSecrets {
  const lines = log.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return parseKeyLog(lines.map((line) => text(...(line.split(' ') as [string, string, string]))).join('\n'));
}

const log13 = new TextDecoder('latin1').decode((await sessionOf('tls13-asap.pcapng')).keyLog);

test('secrets of another connection do not fit, which is told and not thrown', () => {
  const wrong = keyLogOf((label, random, secret) => `${label} ${random} ${secret.replaceAll('a', 'b')}`, log13);
  const { seen, dissector } = read(tls13.frames, wrong);
  assert.equal(dissector.tls.facts[0]?.reading, 'not authentic');
  assert.deepEqual(new Set(expertsIn(seen)), new Set(['tls.not_authentic']));
  assert.deepEqual(typesIn(seen), []);
});

test('the application secrets alone are enough for the messages', () => {
  const only = keyLogOf(
    (label, random, secret) => (label.includes('HANDSHAKE') ? '' : `${label} ${random} ${secret}`),
    log13,
  );
  const { seen } = read(tls13.frames, only);
  assert.deepEqual(typesIn(seen), story);
  assert.deepEqual(expertsIn(seen), []);
});

test('the secrets of one direction read that direction', () => {
  const only = keyLogOf(
    (label, random, secret) => (label.startsWith('CLIENT') ? `${label} ${random} ${secret}` : ''),
    log13,
  );
  const { seen, dissector } = read(tls13.frames, only);
  assert.deepEqual(typesIn(seen), [1, 1, 8, 8, 5, 2]);
  assert.equal(dissector.tls.facts[0]?.reading, 'partly decrypted');
});

test('a damaged record is not authentic, and those behind it are read', () => {
  for (const [records, secrets] of [
    [records13, tls13.secrets],
    [records12, tls12.secrets],
  ] as const) {
    const wire = new Wire();
    const firstData = records.findIndex(
      ([from, octets]) => from === 'client' && octets[0] === 23 && octets.length > 80,
    );
    for (const [index, [from, octets]] of records.entries()) {
      const copy = octets.slice();
      if (index === firstData) copy[20]! ^= 1;
      wire.say(from, copy);
    }
    const { seen, dissector } = read(wire.frames, secrets);
    assert.deepEqual(expertsIn(seen), ['tls.not_authentic']);
    assert.equal(dissector.tls.facts[0]?.failed, 1);
    assert.deepEqual(typesIn(seen), story.slice(1));
  }
});

test('a record that the capture cut is passed over', () => {
  const wire = new Wire();
  for (const [from, octets] of records12) wire.say(from, octets);
  const last = wire.frames.length - 5;
  const frames = wire.frames.map((frame, index) => (index === last ? { ...frame, end: frame.end - 20 } : frame));
  const { seen } = read(frames, tls12.secrets);
  assert.ok(expertsIn(seen).includes('layer.cut'));
  assert.ok(!expertsIn(seen).includes('tls.not_authentic'));
  assert.equal(typesIn(seen).length, story.length - 1);
});

test('a capture that begins in the middle of a connection is told as such, once', () => {
  for (const { frames, secrets } of [tls13, tls12])
    for (const from of [5, 8, 12, 20]) {
      const { seen, dissector } = read(frames.slice(from), secrets);
      assert.deepEqual(expertsIn(seen), ['tls.mid_connection']);
      const [facts] = dissector.tls.facts;
      assert.deepEqual([dissector.tls.facts.length, facts?.fromStart, facts?.opened], [1, false, 0]);
      assert.ok(seen.flatMap(({ severities }) => severities).every((severity) => severity === 'note'));
    }
});

test('a capture that begins in the middle of a record finds the next one', () => {
  const wire = new Wire(40_000, false);
  const [, long] = records12.find(([from]) => from === 'server')!;
  wire.say('server', long.subarray(30));
  for (const [from, octets] of records12.slice(-6)) wire.say(from, octets);
  const { seen, dissector } = read(wire.frames, tls12.secrets);
  assert.deepEqual(expertsIn(seen), ['tls.mid_connection']);
  assert.equal(dissector.tls.facts[0]?.records, 6);
});

/** Plain handshake records cut anew, `size` octets of handshake in each. */
function recut(records: readonly [Side, Uint8Array][], size: number): [Side, Uint8Array][] {
  const made: [Side, Uint8Array][] = [];
  let held: { from: Side; octets: number[] } | undefined;
  const flush = () => {
    for (let at = 0; held && at < held.octets.length; at += size) {
      const piece = held.octets.slice(at, at + size);
      made.push([held.from, Uint8Array.of(22, 3, 3, piece.length >> 8, piece.length & 0xff, ...piece)]);
    }
    held = undefined;
  };
  let sealed = false;
  for (const [from, octets] of records) {
    sealed ||= octets[0] !== 22;
    if (sealed || held?.from !== from) flush();
    if (sealed) made.push([from, octets]);
    else {
      held ??= { from, octets: [] };
      held.octets.push(...octets.subarray(5));
    }
  }
  return made;
}

test('handshake messages over several records, or several in one, say the same', () => {
  for (const size of [3, 10, 500, 16_000]) {
    const wire = new Wire();
    for (const [from, octets] of recut(records12, size)) wire.say(from, octets);
    const { seen, dissector } = read(wire.frames, tls12.secrets);
    assert.deepEqual(typesIn(seen), story);
    assert.equal(dissector.tls.facts[0]?.serverCertificate?.subject, 'O=Poolshark samples, CN=registrar.example');
  }
});

test('an alert that ends a connection is told, a farewell is not', () => {
  const wire = new Wire();
  wire.say(...records12[0]!).say('server', Uint8Array.of(21, 3, 3, 0, 2, 2, 40));
  const { seen, dissector } = read(wire.frames);
  assert.deepEqual(expertsIn(seen), ['tls.fatal_alert']);
  const [facts] = dissector.tls.facts;
  assert.deepEqual(facts?.alert, { level: 2, description: 40, side: 1, frame: 4 });
  const closed = new Wire().say(...records12[0]!).say('server', Uint8Array.of(21, 3, 3, 0, 2, 1, 0));
  assert.deepEqual(expertsIn(read(closed.frames).seen), []);
});

test('messages in the clear on the port for TLS are read', () => {
  const { seen, dissector } = read(new Wire().say('client', numbered(1)).say('client', numbered(2)).frames);
  assert.deepEqual(typesIn(seen), [8, 8]);
  assert.deepEqual(expertsIn(seen), []);
  assert.deepEqual(dissector.tls.facts, []);
});

test('a segment that comes again behind the end of a connection is none of a new one', () => {
  const { frames } = tls12;
  const late = frames.filter((_, index) => index > 20 && index < 30);
  const { dissector } = read(
    [...frames, ...late].map((frame, index) => ({ ...frame, number: index + 1 })),
    tls12.secrets,
  );
  assert.deepEqual([dissector.tls.facts.length, dissector.tls.facts[0]?.messages], [1, 12]);
});

test('a new connection on the same ports is another one', () => {
  const first = new Wire();
  for (const [from, octets] of records12) first.say(from, octets);
  const second = new Wire();
  for (const [from, octets] of records13) second.say(from, octets);
  const secrets = parseKeyLog(log13);
  const { dissector } = read([...first.frames, ...second.frames], secrets);
  assert.deepEqual(
    dissector.tls.facts.map(({ version, messages }) => [version, messages]),
    [
      [0x0303, 0],
      [0x0304, 12],
    ],
  );
});

test('the connections that are followed are bounded, and those that go on are still read', () => {
  const wire = new Wire();
  for (const [from, octets] of records12.slice(0, 4)) wire.say(from, octets);
  const others: Frame[] = [];
  for (let index = 0; index < 3000; index++) {
    const other = new Wire(10_000 + index);
    other.say(...records12[0]!);
    others.push(...other.frames);
  }
  const dissector = new Dissector();
  for (const frame of [...wire.frames, ...others]) dissector.dissect(frame);
  assert.equal(dissector.tls.facts.length, 3001);
  assert.ok(dissector.tls.followed <= 1024);
});

test('secrets that come late open what comes behind them', () => {
  const late = new TlsSecrets();
  const source: { secrets: { type: number; bytes: Uint8Array }[] } = { secrets: [] };
  late.follow(source);
  const dissector = new Dissector({ tlsSecrets: late });
  const seen = tls12.frames.map((frame, index) => {
    if (index === 14) source.secrets.push({ type: keyLogSecrets, bytes: tls12.keyLog });
    return seenOf(dissector.dissect(frame));
  });
  assert.deepEqual(typesIn(seen).slice(-6), story.slice(-6));
  assert.deepEqual(
    expertsIn(seen).filter((code) => code !== 'tcp.resynchronised'),
    [],
  );
  assert.equal(dissector.tls.facts[0]?.reading, 'partly decrypted');
});

test('a key that never fits costs little, however long the connection is', () => {
  const wire = new Wire();
  for (const [from, octets] of records12) wire.say(from, octets);
  const record = Uint8Array.of(23, 3, 3, 0x40, 0, ...new Uint8Array(0x4000));
  for (let count = 0; count < 300; count++) wire.say('client', record, record.length);
  const begun = performance.now();
  const { dissector } = read(wire.frames, tls12.secrets);
  assert.equal(dissector.tls.facts[0]?.failed, 300);
  assert.ok(performance.now() - begun < 3000);
});

test('a message names the frames that carried its records, and no others', () => {
  const wire = new Wire();
  let first = 0;
  for (const [from, octets] of records12) {
    if (octets[0] === 23 && first === 0) first = wire.frames.length + 1;
    wire.say(from, octets, 40);
  }
  const { seen } = read(wire.frames, tls12.secrets);
  const index = seen.findIndex(({ messages }) => messages.length > 0);
  const parts = Array.from({ length: index + 1 - first }, (_, piece) => first + piece);
  assert.ok(parts.length > 0);
  assert.deepEqual(seen[index]?.messages[0]?.parts, parts);
});

test('records that share a segment do not share the frames before it', () => {
  const wire = new Wire();
  const [own, ...sealed] = [records12.slice(0, -12), ...records12.slice(-12).map((record) => [record])];
  for (const [from, octets] of own!) wire.say(from, octets);
  const mine = sealed.flat().filter(([from]) => from === 'client');
  wire.say('client', Uint8Array.from(mine.flatMap(([, octets]) => [...octets])), 100);
  const { seen } = read(wire.frames, tls12.secrets);
  const far = seen.flatMap(({ messages }, index) =>
    messages.map(({ parts }) => index + 1 - Math.min(index + 1, ...parts)),
  );
  assert.ok(far.length > 3 && far.every((frames) => frames <= 2), far.join());
});

test('a handshake message longer than what is kept is passed over', () => {
  const long = new Uint8Array(4 + 60_000).fill(22);
  long.set([22, 0, 60_000 >> 8, 60_000 & 0xff]);
  const wire = new Wire();
  for (const [index, [from, octets]] of records12.entries()) {
    // Behind the Server Hello.
    if (index === 2)
      for (let at = 0; at < long.length; at += 16_000) {
        const piece = long.subarray(at, at + 16_000);
        wire.say(from, Uint8Array.of(22, 3, 3, piece.length >> 8, piece.length & 0xff, ...piece));
      }
    wire.say(from, octets);
  }
  const { seen, dissector } = read(wire.frames, tls12.secrets);
  assert.deepEqual(typesIn(seen), story);
  assert.ok(dissector.tls.facts[0]?.serverCertificate);
});

test('a new connection on the same ports is another one, even where the answer to its SYN was not captured', () => {
  const first = new Wire();
  for (const [from, octets] of records12) first.say(from, octets);
  const second = new Wire();
  for (const [from, octets] of records13) second.say(from, octets);
  const { dissector } = read([...first.frames, ...second.frames.filter((_, index) => index !== 1)], tls13.secrets);
  assert.deepEqual(
    dissector.tls.facts.map(({ messages }) => messages),
    [0, 12],
  );
});
