// `poolshark pools` and `poolshark analyze` as a user meets them: output, moments, exit codes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AnalysisView } from '../../src/report/analysis-view.ts';
import type { PoolsView } from '../../src/report/pools-view.ts';

const sample = 'samples/takeover.pcap';
const folder = mkdtempSync(join(tmpdir(), 'poolshark-'));

function poolshark(...words: string[]) {
  return spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

function pools(...words: string[]): PoolsView {
  const run = poolshark('pools', sample, '--json', ...words);
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout);
}

const homes = (view: PoolsView) =>
  Object.fromEntries(view.pools.flatMap((pool) => pool.elements.map((e) => [`${pool.handle}/${e.id}`, e.homeServer])));

test('before the first frame the handlespace is empty, whatever the capture holds', () => {
  const view = pools('--at', '1');
  assert.deepEqual([view.servers, view.pools, view.at], [[], [], { frame: 0, epoch: null }]);
  assert.equal(view.capture.frames, 2257);
});

test('a takeover moves the elements of the killed server, and nothing else', () => {
  const before = homes(pools('--at', '+20s'));
  const after = homes(pools('--at', '+40s'));
  assert.equal(Object.keys(before).length, 9);
  for (const [element, home] of Object.entries(before))
    assert.equal(after[element], home === '0x0a000002' ? '0x0a000001' : home, element);
});

test('a frame, an offset, epoch seconds and ISO 8601 name the same moment', () => {
  const byFrame = pools('--at', '#893');
  const epoch = byFrame.at.epoch as number;
  const offset = epoch - (byFrame.capture.fromEpoch as number);
  const iso = new Date(Math.ceil(epoch * 1000)).toISOString();
  for (const moment of [`+${offset.toFixed(6)}s`, epoch.toFixed(6), iso]) {
    const view = pools('--at', moment);
    assert.deepEqual(view.pools, byFrame.pools, moment);
  }
});

test('every announced checksum of the takeover is reproduced', () => {
  const { servers } = pools();
  assert.deepEqual(
    servers.map((server) => server.checksum).map((c) => [c.inFlight, c.disagreed, c.unverifiable]),
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
  );
  assert.equal(
    servers.reduce((sum, server) => sum + server.checksum.verified, 0),
    227,
  );
});

test('--events tells who came, moved and left, with frames, and --all shows who left', () => {
  const view = pools('--events', '--all');
  const count = (kind: string) => view.events?.filter((event) => event.kind === kind).length;
  assert.deepEqual(['element-added', 'home-changed', 'element-removed', 'takeover-initiated'].map(count), [9, 3, 9, 1]);
  for (const event of view.events ?? []) assert.ok(event.evidence.length > 0);
  const removed = view.pools.flatMap((pool) => pool.elements).filter((element) => element.state === 'removed');
  assert.equal(removed.length, 9);
});

test('a capture that ends in the middle of a packet is shown as far as it goes, and ends with 2', () => {
  const path = join(folder, 'cut.pcap');
  writeFileSync(path, readFileSync(sample).subarray(0, 100_001));
  for (const command of ['pools', 'analyze']) {
    const run = poolshark(command, path);
    assert.equal(run.status, 2);
    assert.match(run.stdout, /0x0a000002/);
    assert.match(run.stderr, /^poolshark: .*cut\.pcap: the capture is cut short in the middle of packet \d+.*\n$/);
  }
});

test('files that are missing, empty or no capture are one line and exit code 2', () => {
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  for (const path of [join(folder, 'none'), empty, 'README.md', folder]) {
    const run = poolshark('analyze', path);
    assert.equal(run.status, 2, path);
    assert.equal(run.stdout, '');
    assert.match(run.stderr, /^poolshark: [^\n]+\n$/);
  }
});

test('a moment that is none, or an option that is none, is one line and exit code 2', () => {
  for (const words of [
    ['--at', 'noon'],
    ['--att', '1'],
    ['--profile', 'mine'],
  ]) {
    const run = poolshark('pools', sample, ...words);
    assert.equal(run.status, 2);
    assert.match(run.stderr, /^poolshark: [^\n]+\n$/);
  }
});

test('analyze counts messages, answers and what moved', () => {
  const run = poolshark('analyze', sample, '--json');
  const view: AnalysisView = JSON.parse(run.stdout);
  const count = (protocol: string, type: number) =>
    view.messages.find((row) => row.protocol === protocol && row.type === type)?.count;
  // As tshark counts them in this capture, which lacks nothing and holds no copies.
  assert.deepEqual([count('asap', 1), count('asap', 7), count('asap', 10), count('enrp', 1)], [27, 134, 226, 227]);
  for (const exchange of view.exchanges) assert.equal(exchange.unanswered, 0, exchange.name);
  assert.deepEqual(
    view.moves.map((move) => [move.from, move.to, move.elements]),
    [['0x0a000002', '0x0a000001', 3]],
  );
  assert.deepEqual(view.experts, []);
});

test('standard input gives what the file gives', () => {
  const fromFile = poolshark('pools', sample, '--json', '--at', '+40s');
  const fromPipe = spawnSync(process.execPath, ['bin/poolshark.js', 'pools', '-', '--json', '--at', '+40s'], {
    encoding: 'utf8',
    input: readFileSync(sample),
  });
  assert.equal(fromPipe.status, 0);
  assert.deepEqual(JSON.parse(fromPipe.stdout).pools, JSON.parse(fromFile.stdout).pools);
});

test('--users shows who used which element, in text and as JSON, and nothing of it without', () => {
  const text = poolshark('pools', 'samples/d-pe-cut.pcap', '--users').stdout;
  assert.match(text, /^Pool users 2 users, 21 handle resolutions, 7 sessions, 14 refused, 2 failovers$/m);
  assert.match(text, /^ {2}0x00000352 +14 +14 +0 +14 /m);
  const shown = text.slice(text.indexOf('Pool users')).split('\n');
  assert.ok(Math.max(...shown.map((line) => line.length)) <= 80);
  const view: PoolsView = JSON.parse(poolshark('pools', 'samples/d-pe-cut.pcap', '--users', '--json').stdout);
  assert.deepEqual([view.users?.length, view.resolutions?.length, view.sessions?.length], [2, 21, 21]);
  assert.equal(view.load?.[0]?.selection.answered.verdict, 'kept');
  assert.equal(pools().users, undefined);
});

test('analyze tells in a line how the sessions of a pool spread', () => {
  const { stdout } = poolshark('analyze', 'samples/d-pe-cut.pcap');
  assert.match(stdout, /^ {4}sessions: 0x00000351 4, 0x00000352 0, 0x00000353 3; 2 failovers$/m);
});
