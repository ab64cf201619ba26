// Tests of values of every kind, several at a time, and of layers, on frames made for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFilter } from '../../src/filter/filter.ts';
import { compiled, type FakeValue, fakeFields, passes } from './fake-fields.ts';

process.env.TZ = 'UTC';

const ip = (a: number, b: number, c: number, d: number) => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
const octets = (...values: number[]) => Uint8Array.from(values);
const fe80 = octets(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
const second = 1_000_000_000n;

const frame: Readonly<Record<string, readonly FakeValue[]>> = {
  'x.u8': [1, 2, 200],
  'x.u16': [5],
  'x.u64': [2n ** 64n - 1n, 7n],
  'x.i32': [-5],
  'x.flag': [0],
  'x.share': [0.5, -1.25],
  'x.ip': [ip(10, 1, 2, 3), ip(192, 168, 0, 1)],
  'x.ip6': [fe80],
  'x.ether': [octets(2, 0, 0, 0, 0, 1)],
  'x.bytes': [octets(0x45, 0x63, 0x68, 0x6f), octets()],
  'x.text': ['Hello', 'world'],
  'x.time': [1_700_000_000n * second + 500_000_000n],
  'x.delta': [-500_000_000n, 1_500_000_000n],
  'x.none': [0],
  x: [octets(1, 2, 3, 4, 5)],
};

/** Filters that the frame passes, and filters that it does not. */
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'a comparison of several values asks for any of them, != for all',
    ['x.u8 == 2', 'x.u8 != 3', 'x.u8 !== 2', 'x.u8 ~= 2', 'any x.u8 != 2', 'all x.u8 > 0', 'x.u8 > 100', 'x.u8 < 2'],
    ['x.u8 != 2', 'x.u8 === 2', 'all x.u8 == 2', 'all x.u8 > 1', 'x.u8 > 200', 'x.u8 all_eq 1', 'x.u8 == 3'],
  ],
  [
    'a field that is not there passes no comparison, not even !=',
    ['not x.u32', '!(x.u32 == 1)', 'not x.u32 in {1}', 'x.u32 not in {1}'],
    [
      'x.u32',
      'x.u32 == 1',
      'x.u32 != 1',
      'all x.u32 == 1',
      'x.u32 in {1}',
      'x.u32 == x.u8',
      'x.u8 == x.u32',
      'count(x.u32) == 0',
    ],
  ],
  [
    'numbers are decimal, hexadecimal, binary, octal and characters',
    [
      'x.u16 == 5',
      'x.u16 == 0x05',
      'x.u16 == 0b101',
      'x.u16 == 05',
      "x.u16 == '\\x05'",
      "x.u16 == '\\005'",
      'x.u8 == 0310',
    ],
    ["x.u16 == '5'"],
  ],
  [
    'integers have a sign and no width within arithmetic',
    [
      'x.i32 == -5',
      'x.i32 < 0',
      'x.u16 > -1',
      'x.u16 - 10 == -5',
      '-x.u16 == -5',
      'x.u16 + 300 == 305',
      'x.u16 * -1 < x.i32 + 1',
    ],
    ['x.i32 > 0', 'x.u16 < -1'],
  ],
  [
    'arithmetic binds as usual, braces group, & binds weakest',
    [
      'x.u16 + 2 * 3 == 11',
      '{x.u16 + 2} * 3 == 21',
      'x.u16 / 2 == 2',
      'x.u16 % 2 == 1',
      'x.u16 & 4 == 4',
      'x.u16 & 1 + 3 == 4',
      '-7 / 2 + x.u16 == 2',
    ],
    ['x.u16 / 0 == 0', 'x.u16 % 0 != 0', 'x.u16 & 2', 'x.u16 - 5', '!x.u16 & 1'],
  ],
  [
    'numbers of 64 bits lose no digit',
    [
      'x.u64 == 18446744073709551615',
      'x.u64 == 0xffffffffffffffff',
      'x.u64 > x.u8',
      'x.u64 & 1',
      'x.u64 in {1..8}',
      'x.u64 + 1 == 8',
      'x.u8 in {x.u64, 1}',
      'max(x.u64) > 7',
      'min(x.u64, 9) == 7',
      'string(x.u64) == "7"',
    ],
    ['x.u64 == 18446744073709551614', 'all x.u64 < 8', 'x.u16 == x.u64'],
  ],
  [
    'booleans are there whatever they are',
    ['x.flag', 'x.flag == 0', 'x.flag == False', 'x.flag == "Not set"', '!(x.flag == 1)'],
    ['x.flag == True', 'x.flag == 7', 'x.flag > 0'],
  ],
  [
    'floating-point numbers',
    [
      'x.share == 0.5',
      'x.share > 4e-1',
      'x.share < 1',
      'x.share + 0.5 == 1',
      'x.share == -1.25',
      'abs(x.share) == 1.25',
      'x.share / 2 == 0.25',
      'double(x.u16) == 5.0',
      'x.share < inf',
    ],
    ['x.share == 1', 'x.share == nan', 'x.share / 0 > 0'],
  ],
  [
    'IPv4 addresses, with a prefix',
    [
      'x.ip == 10.1.2.3',
      'x.ip == 10.0.0.0/8',
      'x.ip == 0.0.0.0/0',
      'x.ip in {192.168.0.0/16}',
      'x.ip in {10.0.0.0..10.255.255.255}',
      'x.ip > 192.0.0.0',
      'x.ip[0] == 0a',
      'x.ip[-1] == 01',
      'x.ip[0,3] == 0a:03',
      'x.ip & 255.0.0.0 == 10.0.0.0',
      'string(x.ip) == "10.1.2.3"',
      'max(x.ip) == 192.168.0.1',
      '@x.ip == 0a:01:02:03',
      '10.1.2.3 == x.ip',
    ],
    ['x.ip != 10.0.0.0/8', 'x.ip == 11.0.0.0/8', 'x.ip[0] == 10', 'all x.ip == 10.0.0.0/8'],
  ],
  [
    'IPv6 addresses, with a prefix',
    [
      'x.ip6 == fe80::1',
      'x.ip6 == fe80::/10',
      'x.ip6 == ::/0',
      'x.ip6 == fe80:0:0:0:0:0:0.0.0.1',
      'x.ip6 in {fe80::/16}',
      'x.ip6 > ::1',
      'x.ip6[0:2] == fe:80',
      'string(x.ip6) == "fe80::1"',
      'x.ip6 & ff00:: == fe00::',
    ],
    ['x.ip6 == fe80::2', 'x.ip6 == fec0::/10', 'x.ip6 != ::/0'],
  ],
  [
    'Ethernet addresses',
    [
      'x.ether == 02:00:00:00:00:01',
      'x.ether == 02-00-00-00-00-01',
      'x.ether == 0200.0000.0001',
      'x.ether[:3] == 02:00:00',
      'x.ether contains 00:01',
      'string(x.ether) == "02:00:00:00:00:01"',
      'x.ether < 02:00:00:00:00:02',
    ],
    ['x.ether == 02:00:00:00:00:02', 'x.ether contains 03'],
  ],
  [
    'octets are compared with octets and texts',
    [
      'x.bytes == 45:63:68:6f',
      'x.bytes == "Echo"',
      'x.bytes contains "ch"',
      'x.bytes contains 63',
      'x.bytes matches "^ECHO$"',
      'x.bytes[0:2] == "Ec"',
      'x.bytes[-2:] == 68:6f',
      'x.bytes[0] & 40',
      'x.bytes == ""',
      "x.bytes contains 'E'",
      'len(x.bytes) == 4',
      'len(x.bytes) == 0',
      'x.bytes == 4563.686f',
      'x.bytes in {"Echo", 01}',
    ],
    [
      'x.bytes == "echo"',
      'x.bytes != ""',
      'all x.bytes contains "E"',
      'x.bytes matches "^cho"',
      'x.bytes[0] & 1a:00 == 01',
    ],
  ],
  [
    'longer octets come after shorter ones',
    ['x > 09', 'x.bytes > ff:ff', 'x[0:2] > ff'],
    ['x < 09', 'x.bytes > ff:ff:ff:ff'],
  ],
  [
    'texts',
    [
      'x.text == "Hello"',
      'x.text == Hello',
      'x.text contains "orl"',
      'x.text matches "^h.*o$"',
      'upper(x.text) == "WORLD"',
      'lower(x.text)[0] == "h"',
      'x.text > "a"',
      'x.text[1:2] == "el"',
      'len(x.text) == 5',
      'all len(x.text) == 5',
      'x.text in {"a".."i", "world"}',
    ],
    ['x.text == "hello"', 'x.text matches "(?-i)^h"', 'x.text > "x"', 'x.text == hello'],
  ],
  [
    'dates',
    [
      'x.time == "2023-11-14 22:13:20.5"',
      'x.time > "2023-11-14 22:13:20"',
      'x.time == "2023-11-14T22:13:20.500Z"',
      'x.time == "2023-11-14T23:13:20.5+01:00"',
      'x.time == "Nov 14, 2023 22:13:20.5"',
      'x.time >= 2023-11-14',
      'x.time < "2023-11-15"',
      'x.time in {"2023-11-14".."2023-11-15"}',
    ],
    ['x.time == "2023-11-14 22:13:20"', 'x.time > "2023-11-14 22:13:20.500000001"'],
  ],
  [
    'times in seconds',
    [
      'x.delta == 1.5',
      'x.delta < 0',
      'x.delta == -0.5',
      'abs(x.delta) == 0.5',
      'x.delta + 1 == 2.5',
      'x.delta - 1 > 0',
      'x.delta in {1..2}',
      '-x.delta == 0.5',
      'max(x.delta) == 1.5',
      'double(x.delta) == 1.5',
    ],
    ['x.delta > 1.5', 'all x.delta > 0'],
  ],
  [
    'names of numbers',
    [
      'x.u8 == "One"',
      'x.u8 == "the two"',
      'x.u8 == Two',
      'x.u8 in {"One".."Two"}',
      'x.u8 contains "Two"',
      'x.u8 matches "^one$"',
      'vals(x.u8) == "One"',
    ],
    ['x.u8 != "One"', 'x.u8 contains "Three"'],
  ],
  ['a field without a value can be there', ['x.none', 'not x.none or x', 'count(x.none) == 1'], ['not x.none']],
  [
    'slices of octets',
    [
      'x[0] == 01',
      'x[1-2] == 02:03',
      'x[:2] == 01:02',
      'x[3:] == 04:05',
      'x[-1] == 05',
      'x[-3--2] == 03:04',
      'x[0,2:2,-1:] == 01:03:04:05',
      'x[0:4][1:2] == 02:03',
      'x[4]',
      'x[0,9] == 01',
      'x[5:] == ""',
    ],
    ['x[5]', 'x[0:6]', 'x[9,0]', 'x[-6:]'],
  ],
  [
    'membership of a set is that of any value, `all` of each',
    [
      'x.u8 in {2, 9}',
      'x.u8 in {100..255}',
      'all x.u8 in {1, 2, 200}',
      'all x.u8 in {1..2, 100..255}',
      'x.u8 not in {3}',
      'x.u8 ! in {3..9}',
      'x.u16 in {x.u8, 5}',
      'x.u16 in {x.u8..x.u8}',
      'x.u16 + 1 in {6}',
    ],
    ['all x.u8 in {1, 2}', 'x.u8 in {9..1}', 'x.u8 not in {1}'],
  ],
  [
    'logic: && before ^^ before ||, ! before all',
    [
      'x.u32 and x.u32 or x',
      'x or x.u32 and x.u32',
      'x xor x.u32',
      'x ^^ x.u32 ^^ x.u32',
      'not x.u32 and x',
      '!!x',
      'not not x',
      '(x or x) and x',
    ],
    ['(x or x) and x.u32', 'x xor x', 'x ^^ x.u16 || x.u32', 'not (x and x.u16)'],
  ],
  ['comparisons in a row', ['1 < x.u16 < 9', 'x.u16 == 5 <= x.u8', '5 == x.u16'], ['6 < x.u16 < 9', '1 < x.u16 < 5']],
  [
    'functions',
    [
      'count(x.u8) == 3',
      'max(x.u8) == 200',
      'min(x.u8, 0) == 0',
      'max(x.u32, 7) == 7',
      'x.u16 == max(4, 5)',
      'abs(x.i32) == 5',
      'len(x) == 5',
      'string(x.u16) matches "^5$"',
      'string(x.i32) == "-5"',
      'min(x.text) == "Hello"',
      'max(x.u8, x.u16, 201) == 201',
    ],
    ['max(x.u32) > 0', 'count(x.u8) > 3'],
  ],
];

