// Progress on a real terminal (made by script(1)): it shows while a slow capture comes in, and only there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

const isSkipped = existsSync('/usr/bin/script') ? false : 'script(1) is not installed';
const slowly = (command: string) =>
  `(head -c 100000 samples/takeover.pcap; sleep 1.3; tail -c +100001 samples/takeover.pcap) | ${process.execPath} bin/poolshark.js ${command}`;

function onTerminal(command: string): string {
  const run = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
  return run.stdout;
}

test('a terminal sees how much of a pipe was read, and the line is gone before the result', { skip: isSkipped }, () => {
  const shown = onTerminal(slowly('analyze -'));
  assert.match(shown, /\rreading \d+ k?B, [\d.]+ k?B\/s/);
  assert.match(shown, /\r +\r.*standard input/s);
});

test('--progress never, and a standard error that is no terminal, show nothing', { skip: isSkipped }, () => {
  assert.doesNotMatch(onTerminal(slowly('analyze - --progress never')), /reading \d/);
  const run = spawnSync('sh', ['-c', slowly('analyze -')], { encoding: 'utf8' });
  assert.equal(run.stderr, '');
});
