// Frames without a fault, one for each way in which messages travel, and one for each message of the tables: what the
// tests of cut, changed and random frames start from.
import fc from 'fast-check';
import { ByteWriter } from '../../src/encode/byte-writer.ts';
import { encodeMessage, encodeValues } from '../../src/encode/encode-message.ts';
import { ethernetFrame, ipv4Packet, ipv6Packet, tcpFrame, udpDatagram, udpFrame } from '../../src/encode/packets.ts';
import { peChecksumOf, poolElementOf, poolHandleOf, sctpTransportOf } from '../../src/encode/parameters.ts';
import {
  asconfAckChunk,
  authChunk,
  iForwardTsnChunk,
  incomingReset,
  outgoingReset,
  reconfigChunk,
  reconfigResponse,
  ssnTsnReset,
} from '../../src/encode/sctp-extensions.ts';
import { forwardTsnChunk, heartbeatChunk, initAckChunk, sackChunk } from '../../src/encode/sctp-packet.ts';
import { registration } from '../../src/protocol/asap/registration.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import { asapMessages, enrpMessages } from '../../src/protocol/registry.ts';
import { messageArbitrary } from '../arbitraries.ts';
import { tunnelFrames } from './tunnel-frames.ts';
import { associationBetween, numbered } from './watch.ts';

export interface ValidFrame {
  readonly name: string;
  /** Frames that come before it. */
  readonly before: readonly Uint8Array[];
  readonly bytes: Uint8Array;
  readonly linkType?: number;
}

const ip4 = { source: '10.1.0.1', destination: '239.0.0.50' };
const ip6 = { source: 'fd00:1::1', destination: 'ff05::50' };
const announcing = { sourcePort: 9901, destinationPort: 9901 };

const registering = encodeMessage(registration, {
  parameters: [
    poolHandleOf('Alpha'),
    poolElementOf({ peIdentifier: 0x200, userTransport: sctpTransportOf(4711, ['10.1.0.11', 'fd00:1::11'], true) }),
  ],
});
const present = encodeMessage(presence, {
  senderServerId: 1,
  receiverServerId: 0,
  parameters: [peChecksumOf(0xffff)],
});

function inSctp(name: string, options: Parameters<typeof associationBetween>[0] = {}): ValidFrame {
  const association = associationBetween(options);
  const before = association.handshake();
  return { name, before, bytes: association.data('client', { bytes: registering, ppid: 11 })[0]! };
}

function fragmented(interleaving: boolean): ValidFrame {
  const association = associationBetween({ interleaving });
  const before = association.handshake();
  const frames = association.data('client', { bytes: registering, ppid: 11, fragmentSize: 36 });
  const name = interleaving ? 'last fragment of I-DATA' : 'last fragment of DATA';
  return { name, before: [...before, ...frames.slice(0, -1)], bytes: frames.at(-1)! };
}

