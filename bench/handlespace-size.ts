// What the handlespace costs with many pool elements: memory for each, and time for an event, at a tenth of the size and at the
// whole. `node --expose-gc --import tsx bench/handlespace-size.ts 100000` prints one line of JSON.
import process from 'node:process';
import { emptyFrame } from '../src/capture/frame.ts';
import { Dissector } from '../src/dissect/dissector.ts';
import { Association } from '../src/encode/association.ts';
import { encodeMessage } from '../src/encode/encode-message.ts';
import { peChecksumOf, policyOf, poolElementOf, poolHandleOf, sctpTransportOf } from '../src/encode/parameters.ts';
import { Handlespace } from '../src/handlespace/handlespace.ts';
import { blockSum, checksumOf } from '../src/handlespace/pe-checksum.ts';
import { handleUpdate } from '../src/protocol/enrp/handle-update.ts';
import { presence } from '../src/protocol/enrp/presence.ts';
import { leastUsed } from '../src/protocol/rserpool/policies.ts';
import { enrpPort, enrpPpid } from '../src/protocol/transport.ts';

export interface SizeFigures {
  readonly elements: number;
  readonly pools: number;
  readonly bytesPerElement: number;
  readonly microsecondsPerEvent: number;
}

const begin = 1_700_000_000;
const elementsPerPool = 100;
const events = 100_000;
const home = 0x0a000001;
const peer = 0x0a000002;
const encoder = new TextEncoder();

function handleOf(index: number): string {
  return `Pool ${String(Math.floor(index / elementsPerPool)).padStart(5, '0')}`;
}

export function measureSize(elements: number): SizeFigures {
  const end = (address: string, tag: number) => ({ addresses: [address], port: enrpPort, tag, initialTsn: 1 });
  const association = new Association({ client: end('10.1.0.1', 11), server: end('10.1.0.2', 12) });
  const dissector = new Dissector();
  const handlespace = new Handlespace();
  const frame = emptyFrame();
  let number = 0;
  let sum = 0;
  const feed = (bytes: Uint8Array) => {
    const milliseconds = number++;
    Object.assign(frame, {
      number,
      seconds: begin + Math.floor(milliseconds / 1000),
      nanoseconds: (milliseconds % 1000) * 1e6,
    });
    Object.assign(frame, { linkType: 1, bytes, start: 0, end: bytes.length, originalLength: bytes.length });
    handlespace.apply(dissector.dissect(frame));
  };
  const say = (bytes: Uint8Array) => association.data('client', { bytes, ppid: enrpPpid })[0] as Uint8Array;
  const update = (index: number, load: number, action: 0 | 1) => {
    const handle = handleOf(index);
    if (action === 0) sum += load < 0 ? blockSum(encoder.encode(handle), index + 1) : 0;
    const element = poolElementOf({
      peIdentifier: index + 1,
      homeServerId: home,
      registrationLife: 300_000,
      userTransport: sctpTransportOf(7000, [`10.${2 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`]),
      asapTransport: sctpTransportOf(7001, [`10.${2 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`]),
      policy: policyOf(leastUsed, { load: Math.abs(load) }),
    });
    const ids = { senderServerId: home, receiverServerId: peer, updateAction: action, reserved: 0 };
    return say(encodeMessage(handleUpdate, { ...ids, parameters: [poolHandleOf(handle), element] }));
  };
  const announce = (checksum: number) =>
    say(
      encodeMessage(presence, { senderServerId: home, receiverServerId: peer, parameters: [peChecksumOf(checksum)] }),
    );

  for (const bytes of association.handshake()) feed(bytes);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  for (let index = 0; index < elements; index++) feed(update(index, -0.5, 0));
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;

  // Updates with other loads, elements that go and come back, checksums that agree and (one in ten) do not. Made beforehand.
  const made: Uint8Array[] = [];
  for (let event = 0; event < events; event++) {
    const index = (event * 7919) % elements;
    if (event % 20 === 10) made.push(update(index, 0.5, 1), update(index, 0.25, 0));
    else if (event % 20 === 0) made.push(announce(event % 200 === 0 ? 0x1234 : checksumOf(sum)));
    else made.push(update(index, (event % 97) / 97, 0));
  }
  // Processor time: what else the machine does must not count.
  const from = process.cpuUsage();
  for (const bytes of made) feed(bytes);
  const { user } = process.cpuUsage(from);
  const owned = handlespace.state.server(home).owned.size;
  if (owned !== elements) throw new Error(`${owned} elements left of ${elements}`);
  return {
    elements,
    pools: Math.ceil(elements / elementsPerPool),
    bytesPerElement: Math.round((after - before) / elements),
    microsecondsPerEvent: user / made.length,
  };
}

if (process.argv[1]?.endsWith('handlespace-size.ts'))
  console.log(JSON.stringify(measureSize(Number(process.argv[2] ?? 100_000))));
