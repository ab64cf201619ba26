// Plays many stories and fails with the seed of the first that comes out wrong.
import assert from 'node:assert/strict';
import { play } from './stories.ts';

interface Many {
  readonly runs: number;
  /** Of the first story; the others follow. */
  readonly seed: number;
  readonly skewSeconds: number;
  readonly networkLoss: number;
}

const steps = 25;

export function agreesWithModel({ runs, seed, skewSeconds, networkLoss }: Many): void {
  for (let story = seed; story < seed + runs; story++) {
    const { held, rebuilt, disagreed } = play(story, steps, { skewSeconds, networkLoss, captureLoss: 0 });
    assert.deepEqual(rebuilt, held, `story ${story}`);
    // Seen late, a move and a move back can come in the wrong order: then the checksums disagree until they have shown it.
    if (skewSeconds === 0) assert.equal(disagreed, 0, `checksums of story ${story}`);
  }
}

export function claimsNothingFalse({ captureLoss, ...many }: Many & { readonly captureLoss: number }): void {
  let found = 0;
  let all = 0;
  for (let story = many.seed; story < many.seed + many.runs; story++) {
    const { held, rebuilt, certain } = play(story, steps, { ...many, captureLoss });
    for (const claim of certain)
      assert.ok(
        held.some((truth) => truth === claim || truth.startsWith(`${claim} weight`)),
        `story ${story}: ${claim} is called certain; held: ${held.join(', ')}`,
      );
    all += held.length;
    found += held.filter((truth) => rebuilt.includes(truth)).length;
  }
  assert.ok(found > 0.9 * all, `${found} of ${all} elements found`);
}
