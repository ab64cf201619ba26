// Saved states, thoroughly: the samples cut behind every frame, the captures of rsplib cut at random, and whether the shape of
// the state is still the one that was written down.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { travel } from './saved-state.ts';
import { keyLogOf, samples, shapePath, shapeText } from './state-shape.ts';

/** The keys of the plain objects of the states of the samples. */
const plain = new Set<string>();
const notePlain = (keys: string) => void plain.add(keys);

for (const path of samples)
  test(`${path} cut behind every frame gives what the whole gives`, async () => {
    const keyLog = keyLogOf(path);
    const whole = await travel(path, { keyLog });
    const cut = await travel(path, { keyLog, isCut: () => true, notePlain });
    assert.deepEqual(cut.told, whole.told);
    assert.equal(cut.view, whole.view);
    if (!path.endsWith('.pcapng')) assert.deepEqual(cut.octets, whole.octets);
  });

const folder = '../shared/captures';
const skip = existsSync(folder) ? false : `${folder} is not there`;
const seed = Number(process.env.SEED ?? 20261124);

/** A small generator with a seed: xorshift. */
function randomFrom(start: number): () => number {
  let x = start | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

test(`the captures of rsplib cut in two, and in many pieces, at random (SEED=${seed})`, { skip }, async (t) => {
  const random = randomFrom(seed);
  for (const name of readdirSync(folder)) {
    if (!/\.pcap(ng)?(\.zst)?$/.test(name)) continue;
    await t.test(name, async () => {
      const path = `${folder}/${name}`;
      const whole = await travel(path);
      const { frames } = whole;
      const isLarge = frames > 100_000 || statSync(path).size > 4e7;
      const many = new Set(Array.from({ length: isLarge ? 8 : 60 }, () => 1 + Math.floor(random() * frames)));
      const runs = [many];
      for (let run = 0; run < (isLarge ? 1 : 6); run++) runs.push(new Set([1 + Math.floor(random() * frames)]));
      for (const cuts of runs) {
        const cut = await travel(path, { isCut: (frame) => cuts.has(frame) });
        const where = `cut behind ${[...cuts].join(' ')}`;
        // Of many lines the first that differs says enough.
        const first = whole.told.findIndex((line, index) => line !== cut.told[index]);
        assert.deepEqual(cut.told[first], whole.told[first], `${where}, frame ${first + 1}`);
        assert.ok(cut.view === whole.view, `${where}: another view`);
        assert.ok(Buffer.compare(cut.octets, whole.octets) === 0, `${where}: another state`);
      }
    });
  }
});

const advice =
  'saved states have another shape: raise stateVersion where the old one was released, and run ' +
  'node --import tsx scripts/refresh-state-shape.ts (docs/adding-state.md)';

test('the shape of the state is the one that belongs to its version', () => {
  const [classes = '', objects = ''] = readFileSync(shapePath, 'utf8').split('\n\n');
  const [ours = ''] = shapeText(plain).split('\n\n');
  const lines = (text: string) => text.split('\n');
  const differing = [
    ...lines(ours).filter((line) => !lines(classes).includes(line)),
    ...lines(classes).filter((line) => !lines(ours).includes(line)),
  ];
  assert.ok(ours === classes, `${differing.join(' | ')}: ${advice}`);
  const known = new Set(lines(objects));
  for (const keys of plain) assert.ok(known.has(keys), `${keys}: ${advice}`);
});
