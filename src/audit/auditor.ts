// The audit of a running handlespace: hangs on its one walk through each message, and on each frame for what messages do not
// tell. Findings can be asked for at any time.
import type { BoundSizes } from '../dissect/bounds.ts';
import type { Dissection } from '../dissect/dissection.ts';
import { layer } from '../dissect/layer.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { HandlespaceEvent, HandlespaceEventKind } from '../handlespace/events.ts';
import type { MessageParts } from '../handlespace/message-parts.ts';
import { atFrame, type HandlespaceObserver } from '../handlespace/observer.ts';
import type { HandlespaceState } from '../handlespace/state.ts';
import type { PoolUsers } from '../handlespace/users/pool-users.ts';
import { Audit } from './audit.ts';
import type { Check, Hook, Hooks } from './check.ts';
import { Expected } from './expected.ts';
import type { Finding, FindingSeverity } from './finding.ts';
import { FindingList } from './finding-list.ts';
import { Notes } from './notes.ts';
import type { MembershipPolicy } from './policy/membership-policy.ts';
import { makeChecks } from './rules/index.ts';

export interface AuditorOptions {
  /** Who follows the pool users beside the audit; without, rules about load keep silent. */
  readonly users?: PoolUsers | undefined;
  /** What membership should be; without, the rules M keep silent. */
  readonly policy?: MembershipPolicy | undefined;
  /** Called when something is found for the first time. */
  readonly onFinding?: (finding: Finding) => void;
}

/** By message type; undefined where nobody asks. */
type HookTable = readonly (readonly Hook[] | undefined)[];
type Asked<Name extends keyof Check> = Check & Required<Pick<Check, Name>>;

/** Those that want to hear of something: the others are not even looked at. */
function askedFor<Name extends keyof Check>(checks: readonly Check[], name: Name): readonly Asked<Name>[] {
  return checks.filter((check): check is Asked<Name> => check[name] !== undefined);
}

/** Who is asked about what, in the order of the checks. */
function askedBy(checks: readonly Check[]) {
  const events = new Map<string, ((event: HandlespaceEvent) => void)[]>();
  for (const check of checks)
    for (const [kind, tell] of Object.entries(check.events ?? {}))
      events.set(kind, [...(events.get(kind) ?? []), tell]);
  return {
    before: { asap: hookTable(checks, 'before', 'asap'), enrp: hookTable(checks, 'before', 'enrp') },
    after: { asap: hookTable(checks, 'after', 'asap'), enrp: hookTable(checks, 'after', 'enrp') },
    frame: askedFor(checks, 'frame'),
    repeated: askedFor(checks, 'repeated'),
    secured: askedFor(checks, 'secured'),
    expert: askedFor(checks, 'expert'),
    message: askedFor(checks, 'message'),
    firstMessage: askedFor(checks, 'firstMessage'),
    unknown: askedFor(checks, 'unknown'),
    associationUp: askedFor(checks, 'associationUp'),
    associationEnd: askedFor(checks, 'associationEnd'),
    tick: askedFor(checks, 'tick'),
    conclude: askedFor(checks, 'conclude'),
    events,
  };
}

function hookTable(checks: readonly Check[], which: 'before' | 'after', protocol: keyof Hooks): HookTable {
  const table: (Hook[] | undefined)[] = new Array(256).fill(undefined);
  for (const check of checks)
    for (const [type, hook] of Object.entries<Hook>(check[which]?.[protocol] ?? {})) {
      const hooks = table[Number(type)] ?? [];
      hooks.push(hook);
      table[Number(type)] = hooks;
    }
  return table;
}

/** A sum of seconds may be so much too large. */
const roundingSeconds = 0.001;

export class Auditor implements HandlespaceObserver {
  private readonly audit = new Audit();
  private readonly named: ReadonlyMap<string, Check>;
  private readonly checks: readonly Check[];
  private readonly asked: ReturnType<typeof askedBy>;
  /** When each check that waits for time to pass wants to be called again: mostly nothing is due. */
  private readonly nextTick: Float64Array;
  /** The last frame that was looked at, and how many of its experts were told. */
  private d: Dissection | undefined = undefined;
  private told = 0;

