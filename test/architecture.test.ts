// The rooms of src/ and who may import whom, as a table; every import of every file is held against it.
// A room imports only from rooms to its left; type imports count as well.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { test } from 'node:test';

/** bytes < protocol < capture < dissect < filter, handlespace < audit < report < cli; rooms in one column do not meet. */
const columns = [
  ['bytes'],
  ['protocol'],
  ['capture'],
  ['dissect'],
  ['filter', 'handlespace'],
  ['audit'],
  ['report'],
  ['cli'],
] as const;

/** Rooms to the side, which only cli (and tests, and the library's door for two of them) sees. */
const asides: Readonly<Record<string, readonly string[]>> = {
  live: ['bytes', 'capture'],
  encode: ['bytes', 'protocol', 'capture'],
  // The same words and texts as everywhere, in panes.
  screen: leftOf('cli'),
  page: [],
  // The library's door: src/index.ts.
  index: [...leftOf('cli'), 'live', 'encode'],
};

/** Of this room only the types. */
const typesOnly: Readonly<Record<string, readonly string[]>> = { page: ['report'] };

function leftOf(room: string): string[] {
  const place = columns.findIndex((column) => (column as readonly string[]).includes(room));
  return columns.slice(0, place).flat();
}

function mayImport(room: string): readonly string[] {
  if (room === 'cli') return [...leftOf('cli'), 'live', 'encode', 'screen', 'page'];
  return asides[room] ?? leftOf(room);
}

const rooms = new Set<string>([...columns.flat(), ...Object.keys(asides)]);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join('src', name));

/** Without comments, so that words in them are not taken for code. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}

const importPattern =
  /^\s*(?:import|export)\s+(type\s)?[^'"();]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

function importsOf(file: string): Import[] {
  return [...codeOf(file).matchAll(importPattern)].map((found) => ({
    from: file,
    to: found[2] ?? found[3] ?? (found[4] as string),
    typesOnly: found[1] !== undefined,
  }));
}

/** The file inside src that a relative import names, undefined for packages and for what lies outside. */
function target({ from, to }: Import): string | undefined {
  if (!to.startsWith('.')) return undefined;
  const path = normalize(join(dirname(from), to));
  return path.startsWith(`src${sep}`) ? path : undefined;
}

function roomOf(path: string): string {
  return (path.split(sep)[1] as string).replace(/\.tsx?$/, '');
}

const imports = files.flatMap(importsOf);

test('the reader of imports finds the kinds of imports that there are', () => {
  assert.ok(files.length > 100);
  assert.ok(imports.length > 300);
  assert.ok(imports.some(({ typesOnly: only }) => only));
});

test('every file of src lies in a room that the table has', () => {
  for (const file of files) assert.ok(rooms.has(roomOf(file)), `${file}: no such room`);
});

test('a room imports only from rooms to its left', () => {
  const faults: string[] = [];
  for (const found of imports) {
    const path = target(found);
    if (path === undefined) continue;
    const here = roomOf(found.from);
    const there = roomOf(path);
    if (here === there || mayImport(here).includes(there)) continue;
    if (found.typesOnly && typesOnly[here]?.includes(there)) continue;
    faults.push(`${found.from} imports ${path}: ${here} does not see ${there}`);
  }
  assert.deepEqual(faults, []);
});

test('no imports go round in a circle, not even inside a room, not even of types', () => {
  const graph = new Map<string, string[]>(files.map((file) => [file, []]));
  for (const found of imports) {
    const path = target(found);
    if (path !== undefined) graph.get(found.from)?.push(path);
  }
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

test('only cli touches the process and the console', () => {
  const faults = imports
    .filter(({ from, to }) => /^(node:)?process$/.test(to) && roomOf(from) !== 'cli')
    .map(({ from }) => `${from} imports process`);
  for (const file of files) {
    if (roomOf(file) === 'cli' || roomOf(file) === 'page') continue;
    const used = /(?<![\w.'`])(process|console)\.\w+/.exec(codeOf(file));
    if (used) faults.push(`${file} uses ${used[0]}`);
  }
  assert.deepEqual(faults, []);
});
