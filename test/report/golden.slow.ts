// Runs tshark on the samples again: the stored tables must be what it prints. Skipped, and said so, without tshark.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
// @ts-expect-error: a script without types.
import { forms } from '../../scripts/tree-blocks.js';

const stored: { readonly tshark: string; readonly captures: readonly string[] } = JSON.parse(
  readFileSync('samples/golden/index.json', 'utf8'),
);
const found = spawnSync('tshark', ['--version'], { encoding: 'utf8' }).stdout;
const version = found ? /\d+\.\d+\.\d+/.exec(found)?.[0] : undefined;
const skip =
  version === undefined
    ? 'tshark is not installed'
    : version !== stored.tshark && `tshark is ${version}, the tables are of ${stored.tshark}`;
if (skip) console.error(`SKIPPED: golden tables are not compared with tshark: ${skip}`);

test('the golden tables are what tshark prints', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'poolshark-golden-'));
  try {
    execFileSync(process.execPath, ['scripts/refresh-golden.js', folder]);
    for (const capture of stored.captures) {
      for (const form of ['tsv', 'txt', ...Object.keys(forms)]) {
        const name = `${capture}.${form}.gz`;
        const text = (where: string) => gunzipSync(readFileSync(join(where, name))).toString('utf8');
        assert.equal(text(folder), text('samples/golden'), name);
      }
    }
    assert.equal(readFileSync(join(folder, 'index.json'), 'utf8'), readFileSync('samples/golden/index.json', 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
