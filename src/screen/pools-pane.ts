// Pools and their elements: state, home, life left, when last heard, how often picked, values of the policy.
import type { ElementView, PolicyView, PoolView } from '../handlespace/view.ts';
import { duration, plural } from '../report/words.ts';
import { cell, type Line, line, span, type Tone } from './line.ts';
import { contains, type Pane, type PaneRow } from './pane.ts';
import type { Picks, ScreenModel } from './screen-model.ts';
import { type PaneState, sortNames } from './ui-state.ts';

const barWidth = 8;

type Sorted = readonly [PoolView, readonly ElementView[]];

export function poolsPane(model: ScreenModel, { sort, filter }: PaneState, width: number): Pane {
  const by = sortNames.pools[sort] ?? 'name';
  const rows: PaneRow[] = [];
  const sorted = model.view.pools.map((pool): Sorted => [pool, [...pool.elements].sort(orders[by]?.(model, pool))]);
  let place = 0;
  for (const [pool, elements] of sorted) {
    const shown = elements.filter((element) => contains(wordsOf(pool, element), filter));
    if (shown.length === 0) continue;
    rows.push({ place: place++, opens: undefined, line: () => poolLine(pool) });
    for (const element of shown) {
      const opens = { kind: 'element', pool: pool.handle, element: element.id } as const;
      rows.push({ place: place++, opens, line: () => elementLine(model, pool, element, width) });
    }
  }
  return { title: 'Pools', rows, empty: filter === '' ? 'no pool seen yet' : `nothing fits /${filter}` };
}

function wordsOf(pool: PoolView, { id, state, homeServer }: ElementView): string {
  return `${pool.handle}/${id} ${state} ${homeServer ?? ''}`;
}

type Order = (one: ElementView, other: ElementView) => number;

const orders: Readonly<Record<string, (model: ScreenModel, pool: PoolView) => Order>> = {
  state: () => (one, other) => one.state.localeCompare(other.state),
  home: () => (one, other) => (one.homeServer ?? '').localeCompare(other.homeServer ?? ''),
  life: (model) => (one, other) => lifeLeft(one, model.now).seconds - lifeLeft(other, model.now).seconds,
  picks: (model, pool) => (one, other) => picksOf(model, pool, other).used - picksOf(model, pool, one).used,
};

const stateTones: Readonly<Record<string, Tone>> = {
  registered: 'good',
  registering: 'doubtful',
  suspect: 'bad',
  stale: 'doubtful',
  removed: 'faint',
};

function poolLine({ handle, policy, elements }: PoolView): Line {
  return line(span(handle, 'heading'), `  ${policy?.name ?? 'policy not seen'}, ${plural(elements.length, 'element')}`);
}

function elementLine(model: ScreenModel, pool: PoolView, element: ElementView, width: number): Line {
  const { id, state, homeServer, confirmed, policy } = element;
  const { answered, used } = picksOf(model, pool, element);
  return line(
    ' ',
    cell(id, 11, 'element'),
    cell(state, 11, stateTones[state] ?? 'plain'),
    cell(homeServer ?? '?', 11, 'server'),
    ...lifeBar(lifeLeft(element, model.now)),
    cell(ago(model.now - confirmed.epoch), 8, 'plain', 'right'),
    cell(answered + used === 0 ? '' : `${answered}/${used}`, 8, 'plain', 'right'),
    width >= 70 ? `  ${policyValues(policy)}` : '',
  );
}

export const poolHeads = ' element    state      home        life left       heard   picks  policy';

interface LifeLeft {
  readonly seconds: number;
  readonly share: number;
}

/** Infinite for those who live for ever; the share is of the whole Registration Life. */
export function lifeLeft({ registrationLifeMs, confirmed }: ElementView, now: number): LifeLeft {
  if (registrationLifeMs === null || registrationLifeMs === 0) return { seconds: Number.POSITIVE_INFINITY, share: 1 };
  const seconds = confirmed.epoch + registrationLifeMs / 1000 - now;
  return { seconds, share: Math.max(0, Math.min(1, (seconds * 1000) / registrationLifeMs)) };
}

function lifeBar({ seconds, share }: LifeLeft): readonly [ReturnType<typeof span>, ReturnType<typeof span>] {
  const full = Math.round(share * barWidth);
  const tone: Tone = share > 0.5 ? 'good' : share > 0.2 ? 'doubtful' : 'bad';
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
  const left = Number.isFinite(seconds) ? (seconds <= 0 ? 'over' : ago(seconds)) : 'ever';
  return [span(bar, tone), cell(left, 7, 'plain', 'right')];
}

/** `12 s`, `3 min`, `2 h`: how long ago something was, in few columns. */
export function ago(seconds: number): string {
  if (seconds < 0.95) return 'now';
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  if (seconds < 5970) return `${Math.round(seconds / 60)} min`;
  return duration(seconds).replace(/ \d+ min$/, '');
}

const noPicks: Picks = { answered: 0, used: 0 };

function picksOf(model: ScreenModel, pool: PoolView, { id }: ElementView): Picks {
  return model.picks.get(`${pool.handleHex}/${id}`) ?? noPicks;
}

/** `weight=10 load=0.50`: what the policy has beside its type. */
export function policyValues(policy: PolicyView | null): string {
  if (policy === null) return '';
  const { type: _, name: __, ...values } = policy;
  return Object.entries(values)
    .map(([key, value]) => `${key}=${typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : value}`)
    .join(' ');
}
