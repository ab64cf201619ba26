// Makes a fresh clone ready: installs what package-lock.json names, then builds. Needs Node and npm, nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function npm(...words) {
  const run = spawnSync('npm', words, { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}

if (!existsSync('node_modules/esbuild')) npm('ci', '--no-audit', '--no-fund');
npm('run', '--silent', 'build');
