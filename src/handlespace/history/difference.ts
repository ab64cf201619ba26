// What differs between the handlespace at two moments: who came, went, moved to another home or is told otherwise (RFC 5352 §3.1,
// RFC 5353 §3.3), with the frames between that prove it.
import { hexNumber, hexText } from '../../bytes/text.ts';
import type { HandlespaceEvent } from '../events.ts';
import type { ElementView, HandlespaceView, PolicyView, PoolView, ServerView, TransportView } from '../view.ts';

export type FactValue = string | number | null | readonly string[] | PolicyView | TransportView;

/** One fact with what it was and what it is. */
export interface FactChange {
  readonly fact: string;
  readonly from: FactValue;
  readonly to: FactValue;
}

/** Came: only at the second moment. Went: only at the first. */
export type ChangeKind = 'came' | 'went' | 'changed';

export interface ElementDifference {
  readonly pool: string;
  readonly poolHex: string;
  readonly id: string;
  readonly change: ChangeKind;
  readonly changes: readonly FactChange[];
  readonly before: ElementView | null;
  readonly after: ElementView | null;
  readonly frames: readonly number[];
}

export interface ServerDifference {
  readonly id: string;
  readonly change: ChangeKind;
  readonly changes: readonly FactChange[];
  readonly frames: readonly number[];
}

export interface PoolDifference {
  readonly handle: string;
  readonly handleHex: string;
  readonly change: ChangeKind;
  readonly changes: readonly FactChange[];
}

export interface HandlespaceDifference {
  readonly servers: readonly ServerDifference[];
  readonly pools: readonly PoolDifference[];
  readonly elements: readonly ElementDifference[];
}

const framesKept = 24;

/** Frames of what happened to each pool element and server: both ends of each story. */
export class ChangeFrames {
  private readonly byKey = new Map<string, number[]>();

  note(event: HandlespaceEvent): void {
    if (event.pool && event.element !== undefined)
      this.#add(`${hexText(event.pool)}/${hexNumber(event.element)}`, event);
    if (event.server !== undefined) this.#add(hexNumber(event.server), event);
    if (event.formerServer !== undefined) this.#add(hexNumber(event.formerServer), event);
  }

  #add(key: string, { frame, evidence }: HandlespaceEvent): void {
    const frames = this.byKey.get(key) ?? [];
    if (frames.length === 0) this.byKey.set(key, frames);
    for (const proof of [...evidence, frame]) {
      if (frames.includes(proof)) continue;
      if (frames.length >= framesKept) frames.splice(framesKept / 2, 1);
      frames.push(proof);
    }
  }

  /** Those after frame `from` up to frame `to`. */
  of(key: string, from: number, to: number): number[] {
    const [low, high] = from <= to ? [from, to] : [to, from];
    return (this.byKey.get(key) ?? []).filter((frame) => frame > low && frame <= high).sort((a, b) => a - b);
  }
}

export function differenceOf(
  before: HandlespaceView,
  after: HandlespaceView,
  framesOf: (key: string) => readonly number[],
): HandlespaceDifference {
  return {
    servers: pairs(before.servers, after.servers, ({ id }) => id).flatMap(([one, other]) => {
      const changes = one && other ? serverChanges(one, other) : [];
      const id = (one ?? other)?.id ?? '';
      return one && other && changes.length === 0 ? [] : [{ id, ...kindOf(one, other), changes, frames: framesOf(id) }];
    }),
    pools: pairs(before.pools, after.pools, ({ handleHex }) => handleHex).flatMap(([one, other]) => {
      const changes = one && other ? changed('policy', one.policy?.type ?? null, other.policy?.type ?? null) : [];
      const { handle, handleHex } = (one ?? other) as PoolView;
      return one && other && changes.length === 0 ? [] : [{ handle, handleHex, ...kindOf(one, other), changes }];
    }),
    elements: pairs(before.pools, after.pools, ({ handleHex }) => handleHex).flatMap(([one, other]) => {
      const { handle, handleHex } = (one ?? other) as PoolView;
      return pairs(one?.elements ?? [], other?.elements ?? [], ({ id }) => id).flatMap(([was, is]) => {
        const changes = was && is ? elementChanges(was, is) : [];
        if (was && is && changes.length === 0) return [];
        const id = (was ?? is)?.id ?? '';
        return [
          {
            pool: handle,
            poolHex: handleHex,
            id,
            ...kindOf(was, is),
            changes,
            before: was ?? null,
            after: is ?? null,
            frames: framesOf(`${handleHex}/${id}`),
          },
        ];
      });
    }),
  };
}

function kindOf<T>(before: T | undefined, after: T | undefined): { change: ChangeKind } {
  return { change: before === undefined ? 'came' : after === undefined ? 'went' : 'changed' };
}

/** Each key of either list with its entry in both, in the order of the keys. */
function pairs<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (entry: T) => string,
): [T | undefined, T | undefined][] {
  const found = new Map<string, [T | undefined, T | undefined]>();
  for (const entry of before) found.set(keyOf(entry), [entry, undefined]);
  for (const entry of after) {
    const pair = found.get(keyOf(entry));
    if (pair) pair[1] = entry;
    else found.set(keyOf(entry), [undefined, entry]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, pair]) => pair);
}

function changed(fact: string, from: FactValue, to: FactValue): FactChange[] {
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ fact, from, to }];
}

function elementChanges(before: ElementView, after: ElementView): FactChange[] {
  return [
    // It left and came back: the same identifier, another registration.
    ...changed('since', before.since.frame, after.since.frame),
    ...changed('homeServer', before.homeServer, after.homeServer),
    ...changed('state', before.state, after.state),
    ...changed('policy', before.policy, after.policy),
    ...changed('userTransport', before.userTransport, after.userTransport),
    ...changed('asapTransport', before.asapTransport, after.asapTransport),
    ...changed('registrationLifeRaw', before.registrationLifeRaw, after.registrationLifeRaw),
  ];
}

function serverChanges(before: ServerView, after: ServerView): FactChange[] {
  return [
    ...changed('state', before.state, after.state),
    ...changed('takenOverBy', before.takenOverBy, after.takenOverBy),
    ...changed('ownedElements', before.ownedElements, after.ownedElements),
    ...changed('asapAddresses', before.asapAddresses, after.asapAddresses),
    ...changed('enrpAddresses', before.enrpAddresses, after.enrpAddresses),
  ];
}
