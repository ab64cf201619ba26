// Asks tshark again which frames it selects for each display filter in test/filter/tshark-filters.golden.json, or whether
// it refuses the filter. What we make of it stays as it stands there (`ours`, with the reason). Needs tshark in the path.
//   node scripts/refresh-filters.js           writes the file anew; a few minutes
//   node scripts/refresh-filters.js FILE      writes there instead
// A new filter needs no more than {"filter": ..., "capture": ...} in the list.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const source = 'test/filter/tshark-filters.golden.json';
const target = process.argv[2] ?? source;
const run = promisify(execFile);
// Dates without a zone are in that of the process.
const env = { ...process.env, TZ: 'UTC' };

function ranges(numbers) {
  const found = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
}

async function framesOf(filter, capture) {
  const words = ['-n', '-r', join('samples', capture), '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
  try {
    const { stdout } = await run('tshark', words, { env, maxBuffer: 1 << 26 });
    return ranges(stdout.split('\n').filter(Boolean).map(Number));
  } catch (error) {
    // tshark ends with 2 where it refuses a filter.
    if (error.code === 2) return 'refused';
    throw error;
  }
}

const { filters } = JSON.parse(readFileSync(source, 'utf8'));
const lines = new Array(filters.length);
let next = 0;
async function work() {
  while (next < filters.length) {
    const index = next++;
    const { filter, capture, ours, why } = filters[index];
    const tshark = await framesOf(filter, capture);
    lines[index] = JSON.stringify({ filter, capture, tshark, ...(ours === undefined ? {} : { ours, why }) });
  }
}
await Promise.all([work(), work()]);
const version = /\d+\.\d+\.\d+/.exec(execFileSync('tshark', ['--version'], { encoding: 'utf8', env }))?.[0];
const rows = lines.map((line) => `    ${line}`).join(',\n');
writeFileSync(target, `{\n  "tshark": ${JSON.stringify(version)},\n  "filters": [\n${rows}\n  ]\n}\n`);
