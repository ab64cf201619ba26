// What the audit remembers from frame to frame, for whoever saves it: a line for each class, and one for all checks. See
// docs/adding-state.md.
import { type Constructor, type NamedObjects, type StateClass, stateClass } from '../bytes/graph-codec.ts';
import { Association } from '../dissect/sctp/association.ts';
import { handlespaceNames } from '../handlespace/state-classes.ts';
import { PoolUsers } from '../handlespace/users/pool-users.ts';
import { rfcTimers, rsplibTimers } from '../protocol/timers.ts';
import { AssociationTable } from './association-table.ts';
import { AssociationWatches } from './association-watch.ts';
import { Audit } from './audit.ts';
import { Auditor } from './auditor.ts';
import type { Check } from './check.ts';
import { ElementWatch } from './element-watch.ts';
import { Expected } from './expected.ts';
import { FindingList, OpenFinding } from './finding-list.ts';
import { Notes } from './notes.ts';
import { OpenRequests } from './open-requests.ts';
import { PeerLink, PeerLinks } from './peer-links.ts';
import { auditRules, makeChecks } from './rules/index.ts';
import { Rate } from './rules/threats/floods.ts';

const association = new Association(0, 0, 0, 0);
const anyRule = auditRules[0];
if (anyRule === undefined) throw new Error('there are no rules');

/** What a check hangs on, and what it has of the frame in hand. */
const borrowed = ['before', 'after', 'events', 'd', 'experts', 'walksAlong', 'damagedFrame'];

export const auditClasses: readonly StateClass[] = [
  // Who is asked what, is decided when it is made.
  stateClass('auditor', Auditor, () => new Auditor(), [...['audit', 'named', 'checks', 'asked', 'd', 'told']]),
  stateClass('audit', Audit, () => new Audit()),
  stateClass('finding list', FindingList, () => new FindingList(), ['onNew']),
  stateClass('finding', OpenFinding, () => new OpenFinding(anyRule, { summary: '' }, [], 0)),
  stateClass('association table', AssociationTable, () => new AssociationTable()),
  stateClass('association watches', AssociationWatches, () => new AssociationWatches()),
  stateClass('peer links', PeerLinks, () => new PeerLinks()),
  stateClass('peer link', PeerLink, () => new PeerLink(association, [0, 0], 0)),
  stateClass('element watch', ElementWatch, () => new ElementWatch(0)),
  stateClass('expected', Expected, () => new Expected()),
  stateClass('open requests', OpenRequests, () => new OpenRequests()),
  stateClass('notes', Notes, () => new Notes(1)),
  stateClass('rate', Rate, () => new Rate(0)),
  ...[...makeChecks(new Audit(), new PoolUsers())].map(([name, check]) => {
    const transient = Object.keys(check).filter((field) => borrowed.includes(field));
    return stateClass(`audit of ${name}`, check.constructor as Constructor, () => check as Check, transient);
  }),
];

export const auditNames: NamedObjects = new Map([
  ...handlespaceNames,
  ...auditRules.map((rule): [string, object] => [`rule ${rule.number}`, rule]),
  ['timers of the RFCs', rfcTimers],
  ['timers of rsplib', rsplibTimers],
]);
