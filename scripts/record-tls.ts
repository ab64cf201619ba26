// Makes samples/tls anew: real sessions of OpenSSL's s_client and s_server over the loopback interface, that carry ASAP and
// ENRP messages, captured with tcpdump together with their key logs. Needs openssl, tcpdump and the right to capture.
//   npx tsx scripts/record-tls.ts
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { emptyFrame, type Frame } from '../src/capture/frame.ts';
import { openCapture } from '../src/capture/open.ts';
import { pcapHeader, pcapRecord } from '../src/capture/pcap-writer.ts';
import {
  decryptionSecretsBlock,
  enhancedPacketBlock,
  interfaceBlock,
  sectionBlock,
} from '../src/capture/pcapng-writer.ts';
import { Association, type Side } from '../src/encode/association.ts';
import { recordsOf } from '../test/dissect/tls/sessions.ts';
import {
  add,
  deregister,
  deregistered,
  keepAlive,
  keepAliveAck,
  presence,
  register,
  registered,
  resolve,
  resolved,
} from '../test/handlespace/words.ts';

const folder = 'samples/tls';
const keyLogSecrets = 0x544c534b;
const work = mkdtempSync(join(tmpdir(), 'record-tls-'));

/** One write of an end: one TLS record. `K` asks s_client for a Key Update. */
type Step = readonly [from: Side, octets: Uint8Array | 'K'];

interface Recording {
  readonly frames: readonly Frame[];
  readonly keys: Uint8Array;
}

