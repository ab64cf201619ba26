// Whether picks keep to what was promised, as far as so many picks can tell: Pearson's chi-square test, exact or simulated where
// there are few picks.
import { chiSquareTail, RandomNumbers } from './distribution.ts';
import type { PoolLoad, Promised } from './records.ts';

/** Below this the picks are said to depart from the promise: many pools are looked at, so not the usual 0.05. */
export const significance = 0.01;

/** Fewer picks are no habit, however improbable they are. */
const leastPicks = 5;

export type SelectionVerdict = 'kept' | 'departs' | 'too-few' | 'no-choice' | 'no-promise';

export interface SelectionTest {
  readonly verdict: SelectionVerdict;
  /** Picks that were held against a promise. */
  readonly picks: number;
  /** Those that the policy forbids, and that no change on its way explains. */
  readonly off: number;
  readonly inFlight: number;
  readonly statistic: number | null;
  readonly degreesOfFreedom: number | null;
  /** Probability of picks at least as uneven, where the promise is kept; with `hits`, of so many hits without a policy. */
  readonly p: number | null;
  readonly method: 'exact' | 'simulated' | 'chi-square' | 'hits' | null;
}

/** Outcomes that are counted out one by one; more are simulated. */
const outcomesEnumerated = 20_000;
/** Enough to tell 0.01 from 0.02, and bounded in what they cost. */
const roundsSimulated = 2000;
const drawsSimulated = 200_000;

/** Picks of an element by servers that share no count: where a server goes round by itself, each has cells of its own. */
interface Cell {
  readonly id: number;
  mean: number;
  observed: number;
}

/** Picks under one promise: `cells` of the elements that have a share, with these shares. */
interface Stratum {
  readonly cells: readonly number[];
  readonly shares: readonly number[];
  readonly picks: number;
}

/** `which`: 0 for what servers named first, 1 for what users used. */
export function testSelection(
  promises: readonly Promised[],
  which: 0 | 1,
  off: number,
  inFlight: number,
): SelectionTest {
  const held = promises.filter((promised) => promised.picks[which] > 0);
  const picks = held.reduce((sum, one) => sum + one.picks[which], 0);
  const result = (verdict: SelectionVerdict, more: Partial<SelectionTest> = {}): SelectionTest => ({
    verdict,
    picks,
    off,
    inFlight,
    statistic: null,
    degreesOfFreedom: null,
    p: null,
    method: null,
    ...more,
  });
  if (held.length === 0) return result('no-promise');
  if (off > 0) return result('departs');
  const chosen = held.filter(({ kind }) => kind === 'chosen');
  if (chosen.length > 0) {
    const p = hitsByChance(chosen, which);
    if (p >= 1) return result('no-choice');
    return result(p < significance && picks >= leastPicks ? 'kept' : 'too-few', { p, method: 'hits' });
  }
  const { cells, strata, degreesOfFreedom } = tabulated(held, which);
  if (degreesOfFreedom < 1) return result('no-choice');
  const statistic = cells.reduce((sum, { mean, observed }) => sum + (observed - mean) ** 2 / mean, 0);
  const found = { statistic, degreesOfFreedom, ...probability(strata, cells, statistic, degreesOfFreedom) };
  if (picks < leastPicks) return result('too-few', found);
  if (found.p < significance) return result('departs', found);
  return result(leastPossible(strata) < significance ? 'kept' : 'too-few', found);
}

/** The picks of a pool so far. */
export function testLoad(load: PoolLoad, which: 0 | 1): SelectionTest {
  let off = 0;
  let inFlight = 0;
  for (const element of load.elements.values()) {
    off += element.off[which];
    inFlight += element.inFlight[which];
  }
  return testSelection([...load.promises.values()], which, off, inFlight);
}

/** Picks that each element should have by the promises; only those that have a share. */
export function duePicks(promises: readonly Promised[], which: 0 | 1): Map<number, number> {
  const due = new Map<number, number>();
  for (const { kind, elements, shares, picks } of promises)
    for (const [index, id] of kind === 'shares' ? elements.entries() : []) {
      const share = (shares[index] as number) * picks[which];
      if (share > 0) due.set(id, (due.get(id) ?? 0) + share);
    }
  return due;
}

function tabulated(promises: readonly Promised[], which: 0 | 1) {
  const cells: Cell[] = [];
  const places = new Map<string, number>();
  const strata: Stratum[] = [];
  for (const { server, elements, shares, picks, hits } of promises) {
    const own: number[] = [];
    const ownShares: number[] = [];
    for (const [index, id] of elements.entries()) {
      const share = shares[index] as number;
      if (share === 0) continue;
      const key = `${server} ${id}`;
      let place = places.get(key);
      if (place === undefined) {
        place = cells.push({ id, mean: 0, observed: 0 }) - 1;
        places.set(key, place);
      }
      const cell = cells[place] as Cell;
      cell.mean += share * picks[which];
      cell.observed += hits.get(id)?.[which] ?? 0;
      own.push(place);
      ownShares.push(share);
    }
    strata.push({ cells: own, shares: ownShares, picks: picks[which] });
  }
  const groups = new Set(promises.map(({ server }) => server));
  return { cells, strata, degreesOfFreedom: cells.length - groups.size };
}

