// docs/filters.md says what is so: its filters compile, and its faults are told as it shows them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorLines } from '../../src/filter/fault.ts';
import { allFields } from '../../src/filter/field-table.ts';
import { compileFilter } from '../../src/filter/filter.ts';

const lines = readFileSync('docs/filters.md', 'utf8').split('\n');

test('every filter of the examples compiles', () => {
  const from = lines.indexOf('## By example');
  const rows = lines.slice(from, lines.indexOf('## Tests')).filter((line) => line.startsWith('| `'));
  assert.ok(rows.length > 10);
  for (const row of rows) {
    const text = (/^\| `(.*?)` \|/.exec(row) as RegExpExecArray)[1] as string;
    const filter = compileFilter(text, allFields);
    assert.ok(filter.ok, `${text}: ${filter.ok ? '' : errorLines(filter)}`);
  }
});

test('the faults are told as shown', () => {
  const shown = lines.filter((line) => line.startsWith('    ')).map((line) => line.slice(4));
  assert.ok(shown.length >= 9 && shown.length % 3 === 0);
  for (let at = 0; at < shown.length; at += 3) {
    const filter = compileFilter((shown[at + 1] as string).trim(), allFields);
    assert.ok(!filter.ok);
    assert.equal(errorLines(filter), shown.slice(at, at + 3).join('\n'));
  }
});
