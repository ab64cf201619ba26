// `poolshark read` and the program's frame as a user meets them: output, usage errors, exit codes, closed pipes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const sample = 'samples/a-basic.pcap';
const folder = mkdtempSync(join(tmpdir(), 'poolshark-'));
after(() => rmSync(folder, { recursive: true }));

function poolshark(words: readonly string[], input?: Uint8Array) {
  const options = { encoding: 'utf8', maxBuffer: 1 << 26, ...(input ? { input } : {}) } as const;
  return spawnSync(process.execPath, ['bin/poolshark.js', ...words], options);
}

function shell(command: string) {
  return spawnSync('bash', ['-c', `set -o pipefail; ${command}`], { encoding: 'utf8' });
}

test('-r without a command is read', () => {
  const named = poolshark(['read', sample]);
  assert.equal(named.status, 0);
  assert.equal(named.stdout.split('\n').length, 127);
  assert.equal(poolshark(['-r', sample]).stdout, named.stdout);
  assert.equal(poolshark(['-n', '-r', sample, '-c', '3']).stdout.split('\n').length, 4);
});

test('standard input is a capture too', () => {
  const run = poolshark(['read', '-', '-c', '1'], readFileSync(sample));
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /^ {4}1 {3}0\.000000 fe80::ff:fe00:1 → ff02::2 /);
});

test('-q prints no packets', () => {
  const run = poolshark(['read', '-q', sample]);
  assert.deepEqual([run.status, run.stdout, run.stderr], [0, '', '']);
});

test('-T fields prints what -e names', () => {
  const run = poolshark([
    'read',
    sample,
    '-T',
    'fields',
    '-e',
    'frame.number',
    '-e',
    'frame.len',
    '-E',
    'separator=;',
    '-c',
    '2',
  ]);
  assert.equal(run.stdout, '1;70\n2;54\n');
});

test('unknown fields are named, with the nearest known one', () => {
  const run = poolshark(['read', sample, '-T', 'fields', '-e', 'nope', '-e', 'asap.messag_type']);
  assert.equal(run.status, 2);
  assert.equal(run.stdout, '');
  assert.match(
    run.stderr,
    /^poolshark: Some fields aren't valid:\n\tasap\.messag_type \(did you mean asap\.message_type.*\)\n\tnope\n$/,
  );
});

for (const [what, words] of [
  ['an unknown option', ['read', '--nope', sample]],
  ['an unknown command', ['nope']],
  ['no capture', ['read']],
  ['a count that is none', ['read', '-c', '0', sample]],
  ['-e without -T fields', ['read', '-e', 'ip.src', sample]],
  ['-T fields without -e', ['read', '-T', 'fields', sample]],
  ['an unknown format', ['read', '-T', 'xml', sample]],
  ['a wrong -E', ['read', '-T', 'fields', '-e', 'ip.src', '-E', 'quote=x', sample]],
  ['a file that is not there', ['read', 'nowhere.pcap']],
  ['a file that is no capture', ['read', 'package.json']],
  ['a folder', ['read', 'samples']],
] as const)
  test(`${what} is one line on standard error and exit code 2`, () => {
    const run = poolshark(words);
    assert.equal(run.status, 2);
    assert.equal(run.stdout, '');
    assert.match(run.stderr, /^poolshark: .+\n$/);
    assert.doesNotMatch(run.stderr, / {4}at /);
  });

test('a capture cut in the middle of a packet gives what is whole, then the reason', () => {
  const path = join(folder, 'cut.pcap');
  writeFileSync(path, readFileSync(sample).subarray(0, -10));
  const run = poolshark(['read', path]);
  assert.equal(run.status, 2);
  assert.equal(run.stdout.split('\n').length, 126);
  assert.match(run.stderr, /^poolshark: .*cut\.pcap: .*packet 126.*\n$/);
});

test('a capture without packets is fine', () => {
  const path = join(folder, 'empty.pcap');
  writeFileSync(path, readFileSync(sample).subarray(0, 24));
  const run = poolshark(['read', path]);
  assert.deepEqual([run.status, run.stdout, run.stderr], [0, '', '']);
});

test('a closed pipe ends quietly with 0', () => {
  const run = shell(
    `node bin/poolshark.js read samples/takeover.pcap samples/takeover.pcap samples/takeover.pcap | head -1`,
  );
  assert.equal(run.stderr, '');
  assert.equal(run.stdout.split('\n').length, 2);
  assert.equal(run.status, 0);
});

test('help has examples at its end, everywhere, and goes to standard output', () => {
  for (const words of [['--help'], ['read', '--help'], ['fields', '--help']]) {
    const run = poolshark(words);
    assert.equal(run.status, 0);
    assert.match(run.stdout, /\nExamples:\n( {2}.*poolshark.*\n)+\n?$/, words.join(' '));
    assert.equal(run.stderr, '');
  }
  assert.match(poolshark(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('fields lists every field, as columns and as JSON', () => {
  const text = poolshark(['fields']).stdout;
  const lines = text.trimEnd().split('\n');
  assert.ok(lines.some((line) => /^asap\.pe_checksum +unsigned 16 bits +.*RFC 5354 §3\.15/.test(line)));
  const json = JSON.parse(poolshark(['fields', '--json']).stdout);
  assert.equal(json.schema, 'poolshark.fields/1');
  assert.equal(json.fields.length, lines.length);
  assert.deepEqual(Object.keys(json.fields[0]), ['name', 'type', 'meaning', 'source', 'ours', 'values']);
  assert.deepEqual(json.fields[0].values[0], { value: 1, name: 'Registration' });
});

test('a file name with control characters is shown escaped', () => {
  const run = poolshark(['read', 'no\u001b[31mwhere']);
  assert.equal(run.status, 2);
  assert.ok(!run.stderr.includes('\u001b'), run.stderr);
});
