// What the capture cut off is never held against the sender: a rule that would need the missing octets stays silent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenRules, healthyRegistration } from './broken-rules.ts';
import { codesOf, raisedBy } from './raised.ts';

test('a healthy message that the capture cut anywhere has only that to note', () => {
  for (const { what, healthy, way, healthyWay } of brokenRules)
    for (let cut = 1; cut < healthy.length; cut += 1 + (cut >> 3)) {
      const codes = codesOf(raisedBy(healthy, { ...(healthyWay ?? way), cut }));
      assert.deepEqual([...new Set(codes)], ['layer.cut'], `twin of ${what}, ${cut} octets less`);
    }
});

test('a broken message that the capture cut is blamed for that or not at all', () => {
  for (const { code, what, broken, way } of brokenRules)
    for (let cut = 1; cut < broken.length; cut += 1 + (cut >> 3)) {
      const codes = codesOf(raisedBy(broken, { ...way, cut })).filter((found) => found !== 'layer.cut');
      for (const found of codes) assert.equal(found, code, `${what}, ${cut} octets less`);
    }
});

test('a length that lies is an error even where the capture cut the message', () => {
  const lying = healthyRegistration.slice();
  lying[3] = 200;
  assert.deepEqual(new Set(codesOf(raisedBy(lying, { cut: 20 }))), new Set(['message.overruns', 'layer.cut']));
});

test('the note of a cut names the capture as its limit', () => {
  const note = raisedBy(healthyRegistration, { cut: 8 }).at(-1)!;
  assert.deepEqual([note.code, note.severity, note.limitedBy], ['layer.cut', 'note', 'frame.cap_len']);
});
