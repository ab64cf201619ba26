// Whether pool elements are asked and answer (RFC 5352 §3.4, §3.5): rules A29 to A31, A34, A37, A40, A45, T8.
import { hexNumber } from '../../bytes/text.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import { elementOf, poolOf } from '../../handlespace/named-element.ts';
import { serverAt } from '../../handlespace/server-places.ts';
import { endpointKeepAlive } from '../../protocol/asap/endpoint-keep-alive.ts';
import { endpointKeepAliveAck } from '../../protocol/asap/endpoint-keep-alive-ack.ts';
import { registration } from '../../protocol/asap/registration.ts';
import { rsplibTimers } from '../../protocol/timers.ts';
import { mark } from '../association-watch.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { elementKey, namedKey, pairKey } from '../keys.ts';
import { elementText, hostText, poolText, secondsText, senderText, serverText } from '../names.ts';
import { type OpenRequest, OpenRequests } from '../open-requests.ts';
import { doubts, needs, ruleTable } from '../rule.ts';

export const keepAliveRules = ruleTable({
  A29: {
    name: 'keep-alive-unanswered',
    rule: 'An element acknowledges each keep-alive',
    severity: 'error',
    rfc: 'RFC 5352 §2.2.7, §3.4',
    remedy: 'recover',
    needs: needs.bothWays,
    doubt: doubts.lossBeforeTap,
    advice: 'Look at the element: its machine may still acknowledge packets while the program hangs.',
  },
  A30: {
    name: 'foreign-keep-alive-acknowledged',
    rule: 'A keep-alive with the handle of another pool is not acknowledged',
    severity: 'warning',
    rfc: 'RFC 5352 §3.4',
    remedy: 'implement',
    needs: needs.messageAndState,
    doubt: 'where the element is in several pools',
    advice:
      'Show the frames to who wrote the element: a server learns from the answer that the element is in that pool.',
    rsplib: 'acknowledges for every own element where the keep-alive names none',
  },
  A31: {
    name: 'keep-alive-acknowledged-as-another',
    rule: 'A keep-alive is acknowledged with the handle and identifier of the registration',
    severity: 'error',
    rfc: 'RFC 5352 §3.4',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: 'where the element registered before the capture began',
    advice: 'Compare what the element registered with what it acknowledges: its home will give it up.',
  },
  A34: {
    name: 'failed-element-kept',
    rule: 'An element that does not acknowledge a keep-alive is removed',
    severity: 'error',
    rfc: 'RFC 5352 §3.5',
    remedy: 'recover',
    needs: needs.bothWays,
    doubt: 'where the server waits longer than its profile says',
    advice: 'Take the element out by hand: users are still sent to it.',
  },
  A37: {
    name: 'keep-alives-not-spread',
    rule: 'A server spreads its keep-alives over time',
    severity: 'warning',
    rfc: 'RFC 5352 §3.5',
    remedy: 'implement',
    needs: 'keep-alives of a server to one element',
    doubt: 'where time stamps of the capture are coarse',
    advice: 'With many elements let the interval vary by half, or the server and its links see them all at once.',
    rsplib: 'asks 5 s after the last answer, always',
  },
  A40: {
    name: 'two-homes',
    rule: 'An element has one home at a time',
    severity: 'error',
    rfc: 'RFC 5352 §1.1, RFC 5353 §1.1',
    remedy: 'recover',
    needs: 'the keep-alives of both servers',
    doubt: 'while users report the element as unreachable: then any server may ask',
    advice:
      'See which of the two should be home: a server that was cut off and came back may not know that it lost its elements.',
  },
  A45: {
    name: 'new-home-not-used',
    rule: 'An element that has acknowledged a new home sends its requests there',
    severity: 'warning',
    rfc: 'RFC 5352 §3.4',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: 'where the element lost the new home at once',
    advice:
      'See whether the element came back to the old home for a reason: the two servers will both take it for theirs.',
  },
  T8: {
    name: 'acknowledged-elsewhere',
    rule: 'A keep-alive is acknowledged on the association of the server that asked',
    severity: 'warning',
    rfc: 'RFC 5352 §3.4',
    remedy: 'implement',
    needs: 'both associations, both directions',
    doubt: 'where two servers asked at the same time',
    advice: 'The server that asked hears nothing and gives the element up; the other is told what it did not ask.',
    rsplib: 'acknowledges at its home whoever asked',
  },
});

