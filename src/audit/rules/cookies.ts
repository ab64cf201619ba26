// State cookies and the control channel between users and elements (RFC 5352 §3.8, §3.9): rules A43, T9, T10, S2.9, S2.16.
import type { Dissection } from '../../dissect/dissection.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import { businessCard } from '../../protocol/asap/business-card.ts';
import { cookieEcho } from '../../protocol/asap/cookie-echo.ts';
import { cookieMessage } from '../../protocol/asap/cookie-message.ts';
import { AssociationTable } from '../association-table.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { hashOctets, pairKey, receiverKey, senderKey } from '../keys.ts';
import { elementText, hostText, poolText, receiverText, senderText } from '../names.ts';
import { Notes } from '../notes.ts';
import { doubts, needs, type Rule, ruleTable } from '../rule.ts';
import { isSameHost } from '../same-host.ts';
import { formatRules } from './transport-format.ts';

export const cookieRules = ruleTable({
  A43: {
    name: 'cookie-changed',
    rule: 'A user echoes the last cookie that it was given, unchanged',
    severity: 'warning',
    rfc: 'RFC 5352 §3.8',
    remedy: 'defend',
    needs: 'the session of the user with the element that failed, from its start',
    doubt: 'where a user has sessions over paths that were not captured',
    advice: 'Sign cookies: an element takes up what the cookie says, whoever wrote it.',
  },
  T10: {
    name: 'cookie-echo-not-first',
    rule: 'Cookie Echo is the first control message to the new element',
    severity: 'warning',
    rfc: 'RFC 5352 §3.8',
    remedy: 'implement',
    needs: needs.start,
    doubt: doubts.lossBeforeTap,
    advice: 'The element begins without the state and must then take it up in the middle.',
  },
  'S2.9': {
    name: 'security-lost-at-failover',
    rule: 'A session that was protected stays so when it moves to another element',
    severity: 'warning',
    rfc: 'RFC 5355 §2.9',
    remedy: 'defend',
    needs: 'the session before and after',
    doubt: 'where the host has other sessions under TLS',
    advice: 'Let the user take only elements that offer TLS, or let all elements of the pool do so.',
  },
  'S2.16': {
    name: 'cookie-of-another',
    rule: 'A cookie comes back from the user that it was given to, and to an element of the same pool',
    severity: 'error',
    rfc: 'RFC 5355 §2.16',
    remedy: 'defend',
    needs: 'the cookie when it was given, and its echo',
    doubt: 'behind a translator of addresses, where users share one',
    advice: 'Find out who echoes it: with a stolen cookie one takes over the session of another.',
  },
});

const rules = cookieRules;
const dataOnly = formatRules.T9 as Rule;

/** One session of a user with an element: the association over which cookies were given. */
interface Session {
  readonly association: AssociationFacts;
  readonly user: number;
  /** The element's end. */
  readonly side: number;
  /** The element that gives the cookies; where it is not known, its end of the association tells nothing. */
  readonly element: Element | undefined;
  /** Of the last cookie, and the frame that brought it. */
  hash: number;
  frame: number;
}

const sessionsOfUser = 64;
/** Elements among which the one that listens at an address is sought. */
const elementsSearched = 20_000;

