// pcapng captures: sections, interfaces, units of time, the three packet blocks, and damage of all kinds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  anyBlock,
  enhancedPacketBlock,
  type InterfaceOptions,
  interfaceBlock,
  obsoletePacketBlock,
  sectionBlock,
  simplePacketBlock,
} from '../../src/capture/pcapng-writer.ts';
import { hex, readFile, readStream } from './collect.ts';

const ETHERNET: InterfaceOptions = { linkType: 1, name: 'eth0', description: 'to the lab' };
const OCTETS = Uint8Array.of(1, 2, 3, 4, 5);

for (const bigEndian of [false, true]) {
  const order = bigEndian ? 'big' : 'little';

  test(`a ${order}-endian capture with all three packet blocks gives its packets`, async () => {
    const { frames, interfaces, fault } = await readFile(
      sectionBlock(bigEndian),
      interfaceBlock({ ...ETHERNET, snapLength: 96 }, bigEndian),
      interfaceBlock({ linkType: 113, timestampResolution: 9 }, bigEndian),
      anyBlock(0x0bad, [new Uint8Array(40)], bigEndian),
      enhancedPacketBlock(
        { interfaceIndex: 0, ticks: 1_700_000_000_123_456n, bytes: OCTETS, comment: 'hi' },
        bigEndian,
      ),
      enhancedPacketBlock(
        { interfaceIndex: 1, ticks: 1_700_000_000_123_456_789n, bytes: OCTETS, originalLength: 60 },
        bigEndian,
      ),
      obsoletePacketBlock({ interfaceIndex: 1, ticks: 5_000_000_001n, bytes: OCTETS }, bigEndian),
      simplePacketBlock(OCTETS, 5, bigEndian),
    );
    assert.equal(fault, undefined);
    assert.deepEqual(frames, [
      frame(1, 1_700_000_000, 123_456_000, 1, 0),
      { ...frame(2, 1_700_000_000, 123_456_789, 113, 1), originalLength: 60 },
      frame(3, 5, 1, 113, 1),
      frame(4, 0, 0, 1, 0),
    ]);
    const described = interfaces.map(({ options: _, section, ...rest }) => ({
      ...rest,
      ...(section === 1 ? {} : { section }),
    }));
    assert.deepEqual(described, [
      { name: 'eth0', description: 'to the lab', linkType: 1, snapLength: 96, timestampResolution: 6 },
      { name: undefined, description: undefined, linkType: 113, snapLength: 0, timestampResolution: 9 },
    ]);
  });
}

function frame(number: number, seconds: number, nanoseconds: number, linkType: number, interfaceIndex: number) {
  return { number, seconds, nanoseconds, linkType, bytes: OCTETS, originalLength: 5, interfaceIndex };
}

const TIMES: readonly [string, number, bigint, number, number][] = [
  // name, if_tsresol, ticks, seconds, nanoseconds
  ['seconds', 0, 1_700_000_000n, 1_700_000_000, 0],
  ['10^-3', 3, 1_700_000_000_999n, 1_700_000_000, 999_000_000],
  ['10^-6', 6, 1_700_000_000_999_999n, 1_700_000_000, 999_999_000],
  ['10^-9', 9, 1_700_000_000_999_999_999n, 1_700_000_000, 999_999_999],
  ['10^-9, the largest', 9, 0xffff_ffff_ffff_ffffn, 18_446_744_073, 709_551_615],
  ['10^-10', 10, 17_000_000_009_876_543_219n, 1_700_000_000, 987_654_321],
  ['10^-12', 12, 1_700_000_999_999_999_999n, 1_700_000, 999_999_999],
  ['10^-30', 30, 0xffff_ffff_ffff_ffffn, 0, 0],
  ['2^-10', 0x80 + 10, (1_700_000_000n << 10n) + 1n, 1_700_000_000, 976_562],
  ['2^-20', 0x80 + 20, (1_700_000_000n << 20n) + 0xfffffn, 1_700_000_000, 999_999_046],
  ['2^-30', 0x80 + 30, (1_700_000_000n << 30n) + 0x3fffffffn, 1_700_000_000, 999_999_999],
  ['2^-40', 0x80 + 40, (1_700_000n << 40n) + (1n << 39n), 1_700_000, 500_000_000],
];

