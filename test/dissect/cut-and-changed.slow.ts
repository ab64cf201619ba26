// Every prefix and every change of one octet of valid frames: never thrown, always sound; and what the capture cut off
// is never blamed on the sender.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Dissector } from '../../src/dissect/dissector.ts';
import { assertSound } from './sound.ts';
import { framesOfTables, type ValidFrame, validFrames } from './valid-frames.ts';
import { type FrameOptions, frameOf, Watch } from './watch.ts';

function seeLast({ before, bytes, linkType = 1 }: ValidFrame, options: FrameOptions = {}, changed = bytes) {
  const watch = new Watch();
  watch.all(before, { linkType });
  return watch.see(changed, { linkType, ...options });
}

/** Dissects the changed frame behind those before it, and checks what must always hold. */
function check({ before, linkType = 1 }: ValidFrame, changed: Uint8Array, originalLength = changed.length): void {
  const dissector = new Dissector();
  let number = 0;
  for (const bytes of before) dissector.dissect(frameOf(bytes, ++number, { linkType }));
  assertSound(dissector.dissect(frameOf(changed, ++number, { linkType, originalLength })));
}

const seed = 20_260_917;
const tables = framesOfTables(seed);

test('valid frames have nothing wrong', () => {
  for (const valid of validFrames) assert.deepEqual(seeLast(valid).experts, [], valid.name);
});

test('a frame that the capture cut anywhere has only that to note', () => {
  for (const valid of [...validFrames, ...tables]) {
    const { bytes } = valid;
    const whole = new Set(seeLast(valid).experts);
    const step = bytes.length > 400 ? 7 : 1;
    for (let length = 0; length < bytes.length; length += step) {
      const seen = seeLast(valid, { originalLength: bytes.length }, bytes.slice(0, length));
      const blamed = seen.experts.filter((code) => code !== 'layer.cut' && !whole.has(code));
      assert.deepEqual(blamed, [], `${valid.name}, first ${length} of ${bytes.length} octets (seed ${seed})`);
    }
  }
});

test('a frame that was sent short is read as far as it goes, and never further', () => {
  for (const valid of [...validFrames, ...tables])
    for (let length = 0; length < valid.bytes.length; length += valid.bytes.length > 400 ? 7 : 1) {
      check(valid, valid.bytes.slice(0, length));
      // The same in a buffer that goes on behind the frame, with the octets of others.
      const d = new Dissector().dissect({ ...frameOf(valid.bytes), end: length, originalLength: length });
      for (let index = 0; index < d.layers.count; index++)
        if (d.layers.bytes[index] === valid.bytes) assert.ok(d.layers.end[index]! <= length);
    }
});

test('every value of every octet of a Presence can be read', () => {
  const valid = validFrames.find(({ name }) => name === 'a Presence in UDP and IPv4')!;
  const changed = valid.bytes.slice();
  for (let at = 0; at < changed.length; at++) {
    const right = changed[at]!;
    for (let value = 0; value < 256; value++) {
      changed[at] = value;
      check(valid, changed);
    }
    changed[at] = right;
  }
});

test('every octet of every valid frame can be changed to its neighbours and to extremes', () => {
  for (const valid of [...validFrames, ...tables]) {
    const changed = valid.bytes.slice();
    const step = changed.length > 200 ? 5 : 1;
    for (let at = 0; at < changed.length; at += step) {
      const right = changed[at]!;
      for (const value of [0, 0xff, right ^ 1, right + 1, right ^ 0x80]) {
        changed[at] = value;
        check(valid, changed);
      }
      changed[at] = right;
    }
  }
});

test('random octets behind valid headers can be read', () => {
  const anyFrame = fc.constantFrom(...validFrames);
  const property = fc.property(anyFrame, fc.nat(), fc.uint8Array({ maxLength: 300 }), (valid, keep, more) => {
    const kept = valid.bytes.subarray(0, keep % (valid.bytes.length + 1));
    const changed = new Uint8Array(kept.length + more.length);
    changed.set(kept);
    changed.set(more, kept.length);
    check(valid, changed);
    check(valid, changed, changed.length + 50);
  });
  fc.assert(property, { seed, numRuns: 2000 });
});

test('random octets of any link type can be read', () => {
  const linkType = fc.constantFrom(0, 1, 9, 12, 14, 50, 101, 108, 113, 228, 229, 276, 7777);
  const property = fc.property(linkType, fc.uint8Array({ maxLength: 200 }), (type, bytes) => {
    assertSound(new Dissector().dissect(frameOf(bytes, 1, { linkType: type })));
  });
  fc.assert(property, { seed, numRuns: 2000 });
});
