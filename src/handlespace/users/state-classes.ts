// What is remembered of pool users, for whoever saves it: a line for each class. See docs/adding-state.md.
import { type StateClass, stateClass } from '../../bytes/graph-codec.ts';
import { Element, Pool } from '../model.ts';
import { Failovers } from './failovers.ts';
import { Flows } from './flows.ts';
import { LoadTable } from './load-table.ts';
import { PoolUsers } from './pool-users.ts';
import { ElementLoad, PoolLoad, Resolution, Session, User, UserPool } from './records.ts';
import { Resolutions } from './resolutions.ts';
import { Sessions } from './sessions.ts';
import { Strangers } from './strangers.ts';
import { TransportIndex } from './transport-index.ts';
import { UserTable } from './user-table.ts';

const handle = new Uint8Array(0);
const element = new Element(new Pool(handle, 0), 0, 0, { frame: 0, epoch: 0 });
const user = new User(0, 0, 0);
const load = new PoolLoad(handle, { shares: 0 });
const table = new UserTable();
const transports = new TransportIndex();
const sessions = new Sessions(table, transports, new LoadTable());

export const userClasses: readonly StateClass[] = [
  stateClass('pool users', PoolUsers, () => new PoolUsers()),
  stateClass('user table', UserTable, () => new UserTable()),
  stateClass('transport index', TransportIndex, () => new TransportIndex()),
  // The answer in hand.
  stateClass('resolutions', Resolutions, () => new Resolutions(), ['answered']),
  stateClass('load table', LoadTable, () => new LoadTable()),
  stateClass('sessions', Sessions, () => new Sessions(table, transports, new LoadTable())),
  stateClass('strangers', Strangers, () => new Strangers()),
  stateClass('failovers', Failovers, () => new Failovers()),
  stateClass('flows', Flows, () => new Flows(table, transports, sessions)),
  stateClass('user', User, () => new User(0, 0, 0)),
  stateClass('pool of a user', UserPool, () => new UserPool()),
  stateClass('resolution', Resolution, () => new Resolution(user, load, 0)),
  stateClass('session', Session, () => new Session(0, user, load, element, undefined, 0, 0, 0)),
  stateClass('element load', ElementLoad, () => new ElementLoad(0)),
  stateClass('pool load', PoolLoad, () => new PoolLoad(handle, { shares: 0 })),
];