for (const [name, timestampResolution, ticks, seconds, nanoseconds] of TIMES) {
  test(`a time in units of ${name} keeps every digit down to the nanosecond`, async () => {
    const { frames } = await readFile(
      sectionBlock(),
      interfaceBlock({ linkType: 1, timestampResolution }),
      enhancedPacketBlock({ interfaceIndex: 0, ticks, bytes: OCTETS }),
    );
    assert.deepEqual([frames[0]?.seconds, frames[0]?.nanoseconds], [seconds, nanoseconds]);
  });
}

test('times that go on, stand still and go back are all exact', async () => {
  const nanoseconds = [5n, 5n, 999_999_999n, 1_000_000_000n, 0n, 4_294_967_295n, 4_294_967_296n, 3_999_999_999n];
  const { frames } = await readFile(
    sectionBlock(),
    interfaceBlock({ linkType: 1, timestampResolution: 9 }),
    ...nanoseconds.map((ticks) => enhancedPacketBlock({ interfaceIndex: 0, ticks, bytes: OCTETS })),
  );
  const told = frames.map((each) => BigInt(each.seconds) * 1_000_000_000n + BigInt(each.nanoseconds));
  assert.deepEqual(told, nanoseconds);
});

test('if_tsoffset moves all times of its interface, also backwards', async () => {
  const { frames } = await readFile(
    sectionBlock(),
    interfaceBlock({ linkType: 1, timestampOffsetSeconds: 1_700_000_000 }),
    interfaceBlock({ linkType: 1, timestampOffsetSeconds: -10 }),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 2_000_001n, bytes: OCTETS }),
    enhancedPacketBlock({ interfaceIndex: 1, ticks: 12_000_001n, bytes: OCTETS }),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 2_000_003n, bytes: OCTETS }),
  );
  const times = frames.map((each) => [each.seconds, each.nanoseconds]);
  assert.deepEqual(times, [
    [1_700_000_002, 1000],
    [2, 1000],
    [1_700_000_002, 3000],
  ]);
});

test('sections have their own byte order and interfaces; interface numbers count on', async () => {
  const { frames, interfaces, fault } = await readFile(
    sectionBlock(),
    interfaceBlock(ETHERNET),
    interfaceBlock({ linkType: 228 }),
    enhancedPacketBlock({ interfaceIndex: 1, ticks: 1_000_000n, bytes: OCTETS }),
    sectionBlock(true),
    interfaceBlock({ linkType: 276, timestampResolution: 3 }, true),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 1500n, bytes: OCTETS }, true),
    sectionBlock(),
  );
  assert.equal(fault, undefined);
  assert.deepEqual(frames, [frame(1, 1, 0, 228, 1), frame(2, 1, 500_000_000, 276, 2)]);
  assert.deepEqual(
    interfaces.map(({ linkType }) => linkType),
    [1, 228, 276],
  );
});

test('a simple packet block holds no more than the snap length', async () => {
  const { frames } = await readFile(
    sectionBlock(),
    interfaceBlock({ linkType: 1, snapLength: 5 }),
    simplePacketBlock(OCTETS, 1500),
  );
  assert.deepEqual(frames, [{ ...frame(1, 0, 0, 1, 0), originalLength: 1500 }]);
});

