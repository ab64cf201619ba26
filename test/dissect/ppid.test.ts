// Which user messages are ASAP or ENRP: by PPID on any port, else by port and shape (RFC 5352 §5, RFC 5353 §5).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Association } from '../../src/encode/association.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { peChecksumOf, poolHandleOf } from '../../src/encode/parameters.ts';
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

test('other PPIDs are applications, even on a registered port', () => {
  for (const ppid of [1, 32, 33, 34, 35, 38, 46, 0xffffffff])
    assert.equal(found(3863, ppid, numbered(1)), 'application');
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
