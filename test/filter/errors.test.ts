// What is refused, at which column, and how it is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorLines, type FilterError } from '../../src/filter/fault.ts';
import { allFields } from '../../src/filter/field-table.ts';
import { compileFilter } from '../../src/filter/filter.ts';

function refused(text: string): FilterError {
  const filter = compileFilter(text, allFields);
  assert.equal(filter.ok, false, `${text} is accepted`);
  return filter as FilterError;
}

/** The caret's line marks where the fault begins. */
const columns: readonly (readonly [string, string, RegExp])[] = [
  ['asap.mesage_type == 1', '^', /no field "asap\.mesage_type"/],
  ['ip.src == 10.0.0.1 and asap.mesage_type', '                       ^', /no field/],
  ['asap and', '        ^', /ends here/],
  ['asap asap', '     ^', /"asap" does not fit/],
  ['(asap or enrp', '^', /closes/],
  ['asap)', '    ^', /does not fit/],
  ['asap.message_type = 1', '                  ^', /write ==/],
  ['asap | enrp', '     ^', /\|\|/],
  ['asap ^ enrp', '     ^', /xor/],
  ['asap ; enrp', '     ^', /";" means nothing/],
  ['asap contains "Echo', '              ^', /no end/],
  ['asap contains "a\\q"', '                ^', /escape/],
  ["asap.message_type == 'ab'", '                     ^', /one octet/],
  ['frame[0:4', '     ^', /bracket/],
  ['frame[4-0]', '     ^', /ends before it begins/],
  ['frame[0:0]', '     ^', /no length/],
  ['frame[a]', '     ^', /no range/],
  ['ip.src# 1', '      ^', /layer/],
  ['frame.number in {1 2}', '                   ^', /commas/],
  ['frame.number in {}', '                 ^', /a value/],
  ['frame.number in 5', '                ^', /set stands in/],
  ['frame.number not 5', '                 ^', /expected in/],
  ['ip.src == hello', '          ^', /not an IPv4 address/],
  ['ip.src == "10.0.0.1"', '          ^', /without quotes/],
  ['ip.src == 10.0.0.0/33', '          ^', /IPv4/],
  ['asap.message_type == 256', '                     ^', /255 is the most/],
  ['asap.message_type == "No Such Message"', '                     ^', /name of a value of asap\.message_type/],
  ['frame.number == 1.5', '                ^', /integer/],
  ['frame.number == 08', '                ^', /integer/],
  ['frame.number == ip.tttl', '                ^', /neither a field nor an integer/],
  ['frame.time == yesterday', '              ^', /date and time/],
  ['frame.time_delta > 1ms', '                   ^', /seconds/],
  ['eth.src == 02:42', '           ^', /Ethernet/],
  ['asap contains Echo', '              ^', /octets|protocol/],
  ['ip.src == eth.src', '          ^', /cannot be compared/],
  ['frame.time == frame.time_epoch', '              ^', /cannot be compared/],
  ['frame.protocols contains asap', '                         ^', /"asap" in quotes/],
  ['frame.number matches "1"', '^', /cannot be searched/],
  ['ip.src contains "x"', '^', /cannot be searched/],
  ['frame.number[0] == 1', '^', /no slices/],
  ['asap matches echo', '             ^', /double quotes/],
  ['asap matches "a("', '               ^', /regular expression: a group is never closed/],
  ['asap matches "a(?=b)"', '               ^', /look-ahead/],
  ['lower(frame.number) == "1"', '      ^', /lower\(\) takes a text/],
  ['string(asap) == "1"', '       ^', /string\(\) takes a number/],
  ['len(frame, frame) == 1', '           ^', /one parameter/],
  ['len() == 1', '^', /needs a parameter/],
  ['nothing(frame) == 1', '^', /no function "nothing"/],
  ['len(frame)', '^', /must be compared/],
  ['count(5) == 1', '      ^', /neither a field/],
  ['max(ip.src, eth.src) == 1.2.3.4', '            ^', /like with like/],
  ['frame.protocols + 1', '^', /knows no "\+"/],
  ['frame.time_delta * 2 > 1', '^', /knows no "\*"/],
  ['(frame.number + 1) * 2 == 4', '                   ^', /\{ \}/],
  ['frame.number == (1)', '                ^', /\{ \}/],
  ['frame.number-1 == 2', '^', /spaces around/],
  ['frame.number == 5 / 0', '                ^', /division by zero/],
  ['5', '^', /neither a field nor a protocol/],
  ['"asap"', '^', /value/],
  ['1 == 1', '^', /needs a field/],
  ['any asap', '        ^', /before a comparison/],
  ['ip.src == $' + '{ip.dst}', '          ^', /not known here/],
];

for (const [text, mark, message] of columns)
  test(`${text} is refused`, () => {
    const error = refused(text);
    assert.match(error.message, message);
    assert.equal(errorLines(error).split('\n')[2], `  ${mark}`);
    assert.equal(error.found, text.slice(error.column, error.column + error.length));
  });

test('an unknown field is told with the names that look like it', () => {
  const error = refused('asap.mesage_type == 1');
  assert.equal(error.nearest[0], 'asap.message_type');
  assert.equal(
    errorLines(error),
    [
      `there is no field "asap.mesage_type"; did you mean ${error.nearest.join(' or ')}?`,
      '  asap.mesage_type == 1',
      '  ^',
    ].join('\n'),
  );
});

test('a long filter is shown around its fault', () => {
  const error = refused(`${'asap or '.repeat(50)}nosuch.field`);
  const [, shown = '', mark = ''] = errorLines(error).split('\n');
  assert.ok(shown.length < 110);
  assert.ok(shown.slice(mark.length - 1).startsWith('nosuch.field'));
});

test('control characters of a filter do not reach the terminal', () => {
  const lines = errorLines(refused('asap == "\u001b[31m" \u001b[2J'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  assert.doesNotMatch(lines.replaceAll('\n', ''), /[\u0000-\u001f]/);
});

test('nesting has a limit, and what is within it is accepted', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}asap${')'.repeat(depth)}`;
  assert.equal(compileFilter(nested(150), allFields).ok, true);
  assert.match(refused(nested(100_000)).message, /nested deeper/);
  assert.match(refused(`frame.number == ${'-'.repeat(100_000)}1`).message, /nested deeper/);
  assert.match(refused(`frame.number == 1${' + 1'.repeat(100_000)}`).message, /nested deeper/);
  assert.match(refused(`frame${'[0:1]'.repeat(100_000)} == 01`).message, /nested deeper/);
  assert.equal(compileFilter(`asap${' or enrp'.repeat(50_000)}`, allFields).ok, true);
  assert.equal(compileFilter(`${'!'.repeat(100_001)}asap`, allFields).ok, true);
});