export class Cookies implements Check {
  private readonly audit: Audit;
  private readonly sessions = new Notes<number, Session>(16);
  /** The latest sessions of each user. */
  private readonly byUser = new Notes<number, Session[]>(16);
  private last: Session | undefined = undefined;
  /** Hosts with sessions under TLS. */
  private readonly securedHosts = new Notes<number, true>(8);
  /** Frame of the first control message on an association, below 0 once a cookie was echoed. */
  private readonly spoken = new AssociationTable();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [cookieMessage.type]: (parts: MessageParts) => this.#give(parts),
      [cookieEcho.type]: (parts: MessageParts) => this.#echo(parts),
      [businessCard.type]: (parts: MessageParts) => this.#noteControl(parts),
    },
  };

  secured(d: Dissection): void {
    if (d.addressLength === 0) return;
    const { addressBytes, addressLength } = d;
    for (const at of [d.sourceAt, d.destinationAt]) this.#isSecured(hashOctets(addressBytes, at, at + addressLength));
  }

  #isSecured(host: number): void {
    if (!this.securedHosts.has(host)) this.securedHosts.set(host, true, this.audit.state.bounds);
  }

  #give(parts: MessageParts): void {
    const { message } = parts;
    const { association } = message;
    const hash = parts.cookieHash;
    if (hash === 0 || association === undefined) return;
    let session = this.last;
    if (session === undefined || session.association !== association) {
      session = this.sessions.get(association.number);
      if (session === undefined || session.association !== association) session = this.#begin(parts, association);
      this.last = session;
    }
    session.hash = hash;
    session.frame = this.audit.frame;
  }

  #begin({ message }: MessageParts, association: AssociationFacts): Session {
    const element = this.#elementAt(association, message.side);
    const session: Session = {
      association,
      user: receiverKey(message),
      side: message.side,
      element,
      hash: 0,
      frame: this.audit.frame,
    };
    const { bounds } = this.audit.state;
    this.sessions.delete(association.number);
    this.sessions.set(association.number, session, bounds);
    const own = this.byUser.get(session.user);
    if (own === undefined) {
      this.byUser.set(session.user, [session], bounds);
    } else {
      own.push(session);
      if (own.length > sessionsOfUser) own.shift();
    }
    this.#speaks(association);
    if (message.secured) this.#isSecured(session.user);
    if (element?.facts.userTransport?.use === 0)
      this.audit.tellElement(dataOnly, element, () => ({
        summary: `${elementText(element)} sends a cookie, and has registered its transport as data only`,
      }));
    return session;
  }

  #echo(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    const user = senderKey(message);
    if (association !== undefined) this.#isFirst(parts, association, user);
    if (!message.secured && this.securedHosts.has(user))
      audit.tell(rules['S2.9'], user, () => ({
        summary: `${senderText(message)} had sessions under TLS and goes on with ${receiverText(message)} in clear text`,
      }));
    const hash = parts.cookieHash;
    if (hash === 0 || association === undefined) return;
    this.#holdAgainstSessions(parts, association, user, hash);
  }

  #isFirst({ message }: MessageParts, association: AssociationFacts, user: number): void {
    const audit = this.audit;
    const spoken = this.spoken.get(association.number);
    if (spoken > 0 && association.seenFromStart)
      audit.tell(rules.T10, pairKey(association.number, user), () => ({
        summary: `${senderText(message)} sends ${receiverText(message)} its cookie only behind other control messages`,
        frames: [spoken, audit.frame],
      }));
    this.spoken.set(association.number, -audit.frame);
  }

  /** The cookie is the last one of a session of this user, or it is somebody else's, or it was changed. */
  #holdAgainstSessions(parts: MessageParts, association: AssociationFacts, user: number, hash: number): void {
    const audit = this.audit;
    const { message } = parts;
    const hosts = association.sides[message.side === 0 ? 0 : 1].addresses.map((address) =>
      hashOctets(address, 0, address.length),
    );
    if (!hosts.includes(user)) hosts.push(user);
    const sessions = hosts.flatMap((host) => this.byUser.get(host) ?? []);
    const own = sessions.at(-1);
    const isWhole = sessions.every(({ association: one }) => one.seenFromStart && !audit.hasGap(one));
    const given = sessions.find((session) => session.hash === hash) ?? this.#ofAnother(hash);
    if (given === undefined) {
      if (own === undefined || !isWhole) return;
      const { frame } = own;
      audit.tell(rules.A43, user, () => ({
        summary: `${senderText(message)} echoes to ${receiverText(message)} a cookie that is not the last of any of its sessions`,
        frames: [frame, audit.frame],
      }));
      return;
    }
    const { frame, element: from } = given;
    if (given.user !== user && !hosts.includes(given.user)) {
      audit.tell(rules['S2.16'], pairKey(user, given.user), () => ({
        summary: `${senderText(message)} echoes to ${receiverText(message)} a cookie that was given to ${hostText(given.association, 1 - given.side)}`,
        frames: [frame, audit.frame],
      }));
      return;
    }
    const to = this.#elementAt(association, 1 - message.side);
    if (from === undefined || to === undefined || from.pool === to.pool) return;
    audit.tell(rules['S2.16'], pairKey(user, to.id), () => ({
      summary: `${senderText(message)} echoes to ${elementText(to)} a cookie of ${poolText(from.pool)}`,
      pool: poolText(to.pool),
      frames: [frame, audit.frame],
    }));
  }

  #ofAnother(hash: number): Session | undefined {
    for (const session of this.sessions.values()) if (session.hash === hash) return session;
    return undefined;
  }

  #noteControl({ message }: MessageParts): void {
    const { association } = message;
    if (association !== undefined) this.#speaks(association);
  }

  #speaks({ number }: AssociationFacts): void {
    if (this.spoken.get(number) === 0) this.spoken.set(number, this.audit.frame);
  }

  /** The pool element that listens at this end, by what it has registered. */
  #elementAt(association: AssociationFacts, side: number): Element | undefined {
    const { transports } = this.audit;
    if (transports !== undefined) return transports.atSide(association.sides[side === 0 ? 0 : 1])[0];
    const { port } = association.sides[side === 0 ? 0 : 1];
    let left = elementsSearched;
    for (const pool of this.audit.state.pools.all)
      for (const element of pool.elements.values()) {
        if (left-- === 0) return undefined;
        const { userTransport } = element.facts;
        if (userTransport?.port === port && isSameHost(association, side, ...userTransport.addresses)) return element;
      }
    return undefined;
  }
}
