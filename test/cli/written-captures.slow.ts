// `poolshark read -w`, --from, --to and --dedup as a user meets them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const sample = 'samples/a-basic.pcap';
const folder = mkdtempSync(join(tmpdir(), 'poolshark-write-'));
after(() => rmSync(folder, { recursive: true }));

function poolshark(words: readonly string[], input?: Uint8Array) {
  const options = { maxBuffer: 1 << 26, ...(input ? { input } : {}) };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/poolshark.js', ...words], options);
  return { status, stdout: stdout.toString('utf8'), octets: stdout, stderr: stderr.toString('utf8') };
}

const numbers = (words: readonly string[]) =>
  poolshark(['read', ...words, '-T', 'fields', '-e', 'frame.number'])
    .stdout.trimEnd()
    .split('\n')
    .map(Number);

test('-w writes pcapng, or pcap where the name ends so, and prints nothing', () => {
  for (const [name, magic] of [
    ['copy.pcapng', '0a0d0d0a'],
    ['copy', '0a0d0d0a'],
    ['copy.pcap', 'd4c3b2a1'],
    ['copy.CAP', 'd4c3b2a1'],
  ] as const) {
    const path = join(folder, name);
    const run = poolshark(['read', sample, '-w', path]);
    assert.deepEqual([run.status, run.stdout, run.stderr], [0, '', '']);
    assert.equal(readFileSync(path).subarray(0, 4).toString('hex'), magic);
    assert.equal(poolshark(['read', path]).stdout, poolshark(['read', sample]).stdout);
  }
  assert.deepEqual(readFileSync(join(folder, 'copy.pcap')), readFileSync(sample));
});

test('-F decides over the ending', () => {
  const path = join(folder, 'named.pcapng');
  assert.equal(poolshark(['read', sample, '-w', path, '-F', 'nsecpcap']).status, 0);
  assert.equal(readFileSync(path).subarray(0, 4).toString('hex'), '4d3cb2a1');
});

test('-w - goes down a pipe, and tables then go to standard error', () => {
  const run = poolshark(['read', sample, '-w', '-', '-z', 'io,phs']);
  assert.equal(run.status, 0);
  assert.match(run.stderr, /Protocol Hierarchy Statistics/);
  assert.equal(poolshark(['read', '-'], run.octets).stdout, poolshark(['read', sample]).stdout);
});

test('-P prints although -w', () => {
  const run = poolshark(['read', sample, '-w', join(folder, 'printed'), '-P', '-c', '3']);
  assert.equal(run.stdout.split('\n').length, 4);
  assert.equal(numbers([join(folder, 'printed')]).length, 3);
});

test('a capture that is read is never overwritten, under whatever name', () => {
  const path = join(folder, 'own.pcap');
  copyFileSync(sample, path);
  symlinkSync(path, join(folder, 'link.pcap'));
  for (const name of [path, join(folder, 'link.pcap'), join(folder, '.', 'own.pcap')]) {
    const run = poolshark(['read', sample, path, '-w', name]);
    assert.equal(run.status, 2);
    assert.match(run.stderr, /^poolshark: -w [^\n]+ this is the capture that is read[^\n]+\n$/);
  }
  assert.deepEqual(readFileSync(path), readFileSync(sample));
});

test('what was read before the fault of a cut capture is written', () => {
  const cut = join(folder, 'cut.pcap');
  writeFileSync(cut, readFileSync(sample).subarray(0, -10));
  const path = join(folder, 'whole.pcapng');
  const run = poolshark(['read', cut, '-w', path]);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^poolshark: [^\n]*packet 126[^\n]*\n$/);
  assert.equal(numbers([path]).length, 125);
});

test('link types that one pcap cannot hold are one line, and what was written stays', () => {
  const path = join(folder, 'mixed.pcap');
  const cooked = Buffer.from(readFileSync(sample));
  cooked.writeUInt32LE(113, 20);
  writeFileSync(join(folder, 'cooked.pcap'), cooked);
  const run = poolshark(['read', sample, join(folder, 'cooked.pcap'), '-w', path]);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^poolshark: packet 2 is of link type 113[^\n]+write pcapng instead\n$/);
  assert.equal(numbers([path]).length, 1);
  assert.equal(poolshark(['read', sample, join(folder, 'cooked.pcap'), '-w', `${path}ng`]).status, 0);
  assert.equal(numbers([`${path}ng`]).length, 252);
});

