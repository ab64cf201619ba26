// Secured connections as data, out of the recorded sessions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { securedRow } from '../../src/report/secured-view.ts';
import { read, sessionOf } from '../dissect/tls/sessions.ts';

test('a secured connection is given with its names', async () => {
  const { frames, secrets } = await sessionOf('tls-enrp-sctp.pcapng');
  const rows = read(frames, secrets).dissector.tls.facts.map(securedRow);
  const [first, second] = rows;
  assert.equal(rows.length, 2);
  assert.deepEqual(
    [first?.version, first?.cipherSuite, second?.version, second?.cipherSuite],
    ['TLS 1.3', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS 1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  );
  assert.deepEqual(
    [second?.client, second?.server, second?.carrier, second?.protocol, second?.association, second?.stream],
    ['10.1.0.2:40000', '10.1.0.1:9902', 'sctp', 'enrp', 1, 1],
  );
  assert.equal(first?.serverCertificate?.subject, 'O=Poolshark samples, CN=registrar.example');
  assert.deepEqual([first.reading, first.messages, first.alert], ['decrypted', 4, null]);
});

test('of a connection whose beginning was not captured, the port tells who is the server', async () => {
  const { frames } = await sessionOf('tls13-asap.pcapng');
  const [row] = read(frames.slice(12)).dissector.tls.facts.map(securedRow);
  assert.deepEqual([row?.fromStart, row?.version, row?.cipherSuite, row?.reading], [false, null, null, 'no secrets']);
  assert.match(row?.server ?? '', /^127\.0\.0\.1:3864$/);
  assert.equal(JSON.parse(JSON.stringify(row)).connection, 1);
});
