// Display filters of every kind on the samples, beside the frames that tshark selects for them, or that it refuses them
// (tshark-filters.golden.json, made by scripts/refresh-filters.js). Where we differ on purpose the entry says why.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCapture } from '../../src/capture/open.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import { FieldExtractor } from '../../src/dissect/fields/field-extractor.ts';
import { allFields } from '../../src/filter/field-table.ts';
import { type CompiledFilter, compileFilter } from '../../src/filter/filter.ts';
import { FrameFilter } from '../../src/filter/frame-filter.ts';

// Dates without a zone are in that of the process; tshark was asked in this one.
process.env.TZ = 'UTC';

interface Entry {
  readonly filter: string;
  readonly capture: string;
  /** Frame numbers as ranges, `1-3 7`, or `refused`. */
  readonly tshark: string;
  readonly ours?: string;
  readonly why?: string;
}

const table: { readonly tshark: string; readonly filters: readonly Entry[] } = JSON.parse(
  readFileSync('test/filter/tshark-filters.golden.json', 'utf8'),
);
const captures = [...new Set(table.filters.map(({ capture }) => capture))];

function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
}

/** Frames that each filter selects. The fields of all are read at once. */
async function selected(capture: string, filters: readonly CompiledFilter[]): Promise<number[][]> {
  const names = [...new Set(filters.flatMap(({ fields }) => fields))];
  const extractor = new FieldExtractor(names, { countsLayers: true });
  const columns = filters.map(({ fields }) => fields.map((name) => extractor.columns[names.indexOf(name)]));
  const frames = filters.map((): number[] => []);
  const dissector = new Dissector();
  const source = await openCapture(join('samples', capture));
  do {
    while (source.next()) {
      extractor.extract(dissector.dissect(source.frame));
      for (const [index, filter] of filters.entries())
        if (filter.test((columns[index] ?? []).filter((column) => column !== undefined)))
          frames[index]?.push(source.frame.number);
    }
  } while (await source.fill());
  source.close();
  return frames;
}

test('the table is a large one, and every difference has its reason', () => {
  assert.ok(table.filters.length > 1000);
  for (const { filter, tshark, ours, why } of table.filters) {
    assert.notEqual(ours, tshark, `${filter}: known to differ, but equal`);
    assert.equal(ours === undefined, why === undefined, filter);
  }
});

for (const capture of captures)
  test(`filters select of ${capture} what tshark ${table.tshark} selects`, async () => {
    const entries = table.filters.filter((entry) => entry.capture === capture);
    const compiled = entries.map(({ filter }) => compileFilter(filter, allFields));
    const frames = await selected(
      capture,
      compiled.filter((one) => one.ok),
    );
    const differences: string[] = [];
    let next = 0;
    for (const [index, entry] of entries.entries()) {
      const found = compiled[index]?.ok ? ranges(frames[next++] ?? []) : 'refused';
      const expected = entry.ours ?? entry.tshark;
      if (found !== expected) differences.push(`${entry.filter}\n  expected ${expected}\n  found    ${found}`);
    }
    assert.deepEqual(differences, []);
  });

test('a filter that names protocols only gives the same from the stack of layers as from the fields', async () => {
  const texts = ['asap or enrp', 'sctp and not asap', 'frame', 'ip', 'ipv6 || udp', 'tcp', 'data', 'icmp && sctp', ''];
  const filters = texts.map((text) => compileFilter(text, allFields)).filter((one) => one.ok);
  assert.equal(filters.length, texts.length);
  for (const capture of ['icmp-quotes.pcap', 'k-midstream-snap96.pcap', 'malformed.pcap']) {
    const fast = filters.map((filter) => ({ filter: new FrameFilter(filter), frames: [] as number[] }));
    const dissector = new Dissector();
    const source = await openCapture(join('samples', capture));
    do {
      while (source.next()) {
        const dissection = dissector.dissect(source.frame);
        for (const { filter, frames } of fast) if (filter.passes(dissection)) frames.push(source.frame.number);
      }
    } while (await source.fill());
    source.close();
    const slow = await selected(capture, filters);
    for (const [index, { frames }] of fast.entries())
      assert.deepEqual(frames, slow[index], `${texts[index]} ${capture}`);
  }
});
