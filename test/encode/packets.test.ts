import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeSctpChecksum, sctpChecksumAt } from '../../src/bytes/crc32c.ts';
import { u16, u32 } from '../../src/bytes/read.ts';
import { addressOctets } from '../../src/encode/address-octets.ts';
import { Association } from '../../src/encode/association.ts';
import { ByteWriter } from '../../src/encode/byte-writer.ts';
import { ethernetFrame, internetChecksum, ipv4Packet, tcpFrame, udpFrame } from '../../src/encode/packets.ts';
import { iDataChunk, sackChunk } from '../../src/encode/sctp-packet.ts';
import { hexFixture } from '../hex-fixture.ts';

const client = { addresses: ['10.1.0.11', '10.2.0.11'], port: 40_000, tag: 0xaabbccdd, initialTsn: 0xfffffffe };
const server = { addresses: ['10.1.0.1'], port: 3863, tag: 0x11223344, initialTsn: 1000 };

/** Offset of the SCTP packet in a frame of Ethernet and IPv4. */
const sctpAt = 34;

function chunkTypes(frame: Uint8Array): number[] {
  const types: number[] = [];
  for (let at = sctpAt + 12; at < frame.length; at += (u16(frame, at + 2) + 3) & ~3) types.push(frame[at] as number);
  return types;
}

function checksumHolds(frame: Uint8Array): boolean {
  return sctpChecksumAt(frame, sctpAt) === computeSctpChecksum(frame, sctpAt);
}

test('an IPv4 header sums up to zero with its checksum', () => {
  const packet = ipv4Packet({ source: '10.1.0.1', destination: '10.1.0.2' }, 132, Uint8Array.of(1, 2, 3));
  assert.equal(internetChecksum(packet.subarray(0, 20)), 0);
  assert.equal(u16(packet, 2), 23);
});

test('addresses are written as octets, in every form of their text', () => {
  assert.deepEqual([...addressOctets('10.1.0.255')], [10, 1, 0, 255]);
  assert.deepEqual(addressOctets('fd00:1::11'), hexFixture('fd000001000000000000000000000011'));
  assert.deepEqual(addressOctets('::'), new Uint8Array(16));
  assert.deepEqual(addressOctets('::ffff:10.1.0.1'), hexFixture('00000000000000000000ffff0a010001'));
  assert.throws(() => addressOctets('no address'), RangeError);
});

test('a writer grows as far as it must and forgets nothing', () => {
  const out = new ByteWriter(1);
  for (let index = 0; index < 300; index++)
    out
      .u8(index & 0xff)
      .u16(index)
      .u32(index);
  const bytes = out.finish();
  assert.equal(bytes.length, 2100);
  for (let index = 0; index < 300; index++) assert.equal(u32(bytes, 7 * index + 3), index);
});

test('VLAN tags stand between the addresses and the type', () => {
  const frame = ethernetFrame({ vlans: [7, 8] }, 0x0800, new Uint8Array(0));
  assert.deepEqual([...frame.subarray(12)], [0x81, 0, 0, 7, 0x81, 0, 0, 8, 0x08, 0]);
});

test('the handshake carries the tags, the initial TSNs, all addresses and right checksums', () => {
  const frames = new Association({ client, server }).handshake();
  assert.deepEqual(frames.map(chunkTypes), [[1], [2], [10], [11]]);
  assert.ok(frames.every(checksumHolds));
  const [init, initAck, echo] = frames as [Uint8Array, Uint8Array, Uint8Array];
  assert.equal(u32(init, sctpAt + 4), 0);
  assert.equal(u32(init, sctpAt + 16), client.tag);
  assert.equal(u32(init, sctpAt + 28), client.initialTsn);
  assert.deepEqual([...init.subarray(sctpAt + 32)], [0, 5, 0, 8, 10, 1, 0, 11, 0, 5, 0, 8, 10, 2, 0, 11]);
  assert.equal(u32(initAck, sctpAt + 4), client.tag);
  assert.equal(u32(echo, sctpAt + 4), server.tag);
});

