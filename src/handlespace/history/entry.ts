// One line of a history: something that happened, or something routine that happened many times with nothing else between.
import type { HandlespaceEventKind } from '../events.ts';

/** What messages tell, whether it changes the state or not; beside these, the events of the handlespace. */
export type MessageKind =
  | 'registration-sent'
  | 'registration-accepted'
  | 'registration-refused'
  | 'registered-again'
  | 'deregistration-sent'
  | 'deregistration-granted'
  | 'deregistration-refused'
  | 'kept-alive'
  | 'keep-alive-missed'
  | 'reported-unreachable'
  | 'named-to-user'
  | 'resolved'
  | 'resolution-refused'
  | 'update-added'
  | 'update-removed'
  | 'listed-in-table'
  | 'association-began'
  | 'association-ended'
  | 'server-announced'
  | 'presence-sent'
  | 'list-requested'
  | 'table-requested'
  | 'table-refused';

export type HistoryKind = HandlespaceEventKind | MessageKind;

export interface HistoryEntry {
  readonly kind: HistoryKind;
  /** True for the handlespace's own events: what changed, or was noticed, in its state. */
  readonly isEvent: boolean;
  readonly frame: number;
  readonly epoch: number;
  lastFrame: number;
  lastEpoch: number;
  count: number;
  /** Of those, how many were answered; undefined where no answer is due. */
  answered: number | undefined;
  readonly pool: Uint8Array | undefined;
  readonly element: number | undefined;
  readonly server: number | undefined;
  /** Other servers that had to do with it: peers told, the former home, the target of a takeover. */
  readonly others: number[];
  /** Hosts that are no servers: the pool element's, pool users'. */
  readonly hosts: string[];
  readonly why: string | undefined;
  readonly frames: number[];
}

const framesKept = 24;
const namesKept = 8;

/** Keeps the first frames and the latest. */
export function addFrame({ frames }: HistoryEntry, frame: number): void {
  if (frames.includes(frame)) return;
  if (frames.length >= framesKept) frames.splice(framesKept / 2, 1);
  frames.push(frame);
}

export function addName<T>(names: T[], name: T): void {
  if (names.length < namesKept && !names.includes(name)) names.push(name);
}
