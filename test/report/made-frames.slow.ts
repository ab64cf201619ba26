// Frames that src/encode makes, read by tshark and by us: the same lines. Skipped, and said so, without tshark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDecodeAsFault, parseDecodeAs } from '../../src/dissect/decode-as.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import { tunnelFrames } from '../dissect/tunnel-frames.ts';
import { associationBetween, ends, numbered } from '../dissect/watch.ts';
import { summaryLines } from './lines.ts';
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

test('tshark finds in each tunnel what we find', { skip: noTshark }, async () => {
  await assertSameLines(tunnelFrames.map(({ bytes }) => bytes));
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
