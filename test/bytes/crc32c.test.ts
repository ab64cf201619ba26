import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { computeCrc32c, computeSctpChecksum, sctpChecksumAt } from '../../src/bytes/crc32c.ts';

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const octet of bytes) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test('the check value of "123456789" is 0xe3069283', () => {
  assert.equal(computeCrc32c(new TextEncoder().encode('123456789')), 0xe3069283);
});

test('the examples of RFC 3720 appendix B.4 come out', () => {
  assert.equal(computeCrc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(computeCrc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(computeCrc32c(Uint8Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e);
});

test('sixteen octets a step give the same as one bit a step, at every length and offset', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, front) => {
      const window = new Uint8Array(front + bytes.length + 3);
      window.set(bytes, front);
      assert.equal(computeCrc32c(window, front, front + bytes.length), bitByBit(bytes));
    }),
  );
});

test('the checksum of an SCTP packet is that with its checksum field zero', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 80 }), (packet) => {
      const zeroed = packet.slice();
      zeroed.fill(0, 8, 12);
      assert.equal(computeSctpChecksum(packet), computeCrc32c(zeroed));
    }),
  );
});

test('the checksum stands in the packet least significant octet first', () => {
  assert.equal(sctpChecksumAt(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0x83, 0x92, 0x06, 0xe3)), 0xe3069283);
});
