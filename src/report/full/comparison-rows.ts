// The rows of a comparison, and what they say of a difference: whether there is one, and for the better or the worse.

export interface ComparisonRow {
  readonly cells: readonly string[];
  /** Whether the two captures differ here, and for the better or the worse where one can tell. */
  readonly verdict: 'same' | 'differs' | 'better' | 'worse' | 'only before' | 'only after';
}

export interface ComparisonTable {
  readonly key: string;
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly ComparisonRow[];
}

export type Verdict = ComparisonRow['verdict'];

/** Times and rates that differ by less are called the same: no two runs are alike to the last digit. */
const sameWithin = 0.25;

/** Joins two lists by a key, in the order of the first and then what only the second has. */
export function joined<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): (readonly [before: Item | undefined, after: Item | undefined])[] {
  const others = new Map(after.map((item) => [keyOf(item), item]));
  const pairs = before.map((item): readonly [Item | undefined, Item | undefined] => {
    const key = keyOf(item);
    const other = others.get(key);
    others.delete(key);
    return [item, other];
  });
  return [...pairs, ...[...others.values()].map((item) => [undefined, item] as const)];
}

export function presence(before: unknown, after: unknown): Verdict | undefined {
  return before === undefined ? 'only after' : after === undefined ? 'only before' : undefined;
}

/** `lessIsBetter` undefined: nobody can tell which is better. */
export function numberVerdict(before: number, after: number, lessIsBetter?: boolean): Verdict {
  if (before === after) return 'same';
  const larger = Math.max(Math.abs(before), Math.abs(after));
  if (Math.abs(after - before) <= larger * sameWithin) return 'same';
  if (lessIsBetter === undefined) return 'differs';
  return after < before === lessIsBetter ? 'better' : 'worse';
}

export function worst(...verdicts: readonly Verdict[]): Verdict {
  for (const verdict of ['worse', 'differs', 'better'] as const) if (verdicts.includes(verdict)) return verdict;
  return 'same';
}