for (const [sentence, those, others] of cases)
  test(sentence, () => {
    for (const text of those) assert.equal(passes(text, frame), true, text);
    for (const text of others) assert.equal(passes(text, frame), false, text);
  });

test('layers are counted from the outside, negative ones from the inside', () => {
  const addresses = { 'x.ip': [ip(10, 0, 0, 1), ip(10, 0, 0, 2), ip(10, 0, 0, 3)] };
  const layers = [1, 1, 2];
  const those = [
    'x.ip#1 == 10.0.0.2',
    'x.ip#2 == 10.0.0.3',
    'x.ip#[-1] == 10.0.0.3',
    'x.ip#[-2] == 10.0.0.1',
    'x.ip#[1-2] == 10.0.0.3',
    'x.ip#[2:]',
    'x.ip#[1,2] == 10.0.0.3',
    'count(x.ip#1) == 2',
    'x.ip#2[3] == 03',
    'x.ip#[:2] == 10.0.0.1',
    'max(x.ip#1) == 10.0.0.2',
  ];
  const others = ['x.ip#1 == 10.0.0.3', 'x.ip#3', 'x.ip#0', 'x.ip#[-3]', 'all x.ip#1 == 10.0.0.1', 'x.ip#[:1]'];
  for (const text of those) assert.equal(passes(text, addresses, layers), true, text);
  for (const text of others) assert.equal(passes(text, addresses, layers), false, text);
  assert.equal(compiled('x.ip#1').usesLayers, true);
  assert.equal(compiled('x.ip == 1.2.3.4').usesLayers, false);
});