function join2(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const server = 0x0a000001;
const peer = 0x0a000002;

/** A pool element's life: several messages in a record, one over two records, and a Key Update where there is one. */
function asapStory(keyUpdate: boolean): Step[] {
  const second = register('SecuredPool', 2, { address: '127.0.0.1' });
  return [
    ['client', register('SecuredPool', 1, { address: '127.0.0.1' })],
    ['server', registered('SecuredPool', 1)],
    ['client', second.subarray(0, 30)],
    ['client', second.subarray(30)],
    [
      'server',
      join2(registered('SecuredPool', 2), keepAlive(server, 'SecuredPool', 1), keepAlive(server, 'SecuredPool', 2)),
    ],
    ...(keyUpdate ? ([['client', 'K']] as const) : []),
    ['client', join2(keepAliveAck('SecuredPool', 1), keepAliveAck('SecuredPool', 2))],
    ['client', resolve('SecuredPool')],
    [
      'server',
      resolved('SecuredPool', [
        [1, { address: '127.0.0.1' }],
        [2, { address: '127.0.0.1' }],
      ]),
    ],
    ['client', deregister('SecuredPool', 2)],
    ['server', deregistered('SecuredPool', 2)],
  ];
}

function enrpStory(): Step[] {
  return [
    ['client', presence(server, 0xffff, peer)],
    ['server', presence(peer, 0xffff, server)],
    ['client', join2(add(server, peer, 'SecuredPool', 1), add(server, peer, 'SecuredPool', 2))],
  ];
}

interface SessionInput {
  readonly port: number;
  readonly options: readonly string[];
  readonly steps: readonly Step[];
  readonly psk?: boolean;
  readonly serverOptions?: readonly string[];
  readonly clientOptions?: readonly string[];
  readonly connections?: number;
}

async function record({
  port,
  options,
  steps,
  psk = false,
  serverOptions = [],
  clientOptions = [],
  connections = 1,
}: SessionInput): Promise<Recording> {
  const keys = join(work, 'keys');
  const raw = join(work, 'raw.pcap');
  for (const path of [keys, raw]) if (existsSync(path)) rmSync(path);
  const pskOptions = psk ? ['-psk', '000102030405060708090a0b0c0d0e0f'] : [];
  const identity = psk ? ['-nocert'] : ['-cert', join(work, 'cert.pem'), '-key', join(work, 'key.pem')];
  const quiet = ['ignore', 'ignore'] as const;
  const capture = spawn('tcpdump', ['-i', 'lo', '-U', '--immediate-mode', '-w', raw, `tcp port ${port}`], {
    stdio: ['ignore', ...quiet],
  });
  const listener = spawn(
    'openssl',
    [
      's_server',
      '-4',
      '-accept',
      `${port}`,
      '-quiet',
      '-naccept',
      `${connections}`,
      '-num_tickets',
      '1',
      ...identity,
      ...pskOptions,
      ...options,
      ...serverOptions,
    ],
    { stdio: ['pipe', ...quiet] },
  );
  await wait(1000);
  const words = ['-servername', 'registrar.example', '-keylogfile', keys, ...pskOptions, ...options, ...clientOptions];
  const client = spawn('openssl', ['s_client', '-4', '-connect', `127.0.0.1:${port}`, ...words], {
    stdio: ['pipe', ...quiet],
  });
  await wait(800);
  const ends: Readonly<Record<Side, ChildProcess>> = { client, server: listener };
  for (const [from, octets] of steps) {
    ends[from].stdin?.write(octets === 'K' ? 'K\n' : octets);
    await wait(250);
  }
  client.stdin?.end();
  await wait(500);
  for (const process of [client, listener, capture]) process.kill('SIGTERM');
  await wait(500);
  const frames: Frame[] = [];
  const source = await openCapture(raw);
  do {
    while (source.next()) {
      const bytes = source.frame.bytes.slice(source.frame.start, source.frame.end);
      frames.push({ ...source.frame, bytes, start: 0, end: bytes.length });
    }
  } while (await source.fill());
  return { frames, keys: readFileSync(keys) };
}

function writePcapng(name: string, keys: Uint8Array, frames: readonly Frame[]): void {
  const blocks = [sectionBlock(), interfaceBlock({ linkType: 1, timestampResolution: 9 })];
  blocks.push(decryptionSecretsBlock(keyLogSecrets, keys));
  for (const { seconds, nanoseconds, bytes, originalLength } of frames) {
    const ticks = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
    blocks.push(enhancedPacketBlock({ interfaceIndex: 0, ticks, bytes, originalLength }));
  }
  writeFileSync(join(folder, name), Buffer.concat(blocks));
}

function writePcap(name: string, keys: Uint8Array, frames: readonly Frame[]): void {
  const options = { linkType: 1 };
  writeFileSync(
    join(folder, `${name}.pcap`),
    Buffer.concat([pcapHeader(options), ...frames.map((frame) => pcapRecord(options, frame))]),
  );
  writeFileSync(join(folder, `${name}.keys`), keys);
}

/** RFC 3436: each stream of the association is a TLS connection. One record in a user message, as §5 of it wants. */
function overSctp(port: number, streams: readonly [Side, Uint8Array][][]): Frame[] {
  const association = new Association({
    client: { addresses: ['10.1.0.2'], port: 40_000, tag: 0xaabbccdd, initialTsn: 5000 },
    server: { addresses: ['10.1.0.1'], port, tag: 0x11223344, initialTsn: 9000 },
  });
  const octets = association.handshake();
  const longest = Math.max(...streams.map((records) => records.length));
  for (let index = 0; index < longest; index++)
    for (const [streamId, records] of streams.entries()) {
      const record = records[index];
      if (record === undefined) continue;
      const [from, bytes] = record;
      octets.push(...association.data(from, { bytes, ppid: 0, streamId, fragmentSize: 1000 }));
      octets.push(association.sack(from === 'client' ? 'server' : 'client'));
    }
  octets.push(...association.shutdown('client'));
  return octets.map((bytes, index) => ({
    ...emptyFrame(),
    number: index + 1,
    seconds: 1_790_000_000 + Math.floor(index / 100),
    nanoseconds: (index % 100) * 10_000_000,
    bytes,
    end: bytes.length,
    originalLength: bytes.length,
  }));
}

mkdirSync(folder, { recursive: true });
execFileSync(
  'openssl',
  [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650'],
    ...['-subj', '/O=Poolshark samples/CN=registrar.example', '-addext', 'subjectAltName=DNS:registrar.example'],
    ...['-keyout', join(work, 'key.pem'), '-out', join(work, 'cert.pem')],
  ],
  { stdio: 'ignore' },
);

const asap = 3864;
const enrp = 9902;
const tls13 = (suite: string) => ['-tls1_3', '-ciphersuites', suite];
const tls12 = (suite: string) => ['-tls1_2', '-cipher', suite];

const first = await record({ port: asap, options: [...tls13('TLS_AES_256_GCM_SHA384')], steps: asapStory(true) });
writePcapng('tls13-asap.pcapng', first.keys, first.frames);
const plain = await record({ port: asap, options: tls12('ECDHE-RSA-AES128-GCM-SHA256'), steps: asapStory(false) });
writePcap('tls12-asap', plain.keys, plain.frames);

const more: readonly (readonly [name: string, options: readonly string[], psk?: boolean])[] = [
  ['tls13-aes128gcm', tls13('TLS_AES_128_GCM_SHA256')],
  ['tls13-chacha20', tls13('TLS_CHACHA20_POLY1305_SHA256')],
  ['tls13-aes128ccm', tls13('TLS_AES_128_CCM_SHA256')],
  ['tls12-aes256gcm', tls12('ECDHE-RSA-AES256-GCM-SHA384')],
  ['tls12-chacha20', tls12('ECDHE-RSA-CHACHA20-POLY1305')],
  ['tls12-aes128cbc', [...tls12('AES128-SHA:@SECLEVEL=0')]],
  ['tls12-aes256cbc-sha384', tls12('ECDHE-RSA-AES256-SHA384')],
  ['tls12-psk-aes128ccm8', tls12('PSK-AES128-CCM8:@SECLEVEL=0'), true],
];
for (const [name, options, psk] of more) {
  const isTls13 = name.startsWith('tls13');
  const made = await record({ port: asap, options, steps: asapStory(isTls13), ...(psk ? { psk } : {}) });
  writePcap(name, made.keys, made.frames);
}

// A retried hello, both ends with certificates, an application protocol, and padded records.
const certificate = ['-cert', join(work, 'cert.pem'), '-key', join(work, 'key.pem')];
const mutual = await record({
  port: asap,
  options: tls13('TLS_AES_128_GCM_SHA256'),
  serverOptions: ['-groups', 'P-384', '-Verify', '1', '-verify_quiet', '-alpn', 'asap', '-record_padding', '256'],
  clientOptions: ['-groups', 'X25519:P-384', '-alpn', 'http/1.1,asap', ...certificate],
  steps: asapStory(false),
});
writePcap('tls13-mutual', mutual.keys, mutual.frames);

// s_client comes back five times with the session that it has.
const resumed = await record({
  port: asap,
  options: tls12('ECDHE-RSA-AES128-GCM-SHA256'),
  clientOptions: ['-reconnect'],
  connections: 6,
  steps: asapStory(false),
});
writePcap('tls12-resumed', resumed.keys, resumed.frames);

const streams: Recording[] = [];
for (const options of [tls13('TLS_CHACHA20_POLY1305_SHA256'), tls12('ECDHE-RSA-AES128-GCM-SHA256')])
  streams.push(await record({ port: enrp, options, steps: enrpStory() }));
writePcapng(
  'tls-enrp-sctp.pcapng',
  join2(...streams.map(({ keys }) => keys)),
  overSctp(
    enrp,
    streams.map(({ frames }) => recordsOf(frames, enrp)),
  ),
);
rmSync(work, { recursive: true });
