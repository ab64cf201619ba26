// Lines made in a second thread are those that one thread makes, to the octet, also where the run ends early.
// POOLSHARK_TWO_THREADS takes the place of the size of the file, which no sample has.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const sample = 'samples/takeover.pcap';
const folder = mkdtempSync(join(tmpdir(), 'poolshark-threads-'));
after(() => rmSync(folder, { recursive: true }));

function read(threads: 'always' | 'never', words: readonly string[], script?: string) {
  const env = { ...process.env, POOLSHARK_TWO_THREADS: threads };
  const command = ['bin/poolshark.js', 'read', ...words];
  const options = { env, maxBuffer: 1 << 28, encoding: 'utf8', timeout: 60_000 } as const;
  const { status, signal, stdout, stderr } =
    script === undefined
      ? spawnSync(process.execPath, command, options)
      : spawnSync('bash', ['-c', script, process.execPath, ...command], options);
  return { status, signal, stdout, stderr };
}

test('the worker is built beside the program', () => {
  assert.ok(existsSync('dist/line-worker.cjs'));
});

/** Those with TLS hold what a batch does not carry. */
const captures = [
  ...readdirSync('samples').filter((name) => /\.pcap$/.test(name)),
  'tls/tls12-asap.pcap',
  'tls/tls-enrp-sctp.pcapng',
].map((name) => join('samples', name));

for (const capture of captures)
  test(`two threads make of ${capture} what one makes`, () => {
    const one = read('never', [capture]);
    assert.ok(one.stdout.length > 0);
    assert.deepEqual(read('always', [capture]), one);
  });

/** The packets of a sample so often that several batches are needed. */
function longCapture(): Buffer {
  const bytes = readFileSync(sample);
  const packets = bytes.subarray(24);
  return Buffer.concat([
    bytes.subarray(0, 24),
    ...Array.from({ length: Math.ceil(1.2e7 / packets.length) }, () => packets),
  ]);
}

/** ARP in small frames, more of them than one batch takes, and between them frames that no window holds. */
function unevenCapture(): Buffer {
  const pieces = [readFileSync(sample).subarray(0, 24)];
  for (let frame = 0; frame < 60_000; frame++) {
    const size = frame % 20_000 === 10_000 ? 262_144 : 14 + (frame % 7);
    const bytes = Buffer.alloc(16 + size);
    bytes.writeUInt32LE(frame, 0);
    bytes.writeUInt32LE(size, 8);
    bytes.writeUInt32LE(size, 12);
    bytes.writeUInt16BE(0x0806, 16 + 12);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

/** Records of TLS become lines in the first thread: so many that a batch has no room for all. */
function securedCapture(): Buffer {
  const bytes = readFileSync('samples/tls/tls12-asap.pcap');
  return Buffer.concat([bytes.subarray(0, 24), ...Array.from({ length: 200 }, () => bytes.subarray(24))]);
}

const uneven = join(folder, 'uneven.pcap');
const secured = join(folder, 'secured.pcap');
writeFileSync(uneven, unevenCapture());
writeFileSync(secured, securedCapture());
const long = join(folder, 'long.pcap');
const cut = join(folder, 'cut.pcap');
writeFileSync(long, longCapture());
writeFileSync(cut, longCapture().subarray(0, 9_999_999));

for (const [what, words] of [
  ['a capture of many batches', [long]],
  ['frames too many for a batch, or too large for a window', [uneven]],
  ['more secured frames than a batch takes', [secured]],
  ['-c', ['-c', '20011', long]],
  ['-t ad', ['-t', 'ad', long]],
  ['-t d, which one thread does', ['-t', 'd', long]],
  ['--from, which one thread does', ['--from', '#100', long]],
] as const)
  test(`two threads and ${what}: the same lines`, () => {
    assert.deepEqual(read('always', words), read('never', words));
  });

test('a capture that is cut short gives its lines, then the reason, then exit code 2', () => {
  const two = read('always', [cut]);
  assert.deepEqual(two, read('never', [cut]));
  assert.equal(two.status, 2);
  assert.match(two.stderr, /^poolshark: .*cut short in the middle of packet \d+.*\n$/);
});

test('a file that is no capture is one line, and the waiting worker keeps nobody', () => {
  const run = read('always', ['package.json']);
  assert.deepEqual([run.status, run.stdout], [2, '']);
  assert.match(run.stderr, /neither pcap nor pcapng/);
});

test('a reader that goes ends the run quietly', { skip: process.platform === 'win32' }, () => {
  const run = read('always', [long], 'set -o pipefail; "$0" "$@" | head -n 3');
  assert.deepEqual([run.status, run.stderr, run.stdout.split('\n').length], [0, '', 4]);
});

test('a reader that pauses gets everything', { skip: process.platform === 'win32' }, () => {
  const run = read('always', [long], '"$0" "$@" | (sleep 1; cat)');
  assert.equal(run.stdout, read('never', [long]).stdout);
});

test('output that cannot be written is one line and exit code 2', { skip: !existsSync('/dev/full') }, () => {
  const run = read('always', [long], '"$0" "$@" > /dev/full');
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^poolshark: .*ENOSPC.*\n$/);
});

test('Ctrl-C ends both threads', { skip: process.platform === 'win32' }, () => {
  // The reader takes nothing, so that both threads wait when the signal comes.
  const run = read('always', [long], '"$0" "$@" > >(sleep 5) & sleep 1; kill -INT $!; wait $!; echo $?');
  assert.equal(run.stdout, '130\n');
});
