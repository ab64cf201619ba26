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

test('docs/reading.md shows each option of read, each format, each form of time and each statistic', () => {
  const help = (...words: string[]) =>
    spawnSync(process.execPath, ['bin/poolshark.js', 'read', ...words], { encoding: 'utf8' }).stdout;
  const options = [...help('--help').matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)].filter(
    ([, , long]) => long !== '--help',
  );
  const choices = (long: string) => {
    const [, words = ''] = new RegExp(`${long} <.*?\\(choices:((?:\\s+"\\w+",?)+)`, 's').exec(help('--help')) ?? [];
    return [...words.matchAll(/\w+/g)].map(([choice]) => choice);
  };
  const statistics = [...help('-z', 'help').matchAll(/^ {2}(\S+?),?\[?,?(?:seconds|filter|error|$)/gm)].map(
    ([, z]) => z,
  );
  assert.ok(options.length >= 30 && statistics.length >= 20 && choices('--output').length === 8);
  assert.ok(choices('--time').length === 10 && choices('--write-format').length === 3);
  const text = readFileSync('docs/reading.md', 'utf8');
  const commands = [...text.matchAll(/^\$ (.*)$/gm)].map(([, command]) => ` ${command} `).join('\n');
  const shown = (words: string) => commands.includes(words);
  for (const [, short, long] of options) assert.ok(shown(` ${short} `) || shown(` ${long}`), `${short} ${long}`);
  // Lines are text where nothing else is said, so nobody says it.
  for (const format of choices('--output')) assert.ok(format === 'text' || shown(` -T ${format}`), `-T ${format}`);
  for (const format of choices('--time')) assert.ok(shown(` -t ${format} `), `-t ${format}`);
  for (const format of choices('--write-format')) assert.ok(shown(` -F ${format} `), `-F ${format}`);
  for (const name of statistics) assert.match(commands, new RegExp(`-z '?${name}`));
});

test('every file that a document links to exists', () => {
  for (const path of documents) {
    const text = readFileSync(path, 'utf8');
    for (const [, target] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
      assert.ok(existsSync(join(dirname(path), target as string)), `${path} links to ${target}`);
    }
  }
});
