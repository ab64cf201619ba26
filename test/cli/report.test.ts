// `poolshark report` as a user meets it: forms by ending, folders, comparisons, and what is refused.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'poolshark-report-'));
const sample = 'samples/a-basic.pcap';

/** Runs one list of words after the other, in one process. */
function inTurn(...runs: readonly (readonly string[])[]): { status: number; stdout: string; stderr: string }[] {
  const input = JSON.stringify(runs.map((words) => ({ words, joined: false })));
  const run = spawnSync(process.execPath, ['scripts/print-in-turn.js'], {
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 26,
  });
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout);
}

test('the ending tells the form; CSV is a folder; standard output needs --format; --against compares', () => {
  const at = (name: string) => join(folder, name);
  const [page, ticket, tables, data, failing, changes] = inTurn(
    ['report', sample, '-o', at('report.html')],
    ['report', sample, '-o', '-', '--format', 'md'],
    ['report', sample, '-o', at('tables.csv')],
    ['report', sample, '-o', at('report.json')],
    ['report', 'samples/l-errors.pcap', '-o', '-', '--format', 'md', '--fail-on', 'warning'],
    ['report', sample, '--against', 'samples/takeover.pcap', '-o', '-', '--format', 'json'],
  );
  assert.match(page?.stdout ?? '', /report\.html: \d+ kB/);
  assert.match(readFileSync(at('report.html'), 'utf8'), /^<!doctype html>/);
  assert.match(ticket?.stdout ?? '', /^# samples\/a-basic\.pcap/);
  assert.equal(tables?.status, 0);
  assert.deepEqual(readdirSync(at('tables.csv')).sort(), [
    'checksums.csv',
    'elements.csv',
    'events.csv',
    'findings.csv',
    'messages.csv',
    'response-times.csv',
  ]);
  assert.equal(data?.stderr, '');
  assert.equal(JSON.parse(readFileSync(at('report.json'), 'utf8')).schema, 'poolshark.report/1');
  assert.equal(failing?.status, 1);
  assert.equal(JSON.parse(changes?.stdout ?? '').schema, 'poolshark.comparison/1');
});

test('what cannot be is said in one line: no file, no form, a folder of standard output, a capture as its own report', () => {
  const copy = join(folder, 'copy.md');
  copyFileSync(sample, copy);
  const refused = inTurn(
    ['report', sample],
    ['report', sample, '-o', 'report.txt'],
    ['report', sample, '-o', '-', '--format', 'csv'],
    ['report', copy, '-o', copy],
    ['report', sample, '-o', join(folder, 'nowhere/report.md')],
  );
  const lines = [
    /^poolshark: no file named to write: give -o report\.html/,
    /^poolshark: -o report\.txt: its ending tells no form/,
    /^poolshark: -o -: CSV is a folder/,
    /^poolshark: -o .*copy\.md: this is one of the captures/,
    /^poolshark: -o .*report\.md: it cannot be written: its folder does not exist/,
  ];
  for (const [at, { status, stdout, stderr }] of refused.entries()) {
    assert.match(stderr, lines[at] as RegExp);
    assert.deepEqual([status, stdout, stderr.trimEnd().split('\n').length], [2, '', 1]);
  }
});
