// Compressed captures, as files and as streams: what they hold, and how their faults are told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pcapHeader } from '../../src/capture/pcap-writer.ts';
import { interfaceBlock, sectionBlock, simplePacketBlock } from '../../src/capture/pcapng-writer.ts';
import { hex, readFile, readStream } from './collect.ts';
import { changeEach, cutEach, FORMS, LZ4_1, OPTIONS, PLAIN, RECORDS, SINGLE } from './compressed-captures.ts';

for (const [name, compressed] of FORMS) {
  test(`a capture compressed as ${name} gives its packets, as a file and as a stream`, async () => {
    const expected = (await readFile(PLAIN)).frames;
    assert.equal(expected.length, 30);
    const file = await readFile(compressed);
    assert.equal(file.fault, undefined);
    assert.deepEqual(file.frames, expected);
    for (const chunkLength of [1, 7, 1000]) {
      const stream = await readStream(compressed, chunkLength);
      assert.equal(stream.fault, undefined);
      assert.deepEqual(stream.frames, expected);
    }
  });
}

test('a compressed pcapng capture gives its packets', async () => {
  const plain = [sectionBlock(), interfaceBlock({ linkType: 1 }), simplePacketBlock(Uint8Array.of(1, 2, 3))];
  const { frames, fault } = await readFile(gzipSync(Buffer.concat(plain)));
  assert.equal(fault, undefined);
  assert.deepEqual(frames[0]?.bytes, Uint8Array.of(1, 2, 3));
});

for (const form of SINGLE) {
  test(`a capture compressed as ${form[0]} and cut here and there gives what came before, and says so`, () =>
    cutEach(form, 31));
  test(`a capture compressed as ${form[0]} with octets changed here and there never ends in an exception`, () =>
    changeEach(form, 31));
}

test('a wrong checksum at the end of gzip is told after all packets', async () => {
  const changed = Uint8Array.from(gzipSync(PLAIN));
  changed[changed.length - 6]! ^= 1;
  const { frames, fault } = await readFile(changed);
  assert.equal(frames.length, 30);
  assert.equal(fault?.code, 'damaged');
  assert.equal(fault.message, 'the gzip stream is damaged after 2139 bytes of capture: incorrect data check');
});

test('a changed literal of lz4 is told by the content checksum', async () => {
  const changed = Uint8Array.from(LZ4_1);
  changed[changed.length - 12]! ^= 1;
  const { frames, fault } = await readFile(changed);
  assert.equal(frames.length, 30);
  assert.match(fault!.message, /^the lz4 stream is damaged after 2139 bytes of capture: wrong content checksum$/);
});

test('a capture that is cut inside a whole gzip file is told with its uncompressed offset', async () => {
  const { frames, fault } = await readFile(gzipSync(PLAIN.subarray(0, 1000)));
  assert.ok(frames.length > 10);
  assert.deepEqual([fault?.code, fault?.offset], ['cut', 1000]);
  assert.match(fault!.message, /in the middle of packet \d+, at byte 1000 of the uncompressed file$/);
});

test('a zstd frame that wants more memory than we give says what to do', async () => {
  // Descriptor without content size, window descriptor for 2 GiB.
  const { frames, fault } = await readFile(hex('28b52ffd 00 a8 010000 000000000000000000000000'));
  assert.equal(frames.length, 0);
  assert.equal(fault?.code, 'damaged');
  assert.match(fault.message, /needs 2048 MiB of memory; decompress it with zstd --long=31 first/);
});

test('megabytes of small packets come through every decompressor in pieces', async () => {
  const many = Buffer.concat([pcapHeader(OPTIONS), ...Array.from({ length: 2000 }, () => RECORDS).flat()]);
  const { frames, fault } = await readFile(gzipSync(many));
  assert.equal(fault, undefined);
  assert.equal(frames.length, 60_000);
});
