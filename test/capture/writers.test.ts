// The writers for many packets: what they write is what the readers read.
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openCapture } from '../../src/capture/open.ts';
import { PcapWriter } from '../../src/capture/pcap-writer.ts';
import { PcapngWriter } from '../../src/capture/pcapng-writer.ts';
import { collect, fileOf, packet, pcapOf } from './collect.ts';

function written(write: (descriptor: number) => void): string {
  const path = fileOf();
  const descriptor = openSync(path, 'w');
  write(descriptor);
  closeSync(descriptor);
  return path;
}

test('PcapWriter writes the same octets as header and records do', () => {
  const path = written((descriptor) => {
    const writer = new PcapWriter(descriptor, { linkType: 1 });
    for (let n = 0; n < 5; n++) writer.write(packet(n));
    writer.flush();
  });
  assert.deepEqual(Uint8Array.from(readFileSync(path)), pcapOf(5));
});

test('packets of all sizes go through both writers and come back', async () => {
  const lengths = [0, 1, 2, 3, 4, 127, 128, 129, 1500, 65_535, 262_144, 60];
  const packets = lengths.flatMap((length, n) => [packet(n, length), packet(n, length), packet(n, length)]);
  const pcap = written((descriptor) => {
    const writer = new PcapWriter(descriptor, { linkType: 1, nanoseconds: true });
    for (const each of packets) writer.write(each);
    writer.flush();
  });
  const pcapng = written((descriptor) => {
    const writer = new PcapngWriter(descriptor, [{ linkType: 1, name: 'eth0' }]);
    for (const each of packets) writer.write({ ...each, interfaceIndex: 0 });
    writer.flush();
  });
  for (const path of [pcap, pcapng]) {
    const { frames, fault } = await collect(await openCapture(path));
    assert.equal(fault, undefined);
    assert.deepEqual(
      frames.map(({ seconds, nanoseconds, bytes, originalLength }) => ({
        seconds,
        nanoseconds,
        bytes,
        originalLength,
      })),
      packets.map(({ seconds, nanoseconds, bytes, originalLength }) => ({
        seconds,
        nanoseconds,
        bytes,
        originalLength,
      })),
    );
  }
});

test('PcapngWriter takes interfaces between packets, and comments', async () => {
  const path = written((descriptor) => {
    const writer = new PcapngWriter(descriptor, [{ linkType: 1 }]);
    writer.write({ ...packet(0), interfaceIndex: 0 });
    writer.addInterface({ linkType: 113, name: 'any' });
    writer.write({ ...packet(1), interfaceIndex: 1 }, 'takeover starts here');
    writer.flush();
  });
  const { frames, interfaces } = await collect(await openCapture(path));
  assert.deepEqual(
    frames.map((frame) => [frame.linkType, frame.interfaceIndex, frame.nanoseconds]),
    [
      [1, 0, 123_456_000],
      [113, 1, 123_456_001],
    ],
  );
  assert.equal(interfaces[1]?.name, 'any');
  assert.ok(readFileSync(path).includes('takeover starts here'));
});
