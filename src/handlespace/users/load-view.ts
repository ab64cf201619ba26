// The load of pools as data: `load` of `pools --users --json` and of `analyze --json`. Everything is copied.
import { hexNumber, hexText, safeText } from '../../bytes/text.ts';
import { causeName, policyName } from '../../protocol/registry.ts';
import type { Pool } from '../model.ts';
import type { HandlespaceState } from '../state.ts';
import { jainIndex } from './distribution.ts';
import type { PoolUsers } from './pool-users.ts';
import { promiseWords } from './promise.ts';
import { ElementLoad, type PoolLoad } from './records.ts';
import { duePicks, type SelectionTest, testLoad } from './selection-test.ts';

export interface ElementLoadView {
  readonly element: string;
  readonly answeredFirst: number;
  readonly answered: number;
  readonly tried: number;
  readonly used: number;
  readonly refused: number;
  readonly busySeconds: number;
  /** Of the picks that are held against the promise; null where there are none. */
  readonly share: Shares;
  readonly promised: Shares;
  /** Picks that the policy forbids. */
  readonly off: { readonly answered: number; readonly used: number };
}

export interface Shares {
  readonly answered: number | null;
  readonly used: number | null;
}

export interface SelectionView extends SelectionTest {
  /** Jain's index of picks over what was promised (of picks alone where no shares are promised): 1 is even. */
  readonly fairness: number | null;
}

export interface LoadView {
  readonly handle: string;
  readonly handleHex: string;
  readonly policy: { readonly type: string; readonly name: string } | null;
  readonly promise: string | null;
  readonly asked: number;
  readonly answered: number;
  readonly pushed: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly sessions: number;
  readonly unexplained: number;
  readonly failovers: number;
  readonly cookies: number;
  /** Picks that nothing is held against: the policy promises nothing, or not all elements were known. */
  readonly unheld: { readonly answered: number; readonly used: number };
  readonly elements: readonly ElementLoadView[];
  readonly selection: { readonly answered: SelectionView; readonly used: SelectionView };
}

type DuePicks = ReadonlyMap<number, number>;

export function loadViews(poolUsers: PoolUsers, state: HandlespaceState): readonly LoadView[] {
  return poolUsers.loads
    .map((load) => loadView(load, state))
    .sort((a, b) => (a.handleHex < b.handleHex ? -1 : a.handleHex > b.handleHex ? 1 : 0));
}

function loadView(load: PoolLoad, state: HandlespaceState): LoadView {
  const { handle } = load;
  const pool = state.pools.find(handle, 0, handle.length);
  const type = load.policyType ?? pool?.policyType;
  const elements = elementsOf(load, pool);
  const promises = [...load.promises.values()];
  const due: readonly [DuePicks, DuePicks] = [duePicks(promises, 0), duePicks(promises, 1)];
  return {
    handle: safeText(handle),
    handleHex: hexText(handle),
    policy: type === undefined ? null : { type: hexNumber(type), name: policyName(type) },
    promise: promiseWords(type) ?? null,
    asked: load.asked,
    answered: load.answered,
    pushed: load.pushed,
    errors: Object.fromEntries([...load.errors].map(([code, count]) => [causeName(code), count])),
    sessions: load.sessions,
    unexplained: load.unexplained,
    failovers: load.failovers,
    cookies: load.cookies,
    unheld: { answered: load.unheld[0], used: load.unheld[1] },
    elements: elements.map((element) => elementView(element, elements, due)),
    selection: {
      answered: selectionView(load, elements, 0, due[0]),
      used: selectionView(load, elements, 1, due[1]),
    },
  };
}

/** Elements that nobody has picked are part of the picture. */
function elementsOf(load: PoolLoad, pool: Pool | undefined): readonly ElementLoad[] {
  const all = new Map(load.elements);
  const add = (id: number) => {
    if (!all.has(id)) all.set(id, new ElementLoad(id));
  };
  for (const element of pool?.elements.values() ?? []) if (element.held) add(element.id);
  for (const { elements } of load.promises.values()) elements.forEach(add);
  return [...all.values()].sort((a, b) => a.id - b.id);
}

function elementView(
  element: ElementLoad,
  all: readonly ElementLoad[],
  due: readonly [DuePicks, DuePicks],
): ElementLoadView {
  const share = (which: 0 | 1) => {
    const sum = all.reduce((total, { held, off }) => total + held[which] + off[which], 0);
    return sum === 0 ? null : (element.held[which] + element.off[which]) / sum;
  };
  const promised = (which: 0 | 1) => {
    const sum = [...due[which].values()].reduce((total, picks) => total + picks, 0);
    return sum === 0 ? null : (due[which].get(element.id) ?? 0) / sum;
  };
  return {
    element: hexNumber(element.id),
    answeredFirst: element.answeredFirst,
    answered: element.answered,
    tried: element.tried,
    used: element.used,
    refused: element.refused,
    busySeconds: element.busySeconds,
    share: { answered: share(0), used: share(1) },
    promised: { answered: promised(0), used: promised(1) },
    off: { answered: element.off[0], used: element.off[1] },
  };
}

function selectionView(load: PoolLoad, elements: readonly ElementLoad[], which: 0 | 1, due: DuePicks): SelectionView {
  const isShared = [...load.promises.values()].some(({ kind, picks }) => kind === 'shares' && picks[which] > 0);
  const fairness = isShared
    ? jainIndex(elements.flatMap(({ id, held }) => (due.has(id) ? [held[which] / (due.get(id) as number)] : [])))
    : jainIndex(elements.map((element) => (which === 0 ? element.answeredFirst : element.used)));
  return { ...testLoad(load, which), fairness };
}
