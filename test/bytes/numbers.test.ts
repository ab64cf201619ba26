// Numbers in network order, lengths with their padding, and serial numbers that wrap (RFC 1982).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOctets, i32, padded4, u16, u32 } from '../../src/bytes/read.ts';
import { distance16, distance32 } from '../../src/bytes/serial-number.ts';
import { hexFixture } from '../hex-fixture.ts';

const bytes = hexFixture('00 80 00 00 01 ff ff ff ff');

test('numbers are big-endian, and unsigned unless told otherwise', () => {
  assert.equal(u16(bytes, 1), 0x8000);
  assert.equal(u32(bytes, 1), 0x80000001);
  assert.equal(u32(bytes, 5), 0xffffffff);
  assert.equal(i32(bytes, 5), -1);
  assert.equal(i32(bytes, 1), -0x7fffffff);
});

test('lengths are padded to multiples of four', () => {
  assert.deepEqual([0, 1, 3, 4, 5, 65_535].map(padded4), [0, 4, 4, 4, 8, 65_536]);
});

test('a copy is the octets of the window, and its own', () => {
  const copy = copyOctets(bytes, 1, 5);
  assert.deepEqual(copy, hexFixture('80 00 00 01'));
  copy[0] = 7;
  assert.equal(bytes[1], 0x80);
  assert.deepEqual(copyOctets(bytes, 3, 3), new Uint8Array(0));
});

test('serial numbers are compared across their wrap', () => {
  assert.equal(distance32(0, 0xffffffff), 1);
  assert.equal(distance32(0xffffffff, 0), -1);
  assert.equal(distance32(0x7fffffff, 0), 0x7fffffff);
  assert.equal(distance32(5, 5), 0);
  assert.equal(distance16(0, 0xffff), 1);
  assert.equal(distance16(0xffff, 0), -1);
  assert.equal(distance16(0x7fff, 0), 0x7fff);
});
