// Runs the tests with Node's own runner: `quick` (test/**/*.test.ts), `slow` (test/**/*.slow.ts) or `all`.
// A process for each file would spend most of its time on loading the sources: the quick ones share a few processes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const which = process.argv[2] ?? 'quick';
if (!['quick', 'slow', 'all'].includes(which)) throw new Error(`quick, slow or all, not ${which}`);
const endingWith = (ending) =>
  readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join('test', name))
    .sort();

const parallel = Math.max(2, availableParallelism());
/** Dealt out by size, so that the groups take about as long. */
const groups = Array.from({ length: 2 * parallel }, () => []);
const quick = which === 'slow' ? [] : endingWith('.test.ts');
for (const [index, file] of quick.sort((a, b) => statSync(b).size - statSync(a).size).entries())
  groups[index % groups.length].push(file);
const folder = mkdtempSync(join(tmpdir(), 'poolshark-tests-'));
const files = groups
  .filter((group) => group.length > 0)
  .map((group, index) => {
    const path = join(folder, `quick-${index + 1}.mjs`);
    writeFileSync(
      path,
      group.map((file) => `await import(${JSON.stringify(pathToFileURL(resolve(file)).href)});\n`).join(''),
    );
    return path;
  });
if (which !== 'quick') files.push(...endingWith('.slow.ts'));
const words = ['--import', 'tsx', '--test', `--test-concurrency=${parallel}`, '--test-reporter=spec', ...files];
const run = spawnSync(process.execPath, words, { stdio: 'inherit' });
rmSync(folder, { recursive: true });
process.exit(run.status ?? 1);
