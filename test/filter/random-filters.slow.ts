// Filters made at random, by the grammar and against it: each compiles, or is refused with a place in its text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FieldValues } from '../../src/dissect/fields/field-values.ts';
import { errorLines } from '../../src/filter/fault.ts';
import { compileFilter } from '../../src/filter/filter.ts';
import { fakeFields, fakeKinds, fakeValues } from './fake-fields.ts';

const fields = fc.constantFrom(...Object.keys(fakeKinds));
const values = fc.constantFrom(
  ...[
    '0',
    '1',
    '5',
    '0x05',
    '0b11',
    '017',
    '255',
    '-1',
    '1.5',
    '1e3',
    '"text"',
    'r"a\\d"',
    "'a'",
    '45:63',
    '4563',
    '10.1.2.3',
    '10.0.0.0/8',
  ],
  ...[
    'fe80::1',
    '::/0',
    '02:00:00:00:00:01',
    '"2023-11-14 22:13:20"',
    '"Nov 14, 2023 22:13:20"',
    'True',
    'word',
    '"One"',
    '""',
    'nan',
  ],
);

const { condition } = fc.letrec<{ expression: string; condition: string; part: string }>((tie) => ({
  part: fc.oneof(
    { weight: 4, arbitrary: fields },
    { weight: 3, arbitrary: values },
    fc
      .tuple(fields, fc.constantFrom('[0]', '[1:2]', '[-2:]', '[0,2-3]', '#1', '#[-1]', '#[1:2]'))
      .map((both) => both.join('')),
    fields.map((field) => `@${field}`),
    fc
      .tuple(
        fc.constantFrom('len', 'count', 'lower', 'upper', 'string', 'max', 'min', 'abs', 'vals', 'double'),
        fc.array(tie('expression'), { maxLength: 2 }),
      )
      .map(([name, parameters]) => `${name}(${parameters.join(', ')})`),
  ),
  expression: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    { weight: 6, arbitrary: tie('part') },
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%', '&'), tie('expression'))
      .map((all) => all.join(' ')),
    tie('expression').map((inner) => `{${inner}}`),
    tie('expression').map((inner) => `-${inner}`),
  ),
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    { weight: 3, arbitrary: tie('expression') },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.constantFrom('', '', 'any ', 'all '),
          tie('expression'),
          fc.constantFrom('==', '!=', '<', '>=', '===', '!==', 'eq', 'contains'),
          tie('expression'),
        )
        .map(([prefix, ...rest]) => prefix + rest.join(' ')),
    },
    fc.tuple(tie('expression'), fc.constantFrom('"^a.*"', '"[x"', '"\\\\x45"')).map((both) => both.join(' matches ')),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('in', 'not in'),
        fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
      )
      .map(([left, sign, members]) => `${left} ${sign} {${members.join(', ')}}`),
    fc.tuple(tie('condition'), fc.constantFrom('and', '||', 'xor', '&&'), tie('condition')).map((all) => all.join(' ')),
    tie('condition').map((inner) => `(${inner})`),
    tie('condition').map((inner) => `not ${inner}`),
  ),
}));

const frame: readonly FieldValues[] = Object.values(fakeKinds).map((kind, index) => {
  if (kind === 'double') return fakeValues(kind, [0.5, Number.NaN, Number.POSITIVE_INFINITY]);
  if (kind === 'none') return fakeValues(kind, [0]);
  const isOctets = ['bytes', 'protocol', 'ether', 'ipv6', 'string'].includes(kind);
  if (isOctets) return fakeValues(kind, index % 2 === 0 ? [] : ['', 'Echo']);
  return fakeValues(kind, [0, 1, 200], [1, 1, 2]);
});
const names = Object.keys(fakeKinds);

/** How many of the texts compiled. */
function tryAll(texts: fc.Arbitrary<string>, runs: number): number {
  let accepted = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const filter = compileFilter(text, fakeFields);
      if (filter.ok) {
        accepted++;
        const columns = filter.fields.map((name) => frame[names.indexOf(name)] as FieldValues);
        assert.equal(typeof filter.test(columns), 'boolean');
        assert.equal(filter.test(columns), filter.test(columns), 'the same frame gives the same answer');
        return;
      }
      assert.ok(filter.column >= 0 && filter.column + filter.length <= text.length, JSON.stringify(filter));
      assert.equal(filter.found, text.slice(filter.column, filter.column + filter.length));
      assert.ok(filter.message.length > 0);
      const lines = errorLines(filter).split('\n');
      assert.equal(lines.length, 3);
    }),
    { numRuns: runs },
  );
  return accepted;
}

test('filters by the grammar compile or are refused at a place within them', () => {
  const accepted = tryAll(condition, 3000);
  assert.ok(accepted > 300, `${accepted} were accepted`);
});

test('filters with a change at random compile or are refused at a place within them', () => {
  const changed = fc
    .tuple(condition, fc.nat(), fc.nat(3), fc.string({ maxLength: 3 }))
    .map(([text, at, gone, more]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + more + text.slice(place + gone);
    });
  tryAll(changed, 3000);
});

test('texts of any characters compile or are refused at a place within them', () => {
  tryAll(fc.string({ unit: 'binary', maxLength: 40 }), 2000);
  const signs = fc.constantFrom(
    ...'()[]{}<>=!&|^~#@$%*/+-.,:;"\'\\ rx01aIn\n'.split(''),
    'in',
    'not',
    'x.u8',
    '==',
    '..',
    '0x',
  );
  tryAll(
    fc.array(signs, { maxLength: 20 }).map((all) => all.join('')),
    3000,
  );
});
