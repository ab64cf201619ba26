// How pool elements come, fail and go, and what that leaves of their pools: rules O1 to O3, O8, O20, O21.

import { hexNumber, safeText } from '../../bytes/text.ts';
import { deleteOldest } from '../../dissect/bounds.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element, Pool } from '../../handlespace/model.ts';
import { elementOf, poolOf } from '../../handlespace/named-element.ts';
import { deregistration } from '../../protocol/asap/deregistration.ts';
import { registration } from '../../protocol/asap/registration.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { elementKey, poolKey } from '../keys.ts';
import { counted, elementText, poolText, secondsText, serverText } from '../names.ts';
import { Notes } from '../notes.ts';
import { ruleTable } from '../rule.ts';

const events = 'registrations, Handle Updates and the ends of associations';

export const elementLifeRules = ruleTable({
  O1: {
    name: 'element-flapping',
    rule: 'Elements that registered stay for a while',
    severity: 'warning',
    rfc: 'operations',
    remedy: 'recover',
    needs: events,
    doubt: 'where the service is started again on purpose',
    advice: 'Look why it comes and goes: each time its users lose their sessions.',
  },
  O2: {
    name: 'pool-without-elements',
    rule: 'A pool has elements',
    severity: 'warning',
    rfc: 'operations',
    remedy: 'recover',
    needs: events,
    doubt: 'where the service was ended on purpose; then it is a note',
    advice: 'Start an element: nobody can be served.',
  },
  O3: {
    name: 'pool-with-one-element',
    rule: 'A pool of several elements keeps more than one',
    severity: 'warning',
    rfc: 'operations',
    remedy: 'recover',
    needs: events,
    doubt: 'where the others were ended on purpose; then it is a note',
    advice: 'Start more elements: when this one fails, nobody can be served.',
  },
  O8: {
    name: 'element-failed',
    rule: 'Elements leave their pools by deregistration',
    severity: 'warning',
    rfc: 'operations; RFC 5352 §3.5',
    remedy: 'recover',
    needs: events,
    doubt: 'where the deregistration was lost by the capture',
    advice: 'Look at the element: it ended, hangs, or cannot be reached.',
  },
  O20: {
    name: 'element-reported-unreachable',
    rule: 'Users reach the elements that they are given',
    severity: 'warning',
    rfc: 'operations; RFC 5352 §3.5',
    remedy: 'recover',
    needs: 'Endpoint Unreachable of the users',
    doubt: 'where the users are cut off and not the element',
    advice: 'Look at the element and the path to it: its home may still hear from it.',
  },
  O21: {
    name: 'home-changed',
    rule: 'Elements keep their home while it lives',
    severity: 'note',
    rfc: 'operations',
    remedy: 'know',
    needs: 'Handle Updates and keep-alives',
    doubt: 'where a takeover was not captured',
    advice: 'Usual after a suggested takeover, or when an element finds another server.',
  },
});

const rules = elementLifeRules;

/** How a pool has fared. */
interface PoolLife {
  readonly pool: Pool;
  held: number;
  most: number;
  emptySince: number;
  emptyFrame: number;
  /** The last element did not leave by itself. */
  failed: boolean;
  last: string;
}

interface Gone extends Waiting {
  readonly element: Element;
  readonly frames: readonly number[];
  readonly why: string;
  readonly since: number;
  readonly home: number;
}

/** From a home that may live or be dead: it is one or the other by what it says afterwards. */
interface Move extends Waiting {
  readonly element: Element;
  readonly server: number;
  readonly former: number;
  readonly frame: number;
}

interface Flap {
  readonly epochs: number[];
  readonly frames: number[];
}

/** More pools than this that were ended in good order are told of together. */
const poolsNamed = 3;
/** An element that is back within this time has moved, not failed. */
const backSeconds = 3;
/** A pool that is empty for less was never missed. */
const emptySeconds = 1;
/** Who waits so long for an answer gives up sooner or later; rsplib does after 3 s. */
const patienceSeconds = 2;
/** Who asked to leave is gone within this time. */
const leavingSeconds = 30;
const flapTimes = 3;
const flapSeconds = 120;