function control(): ValidFrame[] {
  const association = associationBetween({
    client: { addresses: ['10.1.0.11', 'fd00:1::11'].slice(0, 1), port: 40_000, tag: 0xaabbccdd, initialTsn: 5000 },
  });
  const [init, initAck, echo, ack] = association.handshake() as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const all = [init, initAck, echo, ack];
  const asconf = new ByteWriter().u32(1).u16(5).u16(8).u32(0x0a01000b).u16(0xc001).u16(16).u32(1);
  const bundle = [
    sackChunk({ cumulativeTsn: 4999, gaps: [[2, 3]], duplicates: [5002] }),
    forwardTsnChunk(4999, [[0, 0]]),
    heartbeatChunk(new Uint8Array(8)),
    new ByteWriter().u8(193).u8(0).u16(32).bytes(asconf.finish()).u16(5).u16(8).u32(0x0a01000c).finish(),
    initAckChunk({ initiateTag: 5, initialTsn: 6, addresses: ['10.9.0.1', 'fd00::9'], cookie: new Uint8Array(16) }),
  ];
  const extensions = [
    asconfAckChunk(1, { refused: [1], granted: [2] }),
    reconfigChunk([outgoingReset({ request: 1, lastTsn: 4999, streams: [0, 1] }), reconfigResponse(2, 1, [77, 88])]),
    reconfigChunk([ssnTsnReset(3), incomingReset(4, [1])]),
    iForwardTsnChunk(4999, [[0, true, 1]]),
    authChunk(),
  ];
  const shutdown = association.shutdown('client');
  return [
    { name: 'INIT', before: [], bytes: init },
    { name: 'INIT ACK', before: [init], bytes: initAck },
    { name: 'COOKIE ECHO', before: [init, initAck], bytes: echo },
    { name: 'control chunks', before: all, bytes: association.packet('server', bundle) },
    { name: 'chunks of extensions', before: all, bytes: association.packet('server', extensions) },
    { name: 'SHUTDOWN', before: all, bytes: shutdown[0]! },
    { name: 'SHUTDOWN ACK', before: [...all, shutdown[0]!], bytes: shutdown[1]! },
    { name: 'ABORT', before: all, bytes: association.abort('server', { causes: Uint8Array.of(0, 12, 0, 4) }) },
  ];
}

function ipFragments(): ValidFrame {
  const datagram = udpDatagram(ip4, announcing, present);
  const piece = (from: number, to: number) => {
    const ip = { ...ip4, identification: 9, fragmentOffset: from, moreFragments: to < datagram.length };
    return ethernetFrame({}, 0x0800, ipv4Packet(ip, 17, datagram.subarray(from, to)));
  };
  return { name: 'last fragment of IPv4', before: [piece(0, 16)], bytes: piece(16, datagram.length) };
}

function inTcp(): ValidFrame {
  const ip = { source: '10.1.0.99', destination: '10.1.0.1' };
  const tcp = { sourcePort: 50_000, destinationPort: 3863, sequence: 1 };
  return { name: 'ASAP in TCP', before: [], bytes: tcpFrame(ip, tcp, Uint8Array.of(...numbered(1), ...registering)) };
}

export const validFrames: readonly ValidFrame[] = [
  inSctp('a Registration in SCTP'),
  inSctp('SCTP behind VLAN tags', { link: { vlans: [7, 8] } }),
  inSctp('SCTP in UDP', { udp: { clientPort: 9899, serverPort: 9899 } }),
  inSctp('a Registration in I-DATA', { interleaving: true }),
  fragmented(false),
  fragmented(true),
  ...control(),
  ipFragments(),
  inTcp(),
  ...tunnelFrames.map(({ name, bytes }) => ({ name, before: [], bytes })),
  { name: 'a Presence in UDP and IPv4', before: [], bytes: udpFrame(ip4, announcing, present) },
  {
    name: 'a Presence behind extension headers of IPv6',
    before: [],
    bytes: ipv6Packet(
      ip6,
      0,
      new ByteWriter()
        .u8(60)
        .u8(0)
        .zeros(6)
        .u8(17)
        .u8(0)
        .zeros(6)
        .bytes(udpDatagram(ip6, announcing, present))
        .finish(),
    ),
    linkType: 101,
  },
];

/** One frame for each message that the tables have, with values that the seed decides. */
export function framesOfTables(seed: number): ValidFrame[] {
  return [...asapMessages, ...enrpMessages].map((definition, index) => {
    const [values] = fc.sample(messageArbitrary(definition), { seed: seed + index, numRuns: 1 });
    const association = associationBetween();
    const bytes = encodeValues(values!).subarray(0, 60_000);
    return {
      name: `${definition.protocol} ${definition.name}`,
      before: association.handshake(),
      bytes: association.data('client', {
        bytes,
        ppid: definition.protocol === 'asap' ? 11 : 12,
        fragmentSize: 60_000,
      })[0]!,
    };
  });
}
