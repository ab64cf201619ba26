// The whole truth about a working copy: `quick` (with test/**/*.test.ts) or `all` (with the slow tests as well). Built first, as
// tests run the program; then format, lint, types and tests at the same time, so that no processor waits for the other.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const which = process.argv[2] ?? 'quick';
const built = spawnSync(process.execPath, ['scripts/build.js'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

const shell = process.platform === 'win32';
const tool = (name, ...words) => [join('node_modules', '.bin', name), words];
/** What each prints comes at the end, except of the tests, which are the longest. */
const steps = [
  [...tool('biome', 'check', '--error-on-warnings', '.'), 'pipe'],
  [...tool('tsc', '--noEmit'), 'pipe'],
  [...tool('tsc', '--noEmit', '-p', 'src/page'), 'pipe'],
  [process.execPath, ['scripts/test.js', which], 'inherit'],
];

function run([program, words, output]) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', output, output], shell: shell && output === 'pipe' });
    let text = '';
    const keep = (piece) => {
      text += piece;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ status: 1, text: String(error) }));
    child.on('close', (status) => resolve({ status: status ?? 1, text }));
  });
}

const ends = await Promise.all(steps.map(run));
for (const { text } of ends) process.stdout.write(text);
for (const [index, { status }] of ends.entries())
  if (status !== 0) {
    const [program, words] = steps[index];
    process.stderr.write(`failed: ${program} ${words.join(' ')}\n`);
    process.exitCode = 1;
  }
