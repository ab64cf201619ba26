// `--state FILE` in short: what a chain of captures gives is what they give when they are read at once. More in state.slow.ts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const samples = ['samples/a-basic.pcap', 'samples/p-stranger.pcap'];
const state = join(mkdtempSync(join(tmpdir(), 'poolshark-state-')), 'chain.state');

function poolshark(...words: string[]) {
  return spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8' });
}

function pools(...words: string[]) {
  const { status, stdout, stderr } = poolshark('pools', ...words, '--json', '--all');
  assert.equal(status, 0, stderr);
  const view = JSON.parse(stdout);
  view.capture.files = [];
  return view;
}

test('two captures, one after the other through --state, give what both give at once', () => {
  pools(samples[0] as string, '--state', state);
  assert.deepEqual(pools(samples[1] as string, '--state', state), pools(...samples));
});

test('a damaged state is refused in one line, with exit code 2', () => {
  const octets = readFileSync(state);
  octets[octets.length - 9] = (octets[octets.length - 9] as number) ^ 1;
  writeFileSync(state, octets);
  const { status, stdout, stderr } = poolshark('pools', samples[1] as string, '--state', state);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(
    stderr,
    /^poolshark: --state [^\n]+: it is damaged: [^\n]+; name another file, or remove it to begin anew\n$/,
  );
});
