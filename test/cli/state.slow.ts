// `--state FILE` as a user meets it, in full: a chain of captures analysed as one, and what is said where that cannot be.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCapture } from '../../src/capture/open.ts';
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';

const sample = 'samples/takeover.pcap';
const folder = mkdtempSync(join(tmpdir(), 'poolshark-state-'));
let count = 0;
const fresh = (ending: string) => join(folder, `${++count}.${ending}`);

function poolshark(...words: string[]) {
  return spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

function json(...words: string[]) {
  const run = poolshark(...words, '--json');
  assert.equal(run.status, 0, run.stderr);
  const view = JSON.parse(run.stdout);
  view.capture.files = [];
  return view;
}

/** The frames before and behind each of these numbers, in files of their own. */
async function pieces(...ends: readonly number[]): Promise<string[]> {
  const source = await openCapture(sample);
  const options = { linkType: source.frame.linkType };
  const parts = [...ends, Number.POSITIVE_INFINITY].map(() => [pcapHeader(options)]);
  do
    while (source.next()) {
      const part = ends.filter((end) => source.frame.number > end).length;
      parts[part]?.push(pcapRecord(options, source.frame));
    }
  while (await source.fill());
  source.close();
  return parts.map((records) => {
    const path = fresh('pcap');
    writeFileSync(path, Buffer.concat(records));
    return path;
  });
}

const [first = '', second = '', third = ''] = await pieces(700, 1500);
const state = fresh('state');
poolshark('pools', first, '--state', state);
const afterFirst = readFileSync(state);

test('a chain of captures gives what the whole capture gives, whatever commands read its parts', () => {
  json('analyze', second, '--state', state);
  const afterSecond = readFileSync(state);
  assert.deepEqual(json('analyze', third, '--state', state), json('analyze', sample));
  writeFileSync(state, afterSecond);
  const whole = json('pools', sample, '--all', '--events');
  const chain = json('pools', third, '--state', state, '--all', '--events');
  whole.events = whole.events.filter((event: { frame: number }) => event.frame > 1500);
  assert.ok(chain.events.length > 5);
  assert.deepEqual(chain, whole);
});

test('--at shows the moment, and what is saved is the end', () => {
  writeFileSync(state, afterFirst);
  const chain = json('pools', second, '--state', state, '--at', '#900', '--events');
  assert.deepEqual(chain.pools, json('pools', sample, '--at', '#900').pools);
  assert.ok(chain.events.every((event: { frame: number }) => event.frame > 700 && event.frame <= 900));
  assert.deepEqual(json('pools', third, '--state', state, '--all'), json('pools', sample, '--all'));
});

test('the file is for its owner alone, and nothing is left beside it', () => {
  assert.equal(statSync(state).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.new')),
    [],
  );
});

function refuses(reason: RegExp, ...words: string[]): void {
  const { status, stdout, stderr } = poolshark('pools', second, ...words);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^poolshark: [^\n]+; [^\n]+\n$/);
  assert.match(stderr, reason);
}

test('a state that cannot be taken up is refused in one line, and stays as it is', () => {
  const damaged = fresh('state');
  const octets = Buffer.from(afterFirst);
  octets[octets.length >> 1] = (octets[octets.length >> 1] as number) ^ 1;
  writeFileSync(damaged, octets);
  refuses(/damaged/, '--state', damaged);
  assert.deepEqual(readFileSync(damaged), octets);
  const later = Buffer.from(afterFirst);
  later.writeInt32LE(later.readInt32LE(16) + 1, 16);
  writeFileSync(damaged, later);
  refuses(/another version of poolshark/, '--state', damaged);
  refuses(/no state that poolshark saved/, '--state', sample);
  writeFileSync(state, afterFirst);
  refuses(/this run has -d udp\.port==5000,enrp/, '--state', state, '-d', 'udp.port==5000,enrp');
  refuses(/lies before the end of what the state holds/, '--state', state, '--at', '#5');
  refuses(/no such folder/, '--state', join(folder, 'none', 'x.state'));
  assert.deepEqual(readFileSync(state), afterFirst);
});

test('a state that cannot be written is said, and the one before stays', () => {
  chmodSync(folder, 0o500);
  // Root may write anywhere: then somebody else tries.
  const other = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const words = ['bin/poolshark.js', 'analyze', sample, '--state', join(folder, 'x.state')];
  const run = spawnSync(process.execPath, words, { encoding: 'utf8', ...other });
  chmodSync(folder, 0o700);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^poolshark: .*permission denied.*\n$/);
  assert.ok(!existsSync(join(folder, 'x.state')));
});
