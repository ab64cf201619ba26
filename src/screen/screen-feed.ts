// Collects what the screen shows while packets come, bounded, and makes the model of it when the screen is drawn.
import type { Auditor } from '../audit/auditor.ts';
import type { Finding } from '../audit/finding.ts';
import { hexNumber } from '../bytes/text.ts';
import type { Bounds } from '../dissect/bounds.ts';
import type { Dissection } from '../dissect/dissection.ts';
import type { HandlespaceEvent } from '../handlespace/events.ts';
import type { Handlespace } from '../handlespace/handlespace.ts';
import { loadViews } from '../handlespace/users/load-view.ts';
import type { PoolUsers } from '../handlespace/users/pool-users.ts';
import { type UserView, userViews } from '../handlespace/users/view.ts';
import { eventView, type HandlespaceView, viewOf } from '../handlespace/view.ts';
import { exchangeRows, messageRows } from '../report/analysis-view.ts';
import type { LiveTotals, Notice } from '../report/live/live-totals.ts';
import { carriesPart, type KeptFrame, keepFrame, partsOf } from './kept-frame.ts';
import type { FeedEntry, Picks, Placed, Player, RateRow, ScreenModel } from './screen-model.ts';

/** What the screen looks at besides what it is told. */
export interface Watched {
  readonly handlespace: Handlespace;
  readonly auditor: Auditor | undefined;
  readonly users: PoolUsers | undefined;
  totals(): LiveTotals;
}

const secondsKept = 60;
const findingsShown = 1000;
const partsKept = 256;
/** The latest of them. */
const usersShown = 1000;
/** What takes long to make is made so much more seldom. */
const restFactor = 10;
const slowMs = 2000;

export class ScreenFeed {
  readonly #bounds: () => Bounds;
  readonly #events: Placed<FeedEntry>[] = [];
  readonly #messages: Placed<KeptFrame>[] = [];
  /** The last frames with parts of messages that others complete. */
  readonly #parts: KeptFrame[] = [];
  #places = 0;
  readonly #packets: number[] = [];
  readonly #messageRates: number[] = [];
  readonly #eventRates: number[] = [];
  readonly #kinds = new Map<string, { count: number; readonly perSecond: number[] }>();
  #before = { packets: 0, messages: 0, events: 0 };
  readonly #view: Remembered<HandlespaceView>;
  readonly #findings: Remembered<readonly Finding[]>;
  readonly #picks: Remembered<ReadonlyMap<string, Picks>>;
  readonly #users: Remembered<readonly UserView[]>;

  /** `bounds` are asked for at each entry: they are those of the watch that tells it. */
  constructor(bounds: () => Bounds) {
    this.#bounds = bounds;
    this.#view = new Remembered(0);
    this.#findings = new Remembered(slowMs);
    this.#picks = new Remembered(slowMs);
    this.#users = new Remembered(slowMs);
  }

