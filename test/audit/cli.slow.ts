// `poolshark audit` as people and Wireshark meet it: output, selection, annotated captures, policy files, exit codes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Finding } from '../../src/audit/finding.ts';
import { auditRules } from '../../src/audit/rules/index.ts';
import type { AuditView } from '../../src/report/audit/audit-view.ts';

const takeover = 'samples/takeover.pcap';
const stranger = 'samples/p-stranger.pcap';
const folder = mkdtempSync(join(tmpdir(), 'poolshark-'));

function poolshark(...words: string[]) {
  return spawnSync(process.execPath, ['bin/poolshark.js', 'audit', ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

function viewOf(...words: string[]): AuditView {
  const run = poolshark(...words, '--json', '--fail-on', 'never');
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout);
}

function saved(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const view = viewOf(takeover);

test('findings have the keys that programs rely on, and the summary counts them', () => {
  assert.equal(view.schema, 'poolshark.audit/1');
  const keys = 'count element firstEpoch frames lastEpoch name pool rfc rule server severity summary';
  for (const finding of view.findings) assert.equal(Object.keys(finding).sort().join(' '), keys);
  const count = (severity: string) => view.findings.filter((finding) => finding.severity === severity).length;
  assert.deepEqual(view.summary, { error: count('error'), warning: count('warning'), note: count('note') });
});

test('the exit code is 1 only where a finding is at least as bad as --fail-on says', () => {
  assert.equal(poolshark(takeover).status, 0);
  assert.equal(poolshark(takeover, '--fail-on', 'warning').status, 1);
  assert.equal(poolshark(stranger).status, 1);
  assert.equal(poolshark(stranger, '--fail-on', 'never', '--sarif').status, 0);
  assert.equal(poolshark(join(folder, 'nothing.pcap')).status, 2);
});

test('--only and --ignore take numbers, names and families, and refuse what is no rule', () => {
  const rules = (one: AuditView) => [...new Set(one.findings.map(({ rule }) => rule))];
  assert.deepEqual(rules(viewOf(takeover, '--only', 'T7')), ['T7']);
  assert.ok(rules(viewOf(takeover, '--only', 'E,server-left')).every((rule) => /^E|^O5$/.test(rule)));
  assert.ok(!rules(viewOf(takeover, '--ignore', 'T')).some((rule) => rule.startsWith('T')));
  const run = poolshark(takeover, '--only', 'E99');
  assert.equal(run.status, 2);
  assert.equal(run.stderr, 'poolshark: --only E99: no such rule; poolshark audit --rules lists them\n');
});

test('a baseline leaves only what is new', () => {
  const baseline = saved('baseline.json', JSON.stringify(viewOf(takeover, '--ignore', 'T7')));
  const left = viewOf(takeover, '--baseline', baseline);
  assert.deepEqual([...new Set(left.findings.map(({ rule }) => rule))], ['T7']);
  const run = poolshark(takeover, '--baseline', saved('other.json', '{}'));
  assert.equal(run.status, 2);
  assert.match(
    run.stderr,
    /^poolshark: --baseline .*: this is no output of poolshark audit --json; make one with it\n$/,
  );
});

test('text has the names, the frames and the command that shows them, in 80 columns', () => {
  const { stdout } = poolshark(takeover);
  assert.match(stdout, /server 0x0a000002 \(10\.1\.0\.2\) has ended all its associations/);
  assert.match(stdout, /^ +poolshark read samples\/takeover\.pcap -Y 'frame\.number in \{458\}'$/m);
  for (const line of stdout.split('\n'))
    assert.ok(line.length <= 80 || line.includes('poolshark read'), `${line.length} columns: ${line}`);
});

test('--explain tells what a rule says, and --rules lists all of them', () => {
  assert.match(poolshark('--explain', 'e27').stdout, /^E27 takeover-without-all-acks\n {2}must hold/);
  assert.match(poolshark('--explain', 'server-failed').stdout, /^O4 /);
  const { stdout } = poolshark('--rules');
  for (const { number } of auditRules) assert.match(stdout, new RegExp(`^  ${number.replace('.', '\\.')} `, 'm'));
  assert.equal(JSON.parse(poolshark('--rules', '--json').stdout).length, auditRules.length);
});

test('tshark finds each finding as a comment on its frames, and everything else as it was', (context) => {
  const path = join(folder, 'annotated.pcapng');
  assert.equal(poolshark(takeover, '--annotate', path).status, 0);
  const tshark = (file: string, ...words: string[]) =>
    spawnSync('tshark', ['-r', file, ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const all = [
    '-T',
    'fields',
    '-e',
    'frame.time_epoch',
    '-e',
    'frame.len',
    '-e',
    'frame.md5_hash',
    '-o',
    'frame.generate_md5_hash:TRUE',
  ];
  const before = tshark(takeover, ...all);
  if (before.error) {
    context.skip('tshark is not installed');
    return;
  }
  assert.equal(tshark(path, ...all).stdout, before.stdout);
  const comments = tshark(
    path,
    '-Y',
    'frame.comment',
    '-T',
    'fields',
    '-e',
    'frame.number',
    '-e',
    'frame.comment',
  ).stdout;
  const commented = new Map(comments.split('\n').map((line) => line.split('\t') as [string, string]));
  for (const { rule, frames } of view.findings)
    for (const frame of frames)
      assert.match(commented.get(`${frame}`) ?? '', new RegExp(`(error|warning|note) ${rule.replace('.', '\\.')}: `));
  assert.equal(commented.size - 1, new Set(view.findings.flatMap(({ frames }) => frames)).size);
  assert.match(readFileSync(path, 'latin1').slice(0, 400), /poolshark audit: 0 errors, 8 warnings/);
});

test('an annotated capture is not written over the capture that it annotates', () => {
  const run = poolshark(takeover, '--annotate', takeover);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /this is the capture that is read/);
});

test('what is learned from a capture fits the capture; what is taken out of it does not', () => {
  const learned = join(folder, 'learned.yaml');
  assert.equal(poolshark(takeover, '--learn', learned, '-q').status, 0);
  const membership = (...words: string[]) =>
    viewOf(takeover, '--only', 'M', ...words).findings.map(({ rule, summary }: Finding) => `${rule} ${summary}`);
  // The pools are empty at the end, which the file does not want.
  assert.deepEqual(
    membership('--policy', learned).filter((text) => !text.startsWith('M3 ')),
    [],
  );
  const text = readFileSync(learned, 'utf8');
  const pruned = saved('pruned.yaml', text.replace(/^ {2}- 0x0*a000003\n/m, '').replace('Gamma:', 'Delta:'));
  const found = membership('--policy', pruned);
  assert.ok(
    found.some((one) => one.startsWith('M6 server 0x0a000003')),
    found.join('\n'),
  );
  assert.ok(found.some((one) => one.startsWith('M2 Gamma')) && found.some((one) => one.startsWith('M1 Delta')));
  const severe = saved('severe.yaml', 'version: 1\nseverities: { T7: error, E7: ignore }\n');
  assert.equal(poolshark(takeover, '--policy', severe).status, 1);
  assert.ok(!viewOf(takeover, '--policy', severe).findings.some(({ rule }) => rule === 'E7'));
});

test('a fault of the policy file ends the run with one line', () => {
  const run = poolshark(takeover, '--policy', saved('bad.yaml', 'version: 1\nservers: nobody\n'));
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^poolshark: --policy .*bad\.yaml: line 2, column 10: servers is a list of identifiers/);
});
