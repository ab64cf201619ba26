// Octets from the wire as text that cannot harm a terminal, and exact hex.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hexNumber, hexText, safeText } from '../../src/bytes/text.ts';
import { hexFixture } from '../hex-fixture.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

test('valid UTF-8 is shown as it is, in every length of its characters', () => {
  for (const text of ['EchoPool', 'Größe', 'プール', '𝒫🏊', '=1+1', 'a\\b', ''])
    assert.equal(safeText(utf8(text)), text);
});

test('control characters, and those that change their neighbours, are shown as octets', () => {
  assert.equal(safeText(utf8('a\u001b[31mb\u0000\u007f\n')), 'a\\x1b[31mb\\x00\\x7f\\x0a');
  assert.equal(safeText(utf8('a\u202eb')), 'a\\xe2\\x80\\xaeb');
  assert.equal(safeText(utf8('\u2028\u200b\ufeff\u0085')), '\\xe2\\x80\\xa8\\xe2\\x80\\x8b\\xef\\xbb\\xbf\\xc2\\x85');
});

test('octets that are no UTF-8 are shown as octets, and what follows them as text', () => {
  assert.equal(safeText(hexFixture('ff 41 c3 28 e2 82 42 f0 9f 8f')), '\\xffA\\xc3(\\xe2\\x82B\\xf0\\x9f\\x8f');
  // Overlong forms, surrogates, beyond U+10FFFF.
  assert.equal(safeText(hexFixture('c0 af')), '\\xc0\\xaf');
  assert.equal(safeText(hexFixture('ed a0 80')), '\\xed\\xa0\\x80');
  assert.equal(safeText(hexFixture('f4 90 80 80')), '\\xf4\\x90\\x80\\x80');
});

test('a character that the border cuts is not read beyond it', () => {
  const bytes = utf8('aßb');
  assert.equal(safeText(bytes, 0, 2), 'a\\xc3');
  assert.equal(safeText(bytes, 1, 3), 'ß');
});

test('whatever the octets, the text has no control characters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(safeText(bytes))),
    { seed: 7 },
  );
});

test('hex is exact', () => {
  assert.equal(hexText(hexFixture('00 0f f0 ff')), '000ff0ff');
  assert.equal(hexText(hexFixture('00 0f f0 ff'), 1, 3), '0ff0');
  assert.equal(hexNumber(0x2a), '0x0000002a');
  assert.equal(hexNumber(-1), '0xffffffff');
  assert.equal(hexNumber(0x9217, 4), '0x9217');
});
