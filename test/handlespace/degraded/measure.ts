// Holds captures with frames missing against the whole ones, prints how much of the truth is found again, and fails where
// something false is called certain.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { degradations } from './degradations.ts';
import { heldAgainstTruth } from './held-against-truth.ts';
import { sampled } from './samples-of.ts';

interface Sum {
  truths: number;
  found: number;
  foundWhole: number;
}

/** `least`: the share that must be found, in percent, by the name of the degradation. */
export async function measure(
  context: TestContext,
  paths: readonly string[],
  seeds: readonly number[],
  least: Readonly<Record<string, number>>,
): Promise<void> {
  const sums = new Map<string, Sum>(degradations.map(({ name }) => [name, { truths: 0, found: 0, foundWhole: 0 }]));
  const falsehoods: string[] = [];
  for (const path of paths) {
    const whole = await sampled(path);
    for (const degradation of degradations)
      for (const seed of degradation.isRandom ? seeds : [0]) {
        const verdict = await heldAgainstTruth(path, whole, degradation, seed);
        const sum = sums.get(degradation.name) as Sum;
        sum.truths += verdict.truths;
        sum.found += verdict.found;
        sum.foundWhole += verdict.foundWhole;
        for (const words of [...verdict.falseMembers, ...verdict.falseAttributes])
          falsehoods.push(`${path}, ${degradation.name}, seed ${seed}: ${words}`);
      }
  }
  const percent = (part: number, all: number) => (100 * part) / Math.max(1, all);
  for (const [name, { truths, found, foundWhole }] of sums) {
    const share = percent(found, truths);
    context.diagnostic(
      `${name}: ${share.toFixed(1)} % found, ${percent(foundWhole, truths).toFixed(1)} % with all attributes`,
    );
    assert.ok(share >= (least[name] ?? 0), `${name}: only ${share.toFixed(1)} % found`);
  }
  assert.deepEqual(falsehoods.slice(0, 10), []);
}