const rules = keepAliveRules;

interface Asked extends OpenRequest {
  readonly element: Element | undefined;
  readonly home: boolean;
  readonly server: number;
}

interface Failing extends Waiting {
  readonly element: Element;
  readonly frame: number;
  readonly home: number;
}

interface WrongHandle extends Waiting {
  readonly frame: number;
  readonly named: boolean;
  readonly server: number;
  readonly handle: string;
}

/** Where no document has a time-out, one waits so long. */
const patientSeconds = 30;
/** What was removed because nobody answered was asked at least so much of the time-out ago. */
const mostOfIt = 0.8;
/** After a keep-alive failed, its server takes so long at most to act. */
const removalSeconds = 10;
/** An element that was asked by both within this time has two homes. */
const togetherSeconds = 30;
const foreignAsks = 2;
/** Intervals from which their spread is told. */
const intervals = 8;
const spread = 0.02;

export class KeepAlives implements Check {
  private readonly audit: Audit;
  private readonly open = new OpenRequests<Asked>();
  private readonly failing = new Expected<Failing>();
  private readonly wrongHandles = new Expected<WrongHandle>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [endpointKeepAlive.type]: (parts: MessageParts) => this.#isAsked(parts),
      [endpointKeepAliveAck.type]: (parts: MessageParts) => this.#answers(parts),
      [registration.type]: (parts: MessageParts) => this.#registers(parts),
    },
  };

  get #timeoutSeconds(): number {
    const { keepAliveTimeoutMs } = this.audit.timers;
    return keepAliveTimeoutMs === null ? patientSeconds : keepAliveTimeoutMs / 1000;
  }

  tick(now: number): number {
    const timeout = this.#timeoutSeconds;
    // A program wakes up when it can: half a second is not yet silence.
    const late = this.open.late(this.audit, now, timeout + 0.5, (asked) => {
      if (asked.element?.held === true) this.#failed(asked.element, asked.frame, asked.epoch);
    });
    return Math.min(
      late,
      this.wrongHandles.overdue(now, 1, () => {}),
      this.failing.overdue(now, removalSeconds, (failing) => this.#kept(failing, now)),
    );
  }

  associationEnd(association: AssociationFacts): void {
    if (this.open.size > 0) this.#endOpen(association);
  }

  #endOpen(association: AssociationFacts): void {
    this.open.ended(this.audit, association, this.#timeoutSeconds * mostOfIt, ({ element, frame, epoch }) => {
      if (element?.held === true) this.#failed(element, frame, epoch);
    });
  }

  readonly events = {
    'element-removed': (event: HandlespaceEvent) => this.#ends(event),
    'element-lost': (event: HandlespaceEvent) => this.#ends(event),
  };

  /** Removed, or its association ended, while a keep-alive was open for most of the time-out. */
  #ends(event: HandlespaceEvent): void {
    const audit = this.audit;
    const element = audit.elementOf(event);
    if (element === undefined) return;
    const { askedEpoch, answeredEpoch, askedFrame, association } = audit.watch(element);
    if (event.kind === 'element-removed') this.failing.meet(elementKey(element));
    if (askedEpoch <= answeredEpoch || audit.epoch - askedEpoch < this.#timeoutSeconds * mostOfIt) return;
    if (association === undefined || audit.isWhole(association)) this.#failed(element, askedFrame, askedEpoch);
  }

  #failed(element: Element, frame: number, epoch: number): void {
    const audit = this.audit;
    const watch = audit.watch(element);
    if (watch.failureTold >= epoch) return;
    watch.failureTold = epoch;
    audit.tellElement(rules.A29, element, () => ({
      summary: `${elementText(element)} does not acknowledge the keep-alives of ${serverText(watch.askedBy)}`,
      frames: [frame],
      since: epoch,
    }));
    if (element.held)
      this.failing.expect(
        elementKey(element),
        { element, frame, home: element.home, epoch: audit.epoch },
        this.audit.state.bounds,
      );
  }

  #kept({ element, frame, home, epoch }: Failing, now: number): void {
    const audit = this.audit;
    const server = audit.state.servers.get(home);
    const { answeredEpoch, association } = audit.watch(element);
    if (!element.held || element.home !== home || answeredEpoch >= epoch || element.alive >= epoch) return;
    // A server that is gone removes nothing.
    if (server === undefined || server.lastEpoch < now - removalSeconds / 2 || !audit.isWhole(association)) return;
    audit.tellElement(rules.A34, element, () => ({
      summary: `${serverText(home)} keeps ${elementText(element)}, which has not acknowledged its keep-alive for ${secondsText(now - epoch)}`,
      frames: [frame],
      since: epoch,
    }));
  }

  #isAsked(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    const server = parts.word(4);
    if (association === undefined || parts.handleStart < 0) return;
    const home = (parts.flags & 1) !== 0;
    const element = elementOf(audit.state, parts) ?? this.#onlyElement(parts, association);
    const { epoch, frame } = audit;
    const isAtHome = element !== undefined && element.association === association.number;
    if (!isAtHome && this.#isWrongHandle(parts, association)) {
      const pool = poolOf(audit.state, parts, false);
      const handle = pool ? poolText(pool) : 'a pool that nobody knows';
      this.wrongHandles.expect(
        association.number,
        { epoch, frame, named: parts.peIdentifier >= 0, server, handle },
        this.audit.state.bounds,
      );
      return;
    }
    const key = namedKey(parts, parts.peIdentifier);
    if (this.open.find(key) === undefined)
      this.open.expect(
        key,
        { epoch, frame, association, side: message.side, element, home, server },
        this.audit.state.bounds,
      );
    this.audit.associations.mark(association, mark.keepAlive, key);
    if (element === undefined) return;
    const watch = audit.watch(element);
    if (element.held && element.home !== 0 && element.home !== server && !home) this.#twoHomes(element, server);
    if (watch.askedBy === server && watch.answeredEpoch >= watch.askedEpoch)
      this.#interval(element, server, epoch - watch.askedEpoch);
    if (watch.answeredEpoch >= watch.askedEpoch || watch.askedBy !== server) {
      watch.askedEpoch = epoch;
      watch.askedFrame = frame;
    }
    watch.askedBy = server;
    watch.askedOver = association.number;
  }

  /** The RFC's keep-alive names the pool alone: the element is the one that is registered over the association. */
  #onlyElement(parts: MessageParts, association: AssociationFacts): Element | undefined {
    if (parts.peIdentifier >= 0) return undefined;
    const pool = poolOf(this.audit.state, parts, false);
    const { elements } = this.audit.state.records.of(association);
    if (elements.size !== 1) return undefined;
    for (const element of elements) if (element.pool === pool) return element;
    return undefined;
  }

  /** True where the association has registered elements, and none of them in this pool. */
  #isWrongHandle(parts: MessageParts, association: AssociationFacts): boolean {
    const { elements } = this.audit.state.records.of(association);
    if (elements.size === 0) return false;
    const pool = poolOf(this.audit.state, parts, false);
    let left = 64;
    for (const element of elements) if (left-- === 0 || element.pool === pool) return false;
    return true;
  }

  #twoHomes(element: Element, server: number): void {
    const audit = this.audit;
    const watch = audit.watch(element);
    if (watch.reportedEpoch > audit.epoch - togetherSeconds) return;
    if (watch.askedBy !== element.home || audit.epoch - watch.askedEpoch > togetherSeconds) {
      if (watch.askedBy !== server) watch.foreignAsks = 0;
      if (watch.foreignAsks === 0) return;
    }
    watch.foreignAsks++;
    if (watch.foreignAsks < foreignAsks) return;
    audit.tellElement(rules.A40, element, () => ({
      summary: `${serverText(element.home)} and ${serverText(server)} both look after ${elementText(element)}`,
      frames: [watch.askedFrame, audit.frame],
    }));
  }

  /** A37: mean and variance of the intervals, kept as they come (Welford). */
  #interval(element: Element, server: number, seconds: number): void {
    const watch = this.audit.watch(element);
    if (seconds < 0.5) return;
    watch.intervals++;
    const delta = seconds - watch.intervalMean;
    watch.intervalMean += delta / watch.intervals;
    watch.intervalSquares += delta * (seconds - watch.intervalMean);
    if (watch.intervals < intervals) return;
    const deviation = Math.sqrt(watch.intervalSquares / watch.intervals) / watch.intervalMean;
    if (deviation < spread) this.#tellSteady(element, server, watch.intervalMean);
    watch.intervals = 0;
    watch.intervalMean = 0;
    watch.intervalSquares = 0;
  }

  #tellSteady(element: Element, server: number, mean: number): void {
    const { audit } = this;
    audit.tellServer(rules.A37, server, () => ({
      summary: `${serverText(server)} asks its elements every ${secondsText(mean)} without spreading: ${elementText(element)} first`,
      habit: Math.abs(mean - (rsplibTimers.keepAliveIntervalMs as number) / 1000) < 2 || audit.isRsplib,
    }));
  }

  #answers(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    if (association === undefined || parts.handleStart < 0 || parts.peIdentifier < 0) return;
    const asked = this.open.meet(namedKey(parts, parts.peIdentifier)) ?? this.open.meet(namedKey(parts, -1));
    const element = elementOf(audit.state, parts);
    if (asked === undefined) {
      this.#answersUnasked(parts, association, element);
      if (element !== undefined) audit.watch(element).answeredEpoch = audit.epoch;
      return;
    }
    this.audit.associations.mark(association, mark.keepAlive, 0);
    if (element === undefined) return;
    const watch = audit.watch(element);
    watch.answeredEpoch = audit.epoch;
    this.failing.meet(elementKey(element));
    if (asked.home) {
      watch.newHome = asked.server;
      watch.newHomeEpoch = audit.epoch;
    }
  }

  #answersUnasked(parts: MessageParts, association: AssociationFacts, element: Element | undefined): void {
    const audit = this.audit;
    const { message } = parts;
    const wrong = this.wrongHandles.meet(association.number);
    if (wrong !== undefined) {
      audit.tell(rules.A30, pairKey(association.number, parts.peIdentifier), () => ({
        summary: `${senderText(message)} acknowledges as ${hexNumber(parts.peIdentifier)} a keep-alive of ${serverText(wrong.server)} for ${wrong.handle}, where it is not`,
        element: hexNumber(parts.peIdentifier),
        frames: [wrong.frame, audit.frame],
        habit: !wrong.named,
      }));
      return;
    }
    const key = this.audit.associations.marked(association, mark.keepAlive);
    const asked = key === 0 ? undefined : this.open.find(key);
    if (asked !== undefined && asked.side !== message.side && audit.isWhole(association)) {
      if (element?.held === true && element.association === association.number) return;
      const named = asked.element;
      this.open.meet(key);
      audit.tell(rules.A31, pairKey(association.number, parts.peIdentifier), () => ({
        summary: `${senderText(message)} acknowledges as ${hexNumber(parts.peIdentifier)}${named ? ` a keep-alive for ${elementText(named)}` : ''}`,
        element: hexNumber(parts.peIdentifier),
        server: hexNumber(asked.server),
        frames: [asked.frame, audit.frame],
      }));
      return;
    }
    if (element === undefined) return;
    const watch = audit.watch(element);
    const isOpen = watch.askedEpoch > watch.answeredEpoch && audit.epoch - watch.askedEpoch < 5;
    if (!isOpen || watch.askedOver === association.number) return;
    audit.tellElement(rules.T8, element, () => ({
      summary: `${elementText(element)} acknowledges to ${hostText(association, 1 - message.side)} a keep-alive of ${serverText(watch.askedBy)}, over another association`,
      frames: [watch.askedFrame, audit.frame],
      habit: watch.askedBy !== element.home,
    }));
  }

  /** A45: where the element goes once it has acknowledged a new home. */
  #registers(parts: MessageParts): void {
    const audit = this.audit;
    const id = parts.registeringId();
    if (parts.handleStart < 0 || id < 0) return;
    const element = poolOf(audit.state, parts, false)?.elements.get(id);
    if (element === undefined) return;
    const watch = audit.watch(element);
    if (watch.newHome === 0 || audit.epoch - watch.newHomeEpoch < 1) return;
    const server = serverAt(audit.state, parts.message.association, 1 - parts.message.side);
    const { newHome } = watch;
    watch.newHome = 0;
    const alive = audit.state.servers.get(newHome)?.lastEpoch ?? 0;
    if (server === 0 || server === newHome || alive < audit.epoch - audit.timers.maxTimeLastHeardMs / 1000) return;
    audit.tellElement(rules.A45, element, () => ({
      summary: `${elementText(element)} acknowledged ${serverText(newHome)} as its new home and registers at ${serverText(server)}`,
      server: hexNumber(newHome),
    }));
  }
}
