// What all checks share: the moment, the handlespace, who is connected to whom, and where findings go.

import { hexNumber, safeText } from '../bytes/text.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { HandlespaceEvent } from '../handlespace/events.ts';
import type { Element, Pool } from '../handlespace/model.ts';
import { timersOf } from '../handlespace/profile.ts';
import { HandlespaceState } from '../handlespace/state.ts';
import type { TransportIndex } from '../handlespace/users/transport-index.ts';
import { rfcTimers, type Timers } from '../protocol/timers.ts';
import { AssociationWatches } from './association-watch.ts';
import { ElementWatch } from './element-watch.ts';
import { FindingList, type Told } from './finding-list.ts';
import { elementKey, poolKey } from './keys.ts';
import { elementAndHome } from './names.ts';
import { PeerLinks } from './peer-links.ts';
import type { Rule } from './rule.ts';

const forgottenAtOnce = 1024;

export class Audit {
  /** Of the handlespace that is audited, from its first message on. */
  state = new HandlespaceState();
  /** The moment in hand: of the message, or of the frame. */
  frame = 0;
  epoch = 0;
  /** Of the first frame. */
  startEpoch = 0;
  timers: Timers = rfcTimers;
  /** Which element listens where, where somebody follows users. */
  transports: TransportIndex | undefined = undefined;
  readonly peers = new PeerLinks();
  readonly associations = new AssociationWatches();
  /** Findings go here. */
  list = new FindingList();
  /** Tells audits of one handlespace apart; 0 before the first element. */
  private number = 0;
  /** Of elements that another audit of the same handlespace watches: mostly none. */
  private readonly watches = new Map<Element, ElementWatch>();

  get isRsplib(): boolean {
    return this.state.profile.profile.name === 'rsplib';
  }

  /** True where they are others than before: the traffic has shown whose habits these are. */
  refreshTimers(): boolean {
    const { timers } = this;
    this.timers = timersOf(this.state.profile.profile);
    return this.timers !== timers;
  }

  watch(element: Element): ElementWatch {
    const watch = element.beside;
    // The number tells the class, too: `instanceof` costs ten times as much.
    if (watch !== undefined && watch.watcher === this.number) return watch as ElementWatch;
    return this.#beginWatch(element);
  }

  #beginWatch(element: Element): ElementWatch {
    if (this.number === 0) this.number = ++this.state.watchers;
    let watch = this.watches.get(element);
    if (watch !== undefined) return watch;
    watch = new ElementWatch(this.number);
    if (element.beside === undefined) element.beside = watch;
    else {
      this.watches.set(element, watch);
      if (this.watches.size > this.state.bounds.most.elements) this.#forgetOldest();
    }
    return watch;
  }

  /** The element that an event is about, there or gone. */
  elementOf({ pool: handle, element: id }: HandlespaceEvent): Element | undefined {
    if (handle === undefined || id === undefined) return undefined;
    const pool = this.state.pools.find(handle, 0, handle.length);
    return pool?.elements.get(id) ?? pool?.removed.get(id);
  }

  /** Those of elements that are gone; of one that is still there the rules begin anew. */
  #forgetOldest(): void {
    let left = Math.min(forgottenAtOnce, Math.ceil(this.watches.size / 10));
    for (const element of this.watches.keys()) {
      if (left-- === 0) return;
      this.watches.delete(element);
    }
  }

  /** The capture keeps only the first octets of frames: who is missing may stand in the rest. */
  isCut = false;

  /** Time passes in which nobody watched. */
  isUnwatched = false;

  /** Both ends were heard and nothing is missing: then silence means something. */
  isWhole(association: AssociationFacts | undefined): association is AssociationFacts {
    return (
      !this.isCut &&
      association !== undefined &&
      !this.hasGap(association) &&
      association.heard(0) &&
      association.heard(1)
    );
  }

  /** The capture lacks something that it carried. */
  hasGap({ gaps, firstFrame }: AssociationFacts): boolean {
    return gaps > 0 || firstFrame < this.state.holeFrame;
  }

  /** Of a registration; undefined for ever, or where it is not known. */
  lifeSeconds(life: number | undefined): number | undefined {
    if (life === undefined || life <= 0) return undefined;
    return (life * this.timers.registrationLifeUnitMs) / 1000;
  }

  /** True where this was told before, and is counted now. */
  toldAgain(rule: Rule, key: number): boolean {
    return this.list.again(rule, key, this.frame, this.epoch);
  }

  tell(rule: Rule, key: number, tell: () => Told): void {
    this.list.add(rule, key, this.frame, this.epoch, this.state.bounds, tell);
  }

  tellElement(rule: Rule, element: Element, tell: () => Told): void {
    this.tell(rule, elementKey(element), () => ({
      ...elementAndHome(element),
      ...tell(),
    }));
  }

  tellPool(rule: Rule, pool: Pool, tell: () => Told): void {
    this.tell(rule, poolKey(pool), () => ({ pool: safeText(pool.handle), ...tell() }));
  }

  tellServer(rule: Rule, server: number, tell: () => Told): void {
    this.tell(rule, server, () => ({ server: hexNumber(server), ...tell() }));
  }
}
