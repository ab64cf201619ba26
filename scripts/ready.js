// Makes a fresh clone ready: installs what package-lock.json names, then builds. Needs Node and npm, nothing else. Also
// npm's `prepare`, where `npm install -g .` comes along with nothing installed in the folder.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function run(command, words) {
  // Under `npm install -g` npm tells its children to work globally, too: this install is for the folder.
  const env = { ...process.env, npm_config_global: 'false', npm_config_prefix: undefined, npm_config_location: 'user' };
  const done = spawnSync(command, words, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

// Not `npm ci`: it refuses a lock file without the packages of other platforms, and some registries lack those.
if (!existsSync('node_modules/esbuild')) run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund']);
run(process.execPath, ['scripts/build.js']);
