// All real captures give the findings that their stories deserve, and no others. Skipped aloud where they are not there.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { holdAgainstReview } from './captures.ts';
import { reviewed } from './reviewed.ts';

const folder = '../shared/captures';
const files = existsSync(folder) ? readdirSync(folder) : [];

for (const name of Object.keys(reviewed)) {
  const file = files.find((candidate) => candidate.startsWith(`${name}.pcap`));
  const skip = file === undefined ? 'the captures of the lab are not here' : false;
  test(`${name} gives the findings that were reviewed`, { skip }, () =>
    holdAgainstReview(join(folder, file as string), name),
  );
}