test('a capture cut anywhere gives the whole packets before the cut', async () => {
  const blocks = [
    sectionBlock(),
    interfaceBlock(ETHERNET),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 1n, bytes: OCTETS }),
    simplePacketBlock(OCTETS),
    anyBlock(5, [new Uint8Array(8)]),
    obsoletePacketBlock({ interfaceIndex: 0, ticks: 2n, bytes: OCTETS }),
  ];
  const whole = Buffer.concat(blocks);
  const ends: number[] = [];
  for (const block of blocks) ends.push((ends.at(-1) ?? 0) + block.length);
  const packetEnds = [ends[2]!, ends[3]!, ends[5]!];
  for (let length = 4; length <= whole.length; length++) {
    // All cuts around the borders of blocks; of those inside, every fifth.
    if (length % 5 !== 0 && !ends.some((end) => Math.abs(length - end) <= 2)) continue;
    for (const read of [readFile, (octets: Uint8Array) => readStream(octets, 13)]) {
      const { frames, fault } = await read(whole.subarray(0, length));
      assert.equal(frames.length, packetEnds.filter((end) => end <= length).length);
      if (ends.includes(length)) assert.equal(fault, undefined);
      else assert.deepEqual([fault?.code, fault?.offset], ['cut', length]);
    }
  }
  const { fault } = await readFile(whole.subarray(0, ends[2]! - 1));
  assert.equal(
    fault?.message,
    `the capture is cut short in the middle of packet 1, at byte ${ends[2]! - 1} of the file`,
  );
});

const DAMAGED: readonly [string, Uint8Array, RegExp][] = [
  ['a length that is not a multiple of four', hex('06000000 21000000 00000000'), /claims a length of 33 bytes/],
  ['a length below twelve', hex('05000000 08000000 08000000'), /claims a length of 8 bytes/],
  ['a length of gigabytes', hex('05000000 fcffffff 00000000'), /claims a length of 4294967292 bytes/],
  ['two different lengths', hex('05000000 10000000 00000000 14000000'), /16 bytes first and 20 bytes last/],
  ['a packet block without room for its header', anyBlock(6, [new Uint8Array(8)]), /too short for a packet/],
  ['a simple packet block without room', anyBlock(3, []), /too short for a packet/],
  ['an interface block without room', anyBlock(1, []), /too short for an interface/],
  [
    'a packet of an unknown interface',
    enhancedPacketBlock({ interfaceIndex: 7, ticks: 0n, bytes: OCTETS }),
    /names interface 7, which/,
  ],
  ['a simple packet longer than its block', simplePacketBlock(OCTETS, 90), /packet 2, .*claims 90 captured bytes/],
  [
    'a packet longer than its block',
    anyBlock(6, [hex('00000000 00000000 00000000 09000000 09000000 01020304')]),
    /packet 2, at byte \d+ of the file, claims 9 captured bytes/,
  ],
  ['a section without byte order', hex('0a0d0d0a 1c000000 00000000'), /without a byte-order magic/],
];

for (const [name, block, message] of DAMAGED) {
  test(`${name} stops the reading where it is`, async () => {
    const before = Buffer.concat([
      sectionBlock(),
      interfaceBlock({ linkType: 1 }),
      enhancedPacketBlock({ interfaceIndex: 0, ticks: 1n, bytes: OCTETS }),
    ]);
    const { frames, fault } = await readFile(before, block, sectionBlock());
    assert.equal(frames.length, 1);
    assert.deepEqual([fault?.code, fault?.offset], ['damaged', before.length]);
    assert.match(fault!.message, message);
    assert.match(fault!.message, new RegExp(`at byte ${before.length} of the file`));
  });
}

test('options that overrun their block do not hurt the interface', async () => {
  const { frames, fault } = await readFile(
    sectionBlock(),
    anyBlock(1, [hex('0100 0000 00000000 0900 ff00 06000000')]),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 1_000_000n, bytes: OCTETS }),
  );
  assert.equal(fault, undefined);
  assert.equal(frames[0]?.seconds, 1);
});

test('every changed octet of a capture ends in frames or a fault, never in an exception', async () => {
  const whole = Buffer.concat([
    sectionBlock(),
    interfaceBlock({ ...ETHERNET, timestampResolution: 9, timestampOffsetSeconds: 1 }),
    enhancedPacketBlock({ interfaceIndex: 0, ticks: 1n, bytes: OCTETS }),
    obsoletePacketBlock({ interfaceIndex: 0, ticks: 2n, bytes: OCTETS }),
  ]);
  for (let at = 12; at < whole.length; at++) {
    for (const value of [0, 1, 0x7f, 0xff]) {
      const changed = Uint8Array.from(whole);
      changed[at] = value;
      const { frames } = await readFile(changed);
      assert.ok(frames.every((each) => each.bytes.length <= changed.length));
    }
  }
});
