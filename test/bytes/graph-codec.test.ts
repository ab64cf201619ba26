// What is written of a graph of objects is what is read again; what nobody wrote is refused with one kind of error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GraphCodec, type StateClass, stateClass } from '../../src/bytes/graph-codec.ts';
import { StateFault } from '../../src/bytes/octet-stream.ts';

class Holder {
  value: unknown = undefined;
  count = 0;
  readonly list: unknown[] = [];
  cache = 'made by the constructor';
}

class Link {
  next: Link | undefined = undefined;
  private readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
  tell(): number {
    return this.#doubled();
  }
  #doubled(): number {
    return this.number * 2;
  }
}

const classes: readonly StateClass[] = [
  stateClass('holder', Holder, () => new Holder(), ['cache']),
  stateClass('link', Link, () => new Link(0)),
];
const codec = new GraphCodec(classes);
const table = { name: 'a table' };
const named = new Map<string, object>([['table', table]]);

function written(value: unknown): Uint8Array {
  const holder = new Holder();
  holder.value = value;
  return codec.write(new Map([['root', holder]]), named);
}

function read(octets: Uint8Array): Holder {
  const holder = new Holder();
  codec.read(octets, new Map([['root', holder]]), named);
  return holder;
}

const leaf = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(undefined, null),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', 'a', 'a'),
  fc.uint8Array({ maxLength: 20 }),
  fc.int32Array({ maxLength: 5 }),
  fc.float64Array({ maxLength: 5 }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium' },
    leaf,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.array(fc.tuple(tie('tree'), tie('tree')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie('tree'), { maxLength: 4 }).map((entries) => new Set(entries)),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('tree'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

test('any graph of values is read as it was written', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const octets = written(value);
      assert.deepStrictEqual(read(octets).value, value);
      assert.deepEqual(written(read(octets).value), octets);
    }),
    { numRuns: 100 },
  );
});

test('what is shared stays shared, circles stay circles, tables stay the same table', () => {
  const shared = { inner: new Map<unknown, unknown>() };
  shared.inner.set('back', shared);
  const { value } = read(written([shared, shared, new Set([shared]), table]));
  const [one, other, set, found] = value as [typeof shared, typeof shared, Set<unknown>, object];
  assert.equal(one, other);
  assert.ok(set.has(one));
  assert.equal(one.inner.get('back'), one);
  assert.equal(found, table);
});

test('a chain longer than any stack is written and read', () => {
  const first = new Link(21);
  let last = first;
  for (let number = 0; number < 50_000; number++) {
    last.next = new Link(number);
    last = last.next;
  }
  last.next = first;
  let at = read(written(first)).value as Link;
  assert.equal(at.tell(), 42);
  const start = at;
  let length = 0;
  do {
    at = at.next as Link;
    length++;
  } while (at !== start);
  assert.equal(length, 50_001);
});

test('roots stay the same objects, with their transient fields, and change only where all could be read', () => {
  const octets = written('news');
  const holder = new Holder();
  holder.cache = 'mine';
  const roots = new Map([['root', holder]]);
  codec.read(octets, roots, named);
  assert.deepEqual([holder.value, holder.cache], ['news', 'mine']);
  assert.throws(() => codec.read(written([1, 2, 3]).subarray(0, -2), roots, named), StateFault);
  assert.equal(holder.value, 'news');
});

test('classes that nobody named, and fields that nobody declared, are found where they are written', () => {
  class Stranger {}
  assert.throws(() => written(new Stranger()), /Stranger is no class of the state/);
  assert.throws(() => written(() => 1), /cannot be part of the state/);
  const grown = Object.assign(new Link(1), { extra: 1 });
  assert.throws(() => written(grown), /has got new fields/);
  const other = new Holder();
  Object.assign(other, { count: 'many' });
  assert.throws(() => written(other), /holder.count began as number/);
});

test('octets that were cut, changed or made up give a StateFault or another graph, and never take much memory', () => {
  const octets = written([table, new Map([[{ a: 1 }, 'text']]), new Set([new Link(3)]), new Float64Array(9), 1e100]);
  const tries: Uint8Array[] = [];
  for (let end = 0; end < octets.length; end++) tries.push(octets.subarray(0, end));
  for (let at = 0; at < octets.length; at++)
    for (const bit of [1, 16, 0x80]) {
      const changed = octets.slice();
      changed[at] = (changed[at] as number) ^ bit;
      tries.push(changed);
    }
  let refused = 0;
  for (const attempt of tries)
    try {
      read(attempt);
    } catch (error) {
      assert.ok(error instanceof StateFault, String(error));
      refused++;
    }
  assert.ok(refused > octets.length);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (made) => {
      try {
        read(made);
      } catch (error) {
        assert.ok(error instanceof StateFault, String(error));
      }
    }),
    { numRuns: 150 },
  );
  // An array of a hundred thousand empty maps: two octets each.
  const bomb = written(Array.from({ length: 100_000 }, () => new Map()));
  assert.throws(() => read(bomb), /more memory/);
});