test('fragments of a message have consecutive TSNs, across zero, and one stream sequence number', () => {
  const association = new Association({ client, server });
  const bytes = Uint8Array.from({ length: 10 }, (_, index) => index);
  const frames = association.data('client', { bytes, ppid: 11, fragmentSize: 4, streamId: 3 });
  assert.deepEqual(
    frames.map((frame) => [
      frame[sctpAt + 13],
      u32(frame, sctpAt + 16),
      u16(frame, sctpAt + 22),
      u32(frame, sctpAt + 24),
    ]),
    [
      [2, 0xfffffffe, 0, 11],
      [0, 0xffffffff, 0, 11],
      [1, 0, 0, 11],
    ],
  );
  const [next] = association.data('client', { bytes, ppid: 12, streamId: 3 });
  assert.equal(next![sctpAt + 13], 3);
  assert.equal(u16(next!, sctpAt + 22), 1);
  assert.equal(u32(association.sack('server'), sctpAt + 16), 1);
});

test('I-DATA has the PPID in the first fragment and the fragment sequence number in the others', () => {
  const first = iDataChunk({ tsn: 1, ppid: 12, messageId: 9, ending: false, data: Uint8Array.of(1) });
  const second = iDataChunk({
    tsn: 2,
    ppid: 12,
    messageId: 9,
    beginning: false,
    fragmentSequence: 1,
    data: Uint8Array.of(2),
  });
  assert.equal(u32(first, 16), 12);
  assert.equal(u32(second, 16), 1);
  assert.equal(u32(second, 12), 9);
});

test('several messages share one packet, and each has its own sequence number', () => {
  const association = new Association({ client, server });
  const message = { bytes: Uint8Array.of(1, 2, 3), ppid: 11 };
  const frame = association.bundle('server', [message, message, message]);
  assert.deepEqual(chunkTypes(frame), [0, 0, 0]);
  assert.ok(checksumHolds(frame));
});

test('shutdown and abort end the association with the right tags', () => {
  const association = new Association({ client, server });
  assert.deepEqual(association.shutdown('client').map(chunkTypes), [[7], [8], [14]]);
  const abort = association.abort('server');
  assert.equal(u32(abort, sctpAt + 4), client.tag);
  const reflected = association.abort('server', { tagReflected: true });
  assert.equal(u32(reflected, sctpAt + 4), server.tag);
  assert.equal(reflected[sctpAt + 13], 1);
});

test('a SACK counts its gap blocks and duplicates', () => {
  const chunk = sackChunk({ cumulativeTsn: 5, receiverWindow: 6, gaps: [[2, 3]], duplicates: [4, 5] });
  assert.deepEqual(chunk, hexFixture('03 00 00 1c  00000005 00000006 0001 0002 0002 0003 00000004 00000005'));
});

test('UDP and TCP checksums hold together with the pseudo header', () => {
  const ip = { source: 'fd00::1', destination: 'fd00::2' };
  const payload = Uint8Array.of(1, 2, 3, 4, 5);
  const datagram = udpFrame(ip, { sourcePort: 3863, destinationPort: 3863 }, payload).subarray(54);
  const segment = tcpFrame(ip, { sourcePort: 1, destinationPort: 3863, sequence: 9 }, payload).subarray(54);
  const addresses = [addressOctets(ip.source), addressOctets(ip.destination)];
  assert.equal(internetChecksum(...addresses, Uint8Array.of(0, datagram.length, 0, 17), datagram), 0);
  assert.equal(internetChecksum(...addresses, Uint8Array.of(0, segment.length, 0, 6), segment), 0);
});

test('SCTP goes into UDP when asked, ports by side', () => {
  const frame = new Association({ client, server, udp: { clientPort: 5555, serverPort: 9899 } }).init();
  assert.equal(frame[23], 17);
  assert.deepEqual([u16(frame, 34), u16(frame, 36)], [5555, 9899]);
  assert.equal(computeSctpChecksum(frame, 42), sctpChecksumAt(frame, 42));
});
