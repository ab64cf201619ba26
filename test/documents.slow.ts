// The commands of README.md that stand there without their output.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('the commands that README shows end with 0', () => {
  const readme = readFileSync('README.md', 'utf8');
  const commands = readme.split('\n').filter((line) => /^ {4}poolshark /.test(line));
  assert.ok(commands.length >= 3);
  for (const line of commands) {
    const words = (line.trim().split(' | ')[0] as string).split(' ').slice(1);
    const run = spawnSync(process.execPath, ['bin/poolshark.js', ...words], { encoding: 'utf8' });
    assert.equal(run.status, 0, `${line}: ${run.stderr}`);
    assert.notEqual(run.stdout, '', line);
  }
});
