// How pool elements leave, by themselves or because their life has ended (RFC 5352 §3.2, §3.1): rules A17, A18, A20.
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import { elementOf } from '../../handlespace/named-element.ts';
import { transportOfSide } from '../../handlespace/server-places.ts';
import { deregistration } from '../../protocol/asap/deregistration.ts';
import { deregistrationResponse } from '../../protocol/asap/deregistration-response.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { namedKey } from '../keys.ts';
import { elementText, hostText, secondsText, senderText, serverText } from '../names.ts';
import { type OpenRequest, OpenRequests } from '../open-requests.ts';
import { doubts, needs, ruleTable } from '../rule.ts';

export const leavingRules = ruleTable({
  A17: {
    name: 'deregistration-unanswered',
    rule: 'A Deregistration is answered',
    severity: 'error',
    rfc: 'RFC 5352 §3.2',
    remedy: 'recover',
    needs: `${needs.bothWays}; the server talks on over it`,
    doubt: doubts.lossBeforeTap,
    advice: 'Look at the server, and whether the element is still listed.',
  },
  A18: {
    name: 'deregistered-by-another',
    rule: 'An element leaves its pool itself: the request comes from one of its addresses',
    severity: 'error',
    rfc: 'RFC 5352 §2.2.2, §3.2',
    remedy: 'defend',
    needs: needs.start,
    doubt: 'where the element came back over another interface',
    advice: 'Find the host that sent it: nobody may take others out of a pool.',
  },
  A20: {
    name: 'expired-without-word',
    rule: 'An element whose registration life ended is told so, and removed',
    severity: 'warning',
    rfc: 'RFC 5352 §2.2.4, §3.2',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: 'where the unit of the life is not what the profile says',
    advice:
      'See which of the two forgot the life: the element that did not register again, or the server that kept it.',
    rsplib: 'never removes an element by its life; keep-alives decide',
  },
});

const rules = leavingRules;

interface OpenDeregistration extends OpenRequest {
  readonly element: Element;
}

/** So often elements are searched for those whose life has ended. */
const expirySweepSeconds = 5;

export class Leaving implements Check {
  private readonly audit: Audit;
  private readonly open = new OpenRequests<OpenDeregistration>();
  private nextSweep = 0;

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [deregistration.type]: (parts: MessageParts) => this.#leaves(parts),
      [deregistrationResponse.type]: (parts: MessageParts) => this.#hasLeft(parts),
    },
  };

  associationEnd(association: AssociationFacts): void {
    this.open.ended(this.audit, association, Number.POSITIVE_INFINITY, () => {});
  }

  tick(now: number): number {
    const { audit } = this;
    const { deregistrationTimeoutMs } = audit.timers;
    const late = this.open.late(
      audit,
      now,
      (2 * deregistrationTimeoutMs) / 1000,
      ({ element, frame, epoch }, ending) => {
        if (ending !== 'ignored') return;
        audit.tellElement(rules.A17, element, () => ({
          summary: `${elementText(element)} asked to leave and ${serverText(element.home)} did not answer`,
          frames: [frame],
          since: epoch,
        }));
      },
    );
    if (now >= this.nextSweep) {
      this.nextSweep = now + expirySweepSeconds;
      this.#findExpired(now);
    }
    return Math.min(late, this.nextSweep);
  }

  #leaves(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    const element = elementOf(audit.state, parts);
    if (element === undefined) return;
    const watch = audit.watch(element);
    if (association !== undefined && element.held && this.#isForeign(element, association, message.side)) {
      audit.tellElement(rules.A18, element, () => ({
        summary: `${senderText(message)} asks to take ${elementText(element)} out of the pool, which registered from ${hostText(watch.association as AssociationFacts, watch.side)}`,
        frames: [watch.registrationFrame, audit.frame].filter((frame) => frame > 0),
      }));
    } else {
      watch.leftEpoch = audit.epoch;
      watch.leftFrame = audit.frame;
    }
    if (association === undefined) return;
    const { epoch, frame } = audit;
    this.open.expect(
      namedKey(parts, element.id),
      { epoch, frame, association, side: message.side, element },
      this.audit.state.bounds,
    );
  }

  /** True where no address of this end is one of the element's. */
  #isForeign(element: Element, association: AssociationFacts, side: number): boolean {
    const { association: own, side: ownSide } = this.audit.watch(element);
    if (own === undefined || own === association || this.audit.hasGap(own)) return false;
    const here = transportOfSide(association, side, 0).addresses;
    const known = new Set([
      ...transportOfSide(own, ownSide, 0).addresses,
      ...(element.facts.asapTransport?.addresses ?? []),
      ...(element.facts.userTransport?.addresses ?? []),
    ]);
    return here.length > 0 && !here.some((address) => known.has(address));
  }

  #hasLeft(parts: MessageParts): void {
    this.open.meet(namedKey(parts, parts.peIdentifier));
  }

  /** A20: life over, not registered again, and yet still held over an association that stands. */
  #findExpired(now: number): void {
    const audit = this.audit;
    for (const server of audit.state.servers.values())
      for (const element of server.owned) {
        if (element.registeredEpoch === 0 || element.lost) continue;
        const lifeSeconds = audit.lifeSeconds(element.facts.registrationLife);
        const over = lifeSeconds === undefined ? 0 : now - element.registeredEpoch - lifeSeconds;
        if (over < expirySweepSeconds || lifeSeconds === undefined) continue;
        const watch = audit.watch(element);
        if (!audit.isWhole(watch.association) || element.association !== watch.association.number) continue;
        if (watch.expiryTold === element.registeredEpoch) continue;
        watch.expiryTold = element.registeredEpoch;
        audit.tellElement(rules.A20, element, () => ({
          summary: `${elementText(element)} did not register again within its life of ${secondsText(lifeSeconds)}, and ${serverText(server.id)} keeps it without a word`,
          habit: true,
          frames: [watch.registrationFrame, audit.frame],
          since: element.registeredEpoch + lifeSeconds,
        }));
      }
  }
}
