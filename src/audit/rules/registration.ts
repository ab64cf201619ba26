// How pool elements register (RFC 5352 §3.1): rules A1 to A4, A9 to A11, A13 to A16, A44.
import { hashOctets } from '../../bytes/hash.ts';
import { hexNumber } from '../../bytes/text.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import { elementOf, poolOf } from '../../handlespace/named-element.ts';
import { serverAt, transportOfSide } from '../../handlespace/server-places.ts';
import { registration } from '../../protocol/asap/registration.ts';
import { registrationResponse } from '../../protocol/asap/registration-response.ts';
import { handleUpdate } from '../../protocol/enrp/handle-update.ts';
import { mark } from '../association-watch.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { elementKey, namedKey, pairKey, senderKey } from '../keys.ts';
import { elementText, hostText, secondsText, senderText, serverText } from '../names.ts';
import { type Ending, type OpenRequest, OpenRequests } from '../open-requests.ts';
import { doubts, needs, ruleTable } from '../rule.ts';
import { elementNode, homeAt, idAt } from '../updated-element.ts';
import { holdAgainstPool } from './pool-attributes.ts';
import { requestRules, slowSeconds, tellSlow } from './request-rules.ts';

export const registrationRules = ruleTable({
  A1: {
    name: 'registration-unanswered',
    rule: 'A Registration is answered',
    severity: 'error',
    rfc: 'RFC 5352 §3.1',
    remedy: 'recover',
    needs: `${needs.bothWays}; the server talks on over it`,
    doubt: doubts.lossBeforeTap,
    advice:
      'Look at the server: it took the request (or lost it) and went on; the element does not know whether it is in the pool.',
  },
  A2: {
    name: 'registration-answered-late',
    rule: 'A Registration is answered before T2-registration ends',
    severity: 'warning',
    rfc: 'RFC 5352 §7.1',
    remedy: 'network',
    needs: needs.bothWays,
    doubt: 'where the element has longer timers than its profile',
    advice: 'See what holds the server or the path up: the element takes a late answer for none, and tries elsewhere.',
  },
  A3: {
    name: 'registration-response-for-another',
    rule: 'A Registration Response names the pool and the element of its request',
    severity: 'error',
    rfc: 'RFC 5352 §2.2.3',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: doubts.lossBeforeTap,
    advice: 'Show both frames to who wrote the server: the element cannot tell that it was answered.',
  },
  A4: {
    name: 'rejection-without-reason',
    rule: 'A rejected Registration is told why',
    severity: 'warning',
    rfc: 'RFC 5352 §3.1',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Ask who wrote the server to send the Operation Error: without it nobody knows what to correct.',
  },
  A9: {
    name: 'new-identifier-while-registered',
    rule: 'An element that registers again keeps its identifier',
    severity: 'warning',
    rfc: 'RFC 5352 §3.1',
    remedy: 'configure',
    needs: needs.messageAndState,
    doubt: 'where one program runs several elements over one association',
    advice: 'See whether the element forgot that it is registered: the old entry stays until its keep-alive fails.',
  },
  A10: {
    name: 'registered-again-too-late',
    rule: 'An element registers again before its registration life ends',
    severity: 'warning',
    rfc: 'RFC 5352 §3.1',
    remedy: 'configure',
    needs: needs.bothWays,
    doubt: 'where the unit of the life is not what the profile says',
    advice:
      'Shorten the interval of re-registration, or lengthen the life: in between nobody may be sent to the element.',
  },
  A11: {
    name: 'rejected-registration-repeated',
    rule: 'What was rejected is not tried again unchanged',
    severity: 'warning',
    rfc: 'RFC 5352 §3.1',
    remedy: 'configure',
    needs: needs.bothWays,
    doubt: doubts.twoMachines,
    advice: 'Correct what the rejection names; the same request will get the same answer.',
  },
  A13: {
    name: 'rejected-registration-announced',
    rule: 'A rejected Registration is not passed on to other servers',
    severity: 'error',
    rfc: 'RFC 5352 §3.1',
    remedy: 'implement',
    needs: 'the rejection, and the ENRP of that server',
    doubt: 'where the element registered again at the same time elsewhere',
    advice: 'Show both frames to who wrote the server: its peers now hold an element that it does not.',
  },
  A14: {
    name: 'update-names-another-home',
    rule: 'The Handle Update behind an accepted Registration names the server that accepted as home',
    severity: 'error',
    rfc: 'RFC 5352 §3.1',
    remedy: 'implement',
    needs: 'the registration, its answer, and the ENRP of that server',
    doubt: 'where the address of the server was learned wrongly',
    advice: 'Show the frames to who wrote the server: nobody will look after the element.',
  },
  A15: {
    name: 'asap-transport-not-of-association',
    rule: 'The home passes on the addresses of the association as ASAP transport',
    severity: 'error',
    rfc: 'RFC 5352 §3.1',
    remedy: 'implement',
    needs: needs.start,
    doubt: 'behind a translator of addresses',
    advice: 'Compare the addresses: other servers will ask there whether the element lives, and will not reach it.',
  },
  A16: {
    name: 'identifier-zero',
    rule: 'The identifier of an element is not 0',
    severity: 'warning',
    rfc: 'rsplib (0 is its undefined identifier, cause 0xf000)',
    remedy: 'configure',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Let the element draw another identifier: rsplib rejects this one, and no RFC wants it.',
  },
  A44: {
    name: 'life-without-meaning',
    rule: 'A registration life is above 0, or -1 for ever',
    severity: 'warning',
    rfc: 'RFC 5354 §3.10',
    remedy: 'configure',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Set a life: this registration has ended before it began.',
  },
});

