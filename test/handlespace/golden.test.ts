// The handlespace of each sample, in its middle and at its end, is the one that is stored beside it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { goldenPath, poolsOf, sampleNames } from './golden-pools.ts';

for (const capture of sampleNames())
  test(`the handlespace of ${capture} is the stored one`, async () => {
    const path = goldenPath(capture);
    assert.ok(existsSync(path), `${path} is missing: npx tsx scripts/refresh-pools-golden.ts`);
    const wanted: unknown = JSON.parse(readFileSync(path, 'utf8'));
    assert.deepEqual(JSON.parse(JSON.stringify(await poolsOf(capture))), wanted);
  });

test('no state is stored for a sample that is not there', () => {
  const stored = readdirSync('samples/golden').filter((name) => name.endsWith('.pools.json'));
  const wanted = new Set(sampleNames().map((capture) => goldenPath(capture)));
  assert.deepEqual(
    stored.filter((name) => !wanted.has(`samples/golden/${name}`)),
    [],
  );
});