  frame(d: Dissection): void {
    if (carriesPart(d)) {
      this.#parts.push(keepFrame(d.frame));
      if (this.#parts.length > 2 * partsKept) this.#parts.splice(0, partsKept);
    }
    if (d.messageCount === 0) return;
    const kept = keepFrame(d.frame);
    const numbers = partsOf(d);
    const earlier = numbers.size === 0 ? [] : this.#parts.filter(({ number }) => numbers.has(number));
    this.#put(this.#messages, earlier.length === 0 ? kept : { ...kept, earlier }, 'messages');
  }

  event(event: HandlespaceEvent): void {
    this.#put(this.#events, { kind: 'event', event: eventView(event) }, 'events');
  }

  notice(notice: Notice): void {
    this.#put(this.#events, { kind: 'notice', notice }, 'events');
  }

  finding(): void {
    this.#findings.forget();
  }

  /** Once a second. */
  second(watched: Watched, totals: LiveTotals): void {
    push(this.#packets, Math.max(0, totals.frames - this.#before.packets));
    push(this.#messageRates, Math.max(0, totals.messages - this.#before.messages));
    push(this.#eventRates, Math.max(0, totals.events - this.#before.events));
    this.#before = { packets: totals.frames, messages: totals.messages, events: totals.events };
    for (const { protocol, name, count } of messageRows(watched.handlespace.traffic, 0)) {
      const key = `${protocol.toUpperCase()} ${name}`;
      const kind = this.#kinds.get(key) ?? { count: 0, perSecond: [] };
      push(kind.perSecond, Math.max(0, count - kind.count));
      kind.count = count;
      this.#kinds.set(key, kind);
    }
  }

  model(title: string, player: Player | undefined, watched: Watched): ScreenModel {
    const { handlespace, auditor, users } = watched;
    const { state } = handlespace;
    const now = state.epoch;
    return {
      title,
      player,
      now,
      totals: watched.totals(),
      view: this.#view.get(() => viewOf(state, now)),
      heard: new Map([...state.servers.values()].map(({ id, lastEpoch }) => [hexNumber(id), lastEpoch])),
      picks: this.#picks.get(() => picksOf(users, handlespace)),
      users: this.#users.get(() => (users === undefined ? [] : userViews(users, state).slice(-usersShown))),
      events: [...this.#events],
      messages: [...this.#messages],
      findings: this.#findings.get(() => (auditor?.foundUntilNow() ?? []).slice(0, findingsShown)),
      rates: {
        packets: [...this.#packets],
        messages: [...this.#messageRates],
        events: [...this.#eventRates],
        rows: [...this.#kinds].map(([name, { count, perSecond }]): RateRow => ({ name, count, perSecond })),
      },
      answers: exchangeRows(handlespace.traffic),
    };
  }

  /** Gives what brings back what is collected now. */
  remember(): () => void {
    const events = [...this.#events];
    const messages = [...this.#messages];
    const parts = [...this.#parts];
    const places = this.#places;
    return () => {
      put(this.#parts, parts);
      put(this.#events, events);
      put(this.#messages, messages);
      this.#places = places;
      for (const made of [this.#view, this.#findings, this.#picks, this.#users]) made.again();
    };
  }

  /** Entries so far, those that went among them. */
  get places(): number {
    return this.#places;
  }

  /** The frames with messages that are kept. */
  get messages(): readonly Placed<KeptFrame>[] {
    return this.#messages;
  }

  /** Frames that are kept, oldest first. */
  get kept(): readonly KeptFrame[] {
    const frames = new Map<number, KeptFrame>();
    for (const { entry } of this.#messages)
      for (const frame of [...(entry.earlier ?? []), entry]) frames.set(frame.number, frame);
    return [...frames.values()].sort((one, other) => one.number - other.number);
  }

  /** Taking one from the front of an array costs as much as it is long: many at once cost no more. */
  #put<T>(list: Placed<T>[], entry: T, name: 'events' | 'messages'): void {
    const { most, gone } = this.#bounds();
    const limit = most[name];
    list.push({ place: this.#places++, entry });
    if (list.length <= limit + limit / 4) return;
    const tooMany = list.length - limit;
    gone[name] += tooMany;
    list.splice(0, tooMany);
  }
}

function put<T>(list: T[], entries: readonly T[]): void {
  list.length = 0;
  for (const entry of entries) list.push(entry);
}

function push(values: number[], value: number): void {
  values.push(value);
  if (values.length > secondsKept) values.shift();
}

function picksOf(users: PoolUsers | undefined, { state }: Handlespace): ReadonlyMap<string, Picks> {
  const picks = new Map<string, Picks>();
  if (users === undefined) return picks;
  for (const { handleHex, elements } of loadViews(users, state))
    for (const { element, answeredFirst, used } of elements)
      picks.set(`${handleHex}/${element}`, { answered: answeredFirst, used });
  return picks;
}

/** Something that is made again after a while: the longer it took to make, the later. */
class Remembered<T> {
  readonly #leastMs: number;
  #value: T | undefined;
  #againMs = 0;

  constructor(leastMs: number) {
    this.#leastMs = leastMs;
  }

  get(make: () => T): T {
    const begun = performance.now();
    if (this.#value !== undefined && begun < this.#againMs) return this.#value;
    const value = make();
    const done = performance.now();
    this.#value = value;
    this.#againMs = done + Math.max(this.#leastMs, (done - begun) * restFactor);
    return value;
  }

  /** What it was made of has changed altogether. */
  again(): void {
    this.#againMs = 0;
  }

  forget(): void {
    this.#againMs = Math.min(this.#againMs, performance.now() + 250);
  }
}