const rules = registrationRules;

interface OpenRegistration extends OpenRequest {
  readonly key: number;
  readonly element: Element;
  readonly octets: number;
  readonly sender: number;
}

interface Rejected extends Waiting {
  readonly frame: number;
  readonly server: number;
}

/** A rejected request is recognised when it comes again within this time. */
const repeatSeconds = 300;
/** Deadlines of a program may be late by this much. */
const lenienceSeconds = 1;
/** More elements than this of one association are no failing program but a flood (S2.1). */
const elementsCompared = 64;

export class Registrations implements Check {
  private readonly audit: Audit;
  private readonly open = new OpenRequests<OpenRegistration>();
  private readonly rejectedOctets = new Expected<Rejected>();
  private readonly rejectedElements = new Expected<Rejected>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [registration.type]: (parts: MessageParts) => this.#asksAgain(parts),
      [registrationResponse.type]: (parts: MessageParts) => this.#isAnswered(parts),
    },
  };

  readonly after = {
    asap: {
      [registration.type]: (parts: MessageParts) => this.#asks(parts),
      [registrationResponse.type]: (parts: MessageParts) => this.#isRegistered(parts),
    },
    enrp: { [handleUpdate.type]: (parts: MessageParts) => this.#update(parts) },
  };

  associationEnd(association: AssociationFacts): void {
    if (this.open.size > 0) this.#endOpen(association);
  }

  #endOpen(association: AssociationFacts): void {
    const audit = this.audit;
    this.open.ended(audit, association, (audit.timers.registrationTimeoutMs / 1000) * 0.8, (request) =>
      this.#unanswered(request, 'given up'),
    );
  }

  tick(now: number): number {
    const audit = this.audit;
    const { registrationTimeoutMs } = audit.timers;
    const late = this.open.late(audit, now, (2 * registrationTimeoutMs) / 1000, (request, ending) => {
      this.#forgetLast(request);
      this.#unanswered(request, ending);
    });
    return Math.min(
      late,
      this.rejectedOctets.overdue(now, repeatSeconds, () => {}),
      this.rejectedElements.overdue(now, 2, () => {}),
    );
  }

  #forgetLast({ association, key }: OpenRegistration): void {
    if (this.audit.associations.marked(association, mark.registration) === key)
      this.audit.associations.mark(association, mark.registration, 0);
  }

  #unanswered({ element, frame, epoch, association, side }: OpenRegistration, ending: Ending): void {
    const audit = this.audit;
    if (ending === 'silence') {
      this.#inVain(element, association, side, frame, epoch);
      return;
    }
    const rule = ending === 'ignored' ? rules.A1 : rules.A2;
    audit.tellElement(rule, element, () => {
      const waited = secondsText(audit.epoch - epoch);
      const server = serverText(serverAt(audit.state, association, 1 - side));
      const end =
        ending === 'ignored'
          ? `${server} did not answer, though it went on talking`
          : `${server} did not answer within ${waited}; then the association ended`;
      return {
        summary: `${elementText(element)} registered from ${hostText(association, side)}, and ${end}`,
        frames: [frame, audit.frame],
        since: epoch,
      };
    });
  }

  #inVain(element: Element, association: AssociationFacts, side: number, frame: number, epoch: number): void {
    const audit = this.audit;
    audit.tellElement(requestRules.O7, element, () => ({
      summary: `${elementText(element)} registers at ${hostText(association, 1 - side)} and hears nothing`,
      frames: [frame],
      since: epoch,
    }));
  }

  /** Before the request counts: what the element had registered until now. */
  #asksAgain(parts: MessageParts): void {
    const audit = this.audit;
    const id = parts.registeringId();
    if (parts.handleStart < 0 || id < 0) return;
    const element = poolOf(audit.state, parts, false)?.elements.get(id);
    if (element === undefined || !element.held || element.registeredEpoch === 0) return;
    const lifeSeconds = audit.lifeSeconds(element.facts.registrationLife);
    if (lifeSeconds === undefined) return;
    const late = audit.epoch - element.registeredEpoch - lifeSeconds;
    if (late <= lenienceSeconds || !this.#knows(parts)) return;
    audit.tellElement(rules.A10, element, () => ({
      summary: `${elementText(element)} registered again ${secondsText(late)} after its life of ${secondsText(lifeSeconds)} had ended`,
    }));
  }

  #knows({ message }: MessageParts): boolean {
    return message.association !== undefined && !this.audit.hasGap(message.association);
  }

  #asks(parts: MessageParts): void {
    const audit = this.audit;
    const id = parts.registeringId();
    const { message, tree } = parts;
    const { association } = message;
    if (parts.handleStart < 0 || id < 0) return;
    const element = poolOf(audit.state, parts, false)?.elements.get(id);
    if (element === undefined) return;
    if (id === 0)
      audit.tellElement(rules.A16, element, () => ({
        summary: `${senderText(message)} registers ${elementText(element)}: 0 is no identifier`,
      }));
    const life = element.registration?.facts.registrationLife;
    if (life !== undefined && life <= 0 && life !== -1)
      audit.tellElement(rules.A44, element, () => ({
        summary: `${elementText(element)} registers with a life of ${life}`,
      }));
    if (association === undefined) return;
    this.#findForgotten(parts, element, association);
    const octets = hashOctets(tree.bytes, tree.start[0] as number, tree.end[0] as number);
    const sender = senderKey(message);
    const rejected = this.rejectedOctets.find(pairKey(octets, sender));
    if (rejected !== undefined)
      audit.tellElement(rules.A11, element, () => ({
        summary: `${elementText(element)} asks again for what was rejected, unchanged, from ${senderText(message)}`,
        frames: [rejected.frame, audit.frame],
      }));
    const key = namedKey(parts, id);
    this.audit.associations.mark(association, mark.registration, key);
    const { epoch, frame } = audit;
    this.open.expect(
      key,
      { key, epoch, frame, association, side: message.side, element, octets, sender },
      this.audit.state.bounds,
    );
  }

  /** A9: the same association holds another element of the pool, which was not taken out. */
  #findForgotten(parts: MessageParts, element: Element, association: AssociationFacts): void {
    const audit = this.audit;
    const { elements } = audit.state.records.of(association);
    if (element.held || elements.size === 0 || elements.size > elementsCompared) return;
    for (const other of elements) {
      if (other === element || other.pool !== element.pool || !other.held || audit.watch(other).leftEpoch > 0) continue;
      audit.tellElement(rules.A9, element, () => ({
        summary: `${senderText(parts.message)} registers ${elementText(element)} while its ${hexNumber(other.id)} is still in the pool`,
        frames: [audit.watch(other).registrationFrame, audit.frame].filter((frame) => frame > 0),
      }));
      return;
    }
  }

  #isAnswered(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    if (association === undefined || parts.handleStart < 0 || parts.peIdentifier < 0) return;
    const request = this.open.meet(namedKey(parts, parts.peIdentifier));
    const rejected = (parts.flags & 1) !== 0;
    if (rejected && !parts.hasError) this.#rejectedWithoutReason(parts);
    if (request === undefined) {
      this.#answersAnother(parts, association);
      return;
    }
    this.#forgetLast(request);
    const seconds = audit.epoch - request.epoch;
    const { element } = request;
    if (seconds > audit.timers.registrationTimeoutMs / 1000)
      audit.tellElement(rules.A2, element, () => ({
        summary: `${elementText(element)} was answered ${secondsText(seconds)} after it had registered`,
        frames: [request.frame, audit.frame],
        since: request.epoch,
      }));
    const responder = serverAt(audit.state, association, message.side);
    if (seconds > slowSeconds) tellSlow(audit, responder, seconds, request.frame);
    holdAgainstPool(audit, parts, element, rejected);
    if (rejected) {
      const { epoch, frame } = audit;
      this.rejectedOctets.expect(
        pairKey(request.octets, request.sender),
        { epoch, frame, server: responder },
        this.audit.state.bounds,
      );
      if (!element.held)
        this.rejectedElements.expect(elementKey(element), { epoch, frame, server: responder }, this.audit.state.bounds);
      return;
    }
    const { updateAdds, updateEpoch, updateSender, updateHome, updateFrame } = audit.watch(element);
    if (updateAdds && updateEpoch >= request.epoch && updateSender === responder && updateHome !== responder)
      this.#foreignHome(element, updateHome, responder, [request.frame, updateFrame, audit.frame]);
  }

  #rejectedWithoutReason(parts: MessageParts): void {
    const audit = this.audit;
    const element = elementOf(audit.state, parts);
    const server = serverAt(audit.state, parts.message.association, parts.message.side);
    audit.tell(rules.A4, server, () => ({
      summary: `${serverText(server)} rejects ${element ? elementText(element) : 'a registration'} and does not say why`,
      server: server === 0 ? undefined : hexNumber(server),
    }));
  }

  #answersAnother(parts: MessageParts, association: AssociationFacts): void {
    const audit = this.audit;
    const key = this.audit.associations.marked(association, mark.registration);
    const asked = key === 0 ? undefined : this.open.find(key);
    if (asked === undefined || !audit.isWhole(association)) return;
    if (asked.side === parts.message.side) return;
    this.open.meet(key);
    this.audit.associations.mark(association, mark.registration, 0);
    audit.tellElement(rules.A3, asked.element, () => ({
      summary: `${elementText(asked.element)} registered, and the answer names ${hexNumber(parts.peIdentifier)}`,
      frames: [asked.frame, audit.frame],
    }));
  }

  #foreignHome(element: Element, home: number, responder: number, frames: readonly number[]): void {
    this.audit.tellElement(rules.A14, element, () => ({
      summary: `${serverText(responder)} accepted ${elementText(element)} and tells its peers that ${serverText(home)} is its home`,
      server: hexNumber(responder),
      frames,
    }));
  }

  #isRegistered(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    const element = elementOf(audit.state, parts);
    if (element === undefined || association === undefined || !element.held || (parts.flags & 1) !== 0) return;
    const watch = audit.watch(element);
    watch.association = association;
    watch.side = 1 - message.side;
    watch.registrationFrame = audit.frame;
    watch.leftEpoch = 0;
    if (watch.updateAdds && element.storedFrame === watch.updateFrame) this.#holdAgainstAssociation(element);
  }

  #update(parts: MessageParts): void {
    const audit = this.audit;
    const node = elementNode(parts);
    if (node < 0 || parts.word(12) >>> 16 !== 0) return;
    const element = poolOf(audit.state, parts, false)?.elements.get(idAt(parts, node));
    if (element === undefined) return;
    const sender = parts.word(4);
    const rejected = this.rejectedElements.size === 0 ? undefined : this.rejectedElements.meet(elementKey(element));
    if (rejected !== undefined && rejected.server === sender && element.registration === undefined)
      audit.tellElement(rules.A13, element, () => ({
        summary: `${serverText(sender)} rejected ${elementText(element)} and tells its peers that it is registered`,
        frames: [rejected.frame, audit.frame],
      }));
    const watch = audit.watch(element);
    if (watch.association === undefined || element.storedFrame !== audit.frame) return;
    const isFresh = element.registeredEpoch > 0 && audit.epoch - element.registeredEpoch < 2;
    const home = homeAt(parts, node);
    const responder = isFresh && !element.registration ? serverAt(audit.state, watch.association, 1 - watch.side) : 0;
    if (responder !== 0 && responder === sender && home !== responder)
      this.#foreignHome(element, home, responder, [watch.registrationFrame, audit.frame]);
    if (home === sender && !element.registration) this.#holdAgainstAssociation(element);
  }

  /** A15: the addresses that the home has passed on, against those of the association. */
  #holdAgainstAssociation(element: Element): void {
    const audit = this.audit;
    const { association, side, updateFrame, updateSender } = audit.watch(element);
    if (association === undefined || updateFrame === 0 || !association.sides[side === 0 ? 0 : 1].announced) return;
    // Registered over another association than that of the home: what the home knows of it was not seen.
    if (updateSender !== serverAt(audit.state, association, 1 - side) || audit.hasGap(association)) return;
    const { asapTransport } = element.facts;
    const has = transportOfSide(association, side, 0).addresses;
    const foreign = asapTransport?.addresses.filter((address) => !has.includes(address)) ?? [];
    if (asapTransport !== undefined && foreign.length === 0) return;
    audit.tellElement(rules.A15, element, () => ({
      summary:
        asapTransport === undefined
          ? `${serverText(updateSender)} passes ${elementText(element)} on without an ASAP transport`
          : `${serverText(updateSender)} passes ${elementText(element)} on at ${foreign.join(', ')}, which its association does not have`,
      frames: [audit.watch(element).registrationFrame, updateFrame].filter((frame) => frame > 0),
    }));
  }
}
