// Which user messages are ASAP or ENRP: by PPID on any port, else by port and shape (RFC 5352 §5, RFC 5353 §5).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Association } from '../../src/encode/association.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { peChecksumOf, poolHandleOf } from '../../src/encode/parameters.ts';
import { endpointKeepAlive } from '../../src/protocol/asap/endpoint-keep-alive.ts';
import { handleResolution } from '../../src/protocol/asap/handle-resolution.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import { associationBetween, numbered, Watch } from './watch.ts';

const enrpBytes = encodeMessage(presence, {
  senderServerId: 1,
  receiverServerId: 2,
  parameters: [peChecksumOf(0xffff)],
});

function onPort(port: number): Association {
  const { client, server } = associationBetween().input;
  return associationBetween({ client, server: { ...server, port } });
}

/** Last layer, protocol of the message, experts. */
function found(port: number, ppid: number, bytes: Uint8Array): string {
  const association = onPort(port);
  const watch = new Watch();
  watch.all(association.handshake());
  const { layers, messages, experts } = watch.see(association.data('client', { bytes, ppid })[0]!);
  return [layers.at(-1), ...messages.map(({ protocol }) => `-> ${protocol}`), ...experts].join(' ');
}

test("PPID 11 is ASAP and 12 is ENRP on any port, each other's included", () => {
  for (const port of [1, 3863, 9901, 3864, 40_000]) {
    assert.equal(found(port, 11, numbered(1)), 'asap -> asap');
    assert.equal(found(port, 12, enrpBytes), 'enrp -> enrp');
  }
});

test('a byte-swapped PPID is understood, with a warning', () => {
  assert.equal(found(2001, 0x0b000000, numbered(1)), 'asap -> asap ppid.byte_swapped');
  assert.equal(found(2001, 0x0c000000, enrpBytes), 'enrp -> enrp ppid.byte_swapped');
});

test('PPID 0 on a registered port is ASAP or ENRP where the octets look like it', () => {
  assert.equal(found(3863, 0, numbered(1)), 'asap -> asap ppid.missing');
  assert.equal(found(9901, 0, enrpBytes), 'enrp -> enrp ppid.missing');
});

test('PPID 0 on other ports, or with octets of another shape, is an application', () => {
  const lengthLies = numbered(1);
  lengthLies[3] = 200;
  const trailing = new Uint8Array(numbered(1).length + 4);
  trailing.set(numbered(1));
  const unknownType = numbered(1);
  unknownType[0] = 15;
  const unknownParameter = numbered(1);
  unknownParameter[4] = 0x77;
  for (const bytes of [
    lengthLies,
    trailing,
    unknownType,
    unknownParameter,
    new TextEncoder().encode('hello, world'),
    new Uint8Array(3),
  ])
    assert.equal(found(3863, 0, bytes), 'application');
  assert.equal(found(2001, 0, numbered(1)), 'application');
  assert.equal(found(9901, 0, numbered(1).subarray(0, 8)), 'application');
});

test('PPIDs of applications that run beside RSerPool are theirs, even on a registered port', () => {
  for (const ppid of [32, 33, 34, 35, 38, 39, 40, 41, 0x29097601])
    assert.equal(found(3863, ppid, numbered(1)), 'application');
});

test('a foreign PPID on a registered port does not hide what is plainly a message, and is warned of', () => {
  const announce = Uint8Array.of(10, 0, 0, 8, 0, 0, 0, 1);
  const listRequest = Uint8Array.of(2, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2);
  for (const ppid of [1, 46, 60, 0xffffffff]) {
    assert.equal(found(3863, ppid, numbered(1)), 'asap -> asap ppid.foreign');
    assert.equal(found(3863, ppid, announce), 'asap -> asap ppid.foreign');
    assert.equal(found(9901, ppid, enrpBytes), 'enrp -> enrp ppid.foreign');
    assert.equal(found(9901, ppid, listRequest), 'enrp -> enrp ppid.foreign');
    assert.equal(found(2001, ppid, numbered(1)), 'application');
    assert.equal(found(9901, ppid, numbered(1)), 'application');
  }
});

test('what only begins like a message is none where its PPID is foreign', () => {
  const changed = (at: number, value: number, bytes = numbered(1)) => {
    const copy = bytes.slice();
    copy[at] = value;
    return copy;
  };
  for (const bytes of [
    changed(0, 15),
    changed(0, 1),
    changed(1, 0x40),
    changed(3, 200),
    changed(5, 0x0a),
    changed(7, 4),
    changed(7, 2),
    changed(13, 0x0f),
    changed(15, 200),
    numbered(1).subarray(0, 12),
    Uint8Array.of(...numbered(1), 0, 0, 0, 0),
    new Uint8Array(3),
  ])
    assert.equal(found(3863, 60, bytes), 'application', Buffer.from(bytes).toString('hex'));
});

test('PPIDs from before IANA are understood on any port', () => {
  assert.equal(found(2001, 0xfaeeb5d1, numbered(1)), 'asap -> asap ppid.legacy');
  assert.equal(found(2001, 0xfaeeb5d2, enrpBytes), 'enrp -> enrp ppid.legacy');
});

test("a message under the other protocol's PPID goes by that PPID, as its receiver takes it, with a warning", () => {
  const contradicted = (ppid: number, bytes: Uint8Array) => found(2001, ppid, bytes).split(' ');
  const asEnrp = contradicted(12, numbered(1));
  assert.deepEqual([asEnrp[0], asEnrp.includes('ppid.contradicted')], ['enrp', true]);
  const asAsap = contradicted(11, enrpBytes);
  assert.deepEqual([asAsap[0], asAsap.includes('ppid.contradicted')], ['asap', true]);
  const keepAlive = encodeMessage(endpointKeepAlive, { serverId: 1, parameters: [poolHandleOf('Alpha')] });
  assert.ok(contradicted(12, keepAlive).includes('ppid.contradicted'));
  assert.ok(!contradicted(11, keepAlive).includes('ppid.contradicted'));
  assert.ok(!contradicted(12, keepAlive.subarray(0, 14)).includes('ppid.contradicted'));
});

test('the secured ports carry TLS unless a PPID says otherwise', () => {
  for (const port of [3864, 9902]) assert.equal(found(port, 0, Uint8Array.of(22, 3, 3, 0, 4, 1, 2, 3, 4)), 'tls');
});

test('the length of a message may leave its last padding out', () => {
  const counted = encodeMessage(handleResolution, { parameters: [poolHandleOf('Alpha')] });
  const left = counted.slice();
  left[3] = counted[3]! - 3;
  for (const bytes of [counted, left, left.subarray(0, left.length - 3)])
    assert.ok(found(3863, 0, bytes).startsWith('asap -> asap ppid.missing'));
});
