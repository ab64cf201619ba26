// Regular expressions of `matches`: the syntax of PCRE2 as far as it can be matched in bounded time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../src/filter/fault.ts';
import { compilePattern } from '../../src/filter/pattern/matcher.ts';

function matcher(pattern: string): (text: string | Uint8Array) => boolean {
  const octets = Uint8Array.from(pattern, (character) => character.charCodeAt(0));
  const matches = compilePattern({ type: 'text', octets, text: pattern, at: 0, end: pattern.length + 2 });
  return (text) => matches(typeof text === 'string' ? Uint8Array.from(text, (one) => one.charCodeAt(0)) : text);
}

const fits: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['echo', ['echo', 'xECHOx', 'Echo'], ['ech', 'e cho']],
  ['(?-i)Echo', ['Echo'], ['echo']],
  ['a(?-i)b(?i)c', ['AbC'], ['aBc']],
  ['a(?-i:b)c', ['AbC'], ['ABC']],
  ['^ab$', ['ab', 'AB', 'ab\n'], ['xab', 'abx', 'ab\n\n', 'x\nab']],
  ['(?m)^ab$', ['x\nab\ny'], ['xab']],
  ['\\Aab\\z', ['ab'], ['ab\n']],
  ['\\Aab\\Z', ['ab', 'ab\n'], ['ab\nx']],
  ['a.b', ['axb', 'a\x00b', 'a\xffb'], ['a\nb', 'ab']],
  ['(?s)a.b', ['a\nb'], ['ab']],
  ['a*b+c?', ['b', 'aabbc'], ['ac']],
  ['^a{2,3}$', ['aa', 'aaa'], ['a', 'aaaa']],
  ['^a{2}$', ['aa'], ['aaa']],
  ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
  ['a{,3}', ['a{,3}'], ['aaa']],
  ['a{x', ['a{x'], ['a']],
  ['^(?:ab|cd)+?$', ['abcd', 'cd'], ['abc']],
  ['(?<name>a)(?P<other>b)', ['ab'], ['ba']],
  ['a(?#remark)b', ['ab'], []],
  ['(?x) a b # remark\n c', ['abc'], ['a b c']],
  ['[a-c]', ['B'], ['d']],
  ['[^a-c]', ['d', '\n'], ['abc', 'ABC']],
  ['[]a]', [']', 'a'], ['b']],
  ['[^]a]', ['b'], [']a']],
  ['[a-]', ['-'], ['b']],
  ['[\\d\\-x]', ['5', '-', 'X'], ['y']],
  ['[[:alpha:]_]{2}', ['a_'], ['a1']],
  ['[[:^digit:]]', ['a'], ['1']],
  ['\\d\\D\\w\\W\\s\\S', ['1a_- x'], ['1a_-xx']],
  ['\\h\\v\\N', ['\t\nx'], ['\t\n\n']],
  ['\\bab\\b', ['x ab.'], ['xab', 'abx']],
  ['\\Bb', ['ab'], ['b']],
  ['\\x45\\x{46}\\105', ['EFE'], ['45']],
  ['\\Qa.b*\\E+', ['a.b*'], ['axb']],
  ['a\\.b', ['a.b'], ['axb']],
  ['\\R', ['\r\n', '\n'], ['x']],
  ['', ['', 'x'], []],
  ['a|', ['', 'b'], []],
  ['(a*)*b', ['b', 'aab'], ['aac']],
  ['(|a)+b', ['ab', 'b'], ['a']],
  ['\xe9', ['\xe9'], ['\xc9']],
];

for (const [pattern, those, others] of fits)
  test(`the pattern ${JSON.stringify(pattern)} fits what it should`, () => {
    const matches = matcher(pattern);
    for (const text of those) assert.equal(matches(text), true, JSON.stringify(text));
    for (const text of others) assert.equal(matches(text), false, JSON.stringify(text));
  });

const faults = [
  '(',
  ')',
  '(a',
  '[a',
  '[z-a]',
  '*a',
  'a**',
  'a{2,1}',
  'a{99999}',
  '\\',
  '[[:nothing:]]',
  '(?=a)',
  '(?!a)',
  '(?<=a)',
  '(?<!a)',
  '(?>a)',
  'a++',
  '(a)\\1',
  '(?R)',
  '(*FAIL)',
  '\\pL',
  '\\X',
  '\\K',
  '\\x{100}',
  '(?P=a)',
  'a{500}{500}',
  '((a{100}){100}){100}',
  `${'('.repeat(5000)}`,
];

for (const pattern of faults)
  test(`the pattern ${pattern.slice(0, 20)} is refused`, () => {
    assert.throws(
      () => matcher(pattern),
      (fault) => fault instanceof Fault && fault.at >= 0 && fault.at <= pattern.length + 2,
    );
  });

test('no pattern makes a text of 64 KiB take more than a moment', () => {
  const size = 65_536;
  const mixed = Uint8Array.from({ length: size }, (_, index) => 0x61 + (((index * 7919) >> 3) % 3));
  const hostile: readonly (readonly [string, Uint8Array])[] = [
    ['^(a+)+$', new Uint8Array(size).fill(0x61).fill(0x21, size - 1)],
    ['(a|a|aa)*$x', new Uint8Array(size).fill(0x61)],
    ['(.*a){30}z', new Uint8Array(size).fill(0x61)],
    ['a.{450}b.{450}z', mixed],
    ['(a|b|ab|ba|c)*d', mixed],
    ['(?:a?){300}a{300}z', new Uint8Array(size).fill(0x61)],
    ['(\\w+\\s*)+:', new Uint8Array(size).fill(0x62)],
  ];
  for (const [pattern, octets] of hostile) {
    const matches = matcher(pattern);
    const begun = performance.now();
    assert.equal(matches(octets), false, pattern);
    const spent = performance.now() - begun;
    assert.ok(spent < 5000, `${pattern}: ${spent} ms`);
  }
});

/** Patterns of what PCRE2 and JavaScript write alike; small ones, for JavaScript may take for ever. */
const atoms = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '[b-c]', '\\w', '\\d', '\\s', '\\b', '\\B', '^', 'A');
const repeats = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '+?');

function sequences(parts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const repeated = fc
    .tuple(parts, repeats)
    .map(([part, repeat]) => (/^(?:\\b|\\B|\^)$/.test(part) ? part : part + repeat));
  return fc
    .array(
      fc.array(repeated, { maxLength: 3 }).map((all) => all.join('')),
      { minLength: 1, maxLength: 2 },
    )
    .map((branches) => branches.join('|'));
}

const groups = fc.tuple(fc.constantFrom('(', '(?:'), sequences(atoms)).map(([open, inner]) => `${open}${inner})`);
const patterns = sequences(fc.oneof({ weight: 2, arbitrary: atoms }, { weight: 1, arbitrary: groups }));

test('patterns fit the same texts as with the regular expressions of JavaScript', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'A', '1', ' ', '\n'), { maxLength: 8 });
  fc.assert(
    fc.property(patterns, texts, (pattern, signs) => {
      const text = signs.join('');
      assert.equal(matcher(pattern)(text), new RegExp(pattern, 'i').test(text), JSON.stringify({ pattern, text }));
    }),
    { numRuns: 3000 },
  );
});
