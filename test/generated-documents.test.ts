// Documents that are made from the tables say what the tables say today.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('the documents made from the tables are fresh', () => {
  const run = spawnSync(process.execPath, ['scripts/refresh-docs.js', '--check'], { encoding: 'utf8' });
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0);
});
