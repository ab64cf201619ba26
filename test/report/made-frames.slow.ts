// Frames that src/encode makes, read by tshark and by us: the same lines. Skipped, and said so, without tshark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDecodeAsFault, parseDecodeAs } from '../../src/dissect/decode-as.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import {
  asconfAckChunk,
  asconfChunk,
  authChunk,
  iForwardTsnChunk,
  incomingReset,
  outgoingReset,
  reconfigChunk,
  reconfigResponse,
  ssnTsnReset,
} from '../../src/encode/sctp-extensions.ts';
import { geneveHeader, greHeader, mplsHeader, vxlanHeader } from '../../src/protocol/network/headers.ts';
import type { HeaderField } from '../../src/protocol/schema.ts';
import { tunnelFrames } from '../dissect/tunnel-frames.ts';
import { associationBetween, ends, numbered } from '../dissect/watch.ts';
import { fieldLines, summaryLines } from './lines.ts';
import { noTshark, tshark, withCapture } from './tshark.ts';

if (noTshark) console.error(`SKIPPED: made frames are not shown to tshark: ${noTshark}`);

async function assertSameLines(frames: readonly Uint8Array[], rules: readonly string[] = []): Promise<void> {
  const decodeAs = rules.map((rule) => {
    const parsed = parseDecodeAs(rule);
    assert.ok(!isDecodeAsFault(parsed), rule);
    return parsed;
  });
  const words = rules.flatMap((rule) => ['-d', rule]);
  await withCapture(frames, async (path) =>
    assert.deepEqual(await summaryLines(path, 'r', 6, { decodeAs }), tshark(path, words), rules.join(' ')),
  );
}

/** Fields of the tunnels' headers, and of what they are in. */
const tunnelFields = [
  'frame.protocols',
  ...headerNames(greHeader),
  ...headerNames(vxlanHeader),
  ...headerNames(geneveHeader),
  ...headerNames(mplsHeader),
  'ip.src',
  'ipv6.dst',
  'eth.src',
  'vlan.id',
  'sctp.srcport',
  'asap.message_type',
];

function headerNames(fields: readonly HeaderField[]): string[] {
  return fields.map(({ filter }) => filter);
}

test('tshark finds in each tunnel what we find', { skip: noTshark }, async () => {
  const frames = tunnelFrames.map(({ bytes }) => bytes);
  await assertSameLines(frames);
  await withCapture(frames, async (path) => {
    const words = ['-T', 'fields', ...tunnelFields.flatMap((name) => ['-e', name])];
    assert.deepEqual((await fieldLines(path, tunnelFields)).trimEnd().split('\n'), tshark(path, words));
  });
});

test('tshark understands what it is told of ports and identifiers as we do', { skip: noTshark }, async () => {
  const onOddPorts = [0, 11, 12, 1000].flatMap((ppid, index) => {
    const client = { ...ends.client, port: 40_000 + index, tag: 0xaabb0000 + index };
    const server = { ...ends.server, port: 2001 + index, tag: 0x11220000 + index };
    const association = associationBetween({ client, server });
    return [...association.handshake(), ...association.data('client', { bytes: numbered(1), ppid })];
  });
  const datagrams = [3863, 9901, 5000].map((destinationPort) =>
    udpFrame(
      { source: '10.1.0.1', destination: '10.1.0.2' },
      { sourcePort: 50_000, destinationPort },
      numbered(destinationPort),
    ),
  );
  for (const rules of [
    [],
    ['sctp.port==2001,asap'],
    ['sctp.port==2001-2003,enrp'],
    ['sctp.port==2001:4,asap'],
    ['sctp.ppi==1000,asap', 'sctp.ppi==11,enrp'],
    ['sctp.ppi==0,asap', 'sctp.port==2001,enrp'],
    ['sctp.port==40000,enrp', 'sctp.port==2001,asap'],
    ['sctp.ppi==12,data'],
    ['udp.port==5000,enrp', 'udp.port==3863,data'],
    ['udp.port==9901,asap'],
  ])
    await assertSameLines([...onOddPorts, ...datagrams], rules);
});

test('tshark reads the chunks of extensions that we make', { skip: noTshark }, async () => {
  const association = associationBetween();
  const from = (side: 'client' | 'server', ...chunks: Uint8Array[]) => association.packet(side, chunks);
  const requests = [
    ['add', '10.1.0.12'],
    ['delete', 'fd00::13'],
    ['primary', '10.1.0.11'],
  ] as const;
  const frames = [
    ...association.handshake(),
    from('client', asconfChunk(5, '10.1.0.11', requests)),
    from('server', asconfAckChunk(5, { refused: [2] })),
    from('client', authChunk(), ...association.chunks('client', { bytes: numbered(1), ppid: 11 })),
    from('client', reconfigChunk([outgoingReset({ request: 7, lastTsn: 5000, streams: [0, 1, 2] })])),
    from('server', reconfigChunk([reconfigResponse(7, 1), incomingReset(3, [1])])),
    from('server', reconfigChunk([ssnTsnReset(4)])),
    from('client', reconfigChunk([reconfigResponse(4, 1, [100, 200])])),
    from('client', iForwardTsnChunk(5005, [[1, false, 8]])),
  ];
  await assertSameLines(frames);
  await withCapture(frames, (path) => {
    const experts = tshark(path, ['-T', 'fields', '-e', '_ws.expert.message', '-e', '_ws.malformed']);
    assert.deepEqual(
      experts.filter((line) => line.trim() !== ''),
      [],
    );
    const correlations = tshark(path, ['-Y', 'sctp.chunk_type == 193', '-T', 'fields', '-e', 'sctp.correlation_id']);
    assert.deepEqual(correlations, ['0x00000001,0x00000002,0x00000003']);
    const next = tshark(path, [
      '-Y',
      'sctp.parameter_senders_next_tsn',
      '-T',
      'fields',
      '-e',
      'sctp.parameter_senders_next_tsn',
    ]);
    assert.deepEqual(next, ['100']);
  });
});