for (const [what, words] of [
  ['a folder that is not there', ['-w', join(folder, 'no', 'where')]],
  ['a folder', ['-w', folder]],
  ['a full disk', ['-w', '/dev/full']],
  ['-F without -w', ['-F', 'pcap']],
  ['an unknown format', ['-w', join(folder, 'x'), '-F', 'erf']],
  ['-P beside -w -', ['-w', '-', '-P']],
  ['a moment that is none', ['--from', 'noon']],
  ['another one', ['--to', '']],
  ['a window that is none', ['--dedup=soon']],
  ['a window without end', ['--dedup=61s']],
  ['an unknown statistic', ['-z', 'nope']],
  ['an interval that is none', ['-z', 'io,stat,x']],
  ['an interval below a microsecond', ['-z', 'io,stat,0.0000001']],
  ['a calculation of an unknown field', ['-z', 'io,stat,1,SUM(nope)']],
  ['a calculation of what has no numbers', ['-z', 'io,stat,1,MAX(ip.src)']],
  ['an unknown unit of time', ['-u', 'days']],
] as const)
  test(`${what} is one line and exit code 2`, { skip: words[1] === '/dev/full' && !existsSync('/dev/full') }, () => {
    const run = poolshark(['read', sample, '-q', ...words]);
    assert.equal(run.status, 2, run.stderr);
    assert.match(run.stderr, /^poolshark: [^\n]+\n$/);
  });

test('an unknown statistic is answered with those that exist, as -z help does', () => {
  const { stderr } = poolshark(['read', sample, '-z', 'tree']);
  const { stdout, status } = poolshark(['read', '-z', 'help']);
  assert.equal(status, 0);
  for (const name of ['asap,stat', 'enrp,stat', 'io,stat', 'io,phs', 'conv,sctp', 'endpoints,sctp', 'expert', 'flow']) {
    assert.ok(stderr.includes(` ${name}`), name);
    assert.ok(stdout.includes(`  ${name}`), name);
  }
});

test('statistics come behind the lines of the packets, in the order in which they were asked for', () => {
  const { stdout } = poolshark(['read', sample, '-c', '2', '-z', 'io,phs', '-z', 'conv,ip']);
  assert.match(stdout, /^ {4}1 .*\n {4}2 .*\n\n=+\nProtocol Hierarchy[\s\S]+IPv4 Conversations/);
});

test('--from and --to keep frame numbers and times, and what was learned before', () => {
  const all = poolshark(['read', 'samples/takeover.pcap']).stdout.split('\n');
  const part = poolshark(['read', 'samples/takeover.pcap', '--from', '#1001', '--to', '#1100']).stdout.split('\n');
  assert.deepEqual(part.slice(0, 100), all.slice(1000, 1100));
  assert.equal(part.length, 101);
});

test('moments are epoch seconds, ISO 8601 or seconds from the start', () => {
  const from = numbers(['samples/takeover.pcap', '--from', '+10s', '--to', '+11s']);
  const [first, last] = [from[0] as number, from.at(-1) as number];
  const times = poolshark(['read', 'samples/takeover.pcap', '-T', 'fields', '-e', 'frame.time_relative'])
    .stdout.split('\n')
    .map(Number);
  assert.ok((times[first - 1] as number) >= 10 && (times[first - 2] as number) < 10);
  assert.ok((times[last - 1] as number) <= 11 && (times[last] as number) > 11);
  const epoch = poolshark(['read', 'samples/takeover.pcap', '-c', '1', '-T', 'fields', '-e', 'frame.time_epoch']);
  const start = Number(epoch.stdout);
  assert.deepEqual(numbers(['samples/takeover.pcap', '--from', String(start + 10), '--to', String(start + 11)]), from);
});

test('a part that nothing lies in is fine', () => {
  const run = poolshark(['read', sample, '--from', '+1h']);
  assert.deepEqual([run.status, run.stdout, run.stderr], [0, '', '']);
});

test('-t d counts from the frame before, also where that is not printed', () => {
  const { stdout } = poolshark(['read', sample, '-t', 'd', '--from', '#60', '-c', '60']);
  assert.match(stdout, /^ {3}60 {3}0\.019651 /);
});

test('--dedup takes two taps for one, and says so', () => {
  const copy = join(folder, 'second-tap.pcap');
  copyFileSync(sample, copy);
  const run = poolshark(['read', '--dedup', sample, copy]);
  assert.equal(run.status, 0);
  assert.equal(run.stdout, poolshark(['read', sample]).stdout);
  assert.equal(run.stderr, 'poolshark: 126 frames left out (--dedup): the same packets at another interface\n');
  assert.equal(numbers([sample, copy]).length, 252);
  assert.match(poolshark(['read', '--dedup=1ms', '-q', sample]).stderr, /^poolshark: 0 frames left out/);
});
