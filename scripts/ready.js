// Makes a fresh clone ready: installs what package-lock.json names (not by `npm ci`, which refuses a lock file without
// the packages of other platforms, and some registries lack those), then builds. Needs Node and npm, nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function npm(...words) {
  const run = spawnSync('npm', words, { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}

if (!existsSync('node_modules/esbuild')) npm('install', '--no-audit', '--no-fund');
npm('run', '--silent', 'build');
