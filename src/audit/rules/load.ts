// Who is picked and used, held against what the policy promises: rules O10, O11, O23, S2.17.
import { hashOctets } from '../../bytes/hash.ts';
import { hexText, safeText } from '../../bytes/text.ts';
import { type LoadView, loadViews, type SelectionView } from '../../handlespace/users/load-view.ts';
import type { PoolUsers } from '../../handlespace/users/pool-users.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { pairKey } from '../keys.ts';
import { counted } from '../names.ts';
import { ruleTable } from '../rule.ts';

export const loadRules = ruleTable({
  O10: {
    name: 'selection-against-policy',
    rule: 'Users use elements as the policy of the pool promises',
    severity: 'warning',
    rfc: 'operations; RFC 5356',
    remedy: 'configure',
    needs: 'resolutions, and the sessions that follow them; many of both',
    doubt: 'once in a hundred pools by chance; with caches, or users that take what they know',
    advice: 'See which elements get more than their share, and whether the users choose by themselves.',
  },
  O11: {
    name: 'element-unused',
    rule: 'Each element is used',
    severity: 'note',
    rfc: 'operations',
    remedy: 'know',
    needs: 'resolutions, and the sessions that follow them; many of both',
    doubt: 'where the policy is to keep it in reserve, or it came late',
    advice: 'See whether users can reach it, and whether its weight, priority or load keeps them away.',
  },
  O23: {
    name: 'element-refuses-users',
    rule: 'Elements take the users that are sent to them',
    severity: 'warning',
    rfc: 'operations',
    remedy: 'recover',
    needs: 'the associations of the users from their start',
    doubt: 'where something between them refuses',
    advice: 'The element is registered, but its service is not there: look at it.',
  },
  'S2.17': {
    name: 'answers-against-policy',
    rule: 'Servers name elements as the policy of the pool wants it',
    severity: 'warning',
    rfc: 'RFC 5355 §2.17; RFC 5356',
    remedy: 'defend',
    needs: 'many answers, and the policies that the elements have registered',
    doubt: 'once in a hundred pools by chance; while loads change',
    advice: 'Compare the answers of the servers: one of them may favour an element.',
  },
});

const rules = loadRules;

/** Sessions from which an element that has none stands out. */
const sessionsNeeded = 20;
const refusalsNeeded = 2;
const forbiddenNeeded = 3;

export class Load implements Check {
  private readonly audit: Audit;
  private readonly users: PoolUsers;

  constructor(audit: Audit, users: PoolUsers) {
    this.audit = audit;
    this.users = users;
  }

  conclude(): void {
    const { state } = this.audit;
    for (const load of loadViews(this.users, state)) this.#judge(load);
  }

  #judge(load: LoadView): void {
    const audit = this.audit;
    const { handle, selection, elements } = load;
    const bytes = new TextEncoder().encode(load.handleHex);
    const key = hashOctets(bytes, 0, bytes.length);
    const since = audit.startEpoch;
    const promise = load.promise ?? load.policy?.name ?? 'its policy';
    if (isTold(selection.answered))
      audit.tell(rules['S2.17'], key, () => ({
        summary: `Servers name the elements of ${handle} otherwise than ${promise}: ${departure(load, 'answered', selection.answered)}`,
        pool: handle,
        since,
        frames: framesOf(this.users, handle),
      }));
    else if (isTold(selection.used))
      audit.tell(rules.O10, key, () => ({
        summary: `Users use the elements of ${handle} otherwise than ${promise}: ${departure(load, 'used', selection.used)}`,
        pool: handle,
        since,
        frames: framesOf(this.users, handle),
      }));
    for (const { element, refused, tried, used } of elements) {
      if (refused >= refusalsNeeded)
        audit.tell(rules.O23, pairKey(key, Number(element)), () => ({
          summary: `${handle}/${element} refuses users: ${refused} of ${counted(tried, 'time')}`,
          ...this.#about(handle, element),
          count: refused,
        }));
      else if (used === 0 && tried === 0 && load.sessions >= sessionsNeeded && this.#isHeld(load, element))
        audit.tell(rules.O11, pairKey(key, Number(element)), () => ({
          summary: `${handle}/${element} is used by nobody, though the pool has had ${counted(load.sessions, 'session')}`,
          ...this.#about(handle, element),
        }));
    }
  }

  #about(handle: string, element: string) {
    const frames = framesOf(this.users, handle, Number(element));
    return { pool: handle, element, since: this.audit.startEpoch, frames };
  }

  /** There since the first of the sessions, and still there. */
  #isHeld({ handleHex }: LoadView, element: string): boolean {
    const pool = this.audit.state.pools.all.find(({ handle }) => hexText(handle) === handleHex);
    const found = pool?.elements.get(Number(element));
    const [first] = this.users.sessions;
    return found?.held === true && first !== undefined && found.since.epoch < first.startEpoch;
  }
}

/** A few picks that the policy forbids may be such as a change on its way explains. */
function isTold({ verdict, off }: SelectionView): boolean {
  return verdict === 'departs' && (off === 0 || off >= forbiddenNeeded);
}

/** The element that is furthest from its share. */
function departure({ elements }: LoadView, which: 'answered' | 'used', { picks, off, p }: SelectionView): string {
  const worst = [...elements].sort((a, b) => distance(b) - distance(a))[0];
  function distance({ share, promised }: LoadView['elements'][0]): number {
    return Math.abs((share[which] ?? 0) - (promised[which] ?? 0));
  }
  if (off > 0) return `${off} of ${counted(picks + off, 'pick')} are such as it forbids`;
  if (worst === undefined) return `${counted(picks, 'pick')}`;
  const percent = (share: number | null) => `${Math.round((share ?? 0) * 100)} %`;
  const chance =
    p === null ? '' : `, by chance ${p < 0.001 ? 'less than once in a thousand' : `once in ${Math.round(1 / p)}`}`;
  return `${worst.element} has ${percent(worst.share[which])} of ${counted(picks, 'pick')} where ${percent(worst.promised[which])} were promised${chance}`;
}

/** A few frames in which users turned to the pool. */
function framesOf(users: PoolUsers, handle: string, element?: number): number[] {
  const frames: number[] = [];
  for (const session of users.sessions) {
    if (frames.length >= 6) break;
    if (element !== undefined && session.element !== element) continue;
    if (safeText(session.pool.handle) !== handle) continue;
    frames.push(session.startFrame);
  }
  return frames;
}
