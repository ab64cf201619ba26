// Key logs (draft-ietf-tls-keylogfile) and Decryption Secrets Blocks of pcapng (draft-ietf-opsawg-pcapng §4.7).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeByTime } from '../../../src/capture/merge.ts';
import { openCapture } from '../../../src/capture/open.ts';
import {
  anyBlock,
  decryptionSecretsBlock,
  enhancedPacketBlock,
  interfaceBlock,
  sectionBlock,
} from '../../../src/capture/pcapng-writer.ts';
import { certificateFacts, firstCertificate } from '../../../src/dissect/tls/certificate.ts';
import { keyLogSecrets, parseKeyLog, TlsSecrets } from '../../../src/dissect/tls/secrets.ts';
import { fileOf } from '../../capture/collect.ts';

const random = '0123456789abcdef'.repeat(4);
const other = 'fedcba9876543210'.repeat(4);
const hex = (length: number) => '5a'.repeat(length);

test('the lines of a key log give secrets by client random', () => {
  const secrets = parseKeyLog(
    [
      '# made by hand',
      '',
      `CLIENT_RANDOM ${random} ${hex(48)}`,
      `CLIENT_TRAFFIC_SECRET_0 ${other.toUpperCase()} ${hex(32)}`,
      `SERVER_TRAFFIC_SECRET_0 ${other} ${hex(48)}`,
      `CLIENT_HANDSHAKE_TRAFFIC_SECRET ${other} ${hex(32)}`,
      `SERVER_HANDSHAKE_TRAFFIC_SECRET ${other} ${hex(32)}`,
      `EXPORTER_SECRET ${other} ${hex(32)}`,
      'RSA 0011223344556677 00',
    ].join('\r\n'),
  );
  assert.deepEqual(secrets.faults, []);
  assert.equal(secrets.size, 2);
  assert.deepEqual(Object.keys(secrets.find(random) ?? {}), ['master']);
  assert.deepEqual(Object.keys(secrets.find(other) ?? {}), [
    'clientApplication',
    'serverApplication',
    'clientHandshake',
    'serverHandshake',
  ]);
  assert.equal(secrets.find(random)?.master?.length, 48);
  assert.equal(secrets.find('00'.repeat(32)), undefined);
});

test('lines that are no secrets are told with their number, and the others count', () => {
  const secrets = parseKeyLog(
    [
      'HELLO',
      `CLIENT_RANDOM ${random.slice(1)} ${hex(48)}`,
      `CLIENT_RANDOM ${random} ${hex(47)}`,
      `CLIENT_RANDOM ${random} ${'zz'.repeat(48)}`,
      `CLIENT_TRAFFIC_SECRET_0 ${random} ${hex(16)}`,
      `CLIENT_RANDOM ${random} ${hex(48)} more`,
      `constructor ${random} ${hex(48)}`,
      'CLIENT_RANDOM',
      `CLIENT_RANDOM ${other} ${hex(48)}`,
    ].join('\n'),
  );
  assert.deepEqual(
    secrets.faults.map(({ line }) => line),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.match(secrets.faults[2]?.reason ?? '', /48 octets/);
  assert.equal(secrets.size, 1);
});

const log = new TextEncoder().encode(`CLIENT_RANDOM ${random} ${hex(48)}\n`);

function packet(bigEndian: boolean, second: number): Uint8Array {
  return enhancedPacketBlock(
    { interfaceIndex: 0, ticks: BigInt(second) * 1_000_000n, bytes: new Uint8Array(60) },
    bigEndian,
  );
}

function pcapng(blocks: readonly Uint8Array[], bigEndian = false): string {
  const head = [sectionBlock(bigEndian), interfaceBlock({ linkType: 1 }, bigEndian)];
  return fileOf(Uint8Array.from(Buffer.concat([...head, ...blocks])));
}

test('secrets in a capture are there before the packets behind them', async () => {
  for (const bigEndian of [false, true]) {
    const secretsBlock = decryptionSecretsBlock(keyLogSecrets, log, bigEndian);
    const path = pcapng([packet(bigEndian, 1), secretsBlock, packet(bigEndian, 2)], bigEndian);
    const source = await openCapture(path);
    const secrets = new TlsSecrets().follow(source);
    const known: number[] = [];
    do {
      while (source.next()) {
        secrets.find(random);
        known.push(secrets.size);
      }
    } while (await source.fill());
    assert.equal(source.fault, undefined);
    assert.deepEqual(known, [0, 1]);
  }
});

test('captures read together share their secrets', async () => {
  const one = await openCapture(pcapng([packet(false, 1)]));
  const two = await openCapture(pcapng([decryptionSecretsBlock(keyLogSecrets, log), packet(false, 2)]));
  const merged = mergeByTime([one, two]);
  const secrets = new TlsSecrets().follow(merged);
  do {
    while (merged.next());
  } while (await merged.fill());
  assert.ok(secrets.find(random)?.master);
});

test('a block of secrets that lies about its length, or is of another kind, does no harm', async () => {
  const lies = decryptionSecretsBlock(keyLogSecrets, log);
  new DataView(lies.buffer).setUint32(12, 100_000, true);
  const wireguard = decryptionSecretsBlock(0x57474b4c, log);
  const source = await openCapture(
    pcapng([lies, anyBlock(10, []), anyBlock(10, [new Uint8Array(4)]), wireguard, packet(false, 1)]),
  );
  const secrets = new TlsSecrets().follow(source);
  let frames = 0;
  do {
    while (source.next()) frames++;
  } while (await source.fill());
  assert.deepEqual([frames, source.fault, secrets.find(random)], [1, undefined, undefined]);
});

test('octets that are no certificate are none, and do not throw', () => {
  for (const octets of [new Uint8Array(0), Uint8Array.of(0x30, 0x80), new Uint8Array(2000).fill(0x30)])
    assert.equal(certificateFacts(octets), undefined);
  // Certificate messages whose lengths lie.
  for (const message of [
    [11, 0, 0, 0],
    [11, 0, 0, 3, 0, 0, 9],
    [11, 0, 0, 7, 0, 0, 4, 0, 0, 9, 1],
  ])
    for (const isTls13 of [false, true])
      assert.equal(firstCertificate(Uint8Array.from(message), 0, message.length, isTls13), undefined);
});
