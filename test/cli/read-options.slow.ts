// The options of `read` that say what to show and how to read it: -Y and words behind -r, -d, --dialect, --tls-keylog,
// --checksums, --ndjson, -V, -O, -x, -T.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';

const sample = 'samples/takeover.pcap';

function poolshark(...words: string[]) {
  return spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

function linesOf(...words: string[]): string[] {
  const run = poolshark(...words);
  assert.equal(run.status, 0, run.stderr);
  assert.equal(run.stderr, '');
  return run.stdout.trimEnd().split('\n');
}

test('-Y gives the frames that fit, as the words behind -r do', () => {
  const filter = 'asap.message_type == 1 && ip.src == 10.1.0.11';
  const lines = linesOf('read', sample, '-Y', filter);
  assert.ok(lines.length > 0 && lines.every((line) => line.includes('ASAP Registration')));
  assert.deepEqual(linesOf('-r', sample, ...filter.split(' ')), lines);
  assert.deepEqual(linesOf('-r', sample, filter), lines);
});

test('a filter that is none shows where it fails, with exit code 2 and nothing on standard output', () => {
  const run = poolshark('read', sample, '-Y', 'asap.mesage_type == 1');
  assert.equal(run.status, 2);
  assert.equal(run.stdout, '');
  assert.match(run.stderr, /^poolshark: .*did you mean asap\.message_type\?\n {2}asap\.mesage_type == 1\n {2}\^\n$/);
  assert.equal(poolshark('-r', sample, '-Y', 'asap', 'enrp').status, 2);
});

test('-z counts what its own filter lets through', () => {
  const counted = (...words: string[]) =>
    linesOf('read', sample, '-q', ...words).find((line) => / Registration /.test(line));
  assert.notEqual(counted('-z', 'asap,stat'), counted('-z', 'asap,stat,ip.src == 10.1.0.11'));
});

test('-O shows the trees of the named protocols and one line of the others', () => {
  const lines = linesOf('read', sample, '-O', 'asap', '-Y', 'frame.number == 139');
  assert.ok(lines.includes('    Type: ASAP Registration (1)'));
  assert.ok(lines.some((line) => line.startsWith('Internet Protocol')));
  assert.ok(!lines.some((line) => line.startsWith('    Time to Live')));
  assert.equal(poolshark('read', sample, '-O', 'nope').status, 2);
});

test('-x gives the octets of each frame, below its tree with -V', () => {
  const [first] = linesOf('read', sample, '-c', '1', '-x');
  assert.equal(first, '0000  33 33 00 00 00 02 02 00 00 00 00 07 86 dd 60 00   33............`.');
  assert.ok(linesOf('read', sample, '-c', '1', '-V', '-x').includes(first as string));
});

test('-T json is one array, also of no frames; -e names what is in it', () => {
  const frames = JSON.parse(linesOf('read', sample, '-Y', 'asap', '-T', 'json', '-e', 'asap.message_type').join('\n'));
  assert.ok(frames.length > 100);
  assert.deepEqual(frames[0]._source.layers, { 'asap.message_type': ['10'] });
  assert.deepEqual(JSON.parse(linesOf('read', sample, '-Y', 'frame.number == 0', '-T', 'json').join('\n')), []);
});

test('--no-duplicate-keys keeps all pool elements where a parser of JSON would lose them', () => {
  const ask = ['read', sample, '-Y', 'frame.number == 139', '-T', 'json', '-J', 'asap'];
  const once = JSON.parse(linesOf(...ask, '--no-duplicate-keys').join('\n'))[0]._source.layers.asap;
  assert.equal(once['Pool Element Parameter']['asap.pool_element_pe_identifier'], '0x00000200');
});

test('--ndjson gives one object a message', () => {
  const objects = linesOf('read', sample, '--ndjson', '-c', '200').map((line) => JSON.parse(line));
  assert.ok(objects.length > 10);
  assert.ok(objects.every(({ schema }) => schema === 'poolshark.message/1'));
});

test('--tls-keylog opens what TLS protects; a file of secrets without secrets is one line', () => {
  const capture = 'samples/tls/tls12-asap.pcap';
  const show = (...words: string[]) => linesOf('read', capture, '-Y', 'asap', ...words);
  assert.deepEqual(show(), ['']);
  assert.ok(show('--tls-keylog', 'samples/tls/tls12-asap.keys').length > 5);
  assert.match(linesOf('analyze', capture).join('\n'), /secured .* ASAP in TLS 1\.2, .*no secrets/);
  const run = poolshark('read', capture, '--tls-keylog', 'package.json');
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^poolshark: --tls-keylog package\.json: [^\n]+\n$/);
});

