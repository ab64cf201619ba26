// Captures written from captures: what pcapng knows of interfaces, packets and time stamps goes along.
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { copyCapture } from '../../src/capture/capture-copy.ts';
import type { CaptureFormat } from '../../src/capture/capture-formats.ts';
import { mergeByTime } from '../../src/capture/merge.ts';
import { openCapture } from '../../src/capture/open.ts';
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';
import { anyBlock, sectionBlock } from '../../src/capture/pcapng-writer.ts';
import type { CaptureOption, CaptureSource } from '../../src/capture/source.ts';
import { collect, fileOf, packet, pcapOf } from './collect.ts';

async function copied(source: CaptureSource, format: CaptureFormat | 'finest' = 'pcapng'): Promise<string> {
  const path = fileOf();
  const descriptor = openSync(path, 'w');
  const copy = copyCapture(descriptor, source, format, 'poolshark test');
  try {
    do {
      while (source.next()) copy.write(source.frame);
    } while (await source.fill());
  } finally {
    copy.end();
    closeSync(descriptor);
    source.close();
  }
  return path;
}

const text = (value: string) => Uint8Array.from(Buffer.from(value));

/** Options as they stand in a block of this byte order; numbers are given big-endian. */
function optionOctets(options: readonly (readonly [number, Uint8Array])[], bigEndian: boolean): Uint8Array {
  const parts = [...options, [0, new Uint8Array(0)] as const].map(([code, value]) => {
    const octets = new Uint8Array(4 + Math.ceil(value.length / 4) * 4);
    const view = new DataView(octets.buffer);
    view.setUint16(0, code, !bigEndian);
    view.setUint16(2, value.length, !bigEndian);
    octets.set(value, 4);
    return octets;
  });
  return Uint8Array.from(Buffer.concat(parts));
}

function numbers(size: 4 | 8, value: bigint, bigEndian: boolean): Uint8Array {
  const octets = new Uint8Array(size);
  const view = new DataView(octets.buffer);
  if (size === 8) view.setBigUint64(0, value, !bigEndian);
  else view.setUint32(0, Number(value), !bigEndian);
  return octets;
}

/** One interface with every option, time in picoseconds from an offset on; one packet with comments and flags. */
function richCapture(bigEndian: boolean): Uint8Array {
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint16(0, 1, !bigEndian);
  view.setUint32(4, 200, !bigEndian);
  const described = optionOctets(
    [
      [2, text('eth7')],
      [3, text('to the lab')],
      [8, numbers(8, 10_000_000_000n, bigEndian)],
      [9, Uint8Array.of(12)],
      [11, Uint8Array.of(0, ...text('sctp'))],
      [12, text('Plan 9')],
      [14, numbers(8, 1_700_000_000n, bigEndian)],
    ],
    bigEndian,
  );
  const packetHead = new Uint8Array(20);
  const packetView = new DataView(packetHead.buffer);
  // 2.000000000001 seconds after the offset: the last digit is finer than a frame can say.
  const ticks = 2_000_000_000_001n;
  packetView.setUint32(4, Number(ticks >> 32n), !bigEndian);
  packetView.setUint32(8, Number(ticks & 0xffffffffn), !bigEndian);
  packetView.setUint32(12, 5, !bigEndian);
  packetView.setUint32(16, 60, !bigEndian);
  const packetOptions = optionOctets(
    [
      [1, text('first comment')],
      [1, text('second comment')],
      [2, numbers(4, 0x0102n, bigEndian)],
      [4, numbers(8, 77n, bigEndian)],
    ],
    bigEndian,
  );
  return Buffer.concat([
    sectionBlock(
      bigEndian,
      Uint8Array.from(
        optionOctets(
          [
            [1, text('about all this')],
            [3, text('OS')],
          ],
          bigEndian,
        ),
      ),
    ),
    anyBlock(1, [head, described], bigEndian),
    anyBlock(6, [packetHead, Uint8Array.of(1, 2, 3, 4, 5), packetOptions], bigEndian),
  ]);
}

function optionsOf(options: readonly CaptureOption[]): readonly (readonly [number, string])[] {
  return options.map(({ code, value }) => [code, Buffer.from(value).toString('latin1')] as const);
}

