// What a Member Selection Policy promises about the next pick, given the elements of the pool and what they announced: either a
// share for each (round robin, random), or which of them may be picked at all (priority, least used). RFC 5356 §4, §5.
import { policies } from '../../protocol/registry.ts';
import type { Element, PolicyFacts, Pool } from '../model.ts';
import type { AnsweredElements } from './answered-elements.ts';
import type { PoolLoad, Promised } from './records.ts';

type Values = PolicyFacts['values'];

const noValues: Values = {};

interface Rule {
  readonly kind: 'weight' | 'most' | 'least';
  /** `picked`: how often the server has named the element since it learned its load. */
  readonly of: (values: Values, picked: number) => number;
  /** The picks count. */
  readonly degrades?: true;
  /** All elements are alike, whatever they announce. */
  readonly alike?: true;
  /** Each server goes round by itself (RFC 5356 §4.1.2): picks of several are no one round. */
  readonly goesRound?: true;
  /** A delay penalty is in it: what it makes of different distances no document says. */
  readonly byDistance?: true;
  readonly words: string;
}

const load = (values: Values) => values.load ?? 0;
const degraded = (values: Values) => load(values) + (values.degradation ?? 0);

/** By the keys of the policy table. Those that are not here promise nothing that a document defines. */
const rules: Readonly<Record<string, Rule>> = {
  roundRobin: { kind: 'weight', of: () => 1, alike: true, goesRound: true, words: 'equal shares' },
  weightedRoundRobin: {
    kind: 'weight',
    of: (values) => values.weight ?? 0,
    goesRound: true,
    words: 'shares by weight',
  },
  random: { kind: 'weight', of: () => 1, alike: true, words: 'equal shares' },
  weightedRandom: { kind: 'weight', of: (values) => values.weight ?? 0, words: 'shares by weight' },
  priority: { kind: 'most', of: (values) => values.priority ?? 0, words: 'only the highest priority' },
  leastUsed: { kind: 'least', of: load, words: 'only the least load' },
  leastUsedWithDegradation: {
    kind: 'least',
    of: (values, picked) => load(values) + picked * (values.degradation ?? 0),
    degrades: true,
    words: 'only the least load, degraded by each pick',
  },
  priorityLeastUsed: { kind: 'least', of: degraded, words: 'only the least load with its degradation' },
  randomizedLeastUsed: { kind: 'weight', of: (values) => 1 - load(values), words: 'shares by what is not used' },
  weightedRandomDpf: {
    kind: 'weight',
    of: (values) => values.weight ?? 0,
    byDistance: true,
    words: 'shares by weight',
  },
  leastUsedDpf: { kind: 'least', of: load, byDistance: true, words: 'only the least load' },
};

/** By the policy's number: asked with each answer. */
const ruleByType = new Map(policies.map(({ type, key }) => [type, rules[key]]));

export function promiseWords(policyType: number | undefined): string | undefined {
  return policyType === undefined ? undefined : ruleByType.get(policyType)?.words;
}

/** True where it matters for the next pick how often each element was picked. */
export function countsPicks(policyType: number): boolean {
  return ruleByType.get(policyType)?.degrades === true;
}

/** Pools with more elements are not held against their policy: each pick looks at all of them. */
const membersRead = 1024;
/** Promises of one pool that are told apart. */
const promisesKept = 1024;

/**
 * The promise for a pick from these elements, or undefined where there is none. `answered`: what the answer itself says of
 * elements; its server knows best.
 */
export function promiseFor(
  pool: Pool | undefined,
  answered: AnsweredElements,
  load: PoolLoad,
  server: number,
): Promised | undefined {
  const rule = ruleByType.get(load.policyType ?? -1);
  if (rule === undefined || (pool?.elements.size ?? 0) > membersRead) return undefined;
  const members = new Members(rule, load, server);
  if (pool !== undefined)
    for (const element of pool.elements.values()) {
      const place = answered.indexOf(element.id);
      if (!element.held && place < 0) continue;
      const policy = rule.alike
        ? undefined
        : ((place < 0 ? undefined : answered.policy(place)) ?? element.facts.policy);
      if (!members.take(element.id, policy)) return undefined;
    }
  for (const [place, id] of answered.ids.entries())
    if (!pool?.elements.has(id) && !members.take(id, rule.alike ? undefined : answered.policy(place))) return undefined;
  const { elements, weights } = members;
  if (rule.kind !== 'weight') keepBest(weights, rule.kind);
  return promisedBy(load, rule, rule.goesRound ? server : 0, elements, weights);
}

/** Elements among which is picked, and what their shares are made of. */
class Members {
  readonly elements: number[] = [];
  readonly weights: number[] = [];
  private distance: number | undefined = undefined;
  private readonly rule: Rule;
  private readonly load: PoolLoad;
  private readonly server: number;

  constructor(rule: Rule, load: PoolLoad, server: number) {
    this.rule = rule;
    this.load = load;
    this.server = server;
  }

  /** False where a value that nobody told makes every share a guess. */
  take(id: number, policy: PolicyFacts | undefined): boolean {
    const { rule, elements } = this;
    if (!rule.alike && policy === undefined) return false;
    const values = policy?.values ?? noValues;
    if (rule.byDistance && elements.length > 0 && values.distance !== this.distance) return false;
    this.distance = values.distance;
    elements.push(id);
    this.weights.push(rule.of(values, rule.degrades ? this.#picks(id) : 0));
    return true;
  }

  #picks(id: number): number {
    return this.load.elements.get(id)?.picksSince.get(this.server) ?? 0;
  }
}

/** The promise that says this: mostly the one before, as pools change seldom. */
function promisedBy(
  load: PoolLoad,
  rule: Rule,
  server: number,
  elements: readonly number[],
  weights: readonly number[],
): Promised | undefined {
  const before = load.promiseBefore;
  if (before?.server === server && isSame(before.elements, elements) && isSame(before.weights, weights)) return before;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0)) return undefined;
  const key = `${rule.kind} ${server} ${elements.join()} ${weights.join()}`;
  let promised = load.promises.get(key);
  if (promised === undefined) {
    if (load.promises.size >= promisesKept || load.room.shares < elements.length) return undefined;
    load.room.shares -= elements.length;
    const kind = rule.kind === 'weight' ? 'shares' : 'chosen';
    const shares = weights.map((weight) => weight / sum);
    promised = { kind, elements, weights, shares, server, picks: [0, 0], hits: new Map() };
    load.promises.set(key, promised);
  }
  load.promiseBefore = promised;
  return promised;
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

/** Leaves 1 for each that is best (within what rounding does to a fraction), 0 for the others. */
function keepBest(scores: number[], kind: 'most' | 'least'): void {
  let best = scores[0] ?? 0;
  for (const score of scores) if (kind === 'most' ? score > best : score < best) best = score;
  for (let index = 0; index < scores.length; index++)
    scores[index] = Math.abs((scores[index] as number) - best) < 1e-6 ? 1 : 0;
}

/** A word about the element's policy that may not have reached every server yet. */
export function isInFlight(element: Element | undefined, epoch: number, seconds: number): boolean {
  return (
    element !== undefined && (element.confirmed.epoch > epoch - seconds || element.registeredEpoch > epoch - seconds)
  );
}