export class ElementLife implements Check {
  private readonly audit: Audit;
  private readonly pools = new Map<Pool, PoolLife>();
  private readonly gone = new Expected<Gone>();
  private readonly flaps = new Notes<number, Flap>(8);
  /** Elements that have asked to leave, by name: they may come back for a moment where messages overtake each other. */
  private readonly left = new Expected<Waiting>();
  private readonly moved = new Expected<Move>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [deregistration.type]: (parts: MessageParts) => {
        const element = elementOf(this.audit.state, parts);
        if (element !== undefined)
          this.left.expect(elementKey(element), { epoch: this.audit.epoch }, this.audit.state.bounds);
      },
      [registration.type]: (parts: MessageParts) => {
        if (this.left.size === 0) return;
        const element = poolOf(this.audit.state, parts, false)?.elements.get(parts.registeringId());
        if (element !== undefined) this.left.meet(elementKey(element));
      },
    },
  };

  readonly events = {
    'element-added': (event: HandlespaceEvent) => {
      const element = this.audit.elementOf(event);
      if (element !== undefined) this.#comes(element.pool, element);
    },
    'element-lost': (event: HandlespaceEvent) => this.#isLost(event),
    'element-suspect': (event: HandlespaceEvent) => this.#isLost(event),
    'element-removed': (event: HandlespaceEvent) => {
      const element = this.audit.elementOf(event);
      if (element !== undefined) this.#goes(element.pool, element, event);
    },
    'unreachable-reported': (event: HandlespaceEvent) => {
      const element = this.audit.elementOf(event);
      if (element !== undefined)
        this.audit.tellElement(rules.O20, element, () => ({
          summary: `Users report ${elementText(element)} as unreachable`,
        }));
    },
    'home-changed': (event: HandlespaceEvent) => {
      const element = this.audit.elementOf(event);
      if (element !== undefined) this.#moves(element, event);
    },
  };

  #isLost(event: HandlespaceEvent): void {
    const element = this.audit.elementOf(event);
    if (element === undefined) return;
    const watch = this.audit.watch(element);
    // The request still stands; where it was sent only a moment ago, nobody has waited for its answer.
    if (event.epoch - (element.registration?.epoch ?? event.epoch) >= patienceSeconds) watch.gaveUpEpoch = event.epoch;
    if (watch.lostEpoch > 0) return;
    watch.lostEpoch = event.epoch;
    watch.lostFrame = event.frame;
  }

  tick(now: number): void {
    this.gone.overdue(now, backSeconds, (gone) => this.#failed(gone));
    this.left.overdue(now, leavingSeconds, () => {});
    if (this.moved.size > 0) this.#formersThatLive();
    this.moved.overdue(now, this.audit.timers.maxTimeLastHeardMs / 1000, () => {});
  }

  conclude(now: number): void {
    this.gone.each(this.gone.size, (gone) => this.#failed(gone));
    const ended = [...this.pools.values()].filter((life) => life.held === 0 && life.emptySince > 0 && !life.failed);
    if (ended.length > poolsNamed) this.#allEnded(ended);
    for (const life of this.pools.values()) {
      if (life.held === 0 && life.emptySince > 0) {
        if (life.failed || ended.length <= poolsNamed) this.#empty(life, now, true);
      } else if (life.held === 1 && life.most > 1) this.#alone(life);
    }
  }

  #lifeOf(pool: Pool): PoolLife {
    let life = this.pools.get(pool);
    if (life === undefined) {
      if (this.pools.size >= this.audit.state.bounds.most.pools) deleteOldest(this.pools);
      life = { pool, held: 0, most: 0, emptySince: 0, emptyFrame: 0, failed: false, last: '' };
      for (const { held } of pool.elements.values()) if (held) life.held++;
      // The element that is being added counts below.
      life.held = Math.max(0, life.held - 1);
      this.pools.set(pool, life);
    }
    return life;
  }

  #comes(pool: Pool, element: Element): void {
    const audit = this.audit;
    const life = this.#lifeOf(pool);
    if (life.held === 0 && life.emptySince > 0) {
      if (audit.epoch - life.emptySince >= emptySeconds) this.#empty(life, audit.epoch, false);
      life.emptySince = 0;
    }
    life.held++;
    life.most = Math.max(life.most, life.held);
    const key = elementKey(element);
    const back = this.gone.meet(key);
    const watch = audit.watch(element);
    watch.lostEpoch = 0;
    watch.gaveUpEpoch = 0;
    if (back === undefined) this.#isFlapping(element, key);
  }

  #isFlapping(element: Element, key: number): void {
    const audit = this.audit;
    let flap = this.flaps.get(key);
    if (flap === undefined) {
      flap = { epochs: [], frames: [] };
      this.flaps.set(key, flap, audit.state.bounds);
    }
    flap.epochs.push(audit.epoch);
    flap.frames.push(audit.frame);
    if (flap.epochs.length > flapTimes) {
      flap.epochs.shift();
      flap.frames.shift();
    }
    const [first = 0] = flap.epochs;
    if (flap.epochs.length < flapTimes || audit.epoch - first > flapSeconds) return;
    const { frames } = flap;
    audit.tellElement(rules.O1, element, () => ({
      summary: `${elementText(element)} has come ${counted(flapTimes, 'time')} within ${secondsText(audit.epoch - first)}`,
      frames: [...frames],
      since: first,
    }));
  }

  #goes(pool: Pool, element: Element, { why = '', epoch, frame, server, evidence }: HandlespaceEvent): void {
    const audit = this.audit;
    const watch = audit.watch(element);
    const life = this.#lifeOf(pool);
    life.held = Math.max(0, life.held - 1);
    const asked = this.left.find(elementKey(element)) !== undefined;
    const home = server ?? 0;
    // A server that deletes what is not its own says nothing about the element.
    const byAnother = !watch.updateAdds && watch.updateFrame === frame && watch.updateSender !== home;
    // It left a server that answered nothing, which is a finding about that server.
    const gaveUp = watch.gaveUpEpoch > 0 && watch.gaveUpEpoch >= watch.lostEpoch;
    const failed = !asked && why !== 'deregistered' && !byAnother && !gaveUp;
    if (failed) {
      const since =
        watch.lostEpoch > 0 ? watch.lostEpoch : watch.askedEpoch > watch.answeredEpoch ? watch.askedEpoch : epoch;
      const frames = [...new Set([watch.lostFrame, ...evidence, frame])].filter((one) => one > 0).sort((a, b) => a - b);
      this.gone.expect(elementKey(element), { epoch, element, frames, why, since, home }, this.audit.state.bounds);
    }
    if (life.held === 0) {
      life.emptySince = epoch;
      life.emptyFrame = frame;
      life.failed = failed;
      life.last = elementText(element);
    } else if (life.held === 1 && failed) this.#leavesOne(pool, element);
  }

  #leavesOne(pool: Pool, element: Element): void {
    const audit = this.audit;
    const [left] = [...pool.elements.values()].filter((other) => other.held && other !== element);
    if (left === undefined) return;
    audit.tellPool(rules.O3, pool, () => ({
      summary: `${elementText(left)} is all that is left of ${poolText(pool)}, since ${hexNumber(element.id)} has failed`,
      element: hexNumber(left.id),
    }));
  }

  #failed({ element, frames, why, since, home, epoch }: Gone): void {
    const audit = this.audit;
    const how = why === 'expired' ? 'its registration had expired' : why;
    const heard = element.alive === 0 ? '' : `, last heard of ${secondsText(epoch - element.alive)} before`;
    audit.tell(rules.O8, elementKey(element), () => ({
      summary: `${elementText(element)} failed: it was removed without having asked for it (${how})${heard}`,
      pool: safeText(element.pool.handle),
      element: hexNumber(element.id),
      server: home === 0 ? undefined : hexNumber(home),
      frames,
      since,
    }));
  }

  #empty({ pool, emptySince, emptyFrame, failed, last }: PoolLife, until: number, still: boolean): void {
    const audit = this.audit;
    audit.tell(rules.O2, poolKey(pool), () => ({
      summary: `${poolText(pool)} ${still ? 'is' : 'was'} without any element for ${secondsText(until - emptySince)}: ${last} was the last and ${failed ? 'failed' : 'left'}`,
      pool: safeText(pool.handle),
      frames: still ? [emptyFrame] : [emptyFrame, audit.frame],
      since: emptySince,
      severity: still && !failed ? 'note' : undefined,
    }));
  }

  /** A service that is ended in good order, pool by pool. */
  #allEnded(ended: readonly PoolLife[]): void {
    const [first] = ended;
    this.audit.tell(rules.O2, 0, () => ({
      summary: `${counted(ended.length, 'pool')} are without any element, all of which left: ${ended
        .slice(0, poolsNamed)
        .map(({ pool }) => poolText(pool))
        .join(', ')} and others`,
      frames: ended.map(({ emptyFrame }) => emptyFrame),
      since: first?.emptySince,
      count: ended.length,
      severity: 'note',
    }));
  }

  #alone({ pool }: PoolLife): void {
    const audit = this.audit;
    const left = [...pool.elements.values()].find(({ held }) => held);
    if (left === undefined) return;
    audit.tellPool(rules.O3, pool, () => ({
      summary: `${elementText(left)} is all that is left of ${poolText(pool)}`,
      element: hexNumber(left.id),
      frames: [left.confirmed.frame],
      since: left.confirmed.epoch,
      severity: 'note',
    }));
  }

  #moves(element: Element, { server = 0, formerServer = 0, why, epoch, frame }: HandlespaceEvent): void {
    const former = this.audit.state.servers.get(formerServer);
    if (why === 'takeover' || former?.takenOverBy === server || former?.silent) return;
    this.moved.expect(
      elementKey(element),
      { element, server, former: formerServer, epoch, frame },
      this.audit.state.bounds,
    );
  }

  /** One that has just died is not called silent yet, so only its next word counts. */
  #formersThatLive(): void {
    const audit = this.audit;
    this.moved.each(this.moved.size, ({ element, server, former, epoch, frame }, key) => {
      if ((audit.state.servers.get(former)?.lastEpoch ?? 0) <= epoch) return;
      this.moved.meet(key);
      audit.tellElement(rules.O21, element, () => ({
        summary: `${elementText(element)} has moved from ${serverText(former)} to ${serverText(server)}, though the former lives`,
        frames: [frame],
        since: epoch,
      }));
    });
  }
}
