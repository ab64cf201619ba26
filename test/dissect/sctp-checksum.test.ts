// CRC32c of SCTP packets (RFC 9260 §6.8), hosts that leave it to their interface, and ends that agreed to do without it
// (RFC 9653).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumStatus, sctpChecksumStatus } from '../../src/dissect/sctp/checksum.ts';
import type { Association } from '../../src/encode/association.ts';
import { ipFrame, sctpFrame } from '../../src/encode/packets.ts';
import { initAckChunk, initChunk, sackChunk, sctpParameter } from '../../src/encode/sctp-packet.ts';
import { associationBetween, ends, type Seen, say, see, Watch } from './watch.ts';

/** The packet with this in place of its checksum, least significant octet first; 14 and 20 octets come before SCTP. */
function withChecksum(frame: Uint8Array, checksum: number): Uint8Array {
  const changed = frame.slice();
  new DataView(changed.buffer).setUint32(14 + 20 + 8, checksum, true);
  return changed;
}

const zeroed = (frame: Uint8Array) => withChecksum(frame, 0);
const wrong = (frame: Uint8Array) => withChecksum(frame, 0xdeadbeef);

function checking(): { association: Association; watch: Watch } {
  return { association: associationBetween(), watch: new Watch({ checksums: true }) };
}

function experts(seen: readonly Seen[]): string[] {
  return seen.map((one) => one.experts.join(' '));
}

/** Numbered messages of the client, one packet each. */
function packets(association: Association, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, number) => say(association, 'client', number)[0]!);
}

test('right checksums are not worth a word', () => {
  const { association, watch } = checking();
  const seen = watch.all([...association.handshake(), ...packets(association, 3), association.sack('server')]);
  assert.deepEqual(new Set(experts(seen)), new Set(['']));
});

test('one wrong checksum among right ones is an error that says which one belongs there', () => {
  const { association, watch } = checking();
  watch.all(association.handshake());
  const [first, second, third] = packets(association, 3);
  assert.deepEqual(experts(watch.all([first!, wrong(second!)])), ['', 'sctp.checksum']);
  const { needed, available, offset } = watch.last.experts;
  const right = new DataView(second!.buffer).getUint32(42, true);
  assert.deepEqual([needed[0]! >>> 0, available[0]! >>> 0, offset[0]], [right, 0xdeadbeef, 42]);
  assert.deepEqual(experts(watch.all([third!, zeroed(third!)])), ['', 'sctp.checksum']);
});

test('a host that leaves checksums to its interface is noted once for each direction', () => {
  const { association, watch } = checking();
  const [init, initAck, echo, ack] = association.handshake().map(zeroed);
  assert.deepEqual(experts(watch.all([init!, initAck!, echo!, ack!])), [
    '',
    'sctp.checksum_offloaded',
    'sctp.checksum_offloaded',
    '',
  ]);
  assert.deepEqual(experts(watch.all(packets(association, 3).map(zeroed))), ['', '', '']);
});

test('an interface that begins with another sum than 0 is found out at the second packet', () => {
  const { association, watch } = checking();
  const seen = watch.all(packets(association, 4).map(wrong));
  assert.deepEqual(experts(seen), ['sctp.checksum', 'sctp.checksum_offloaded', '', '']);
});

test('a host that adds up some packets itself is believed after several without a checksum', () => {
  const { association, watch } = checking();
  const [first, ...rest] = packets(association, 5);
  const seen = watch.all([first!, ...rest.map(zeroed)]);
  assert.deepEqual(experts(seen), ['', 'sctp.checksum', 'sctp.checksum', 'sctp.checksum_offloaded', '']);
  assert.deepEqual(experts([watch.see(wrong(first!))]), ['sctp.checksum']);
});

test('an end that takes packets without a checksum may be sent such packets', () => {
  const { client, server } = ends;
  const ip = { source: client.addresses[0]!, destination: server.addresses[0]! };
  const back = { source: ip.destination, destination: ip.source };
  const ports = { sourcePort: client.port, destinationPort: server.port };
  const accepts = sctpParameter(0x8001, Uint8Array.of(0, 0, 0, 1));
  const init = initChunk({ initiateTag: client.tag, initialTsn: client.initialTsn, parameters: [accepts] });
  const initAck = initAckChunk({ initiateTag: server.tag, initialTsn: server.initialTsn, cookie: new Uint8Array(8) });
  const { association, watch } = checking();
  watch.see(sctpFrame(ip, { ...ports, verificationTag: 0, chunks: [init] }));
  const answer = { sourcePort: server.port, destinationPort: client.port, verificationTag: client.tag };
  watch.see(sctpFrame(back, { ...answer, chunks: [initAck] }));
  watch.all([association.cookieEcho(), association.cookieAck()]);
  const sack = sctpFrame(back, { ...answer, chunks: [sackChunk({ cumulativeTsn: 1 })] });
  const [data] = packets(association, 1);
  assert.deepEqual(experts(watch.all([zeroed(sack), wrong(sack), zeroed(data!)])), [
    '',
    'sctp.checksum',
    'sctp.checksum',
  ]);
});

test('what the capture cut or an ICMP error quotes is not checked', () => {
  const { association, watch } = checking();
  const [data] = packets(association, 1);
  const cut = wrong(data!).slice(0, 60);
  assert.deepEqual(watch.see(cut, { originalLength: data!.length }).experts, ['layer.cut']);
  assert.equal(sctpChecksumStatus(watch.last, 2), checksumStatus.unverified);
  const quote = ipFrame(
    { source: '10.1.0.1', destination: '10.1.0.11' },
    1,
    Uint8Array.of(3, 2, 0, 0, 0, 0, 0, 0, ...wrong(data!).slice(14)),
  );
  assert.deepEqual(watch.see(quote).experts, []);
});

test('the status of a checksum is there for whoever asks, without the option', () => {
  const watch = new Watch();
  const [data] = packets(associationBetween(), 1);
  assert.deepEqual(watch.see(data!).experts, []);
  assert.equal(sctpChecksumStatus(watch.last, 2), checksumStatus.good);
  assert.deepEqual(watch.see(wrong(data!)).experts, []);
  assert.equal(sctpChecksumStatus(watch.last, 2), checksumStatus.bad);
  assert.deepEqual(see(wrong(data!)).experts, []);
});
