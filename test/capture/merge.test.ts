// Merging of captures by time stamp.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeByTime } from '../../src/capture/merge.ts';
import { openCapture, openStream } from '../../src/capture/open.ts';
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';
import { enhancedPacketBlock, interfaceBlock, sectionBlock } from '../../src/capture/pcapng-writer.ts';
import { collect, fileOf, packet, pcapOf, streamOf } from './collect.ts';

/** A capture whose packets have these times (in milliseconds) and one octet each. */
function captureOf(octet: number, times: readonly number[]): Uint8Array {
  const options = { linkType: octet, nanoseconds: true };
  const records = times.map((time) =>
    pcapRecord(options, {
      ...packet(0, 1),
      bytes: Uint8Array.of(octet),
      seconds: Math.floor(time / 1000),
      nanoseconds: (time % 1000) * 1e6,
    }),
  );
  return Buffer.concat([pcapHeader(options), ...records]);
}

test('frames of several captures come by time, the earlier capture first on equal times', async () => {
  const captures = [captureOf(1, [1000, 3000, 3000, 9000]), captureOf(2, [500, 3000, 3001]), captureOf(3, [])];
  const merged = mergeByTime(await Promise.all(captures.map((capture) => openCapture(fileOf(capture)))));
  const { frames, fault, interfaces } = await collect(merged);
  assert.equal(fault, undefined);
  assert.deepEqual(
    frames.map((frame) => [frame.number, frame.bytes[0], frame.linkType, frame.interfaceIndex, frame.nanoseconds]),
    [
      [1, 2, 2, 1, 500_000_000],
      [2, 1, 1, 0, 0],
      [3, 1, 1, 0, 0],
      [4, 1, 1, 0, 0],
      [5, 2, 2, 1, 0],
      [6, 2, 2, 1, 1_000_000],
      [7, 1, 1, 0, 0],
    ],
  );
  assert.deepEqual(
    interfaces.map(({ linkType }) => linkType),
    [1, 2, 3],
  );
});

test('a capture out of order keeps its own order', async () => {
  const merged = mergeByTime(
    await Promise.all([
      openCapture(fileOf(captureOf(1, [5000, 1000, 6000]))),
      openStream(streamOf(captureOf(2, [2000, 5500]), 3)),
    ]),
  );
  const { frames } = await collect(merged);
  assert.deepEqual(
    frames.map((frame) => [frame.bytes[0], frame.seconds]),
    [
      [2, 2],
      [1, 5],
      [1, 1],
      [2, 5],
      [1, 6],
    ],
  );
});

test('the others go on after a capture that is cut, and its fault is kept', async () => {
  const cut = captureOf(1, [1000, 2000]);
  const merged = mergeByTime(
    await Promise.all([
      openCapture(fileOf(captureOf(2, [1500, 2500]))),
      openCapture(fileOf(cut.subarray(0, cut.length - 1))),
    ]),
  );
  const { frames, fault } = await collect(merged);
  assert.deepEqual(
    frames.map((frame) => frame.bytes[0]),
    [1, 2, 2],
  );
  assert.equal(fault?.code, 'cut');
});

test('interfaces that a capture describes later on get the next numbers', async () => {
  const octets = Uint8Array.of(1);
  const capture = Buffer.concat([
    sectionBlock(),
    interfaceBlock({ linkType: 10 }),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 0n, bytes: octets }),
    interfaceBlock({ linkType: 11 }),
    enhancedPacketBlock({ interfaceIndex: 1, ticks: 1n, bytes: octets }),
    sectionBlock(true),
    interfaceBlock({ linkType: 12 }, true),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 2n, bytes: octets }, true),
  ]);
  const merged = mergeByTime([await openCapture(fileOf(capture)), await openCapture(fileOf(pcapOf(1)))]);
  const { frames, interfaces } = await collect(merged);
  assert.deepEqual(
    frames.map((frame) => [frame.linkType, frame.interfaceIndex]),
    [
      [10, 0],
      [11, 2],
      [12, 3],
      [1, 1],
    ],
  );
  assert.deepEqual(
    interfaces.map(({ linkType }) => linkType),
    [10, 1, 11, 12],
  );
});

test('nothing merged is an empty capture', async () => {
  const { frames, fault } = await collect(mergeByTime([]));
  assert.deepEqual([frames.length, fault], [0, undefined]);
});
