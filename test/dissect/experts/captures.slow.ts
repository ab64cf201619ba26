// The same for all captures under POOLSHARK_CAPTURES, a folder with more of them; none, and said so, where it is not set.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { captureName, complaintsOf } from './capture-experts.ts';
import { damaged, reviewed } from './reviewed.ts';

const folder = process.env.POOLSHARK_CAPTURES;
const paths =
  folder && existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.pcap(ng)?(\.(gz|zst|lz4))?$/.test(name) && !name.includes(damaged))
        .map((name) => join(folder, name))
        .sort()
    : [];

if (paths.length === 0)
  console.error('POOLSHARK_CAPTURES names no folder: no captures besides the samples are looked at');

for (const path of paths)
  test(`${path} raises only what was reviewed`, async () => {
    const capture = captureName(path);
    const expected = reviewed.filter(({ captures }) => captures.includes(capture)).map(({ code }) => code);
    const found = await complaintsOf(path, 'rsplib');
    assert.deepEqual([...found.keys()].sort(), [...expected].sort(), [...found.values()].join('\n'));
  });