  constructor(options: AuditorOptions = {}) {
    const { onFinding, users, policy } = options;
    const audit = this.audit;
    if (onFinding) audit.list.onNew = (view) => onFinding(view(audit.isRsplib));
    audit.transports = users?.transports;
    this.named = makeChecks(audit, users, policy);
    this.checks = [...this.named.values()];
    this.asked = askedBy(this.checks);
    this.nextTick = new Float64Array(this.asked.tick.length);
  }

  /** Events that some check wants to hear of. */
  hears(kind: HandlespaceEventKind): boolean {
    return this.asked.events.has(kind);
  }

  packet(d: Dissection, state: HandlespaceState): void {
    const isStream = hasStream(d);
    if (d.messageCount === 0 && d.experts.count === 0 && d.duplicateCount === 0 && !isStream) return;
    this.#atLastFrame(state);
    this.#frame(d, isStream);
  }

  timePasses(d: Dissection, state: HandlespaceState): void {
    this.#atLastFrame(state);
    const { audit } = this;
    if (audit.startEpoch === 0) audit.startEpoch = audit.epoch;
    atFrame(d, state, () => this.tick(audit.epoch));
  }

  #atLastFrame(state: HandlespaceState): void {
    const { audit } = this;
    audit.state = state;
    audit.frame = state.lastFrame;
    audit.epoch = state.lastSeconds + state.lastNanoseconds / 1e9;
  }

  /** The moment in hand is that of the last frame, if nothing has happened since. */
  #toNow(): void {
    if (this.audit.state.lastFrame >= this.audit.frame) this.#atLastFrame(this.audit.state);
  }

  #frame(d: Dissection, isStream: boolean): void {
    const { frame } = d;
    if (d.messageCount > 0 && frame.originalLength > frame.end - frame.start) this.audit.isCut = true;
    if (d.messageCount > 0 || isStream) for (const check of this.asked.frame) check.frame(d);
    if (d.duplicateCount > 0) for (const check of this.asked.repeated) check.repeated(d);
    if (isStream && d.layers.protocol[d.layers.count - 1] === layer.tls)
      for (const check of this.asked.secured) check.secured(d);
    this.d = d;
    this.told = 0;
    if (d.experts.count > 0) this.#tellExperts(d);
  }

  /** Experts that were recorded since the last time. */
  #tellExperts(d: Dissection): void {
    const { expert: checks } = this.asked;
    for (; this.told < d.experts.count; this.told++)
      for (let index = 0; index < checks.length; index++) checks[index]?.expert(d, this.told);
  }

  event(event: HandlespaceEvent, state: HandlespaceState): void {
    this.audit.state = state;
    this.audit.frame = event.frame;
    this.audit.epoch = event.epoch;
    for (const tell of this.asked.events.get(event.kind) ?? []) tell(event);
  }

  before(parts: MessageParts, state: HandlespaceState): void {
    if (this.audit.associations.note(parts.message, state.lastSeconds, state.lastNanoseconds) === 1)
      for (const check of this.asked.firstMessage) check.firstMessage(parts);
    if (parts.tree.hasUnknown) for (const check of this.asked.unknown) check.unknown(parts);
    const checks = this.asked.message;
    for (let index = 0; index < checks.length; index++) checks[index]?.message(parts);
    const { d } = this;
    if (d !== undefined && this.told < d.experts.count) this.#tellExperts(d);
    this.#at(state);
    const { asap, enrp } = this.asked.before;
    this.#run((parts.message.protocol === layer.asap ? asap : enrp)[parts.type], parts);
  }

  after(parts: MessageParts, state: HandlespaceState): void {
    const { asap, enrp } = this.asked.after;
    if (parts.message.protocol === layer.asap) {
      const due = asap[parts.type];
      if (due === undefined) return;
      this.#at(state);
      this.#run(due, parts);
    } else {
      this.audit.peers.note(parts, state);
      this.#at(state);
      this.#run(enrp[parts.type], parts);
    }
  }

  associationUp(association: AssociationFacts, state: HandlespaceState): void {
    this.#at(state);
    for (const check of this.asked.associationUp) check.associationUp(association);
  }

  associationEnd(association: AssociationFacts, side: number, state: HandlespaceState): void {
    this.#at(state);
    for (const check of this.asked.associationEnd) check.associationEnd(association, side);
    this.audit.peers.end(association);
  }

  /** Time passes without frames, too: a live capture calls this. */
  tick(now: number): void {
    const { tick: checks } = this.asked;
    const { nextTick } = this;
    if (this.audit.refreshTimers()) nextTick.fill(0);
    for (let index = 0; index < checks.length; index++)
      if (now >= (nextTick[index] ?? 0)) nextTick[index] = (checks[index]?.tick(now) ?? 0) - roundingSeconds;
  }

  /** What a state holds of it: these objects stay the same, so that each check hangs where it hung. */
  get parts(): ReadonlyMap<string, object> {
    const parts = new Map<string, object>([
      ['auditor', this],
      ['audit', this.audit],
      ['findings', this.audit.list],
    ]);
    for (const [name, check] of this.named) parts.set(`audit of ${name}`, check);
    return parts;
  }

  /**
   * Nobody watched for a while: whatever was waited for may have come unseen. `pass` lets that time pass for the
   * handlespace; the checks learn what it concludes from silence, but none of that is a finding.
   */
  resume(state: HandlespaceState, pass: () => void): void {
    const { audit } = this;
    this.#forgetWaiting();
    audit.isUnwatched = true;
    this.#aside(() => {
      pass();
      this.#at(state);
      this.tick(state.epoch);
    });
    audit.isUnwatched = false;
    this.#forgetWaiting();
  }

  hole(): void {
    this.#forgetWaiting();
  }

  #forgetWaiting(): void {
    for (const check of this.checks)
      for (const value of Object.values(check)) if (value instanceof Expected) value.clear();
  }

  /** What is found meanwhile goes to a list of its own. */
  #aside(act: () => void): FindingList {
    const { audit } = this;
    const { list } = audit;
    const other = new FindingList();
    audit.list = other;
    try {
      act();
    } finally {
      audit.list = list;
    }
    return other;
  }

  /** Goes on with the list of another: what that has told is not told again. */
  takeFindings({ audit }: Auditor): void {
    this.audit.list = audit.list;
  }

  /** How much of what is bounded there is now. */
  sizes(): BoundSizes {
    const most = this.audit.state.bounds.most.expectations;
    let expectations = 0;
    for (const check of this.checks)
      for (const value of Object.values(check))
        if (value instanceof Expected) expectations = Math.max(expectations, value.size);
        // Of those that may be fewer: how much of what they may have. One there always may be.
        else if (value instanceof Notes)
          expectations = Math.max(expectations, Math.min(most, value.size * value.share));
    return { findings: this.audit.list.size, expectations };
  }

  /** How many are told already, by severity. */
  countFindings(): Record<FindingSeverity, number> {
    const counts: Record<FindingSeverity, number> = { error: 0, warning: 0, note: 0 };
    for (const { severity } of this.audit.list.views(this.audit.isRsplib)) counts[severity]++;
    return counts;
  }

  /** All findings up to now, in no order. */
  findings(now: number): Finding[] {
    const audit = this.audit;
    this.#toNow();
    if (now > audit.epoch) audit.epoch = now;
    this.tick(audit.epoch);
    return this.#found();
  }

  /** The same without looking at deadlines before: nothing that comes depends on who has asked, and when. */
  foundUntilNow(): Finding[] {
    const { audit } = this;
    const { frame, epoch } = audit;
    this.#toNow();
    const found = this.#found();
    audit.frame = frame;
    audit.epoch = epoch;
    return found;
  }

  #found(): Finding[] {
    const { audit } = this;
    const atThisMoment = this.#aside(() => {
      for (const check of this.asked.conclude) check.conclude(audit.epoch);
    });
    const { isRsplib } = audit;
    return [...audit.list.views(isRsplib), ...atThisMoment.views(isRsplib)];
  }

  #at(state: HandlespaceState): void {
    this.audit.state = state;
    this.audit.frame = state.frame;
    this.audit.epoch = state.epoch;
  }

  #run(due: readonly Hook[] | undefined, parts: MessageParts): void {
    if (due === undefined) return;
    // By index: this runs for each message, and an iterator is an object.
    for (let index = 0; index < due.length; index++) due[index]?.(parts);
  }
}

/** Over TCP messages need not be where packets are; what is in TLS is not told by its messages. */
function hasStream({ layers: { count, protocol } }: Dissection): boolean {
  const last = count === 0 ? layer.none : protocol[count - 1];
  return last === layer.tls || last === layer.tcp;
}
