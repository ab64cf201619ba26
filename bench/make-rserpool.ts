// Makes a capture of nothing but RSerPool traffic, from our own encoder: three ENRP servers, their pools, elements and
// users. By itself: node --import tsx bench/make-rserpool.ts FILE [PACKETS]
import { closeSync, openSync, renameSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { PcapWriter, type WrittenPacket } from '../src/capture/pcap-writer.ts';
import { elementHost } from './simulation/element.ts';
import { Server } from './simulation/server.ts';
import { userHost } from './simulation/user.ts';
import { World } from './simulation/world.ts';

export interface RserpoolOptions {
  readonly packets: number;
  readonly servers?: number;
  readonly pools?: number;
  readonly elements?: number;
  readonly users?: number;
  readonly seed?: number;
}

/** Calls `write` for each packet, in order of time. The bytes may be kept. */
export function simulateRserpool(options: RserpoolOptions, write: (packet: WrittenPacket) => void): void {
  const { packets, servers = 3, pools = 20, elements = 300, users = 250, seed = 1 } = options;
  let left = packets;
  const world = new World(seed, pools, (packet) => {
    if (left-- > 0) write(packet);
  });
  const { clock, random } = world;
  for (let index = 0; index < servers; index++) world.servers.push(new Server(world, index));
  for (const server of world.servers) clock.start(server.live());
  // Elements begin when the servers know each other, users when there are elements.
  for (let index = 0; index < elements; index++)
    clock.after(1e6 + random.share() * 5e6, () => clock.start(elementHost(world, index)));
  for (let index = 0; index < users; index++)
    clock.after(4e6 + random.share() * 20e6, () => clock.start(userHost(world, index)));
  clock.run(() => left > 0);
}

/** Writes a pcap file whole or not at all: what is cut short bears another name. */
export function writeCapture(path: string, make: (write: (packet: WrittenPacket) => void) => void): void {
  const unfinished = `${path}.part`;
  const descriptor = openSync(unfinished, 'w');
  const writer = new PcapWriter(descriptor, { linkType: 1 });
  make((packet) => writer.write(packet));
  writer.flush();
  closeSync(descriptor);
  renameSync(unfinished, path);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [path = 'rserpool.pcap', packets = '1000000'] = process.argv.slice(2);
  writeCapture(path, (write) => simulateRserpool({ packets: Number(packets) }, write));
}