/** How probable it is that picks without any policy would all have hit those that may be picked. */
function hitsByChance(promises: readonly Promised[], which: 0 | 1): number {
  let logarithm = 0;
  for (const { shares, picks } of promises)
    logarithm += picks[which] * Math.log(shares.filter((share) => share > 0).length / shares.length);
  return Math.exp(logarithm);
}

/** The probability of the most uneven outcome there is: where it is not small, no outcome could tell anything. */
function leastPossible(strata: readonly Stratum[]): number {
  let logarithm = 0;
  for (const { shares, picks } of strata) logarithm += picks * Math.log(Math.min(...shares));
  const { shares } = strata[0] as Stratum;
  const least = Math.min(...shares);
  return Math.exp(logarithm) * shares.filter((share) => share <= least * (1 + 1e-9)).length;
}

function probability(
  strata: readonly Stratum[],
  cells: readonly Cell[],
  statistic: number,
  degreesOfFreedom: number,
): { p: number; method: 'exact' | 'simulated' | 'chi-square' } {
  const means = cells.map(({ mean }) => mean);
  const [only] = strata as [Stratum];
  if (strata.length === 1 && outcomes(only.picks, means.length) <= outcomesEnumerated)
    return { p: exact(means, only.picks, statistic), method: 'exact' };
  // The usual rule: from a mean of 5 on the distribution is near enough to chi-square.
  if (Math.min(...means) >= 5) return { p: chiSquareTail(statistic, degreesOfFreedom), method: 'chi-square' };
  return { p: simulated(strata, means, statistic), method: 'simulated' };
}

/** In how many ways `count` picks spread over `elements`. */
function outcomes(count: number, elements: number): number {
  let ways = 1;
  for (let index = 1; index < elements; index++) {
    ways = (ways * (count + index)) / index;
    if (ways > outcomesEnumerated) return ways;
  }
  return ways;
}

/** Sums up the probability of all outcomes that are at least as uneven. */
function exact(means: readonly number[], count: number, statistic: number): number {
  const logFactorial = [0];
  for (let n = 1; n <= count; n++) logFactorial.push((logFactorial[n - 1] as number) + Math.log(n));
  const logShare = means.map((mean) => Math.log(mean / count));
  const bound = statistic * (1 - 1e-9) - 1e-12;
  let sum = 0;
  const spread = (index: number, left: number, logarithm: number, uneven: number): void => {
    const mean = means[index] as number;
    const share = logShare[index] as number;
    const last = index === means.length - 1;
    for (let picks = last ? left : 0; picks <= left; picks++) {
      const logP = logarithm + picks * share - (logFactorial[picks] as number);
      const so = uneven + (picks - mean) ** 2 / mean;
      if (!last) spread(index + 1, left - picks, logP, so);
      else if (so >= bound) sum += Math.exp(logP);
    }
  };
  spread(0, count, logFactorial[count] as number, 0);
  return Math.min(1, sum);
}

/** Draws as often as there were picks, again and again. The same picks always give the same result: the seed is fixed. */
function simulated(strata: readonly Stratum[], means: readonly number[], statistic: number): number {
  const draws = strata.reduce((sum, { picks }) => sum + picks, 0);
  const rounds = Math.max(200, Math.min(roundsSimulated, Math.floor(drawsSimulated / draws)));
  const random = new RandomNumbers(0x5eed);
  const counts = new Float64Array(means.length);
  const urns = strata.map((stratum) => new Urn(stratum));
  let uneven = 0;
  for (let round = 0; round < rounds; round++) {
    counts.fill(0);
    for (const urn of urns) urn.draw(random, counts);
    let sum = 0;
    for (let index = 0; index < means.length; index++) {
      const mean = means[index] as number;
      sum += ((counts[index] as number) - mean) ** 2 / mean;
    }
    if (sum >= statistic * (1 - 1e-9)) uneven++;
  }
  // Counting the picks themselves as one of the rounds: a simulation never shows a probability of 0.
  return (uneven + 1) / (rounds + 1);
}

/** Draws cells of a stratum by their shares. */
class Urn {
  private readonly cells: Int32Array;
  private readonly picks: number;
  /** Where the share of each cell ends, of all shares together; the last one has no end. */
  private readonly ends: Float64Array;
  /** For each of as many equal parts as there are cells, the first cell that reaches into it: from there it is a step or two. */
  private readonly first: Int32Array;

  constructor({ cells, shares, picks }: Stratum) {
    const { length } = shares;
    this.cells = Int32Array.from(cells);
    this.picks = picks;
    this.ends = new Float64Array(length);
    this.first = new Int32Array(length);
    let sum = 0;
    for (let index = 0; index < length; index++) {
      sum += shares[index] as number;
      this.ends[index] = index === length - 1 ? Number.POSITIVE_INFINITY : sum;
    }
    for (let part = 0, index = 0; part < length; part++) {
      while ((this.ends[index] as number) <= part / length) index++;
      this.first[part] = index;
    }
  }

  /** As often as there were picks, counted in the cells. */
  draw(random: RandomNumbers, counts: Float64Array): void {
    const { cells, ends, first, picks } = this;
    const { length } = first;
    for (let draw = 0; draw < picks; draw++) {
      const drawn = random.next();
      let index = first[Math.floor(drawn * length)] as number;
      while (drawn >= (ends[index] as number)) index++;
      const at = cells[index] as number;
      counts[at] = (counts[at] as number) + 1;
    }
  }
}
