// Runs the tests with Node's own runner: `quick` (test/**/*.test.ts), `slow` (test/**/*.slow.ts) or `all`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const which = process.argv[2] ?? 'quick';
const endings = { quick: ['.test.ts'], slow: ['.slow.ts'], all: ['.test.ts', '.slow.ts'] }[which];
if (!endings) throw new Error(`quick, slow or all, not ${which}`);
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => endings.some((ending) => name.endsWith(ending)))
  .map((name) => join('test', name))
  .sort();
const run = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=spec', ...files],
  {
    stdio: 'inherit',
  },
);
process.exit(run.status ?? 1);
