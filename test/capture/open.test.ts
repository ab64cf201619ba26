// What openCapture says about files that hold no capture.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import process from 'node:process';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CaptureError, type CaptureErrorCode } from '../../src/capture/frame.ts';
import { openCapture, openStream } from '../../src/capture/open.ts';
import { pcapHeader } from '../../src/capture/pcap-writer.ts';
import { collect, fileOf, hex, pcapOf, streamOf } from './collect.ts';

async function refusal(opening: Promise<unknown>): Promise<CaptureError> {
  try {
    await opening;
  } catch (error) {
    assert.ok(error instanceof CaptureError);
    assert.match(error.message, /^[a-z][^\n]*$/);
    return error;
  }
  throw new assert.AssertionError({ message: 'it was opened' });
}

const REFUSED: readonly [string, Uint8Array, CaptureErrorCode, RegExp][] = [
  ['an empty file', new Uint8Array(0), 'empty', /is empty/],
  ['a gzip file of nothing', gzipSync(''), 'empty', /is empty/],
  ['a zip file', hex('504b0304 1400'), 'not-a-capture', /begins with 50 4b 03 04/],
  ['three octets', hex('d4c3b2'), 'not-a-capture', /begins with d4 c3 b2/],
  ['a compressed text', gzipSync('hello world'), 'not-a-capture', /begins with 68 65 6c 6c/],
  ['text that begins as pcapng does', hex('0a0d0d0a 0a0d0d0a 0a0d0d0a'), 'not-a-capture', /begins with 0a 0d 0d 0a/],
  ['pcap version 3', hex('d4c3b2a1 0300 0400').subarray(0, 8), 'unsupported', /version 3\.4; only version 2/],
];

for (const [name, octets, code, message] of REFUSED) {
  test(`${name} is refused`, async () => {
    const padded = code === 'unsupported' ? Buffer.concat([octets, pcapHeader({ linkType: 1 }).subarray(8)]) : octets;
    for (const opening of [openCapture(fileOf(padded)), openStream(streamOf(padded, 2))]) {
      const error = await refusal(opening);
      assert.equal(error.code, code);
      assert.match(error.message, message);
    }
  });
}

test('a file that is not there, a path through a file, and a directory are refused', async () => {
  assert.equal((await refusal(openCapture('/nonexistent/capture.pcap'))).code, 'missing');
  assert.equal((await refusal(openCapture(`${fileOf(pcapOf(1))}/below`))).code, 'missing');
  assert.equal((await refusal(openCapture(tmpdir()))).code, 'unreadable');
});

test('a file without permission is refused', async () => {
  const path = fileOf(pcapOf(1));
  chmodSync(path, 0);
  // Root may read everything, so for a moment it is nobody.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  const error = await refusal(openCapture(path)).finally(() => {
    if (isRoot) process.seteuid?.(0);
  });
  assert.deepEqual([error.code, error.message], ['unreadable', 'permission denied']);
});

test('a named pipe is read as a stream', async (context) => {
  if (process.platform === 'win32') return context.skip('Windows has no named pipes of this kind');
  const path = fileOf();
  execFileSync('rm', [path]);
  execFileSync('mkfifo', [path]);
  const { spawn } = await import('node:child_process');
  const writer = spawn('cp', [fileOf(pcapOf(3)), path]);
  const { frames, fault } = await collect(await openCapture(path));
  assert.equal(fault, undefined);
  assert.equal(frames.length, 3);
  writer.kill();
});

test('a source that is closed early ends quietly', async () => {
  const source = await openCapture(fileOf(pcapOf(3)));
  assert.equal(source.next(), true);
  source.close();
  source.close();
  while (source.next());
  assert.equal(await source.fill(), false);
});
