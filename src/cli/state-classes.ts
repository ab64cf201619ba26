// What --state saves beyond dissector and handlespace, and the observers that go along whatever the command: the next run may
// be of a command that shows them. See docs/adding-state.md.
import { auditClasses, auditNames } from '../audit/state-classes.ts';
import { type NamedObjects, type StateClass, stateClass } from '../bytes/graph-codec.ts';
import { ProtocolCounts } from '../dissect/protocol-counts.ts';
import { ServerCopies } from '../handlespace/copies/server-copies.ts';
import type { HandlespaceObserver } from '../handlespace/observer.ts';
import { handlespaceClasses } from '../handlespace/state-classes.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { AnalysisCounts } from './analysis-counts.ts';
import { CaptureProgress } from './capture-progress.ts';

export interface SavedObserver {
  /** Its name among the parts of the state. */
  readonly name: string;
  readonly type: abstract new (...words: never[]) => HandlespaceObserver;
  readonly make: () => HandlespaceObserver;
}

/** Each observer that has something to remember: its classes stand in the list of its room. */
export const savedObservers: readonly SavedObserver[] = [
  { name: 'copies', type: ServerCopies, make: () => new ServerCopies() },
  { name: 'users', type: PoolUsers, make: () => new PoolUsers() },
];

export const stateClasses: readonly StateClass[] = [
  ...handlespaceClasses,
  ...auditClasses,
  stateClass('analysis', AnalysisCounts, () => new AnalysisCounts()),
  stateClass('protocols', ProtocolCounts, () => new ProtocolCounts()),
  stateClass('progress', CaptureProgress, () => new CaptureProgress()),
];

export const stateNames: NamedObjects = auditNames;
