// What a newcomer does: clone and start, pack and install. Each in a temporary folder, with what is committed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'poolshark-packaging-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const clone = join(folder, 'clone');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// Without what the npm that runs this test told its children.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_/.test(name)));

function run(cwd: string, command: string, ...words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd,
    env: environment,
    encoding: 'utf8',
    timeout: 300_000,
  });
  assert.equal(error, undefined);
  assert.equal(status, 0, `${command} ${words.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}

run('.', 'git', 'clone', '--quiet', resolve('.'), clone);

test('a fresh clone starts, and shows the servers of the sample', () => {
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'), 'junction');
  const out = run(clone, 'npm', 'start');
  for (const server of ['0x0a000001', '0x0a000002', '0x0a000003']) assert.ok(out.includes(server), out);
});

const tarball = join(folder, `poolshark-${version}.tgz`);

test('the packed program can be installed, tells its version and reads the sample that came with it', () => {
  run(clone, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const prefix = join(folder, 'installed');
  run(
    folder,
    'npm',
    'install',
    '--global',
    '--prefix',
    prefix,
    '--omit=optional',
    '--prefer-offline',
    // A connection to the registry that stalls is begun anew, before this test gives up.
    '--fetch-timeout=20000',
    '--fetch-retries=4',
    '--no-audit',
    '--no-fund',
    tarball,
  );
  const windows = process.platform === 'win32';
  const program = join(prefix, windows ? 'poolshark.cmd' : 'bin/poolshark');
  assert.equal(run(folder, program, '--version').trim(), version);
  const packed = join(prefix, windows ? '' : 'lib', 'node_modules/poolshark');
  assert.ok(run(folder, program, 'analyze', join(packed, 'samples/takeover.pcap')).includes('0x0a000001'));
});

/** The examples of docs/library.md, each with what it prints. */
const examples = [
  ...readFileSync('docs/library.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```\n\n```\n([\s\S]*?)```/g),
].map(([, code = '', output = '']) => ({ code, output }));

test('the examples of docs/library.md hold their types against the installed package, and print what stands there', () => {
  const user = join(folder, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "type": "module" }');
  run(user, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=optional', tarball);
  symlinkSync(resolve('node_modules/@types'), join(user, 'node_modules/@types'), 'junction');
  symlinkSync(join(user, 'node_modules/poolshark/samples'), join(user, 'samples'), 'junction');
  assert.equal(examples.length, 3);
  const names = examples.map(({ code }, index) => {
    writeFileSync(join(user, `example-${index}.ts`), code);
    return `example-${index}`;
  });
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const strict = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--exactOptionalPropertyTypes',
  ];
  run(user, process.execPath, compiler, ...strict, ...names.map((name) => `${name}.ts`));
  for (const [index, { output }] of examples.entries())
    assert.equal(run(user, process.execPath, `${names[index]}.js`), output);
});
