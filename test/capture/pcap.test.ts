// pcap captures as files and as streams: all kinds of header, and all the ways in which they end too early.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStream } from '../../src/capture/open.ts';
import { type PcapOptions, pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';
import { collect, hex, packet, pcapOf, readFile, readStream, streamOf } from './collect.ts';

const KINDS: readonly [string, PcapOptions][] = [
  ['microseconds, little endian', { linkType: 1 }],
  ['microseconds, big endian', { linkType: 113, bigEndian: true }],
  ['nanoseconds, little endian', { linkType: 276, nanoseconds: true }],
  ['nanoseconds, big endian', { linkType: 1, nanoseconds: true, bigEndian: true }],
  ['modified, little endian', { linkType: 1, modified: true }],
  ['modified, big endian', { linkType: 1, modified: true, bigEndian: true }],
];

function expectedFrames(count: number, options: PcapOptions) {
  return Array.from({ length: count }, (_, n) => {
    const { seconds, nanoseconds, bytes, originalLength } = packet(n);
    return {
      number: n + 1,
      seconds,
      nanoseconds: options.nanoseconds ? nanoseconds : nanoseconds - (nanoseconds % 1000),
      linkType: options.linkType,
      bytes,
      originalLength,
      interfaceIndex: 0,
    };
  });
}

for (const [name, options] of KINDS) {
  test(`a pcap file with ${name} gives its packets`, async () => {
    const { frames, fault, interfaces } = await readFile(pcapOf(5, options));
    assert.equal(fault, undefined);
    assert.deepEqual(frames, expectedFrames(5, options));
    assert.equal(interfaces[0]?.timestampResolution, options.nanoseconds ? 9 : 6);
  });

  for (const chunkLength of [1, 7, 40, 65536]) {
    test(`a pcap stream with ${name} in chunks of ${chunkLength} gives its packets`, async () => {
      const { frames, fault } = await readStream(pcapOf(5, options), chunkLength);
      assert.equal(fault, undefined);
      assert.deepEqual(frames, expectedFrames(5, options));
    });
  }

  test(`a pcap capture with ${name}, cut anywhere, gives the whole packets before the cut`, async () => {
    const whole = pcapOf(3, options);
    const recordHeader = options.modified ? 24 : 16;
    const ends = [24];
    for (let n = 0; n < 3; n++) ends.push(ends[n]! + recordHeader + packet(n).bytes.length);
    for (let length = 4; length <= whole.length; length++) {
      // All cuts around the borders of headers and packets; of those inside, every seventh.
      if (length % 7 !== 0 && !ends.some((end) => Math.abs(length - end) <= 2)) continue;
      const expectedCount = ends.filter((end) => end <= length).length - 1;
      for (const read of [readFile, (octets: Uint8Array) => readStream(octets, 11)]) {
        const { frames, fault } = await read(whole.subarray(0, length));
        assert.deepEqual(frames, expectedFrames(Math.max(0, expectedCount), options));
        if (ends.includes(length)) assert.equal(fault, undefined);
        else assert.deepEqual([fault?.code, fault?.offset], ['cut', length]);
      }
    }
  });
}

test('a pcap file written by hand is read as its octets say', async () => {
  const { frames, interfaces, fault } = await readFile(
    hex(`
      a1b2c3d4                            # magic: big endian, microseconds
      0002 0004                           # version 2.4
      00000000 00000000                   # time zone, accuracy
      00000060                            # snap length 96
      f0000001                            # link type 1; a frame check sequence of 15 * 16 bits
      ffffffff 000f423f 00000003 00000040 # last second of 2106, 999999 us, 3 of 64 octets
      010203
    `),
  );
  assert.equal(fault, undefined);
  assert.deepEqual(frames, [
    {
      number: 1,
      seconds: 0xffffffff,
      nanoseconds: 999_999_000,
      linkType: 1,
      bytes: Uint8Array.of(1, 2, 3),
      originalLength: 64,
      interfaceIndex: 0,
    },
  ]);
  assert.equal(interfaces[0]?.snapLength, 96);
});

test('the message of a cut capture names packet and byte', async () => {
  const whole = pcapOf(3);
  const cut = whole.subarray(0, whole.length - 5);
  const message = 'the capture is cut short in the middle of packet 3, at byte';
  assert.equal((await readFile(cut)).fault?.message, `${message} ${cut.length} of the file`);
  assert.equal((await readStream(cut, 9)).fault?.message, `${message} ${cut.length} of the stream`);
});

test('a record that claims 4 GB stops the reading at once, with its offset', async () => {
  const two = pcapOf(2);
  const impossible = hex('00000000 00000000 ffffffff ffffffff');
  const octets = Uint8Array.from([...two, ...impossible, ...new Uint8Array(100_000)]);
  for (const { frames, fault } of [
    await readFile(octets),
    await readStream(octets, 64),
    await readStream(octets, 1e6),
  ]) {
    assert.equal(frames.length, 2);
    assert.deepEqual([fault?.code, fault?.offset], ['damaged', two.length]);
    assert.match(fault!.message, /^the capture is damaged: packet 3, at byte 97 of the \w+, claims 4294967295 /);
  }
});

test('a packet of exactly 262,144 octets is read, one more is not', async () => {
  const options = { linkType: 1 };
  for (const [length, count] of [
    [262_144, 1],
    [262_145, 0],
  ] as const) {
    const octets = Buffer.concat([pcapHeader(options), pcapRecord(options, packet(0, length))]);
    assert.equal((await readFile(octets)).frames.length, count);
    assert.equal((await readStream(octets, 50_000)).frames.length, count);
  }
});

test('a header without packets is an empty capture, not a fault', async () => {
  for (const { frames, fault } of [await readFile(pcapOf(0)), await readStream(pcapOf(0), 5)]) {
    assert.equal(frames.length, 0);
    assert.equal(fault, undefined);
  }
});

test('microseconds beyond a second carry over', async () => {
  const options = { linkType: 1 };
  const record = pcapRecord(options, { ...packet(0), seconds: 10, nanoseconds: 2_500_000_000 });
  for (const { frames } of [
    await readFile(pcapHeader(options), record),
    await readStream(Buffer.concat([pcapHeader(options), record]), 8),
  ]) {
    assert.deepEqual([frames[0]?.seconds, frames[0]?.nanoseconds], [12, 500_000_000]);
  }
});

test('a file much larger than the window is read to its end', async () => {
  const options = { linkType: 1 };
  const record = pcapRecord(options, packet(1, 1447));
  const octets = Buffer.concat([pcapHeader(options), ...new Array(3000).fill(record)]);
  for (const { frames, fault } of [await readFile(octets), await readStream(octets, 60_001)]) {
    assert.equal(frames.length, 3000);
    assert.equal(fault, undefined);
    assert.ok(frames.every((frame) => frame.bytes.length === 1447 && frame.bytes[1446] === record[16 + 1446]));
  }
});

test('frames of a stream come as soon as their octets do', async () => {
  const whole = pcapOf(2);
  const stream = streamOf(whole, whole.length - 3);
  const source = await openStream(stream);
  assert.equal(source.next(), true);
  assert.equal(source.next(), false);
  assert.equal(await source.fill(), true);
  assert.equal(source.next(), true);
  source.close();
  assert.equal(stream.destroyed, true);
});

test('a stream that fails gives the frames before, then the reason', async () => {
  const whole = pcapOf(2);
  const stream = streamOf(whole, 70);
  const source = await openStream(stream);
  assert.equal(source.next(), true);
  stream.destroy(new Error('the network is down'));
  const { fault } = await collect(source);
  assert.equal(fault?.code, 'unreadable');
  assert.match(fault!.message, /the network is down/);
});
