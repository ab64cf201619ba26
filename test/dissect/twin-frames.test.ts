// One packet seen by several taps: recognised whatever link layer and hops lie between, and never confused with another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyFrame, type Frame } from '../../src/capture/frame.ts';
import { TwinFrames } from '../../src/dissect/twin-frames.ts';

/** An IPv4 packet with an SCTP header and a DATA chunk, of which only what is compared matters. */
function ipPacket({ tsn = 1, identification = 7, ttl = 64, ecn = 2, length = 60 } = {}): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x45, ecn, 0, length]);
  view.setUint16(4, identification);
  bytes.set([ttl, 132, 0, ttl], 8);
  bytes.set([10, 1, 0, 1, 10, 1, 0, 2], 12);
  bytes.set([0x0f, 0x17, 0x0f, 0x17], 20);
  view.setUint32(28, 0xc0ffee00 + tsn);
  view.setUint32(36, tsn);
  return bytes;
}

function ipv6Packet(hopLimit: number, trafficClass = 0): Uint8Array {
  const bytes = new Uint8Array(60);
  bytes.set([0x60 | (trafficClass >> 4), (trafficClass << 4) & 0xff, 0, 0, 0, 20, 132, hopLimit]);
  bytes.set([0xfd, 0, 0, 1], 8);
  bytes.set([0xfd, 0, 0, 2], 24);
  return bytes;
}

const ethernet = (packet: Uint8Array) =>
  Uint8Array.of(1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, ...etherType(packet), ...packet);
const cooked = (packet: Uint8Array) =>
  Uint8Array.of(0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, ...etherType(packet), ...packet);
const cooked2 = (packet: Uint8Array, index: number, direction: number) =>
  Uint8Array.of(...etherType(packet), 0, 0, 0, 0, 0, index, 0, 1, direction, 6, 2, 2, 2, 2, 2, 2, 0, 0, ...packet);

function etherType(packet: Uint8Array): readonly number[] {
  return (packet[0] as number) >> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00];
}

const linkTypes = new Map<unknown, number>([
  [ethernet, 1],
  [cooked, 113],
  [cooked2, 276],
]);

function frameOf(bytes: Uint8Array, linkType: number, interfaceIndex: number, milliseconds: number): Frame {
  const nanoseconds = Math.round((milliseconds % 1000) * 1e6);
  const seconds = 1_700_000_000 + Math.floor(milliseconds / 1000);
  const { length } = bytes;
  return {
    ...emptyFrame(),
    linkType,
    bytes,
    end: length,
    originalLength: length,
    interfaceIndex,
    seconds,
    nanoseconds,
  };
}

const atEthernet = (packet: Uint8Array, tap: number, milliseconds: number) =>
  frameOf(ethernet(packet), linkTypes.get(ethernet) as number, tap, milliseconds);
const atCooked = (packet: Uint8Array, tap: number, milliseconds: number) =>
  frameOf(cooked(packet), linkTypes.get(cooked) as number, tap, milliseconds);

function twins(frames: readonly Frame[], windowSeconds = 0.005): readonly boolean[] {
  const recent = new TwinFrames(windowSeconds);
  return frames.map((frame) => recent.isTwin(frame));
}

test('the same packet at another tap is a twin, whatever its link layer', () => {
  const packet = ipPacket();
  assert.deepEqual(twins([atEthernet(packet, 0, 0), atCooked(packet, 1, 1), atEthernet(packet, 2, 2)]), [
    false,
    true,
    true,
  ]);
});

test('the same octets at the same tap are another packet: the network doubled it, or somebody sent it again', () => {
  const packet = ipPacket();
  assert.deepEqual(twins([atEthernet(packet, 0, 0), atEthernet(packet, 0, 1)]), [false, false]);
});

test('a retransmission with the same octets is kept once, at whichever tap it shows first', () => {
  const packet = ipPacket();
  const seen = [0, 1, 1, 0].map((tap, index) => atEthernet(packet, tap, index));
  // Sent, seen at both; sent again, seen at both.
  assert.deepEqual(twins(seen), [false, true, false, true]);
});

test('another TSN, another identification or another length make another packet', () => {
  const first = atEthernet(ipPacket(), 0, 0);
  for (const other of [ipPacket({ tsn: 2 }), ipPacket({ identification: 8 }), ipPacket({ length: 64 })])
    assert.deepEqual(twins([first, atEthernet(other, 1, 1)]), [false, false]);
});

test('routers between taps change TTL, ECN and the header checksum: it stays the same packet', () => {
  const changed = ipPacket({ ttl: 63, ecn: 3 });
  assert.deepEqual(twins([atEthernet(ipPacket(), 0, 0), atEthernet(changed, 1, 1)]), [false, true]);
  assert.deepEqual(twins([atEthernet(ipv6Packet(64), 0, 0), atEthernet(ipv6Packet(63, 3), 1, 1)]), [false, true]);
});

test('the padding of Ethernet is not part of the packet', () => {
  const short = ipPacket({ length: 40 });
  const padded = Uint8Array.of(...short, 0, 0, 0, 0, 0, 0);
  assert.deepEqual(twins([atCooked(short, 0, 0), atEthernet(padded, 1, 1)]), [false, true]);
});

test('beyond the window the same octets are another packet', () => {
  const packet = ipPacket();
  assert.deepEqual(twins([atEthernet(packet, 0, 0), atEthernet(packet, 1, 5.1)]), [false, false]);
  assert.deepEqual(twins([atEthernet(packet, 0, 0), atEthernet(packet, 1, 5.1)], 0.05), [false, true]);
});

test('a cooked capture of all interfaces shows one packet several times; version 2 says where', () => {
  const packet = ipPacket();
  assert.deepEqual(twins([atCooked(packet, 0, 0), atCooked(packet, 0, 1)]), [false, true]);
  const at = (index: number, direction: number, milliseconds: number) =>
    frameOf(cooked2(packet, index, direction), linkTypes.get(cooked2) as number, 0, milliseconds);
  assert.deepEqual(twins([at(3, 4, 0), at(4, 0, 1), at(4, 0, 2)]), [false, true, false]);
});

test('what is remembered stays bounded, however many packets come at once', () => {
  const recent = new TwinFrames(60);
  for (let tsn = 0; tsn < 70_000; tsn++)
    assert.equal(recent.isTwin(atEthernet(ipPacket({ tsn }), 0, tsn / 100)), false);
  // The first is forgotten, the last is not.
  assert.equal(recent.isTwin(atEthernet(ipPacket({ tsn: 0 }), 1, 701)), false);
  assert.equal(recent.isTwin(atEthernet(ipPacket({ tsn: 69_999 }), 1, 701)), true);
});
