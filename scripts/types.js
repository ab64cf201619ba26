// Writes what src/index.ts declares into dist/types: of all declarations those that its own lead to.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const all = 'dist/all-types';
const wanted = 'dist/types';
rmSync(all, { recursive: true, force: true });
rmSync(wanted, { recursive: true, force: true });
const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.library.json', '--outDir', all], {
  stdio: 'inherit',
});
if (run.status !== 0) process.exit(1);

const specifier = /(from\s+|import\()(['"])(\.[^'"]+)\.ts\2/g;
const seen = new Set();
const queue = ['index'];
for (const path of queue) {
  if (seen.has(path)) continue;
  seen.add(path);
  const text = readFileSync(join(all, `${path}.d.ts`), 'utf8');
  for (const [, , , to] of text.matchAll(specifier)) queue.push(join(dirname(path), to));
  const file = join(wanted, `${path}.d.ts`);
  mkdirSync(dirname(file), { recursive: true });
  // Who has the package has JavaScript beside its types.
  writeFileSync(file, text.replaceAll(specifier, '$1$2$3.js$2'));
}
rmSync(all, { recursive: true, force: true });
