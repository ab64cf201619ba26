// What we print of each sample, as summary and with -T fields, beside what tshark printed (samples/golden, made by
// scripts/refresh-golden.js). Cells that differ on purpose are listed in samples/known-differences.json.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { fieldLines, summaryLines } from './lines.ts';

interface Index {
  readonly tshark: string;
  readonly captures: readonly string[];
  readonly fields: readonly string[];
}

interface KnownDifference {
  readonly capture: string;
  readonly frame: number;
  readonly field: string;
  readonly why: string;
}

const index: Index = JSON.parse(readFileSync('samples/golden/index.json', 'utf8'));
const known: readonly KnownDifference[] = JSON.parse(readFileSync('samples/known-differences.json', 'utf8'));

for (const capture of index.captures)
  test(`every field of ${capture} is as tshark ${index.tshark} prints it`, async () => {
    const theirs = gunzipSync(readFileSync(join('samples/golden', `${capture}.tsv.gz`))).toString('utf8');
    const ours = await fieldLines(join('samples', capture), index.fields);
    const differences: string[] = [];
    const expected = new Set(known.filter((d) => d.capture === capture).map((d) => `${d.frame} ${d.field}`));
    const rows = theirs.trimEnd().split('\n');
    const mine = ours.trimEnd().split('\n');
    assert.equal(mine.length, rows.length, 'one line a frame');
    for (const [row, line] of rows.entries()) {
      const want = line.split('\t');
      const have = (mine[row] ?? '').split('\t');
      for (const [column, field] of index.fields.entries()) {
        const isEqual = (want[column] ?? '') === (have[column] ?? '');
        const isKnown = expected.delete(`${row + 1} ${field}`);
        if (isEqual && isKnown) differences.push(`frame ${row + 1} ${field}: known to differ, but equal`);
        if (!isEqual && !isKnown)
          differences.push(`frame ${row + 1} ${field}: tshark ${want[column]}, ours ${have[column]}`);
      }
    }
    assert.deepEqual(differences.slice(0, 10), []);
    assert.deepEqual([...expected], [], 'known differences that no longer exist');
  });

for (const capture of index.captures)
  test(`the summary of ${capture} is as tshark ${index.tshark} prints it`, async () => {
    const theirs = gunzipSync(readFileSync(join('samples/golden', `${capture}.txt.gz`)))
      .toString('utf8')
      .split('\n');
    // Not trimmed: tshark's Info ends with a space.
    const ours = await summaryLines(join('samples', capture));
    assert.equal(ours.length, theirs.length - 1);
    for (const [row, line] of ours.entries()) assert.equal(line, theirs[row]);
  });

test('every sample has its golden table', () => {
  const samples = readdirSync('samples').filter((name) => /\.pcap(ng)?$/.test(name));
  assert.deepEqual(samples.sort(), [...index.captures].sort());
});
