// What a live capture has seen and lost so far, and what happened to it: shown on the screen, in the summary, as metrics.

import type { FindingSeverity } from '../../audit/finding.ts';
import type { BoundName } from '../../dissect/bounds.ts';

export interface DropTotals {
  /** Undefined where the engine does not say, or does not say yet. */
  readonly byKernel: number | undefined;
  readonly byInterface: number | undefined;
  readonly byEngine: number | undefined;
  /** Frames that were watched and could not be recorded. */
  readonly notRecorded: number;
}

export interface LiveTotals {
  readonly startedEpoch: number;
  readonly nowEpoch: number;
  readonly frames: number;
  readonly octets: number;
  readonly messages: number;
  readonly events: number;
  readonly findings: Readonly<Record<FindingSeverity, number>>;
  readonly drops: DropTotals;
  /** How far behind the wire we are: age of the last frame when it was read. */
  readonly lagSeconds: number;
  /** Interfaces that are not there now. */
  readonly away: readonly string[];
  /** What had to go because of each bound. */
  readonly gone: Readonly<Record<BoundName, number>>;
}

/** Something about the capture itself. */
export interface Notice {
  readonly kind: 'capturing' | 'away' | 'back' | 'failed' | 'dropped' | 'recording' | 'forgotten';
  readonly epoch: number;
  readonly sentence: string;
}

export function droppedOf({ byKernel = 0, byInterface = 0, byEngine = 0 }: DropTotals): number {
  return byKernel + byInterface + byEngine;
}
