// A degraded capture's handlespace beside that of the whole one, second by second: what was found again, and what is false.
import { type Degradation, randomFrom } from './degradations.ts';
import { type Claim, type Sampled, sampled } from './samples-of.ts';

/** What is true within these seconds is on its way: gaps show themselves only in what follows. */
const secondsBefore = 6;
const secondsAfter = 1;

export interface Verdict {
  /** Elements of the whole capture's seconds: how many there were, found with their home, found with all attributes. */
  readonly truths: number;
  readonly found: number;
  readonly foundWhole: number;
  /** Called certain and registered, and not so; with examples. */
  readonly falseMembers: readonly string[];
  readonly falseAttributes: readonly string[];
}

type Truth = ReadonlyMap<string, Claim>;

export async function heldAgainstTruth(
  path: string,
  whole: Sampled,
  { keeps }: Degradation,
  seed: number,
): Promise<Verdict> {
  const random = randomFrom(seed);
  const kept = whole.traits.map((traits) => keeps(traits, random()));
  const { samples } = await sampled(path, (number) => kept[number - 1] === true);
  const begins = whole.samples.length * (kept.indexOf(true) / kept.length);
  const truths = whole.samples.map((claims) => new Map(claims.map((claim) => [claim.key, claim])));
  let count = 0;
  let found = 0;
  let foundWhole = 0;
  const falseMembers: string[] = [];
  const falseAttributes: string[] = [];
  for (const [second, claims] of samples.entries()) {
    const truth = truths[second] as Truth;
    const claimed = new Map(claims.map((claim) => [claim.key, claim]));
    // What was before its first frame, no capture can know.
    if (second < begins) continue;
    for (const [key, real] of truth) {
      count++;
      const ours = claimed.get(key);
      if (ours?.home !== real.home) continue;
      found++;
      if (ours.attributes.every((fact, index) => fact === real.attributes[index])) foundWhole++;
    }
    const near = truths.slice(Math.max(0, second - secondsBefore), second + secondsAfter + 1);
    for (const ours of claims) {
      if (ours.certainty !== 'certain' || ours.state !== 'registered') continue;
      // That nobody knows its home is no claim about it.
      if (!near.some((at) => at.has(ours.key) && (ours.home === null || at.get(ours.key)?.home === ours.home)))
        falseMembers.push(`${second} s: ${ours.key} at ${ours.home}, truly ${truth.get(ours.key)?.home ?? 'gone'}`);
      if (!ours.attributesCertain) continue;
      for (const [index, fact] of ours.attributes.entries()) {
        if (fact === null || !near.some((at) => at.has(ours.key))) continue;
        if (!near.some((at) => at.get(ours.key)?.attributes[index] === fact))
          falseAttributes.push(`${second} s: ${ours.key} ${fact}, truly ${truth.get(ours.key)?.attributes[index]}`);
      }
    }
  }
  return { truths: count, found, foundWhole, falseMembers, falseAttributes };
}
