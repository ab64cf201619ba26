// All rules, and the checks that hold traffic against them.
import type { PoolUsers } from '../../handlespace/users/pool-users.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import type { MembershipPolicy } from '../policy/membership-policy.ts';
import type { Rule } from '../rule.ts';
import { Announces, announceRules } from './announces.ts';
import { Cookies, cookieRules } from './cookies.ts';
import { ElementLife, elementLifeRules } from './element-life.ts';
import { ErrorReports, errorReportRules } from './error-reports.ts';
import { HandleTables, handleTableRules } from './handle-table.ts';
import { HandleUpdates, handleUpdateRules } from './handle-update.ts';
import { KeepAlives, keepAliveRules } from './keep-alive.ts';
import { Leaving, leavingRules } from './leaving.ts';
import { Load, loadRules } from './load.ts';
import { Membership, membershipRules } from './membership.ts';
import { Network, networkRules } from './network.ts';
import { poolAttributeRules } from './pool-attributes.ts';
import { Presences, presenceRules } from './presence.ts';
import { Registrations, registrationRules } from './registration.ts';
import { requestRules } from './request-rules.ts';
import { Requests } from './requests.ts';
import { Resolutions, resolutionRules } from './resolution.ts';
import { ServerLife, serverLifeRules } from './server-life.ts';
import { Servers, serverRules } from './servers.ts';
import { Takeovers, takeoverRules } from './takeover.ts';
import { Answers, answerRules } from './threats/answers.ts';
import { ElementIdentities } from './threats/element-identities.ts';
import { Floods, floodRules } from './threats/floods.ts';
import { identityRules } from './threats/identity-rules.ts';
import { ServerIdentities } from './threats/server-identities.ts';
import { formatRules, TransportFormat } from './transport-format.ts';
import { UnreachableReports, unreachableRules } from './unreachable.ts';

const families = ['F', 'T', 'A', 'E', 'S2.', 'M', 'O'];

/** `S2.16` behind `S2.9`. */
function placeOf({ number }: Rule): number {
  const family = families.findIndex((name) => number.startsWith(name));
  return family * 1000 + Number(number.slice((families[family] as string).length));
}

export const auditRules: readonly Rule[] = [
  formatRules,
  registrationRules,
  poolAttributeRules,
  leavingRules,
  handleUpdateRules,
  keepAliveRules,
  unreachableRules,
  resolutionRules,
  announceRules,
  errorReportRules,
  cookieRules,
  serverRules,
  presenceRules,
  handleTableRules,
  takeoverRules,
  elementLifeRules,
  serverLifeRules,
  requestRules,
  networkRules,
  loadRules,
  floodRules,
  identityRules,
  answerRules,
  membershipRules,
]
  .flatMap((table): Rule[] => Object.values(table))
  .sort((a, b) => placeOf(a) - placeOf(b));

/** Those that need nothing but the audit, by the names that they have in saved states. */
const always = {
  'transport format': TransportFormat,
  'handle updates': HandleUpdates,
  registrations: Registrations,
  leaving: Leaving,
  takeovers: Takeovers,
  'keep-alives': KeepAlives,
  'unreachable reports': UnreachableReports,
  'resolutions asked for': Resolutions,
  announces: Announces,
  'error reports': ErrorReports,
  'server places': Servers,
  presences: Presences,
  'handle tables': HandleTables,
  'element life': ElementLife,
  'server life': ServerLife,
  requests: Requests,
  network: Network,
  floods: Floods,
  'element identities': ElementIdentities,
  'server identities': ServerIdentities,
  answers: Answers,
};

/** The order counts: what a message says of an element is noted before others ask for it. */
export function makeChecks(audit: Audit, users?: PoolUsers, policy?: MembershipPolicy): ReadonlyMap<string, Check> {
  const checks = new Map<string, Check>();
  for (const [name, Type] of Object.entries(always)) checks.set(name, new Type(audit));
  checks.set('cookies', new Cookies(audit, users));
  if (users) checks.set('load', new Load(audit, users));
  if (policy) checks.set('membership', new Membership(audit, policy));
  return checks;
}
