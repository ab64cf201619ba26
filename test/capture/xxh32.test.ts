// XXH32 against the values that the specification's reference program gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Xxh32, xxh32 } from '../../src/capture/xxh32.ts';

test('XXH32 of known texts', () => {
  const known: readonly [string, number][] = [
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ];
  for (const [text, hash] of known) assert.equal(xxh32(Buffer.from(text)), hash, text);
});

test('XXH32 is the same however the octets are cut', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, at) => (at * 37) & 0xff);
  for (let length = 1; length < 40; length++) {
    const hash = new Xxh32();
    for (let at = 0; at < bytes.length; at += length) hash.update(bytes.subarray(at, at + length));
    assert.equal(hash.digest(), xxh32(bytes));
  }
});
