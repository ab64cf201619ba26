// Real traffic raises no warning and no error but those that were looked at and found true.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { captureName, complaintsOf } from './capture-experts.ts';
import { damaged, habits, reviewed } from './reviewed.ts';

const samples = readdirSync('samples').filter((name) => /\.pcap/.test(name));

for (const name of samples) {
  const capture = captureName(name);
  if (capture === damaged) continue;
  const expected = reviewed.filter(({ captures }) => captures.includes(capture)).map(({ code }) => code);
  test(`${name} raises only what was reviewed`, async () => {
    const found = await complaintsOf(join('samples', name), 'rsplib');
    assert.deepEqual([...found.keys()].sort(), [...expected].sort(), [...found.values()].join('\n'));
  });
  test(`${name} raises besides only the habits of rsplib where the RFCs are the measure`, async () => {
    const found = await complaintsOf(join('samples', name), 'rfc');
    for (const [code, text] of found) assert.ok(expected.includes(code) || habits.includes(code), text);
  });
}

test('the damaged sample raises more than the one that it was made from', async () => {
  const codes = (name: string) => complaintsOf(join('samples', name), 'rsplib').then((found) => found.size);
  assert.ok((await codes('malformed.pcap')) > (await codes('p-stranger.pcap')));
});
