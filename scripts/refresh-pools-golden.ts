// Makes samples/golden/NAME.pools.json anew: the handlespace in the middle and at the end of each sample. What changes in
// them is to be understood before it is kept: `npx tsx scripts/refresh-pools-golden.ts && git diff samples/golden`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { goldenPath, poolsOf, sampleNames } from '../test/handlespace/golden-pools.ts';

mkdirSync('samples/golden', { recursive: true });
for (const capture of sampleNames())
  writeFileSync(goldenPath(capture), `${JSON.stringify(await poolsOf(capture), undefined, 1)}\n`);
