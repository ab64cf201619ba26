// Frames that src/encode makes, read by tshark and by us: the same lines. Skipped, and said so, without tshark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tunnelFrames } from '../dissect/tunnel-frames.ts';
import { summaryLines } from './lines.ts';
import { noTshark, tshark, withCapture } from './tshark.ts';

if (noTshark) console.error(`SKIPPED: made frames are not shown to tshark: ${noTshark}`);

async function assertSameLines(frames: readonly Uint8Array[]): Promise<void> {
  await withCapture(frames, async (path) => assert.deepEqual(await summaryLines(path), tshark(path)));
}

test('tshark finds in each tunnel what we find', { skip: noTshark }, async () => {
  await assertSameLines(tunnelFrames.map(({ bytes }) => bytes));
});
