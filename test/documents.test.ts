// README.md and docs/ show what the program prints, and name only what exists.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const documents = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

test('the examples in the documents are what the program prints today', () => {
  const run = spawnSync(process.execPath, ['scripts/refresh-examples.js', '--check'], { encoding: 'utf8' });
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0);
});

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

test('every file that a document links to exists', () => {
  for (const path of documents) {
    const text = readFileSync(path, 'utf8');
    for (const [, target] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
      assert.ok(existsSync(join(dirname(path), target as string)), `${path} links to ${target}`);
    }
  }
});
