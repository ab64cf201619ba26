// What the handlespace remembers from frame to frame, for whoever saves it: a line for each class, after those of the
// dissector below it. See docs/adding-state.md.
import { type NamedObjects, type StateClass, stateClass } from '../bytes/graph-codec.ts';
import { dissectClasses, dissectNames } from '../dissect/state-classes.ts';
import { AddressBindings } from './address-bindings.ts';
import { AssociationRecords } from './association-record.ts';
import { BusySeconds } from './busy-seconds.ts';
import { copyClasses } from './copies/state-classes.ts';
import { Deadlines } from './deadlines.ts';
import { ElementIndex } from './element-index.ts';
import { Handlespace } from './handlespace.ts';
import { Element, noFacts, Pool, Server } from './model.ts';
import { OwnershipLog } from './ownership-log.ts';
import { PoolTable } from './pool-table.ts';
import { ProfileEvidence } from './profile.ts';
import { HandlespaceState } from './state.ts';
import { TableSessions } from './table-sessions.ts';
import { Traffic } from './traffic.ts';
import { UpdateCopies } from './update-copies.ts';
import { userClasses } from './users/state-classes.ts';

const pool = new Pool(new Uint8Array(0), 0);
const moment = { frame: 0, epoch: 0 };

export const handlespaceClasses: readonly StateClass[] = [
  ...dissectClasses,
  // Observers are those of this run; the walker and its parts are filled anew for each message.
  stateClass('handlespace', Handlespace, () => new Handlespace(), ['walker', 'parts', 'observers', 'countsTraffic']),
  stateClass('busy seconds', BusySeconds, () => new BusySeconds()),
  stateClass('state', HandlespaceState, () => new HandlespaceState(), ['onEvent', 'isHeard', 'bounds']),
  stateClass('pools', PoolTable, () => new PoolTable()),
  stateClass('pool', Pool, () => new Pool(pool.handle, 0)),
  stateClass('element', Element, () => new Element(pool, 0, 0, moment)),
  stateClass('server', Server, () => new Server(0, 0, 0)),
  stateClass('ownership log', OwnershipLog, () => new OwnershipLog()),
  stateClass('element index', ElementIndex, () => new ElementIndex()),
  stateClass('deadlines', Deadlines, () => new Deadlines()),
  stateClass('association records', AssociationRecords, () => new AssociationRecords(), ['kept']),
  stateClass('address bindings', AddressBindings, () => new AddressBindings()),
  stateClass('profile evidence', ProfileEvidence, () => new ProfileEvidence()),
  stateClass('traffic', Traffic, () => new Traffic()),
  stateClass('table sessions', TableSessions, () => new TableSessions()),
  stateClass('update copies', UpdateCopies, () => new UpdateCopies()),
  ...copyClasses,
  ...userClasses,
];

export const handlespaceNames: NamedObjects = new Map([...dissectNames, ['no facts', noFacts]]);