for (const bigEndian of [false, true])
  test(`a ${bigEndian ? 'big' : 'little'}-endian capture keeps all options, comments and its time to the picosecond`, async () => {
    const path = await copied(await openCapture(fileOf(richCapture(bigEndian))));
    const source = await openCapture(path);
    assert.ok(source.next() || ((await source.fill()) && source.next()));
    const details = source.packetDetails?.();
    assert.deepEqual([details?.ticksHigh, details?.ticksLow], [465, 2_840_207_361]);
    assert.deepEqual(optionsOf(details?.options ?? []), [
      [1, 'first comment'],
      [1, 'second comment'],
      [2, '\x02\x01\0\0'],
      [4, '\x4d\0\0\0\0\0\0\0'],
    ]);
    const { frame } = source;
    assert.deepEqual([frame.seconds, frame.nanoseconds, frame.originalLength], [1_700_000_002, 0, 60]);
    const [described] = source.interfaces;
    assert.deepEqual([described?.name, described?.snapLength, described?.linkType], ['eth7', 200, 1]);
    assert.deepEqual(optionsOf(described?.options ?? []), [
      [2, 'eth7'],
      [3, 'to the lab'],
      [8, '\0\xe4\x0b\x54\x02\0\0\0'],
      [9, '\x0c'],
      [11, '\0sctp'],
      [12, 'Plan 9'],
      [14, '\0\xf1\x53\x65\0\0\0\0'],
    ]);
    assert.deepEqual(optionsOf(source.sectionOptions ?? []), [
      [1, 'about all this'],
      [3, 'OS'],
      [4, 'poolshark test'],
    ]);
    source.close();
  });

test('a copy of a copy is the same octets', async () => {
  const once = await copied(await openCapture(fileOf(richCapture(true))));
  const twice = await copied(await openCapture(once));
  assert.deepEqual(readFileSync(twice), readFileSync(once));
});

for (const nanoseconds of [false, true])
  test(`a pcap capture with ${nanoseconds ? 'nano' : 'micro'}seconds keeps its times in pcapng and back in pcap`, async () => {
    const original = fileOf(pcapOf(7, { linkType: 1, nanoseconds }));
    const pcapng = await copied(await openCapture(original));
    const pcap = await copied(await openCapture(pcapng), 'finest');
    const want = await collect(await openCapture(original));
    for (const path of [pcapng, pcap]) {
      const { frames, interfaces } = await collect(await openCapture(path));
      assert.deepEqual(frames, want.frames);
      assert.equal(interfaces[0]?.timestampResolution, nanoseconds ? 9 : 6);
    }
    assert.deepEqual(readFileSync(pcap), readFileSync(original));
  });

test('pcap asked for by name has microseconds, nsecpcap nanoseconds', async () => {
  const original = fileOf(pcapOf(2, { linkType: 1, nanoseconds: true }));
  const micro = await collect(await openCapture(await copied(await openCapture(original), 'pcap')));
  const nano = await collect(await openCapture(await copied(await openCapture(original), 'nsecpcap')));
  assert.deepEqual(
    micro.frames.map((frame) => frame.nanoseconds),
    [123_456_000, 123_456_000],
  );
  assert.deepEqual(
    nano.frames.map((frame) => frame.nanoseconds),
    [123_456_000, 123_456_001],
  );
});

test('merged captures keep all their interfaces, also those without a packet', async () => {
  const cooked = Buffer.concat([
    pcapHeader({ linkType: 113 }),
    pcapRecord({ linkType: 113 }, { ...packet(1), originalLength: 21 }),
  ]);
  const merged = mergeByTime([
    await openCapture(fileOf(pcapOf(3))),
    await openCapture(fileOf(cooked)),
    await openCapture(fileOf(pcapOf(0, { linkType: 276 }))),
  ]);
  const { frames, interfaces } = await collect(await openCapture(await copied(merged)));
  assert.deepEqual(
    frames.map((frame) => [frame.linkType, frame.interfaceIndex]),
    [
      [1, 0],
      [1, 0],
      [113, 1],
      [1, 0],
    ],
  );
  assert.deepEqual(
    interfaces.map(({ linkType }) => linkType),
    [1, 113, 276],
  );
});

test('a pcap file cannot hold two link types: what came before is kept', async () => {
  const merged = mergeByTime([
    await openCapture(fileOf(pcapOf(3))),
    await openCapture(fileOf(Buffer.concat([pcapHeader({ linkType: 113 }), pcapRecord({ linkType: 113 }, packet(2))]))),
  ]);
  const path = fileOf();
  const descriptor = openSync(path, 'w');
  const copy = copyCapture(descriptor, merged, 'pcap', 'test');
  await assert.rejects(
    async () => {
      do {
        while (merged.next()) copy.write(merged.frame);
      } while (await merged.fill());
    },
    { code: 'unsupported', message: /link type 113.*write pcapng instead/ },
  );
  copy.end();
  closeSync(descriptor);
  merged.close();
  const { frames } = await collect(await openCapture(path));
  assert.equal(frames.length, 3);
});

test('a capture without packets becomes one', async () => {
  for (const format of ['pcapng', 'pcap'] as const) {
    const path = await copied(await openCapture(fileOf(pcapOf(0, { linkType: 113 }))), format);
    const { frames, fault, interfaces } = await collect(await openCapture(path));
    assert.deepEqual([frames.length, fault, interfaces[0]?.linkType], [0, undefined, 113]);
  }
});
