// What read -w writes, as tshark and capinfos read it; and the stored statistics, made anew. Skipped aloud without tshark.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const skip = ['tshark', 'capinfos', 'editcap', 'mergecap'].find((tool) => spawnSync(tool, ['--version']).error);
const without = skip === undefined ? false : `${skip} is not installed`;
if (without) console.error(`SKIPPED: written captures are not read by tshark: ${without}`);

const folder = mkdtempSync(join(tmpdir(), 'poolshark-slow-write-'));
after(() => rmSync(folder, { recursive: true }));

const names = 'frame.number frame.time_epoch frame.len frame.cap_len frame.encap_type frame.comment sctp.data_tsn_raw';

function fieldsOf(path: string): string {
  const fields = names.split(' ').flatMap((name) => ['-e', name]);
  const run = spawnSync('tshark', ['-n', '-r', path, '-T', 'fields', ...fields], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  assert.doesNotMatch(run.stderr, /tshark:/);
  return run.stdout;
}

function copied(inputs: readonly string[], name: string): string {
  const path = join(folder, name);
  execFileSync(process.execPath, ['bin/poolshark.js', 'read', ...inputs, '-w', path]);
  execFileSync('capinfos', [path], { stdio: ['ignore', 'ignore', 'pipe'] });
  return path;
}

const samples = readdirSync('samples').filter((name) => /\.pcap(ng)?$/.test(name));

for (const sample of samples)
  test(`tshark reads a copy of ${sample} as it reads the original`, { skip: without }, () => {
    const path = join('samples', sample);
    const want = fieldsOf(path);
    assert.equal(fieldsOf(copied([path], `${sample}.copy.pcapng`)), want);
    assert.equal(fieldsOf(copied([path], `${sample}.copy.pcap`)), want);
  });

test('nanoseconds and comments that editcap wrote come through', { skip: without }, () => {
  const nano = join(folder, 'nano.pcap');
  execFileSync('editcap', ['-F', 'nsecpcap', '-t', '0.000000123', 'samples/a-basic.pcap', nano]);
  const commented = join(folder, 'commented.pcapng');
  execFileSync('editcap', ['-a', '3:a comment', '-a', '5:another', nano, commented]);
  const want = fieldsOf(commented);
  assert.match(want, /a comment/);
  assert.equal(fieldsOf(copied([commented], 'commented.copy.pcapng')), want);
  assert.equal(fieldsOf(copied([nano], 'nano.copy.pcap')), fieldsOf(nano));
});

test('captures are merged in the order of mergecap', { skip: without }, () => {
  const inputs = ['samples/takeover.pcap', 'samples/h-ipv6.pcap', 'samples/l-errors.pcap'];
  const path = join(folder, 'merged.pcap');
  execFileSync('mergecap', ['-F', 'pcap', '-w', path, ...inputs]);
  assert.equal(fieldsOf(copied(inputs, 'merged.copy.pcap')), fieldsOf(path));
});

test('the stored statistics are what tshark prints', { skip: without }, () => {
  const made = join(folder, 'taps');
  execFileSync(process.execPath, ['scripts/refresh-golden-taps.js', made]);
  for (const name of readdirSync('samples/golden/taps'))
    assert.equal(readFileSync(join(made, name), 'utf8'), readFileSync(join('samples/golden/taps', name), 'utf8'), name);
});