test('preferences of tshark that have an option here are taken for it; others are refused', () => {
  const capture = 'samples/tls/tls12-asap.pcap';
  const keys = 'tls.keylog_file:samples/tls/tls12-asap.keys';
  assert.ok(linesOf('-2', '-r', capture, '-o', keys, '-Y', 'asap').length > 5);
  const run = poolshark('read', capture, '-o', 'gui.fonts:none');
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^poolshark: -o gui\.fonts:none: no such preference here; [^\n]+\n$/);
});

test('secrets inside a pcapng file are used unasked', () => {
  assert.ok(linesOf('read', 'samples/tls/tls13-asap.pcapng', '-Y', 'asap').length > 5);
});

test('-d tells whose messages a port carries; an unknown protocol lists the known ones', () => {
  const counted = (...words: string[]) => linesOf('read', sample, '-Y', 'enrp', ...words).length;
  assert.ok(counted('-d', 'sctp.ppi==12,data') < counted());
  const run = poolshark('read', sample, '-d', 'sctp.port==1,nope');
  assert.equal(run.status, 2);
  assert.match(run.stderr, /asap/);
});

test('a filter on experts finds malformed messages', () => {
  const frames = linesOf('read', 'samples/malformed.pcap', '-Y', '_ws.malformed', '-T', 'fields', '-e', 'frame.number');
  assert.ok(frames.length > 5);
  const severe = linesOf('read', 'samples/malformed.pcap', '-Y', '_ws.expert.severity == "Error"');
  assert.ok(severe.length >= frames.length);
});

test('--checksums finds nothing in a clean capture', () => {
  assert.ok(!linesOf('read', sample, '--checksums', '-q', '-z', 'expert').some((line) => /checksum/i.test(line)));
});

test('headings of tables are texts in colours, too', () => {
  const plain = poolshark('analyze', sample, '--color', 'never').stdout;
  const coloured = poolshark('analyze', sample, '--color', 'always').stdout;
  assert.notEqual(coloured, plain);
  assert.equal(stripVTControlCharacters(coloured), plain);
});

test('TLS secrets of a pcapng go where its packets go', () => {
  const copied = spawnSync(process.execPath, ['bin/poolshark.js', 'read', 'samples/tls/tls13-asap.pcapng', '-w', '-']);
  const run = spawnSync(process.execPath, ['bin/poolshark.js', 'read', '-', '-Y', 'asap'], { input: copied.stdout });
  assert.equal(run.status, 0);
  assert.equal(run.stdout.toString(), poolshark('read', 'samples/tls/tls13-asap.pcapng', '-Y', 'asap').stdout);
});

test('options that would change nothing are one line and exit code 2', () => {
  for (const words of [
    ['-j', 'asap'],
    ['--ndjson', '-V'],
    ['--color-rules', 'nowhere'],
  ]) {
    const run = poolshark('read', sample, ...words);
    assert.equal(run.status, 2, words.join(' '));
    assert.match(run.stderr, /^poolshark: [^\n]+\n$/);
  }
});

test('--dedup keeps the secrets of a pcapng, and the numbers that links name', () => {
  const secured = 'samples/tls/tls13-asap.pcapng';
  const without = poolshark('read', secured, '-Y', 'asap').stdout;
  assert.equal(poolshark('read', secured, '--dedup', '-Y', 'asap').stdout, without);
  // Each frame of a capture beside itself is a twin: what is left has the numbers and links of the one.
  const ask = ['-T', 'fields', '-e', 'frame.number', '-e', 'rserpool.response_in', '-Y', 'rserpool.response_in'];
  const alone = poolshark('read', sample, ...ask).stdout;
  assert.ok(alone.length > 100);
  assert.equal(poolshark('read', sample, sample, '--dedup', ...ask).stdout, alone);
});
