// What -O, -T json, -T ek and -T pdml print of ASAP and ENRP, line by line beside what tshark printed (samples/golden).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
// @ts-expect-error: a script without types.
import { blocksOf, forms } from '../../scripts/tree-blocks.js';
import type { FrameOutput } from '../../src/report/read/frame-output.ts';
import { EkLines } from '../../src/report/read/tree/ek-lines.ts';
import { JsonLines } from '../../src/report/read/tree/json-lines.ts';
import { PdmlLines } from '../../src/report/read/tree/pdml-lines.ts';
import { TreeLines } from '../../src/report/read/tree/tree-lines.ts';
import type { TextBuffer } from '../../src/report/text-buffer.ts';
import { outputOf } from './lines.ts';

const index: { readonly tshark: string; readonly captures: readonly string[] } = JSON.parse(
  readFileSync('samples/golden/index.json', 'utf8'),
);

/**
 * Lines that we have and tshark lacks: the flags of RFC 5352 §2.2.5 and §2.2.6, the value of an unknown ASAP message, what
 * is in a cookie.
 */
function withoutMore(lines: readonly string[]): string[] {
  let isAsap = false;
  return lines.filter((line) => {
    if (/^\S/.test(line)) isAsap = line.startsWith('Aggregate');
    return !(isAsap && /^ {8}[01. ]+ = [SA] Bit: |^ +Value: |^ {8}\[/.test(line));
  });
}

/** Octets that are no UTF-8 are shown by their numbers here, and by U+FFFD there: which octet it was is not lost. */
function comparable(line: string): string {
  return line.replaceAll('\ufffd', '?').replaceAll(/\\x[89a-f][0-9a-f]/g, '?');
}

const outputs: Readonly<Record<string, (out: TextBuffer) => FrameOutput>> = {
  tree: (out) => new TreeLines(out, { only: new Set(['asap', 'enrp']) }),
  json: (out) => new JsonLines(out),
  ek: (out) => new EkLines(out),
  pdml: (out) => new PdmlLines(out, { creator: 'poolshark', file: '', time: '' }),
};

for (const capture of index.captures)
  for (const [form, words] of Object.entries(forms as Readonly<Record<string, readonly string[]>>))
    test(`${words.join(' ')} of ${capture} has the ASAP and ENRP of tshark ${index.tshark}`, async () => {
      const make = outputs[form];
      assert.ok(make);
      const golden = gunzipSync(readFileSync(join('samples/golden', `${capture}.${form}.gz`))).toString('utf8');
      const theirs = golden.split('\n');
      const lines: string[] = blocksOf(form, await outputOf(join('samples', capture), make)).split('\n');
      const ours = form === 'tree' ? withoutMore(lines) : lines;
      for (const [row, line] of theirs.entries())
        assert.equal(comparable(ours[row] ?? ''), comparable(line), `line ${row + 1}`);
      assert.equal(ours.length, theirs.length);
    });