test('a filter tells which fields it reads, each once, and whether it reads values at all', () => {
  assert.deepEqual(compiled('x.u8 == 1 and x.u16 and x.u8 == 2 or x').fields, ['x.u8', 'x.u16', 'x']);
  assert.equal(compiled('x or x.u8').isPresence, true);
  assert.equal(compiled('x or count(x.u8) > 1').isPresence, true);
  assert.equal(compiled('x[0] == 01').isPresence, false);
});

test('an empty filter passes every frame', () => {
  for (const text of ['', '  \t\n']) {
    const filter = compileFilter(text, fakeFields);
    assert.ok(filter.ok && filter.test([]) && filter.fields.length === 0);
  }
});

test('`contains` and `matches` search what a protocol carries; slices and len() see the protocol alone', () => {
  const filter = (text: string) => {
    const made = compiled(text);
    const values = {
      kind: 'protocol' as const,
      count: 1,
      number: () => Number.NaN,
      big: () => 0n,
      text: () => '',
      layerNumber: () => 1,
    };
    return made.test([{ ...values, octets: () => octets(1, 2), payload: () => octets(1, 2, 0x45) }]);
  };
  for (const text of ['x contains "E"', 'x matches "e$"', 'len(x) == 2', 'x[-1] == 02', 'x == 01:02'])
    assert.ok(filter(text), text);
});

test('sums of many values with many do not grow without end', () => {
  const many = { 'x.u8': Array.from({ length: 1000 }, (_, index) => index % 256) };
  const begun = performance.now();
  assert.equal(passes('x.u8 + x.u8 + x.u8 + x.u8 == 99999', many), false);
  assert.ok(performance.now() - begun < 5000);
});
