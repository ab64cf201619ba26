// Makes a capture in which two packets of a hundred are RSerPool's: what a probe on a busy link sees.
// By itself: node --import tsx bench/make-mixed.ts FILE [PACKETS]
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { WrittenPacket } from '../src/capture/pcap-writer.ts';
import { Background } from './background.ts';
import { simulateRserpool, writeCapture } from './make-rserpool.ts';
import { Random } from './simulation/random.ts';

/** So many other packets stand before each one of RSerPool. */
const others = 49;

/** Calls `write` for each packet, in order of time. */
export function simulateMixed(packets: number, write: (packet: WrittenPacket) => void): void {
  const background = new Background(new Random(2));
  let before = 0;
  let origin: number | undefined;
  // Fewer of all than in the capture of RSerPool alone, or they would be still starting when it ends.
  const input = { packets: Math.ceil(packets / (others + 1)), elements: 60, users: 30 };
  simulateRserpool(input, (packet) => {
    origin ??= packet.seconds;
    const time = (packet.seconds - origin) * 1e6 + packet.nanoseconds / 1000;
    for (let index = 1; index <= others; index++)
      write(packetAt(origin, before + Math.floor(((time - before) * index) / (others + 1)), background.next()));
    write(packet);
    before = time;
  });
}

function packetAt(origin: number, microseconds: number, bytes: Uint8Array): WrittenPacket {
  return {
    seconds: origin + Math.floor(microseconds / 1e6),
    nanoseconds: (microseconds % 1e6) * 1000,
    bytes,
    start: 0,
    end: bytes.length,
    originalLength: bytes.length,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [path = 'mixed.pcap', packets = '1000000'] = process.argv.slice(2);
  writeCapture(path, (write) => simulateMixed(Number(packets), write));
}
