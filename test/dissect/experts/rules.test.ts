// Each rule of format and transport: a message that breaks exactly this one raises exactly its expert, with the place, what
// was needed, what was there and who set the limit; the healthy twin raises nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conformanceRules } from '../../../src/protocol/conformance-rules.ts';
import { expertCodes } from '../../../src/protocol/expert-codes.ts';
import { brokenRules } from './broken-rules.ts';
import { codesOf, raisedBy } from './raised.ts';

for (const { code, what, broken, healthy, way, healthyWay, ...numbers } of brokenRules) {
  test(`${what} raises ${code} and nothing else`, () => {
    const raised = raisedBy(broken, way);
    assert.deepEqual([...new Set(codesOf(raised))], [code], raised.map(({ text }) => text).join('; '));
    const found = raised.find((one) => one.code === code)!;
    const { offset = 0, needed = 0, available = 0, limitedBy = '' } = numbers;
    const seen = { offset: found.offset, limitedBy: found.limitedBy, needed: found.needed, available: found.available };
    assert.deepEqual(seen, { offset, limitedBy, needed, available });
    assert.doesNotMatch(found.text, /\{|undefined|NaN/);
    assert.deepEqual(codesOf(raisedBy(healthy, healthyWay ?? way)), [], 'the healthy twin');
  });
}

test('every rule that one packet can show has an expert, and every expert of a rule has a message that raises it', () => {
  const known = new Set(conformanceRules.map(({ number }) => number));
  const raised = new Set(brokenRules.map(({ code }) => code));
  const told = new Set<string>();
  for (const { code, rules = [] } of expertCodes) {
    for (const rule of rules) {
      assert.ok(known.has(rule), `${code}: ${rule} is no rule`);
      told.add(rule);
    }
    if (rules.length > 0) assert.ok(raised.has(code), `${code} is never raised here`);
  }
  const silent = conformanceRules.filter(({ number, needsHistory }) => !told.has(number) && needsHistory === undefined);
  assert.deepEqual(silent, []);
  assert.equal(conformanceRules.length, 28 + 14);
});

test('a number of a rule is given once', () => {
  assert.equal(new Set(conformanceRules.map(({ number }) => number)).size, conformanceRules.length);
  assert.equal(new Set(expertCodes.map(({ code }) => code)).size, expertCodes.length);
});
