// Links between messages as `read` prints them: from a file both ways, from a pipe to earlier frames only.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const sample = 'samples/takeover.pcap';

function read(words: readonly string[], input?: Uint8Array): string {
  const run = spawnSync(process.execPath, ['bin/poolshark.js', 'read', ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    ...(input ? { input } : {}),
  });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

const fields = [
  '-T',
  'fields',
  ...['frame.number', 'asap.response_in', 'asap.response_to'].flatMap((name) => ['-e', name]),
];

test('a request in a file names the frame of its answer, and the answer that of its request', () => {
  const rows = read([sample, ...fields]).split('\n');
  assert.equal(rows[138], '139\t142\t');
  assert.equal(rows[141], '142\t\t139');
});

test('a request in a pipe does not know its answer yet', () => {
  const rows = read(['-', ...fields], readFileSync(sample)).split('\n');
  assert.equal(rows[138], '139\t\t');
  assert.equal(rows[141], '142\t\t139');
});

test('with -c the rest of the capture is not looked at', () => {
  assert.equal(read([sample, '-c', '141', ...fields]).split('\n')[138], '139\t\t');
});

test('the tree shows links in brackets, as Wireshark shows what it works out', () => {
  const tree = read([sample, '-V', '-c', '142']);
  assert.match(tree, /\n {4}\[Response in: 142\]\n/);
  assert.match(tree, /\n {4}\[Response to: 139\]\n {4}\[Response time: 0\.005860000 seconds\]\n/);
});

test('JSON has the fields that Wireshark has, and none of ours unless -e asks for them', () => {
  assert.doesNotMatch(read([sample, '-T', 'json', '-c', '142']), /response_to/);
  assert.match(
    read([sample, '-T', 'json', '-c', '142', '-e', 'rserpool.response_to']),
    /"rserpool\.response_to": \[\s+"139"/,
  );
});
