// State cookies and the control channel between users and elements (RFC 5352 §3.8, §3.9): rules A43, T9, T10, S2.9, S2.16.

import { addressText } from '../../bytes/address.ts';
import { hashOctets } from '../../bytes/hash.ts';
import { safeText } from '../../bytes/text.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import type { PoolUsers } from '../../handlespace/users/pool-users.ts';
import type { Session, User } from '../../handlespace/users/records.ts';
import { businessCard } from '../../protocol/asap/business-card.ts';
import { cookieEcho } from '../../protocol/asap/cookie-echo.ts';
import { cookieMessage } from '../../protocol/asap/cookie-message.ts';
import { mark } from '../association-watch.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { pairKey, receiverKey, senderKey } from '../keys.ts';
import { elementText, poolText, receiverText, senderText } from '../names.ts';
import { Notes } from '../notes.ts';
import { doubts, needs, type Rule, ruleTable } from '../rule.ts';
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

interface StrangeCookie {
  readonly user: number;
  readonly host: string;
  /** Of the last one, and the frame that brought it. */
  hash: number;
  frame: number;
}

/** Who gives the cookies of an association. */
const ofElement = 1;
const ofStranger = 2;
/** So many sessions are searched for a cookie that is not the user's. */
const sessionsSearched = 4096;

export class Cookies implements Check {
  private readonly audit: Audit;
  private readonly users: PoolUsers | undefined;
  /** Hosts with sessions under TLS. */
  private readonly securedHosts = new Notes<number, true>(8);
  /** Cookies of ends where no element is known, by the number of the association. */
  private readonly strange = new Notes<number, StrangeCookie>(16);

  constructor(audit: Audit, users: PoolUsers | undefined) {
    this.audit = audit;
    this.users = users;
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

  /** Elements give cookies all the time: those of known ones are kept by who follows the users. */
  #give(parts: MessageParts): void {
    const { association } = parts.message;
    if (association === undefined) return;
    const giver = this.audit.associations.marked(association, mark.cookie);
    if (giver === 0) this.#giveFirst(parts, association);
    else if (giver === ofStranger) this.#keepStrange(parts, association);
  }

  #keepStrange(parts: MessageParts, { number }: AssociationFacts): void {
    const { cookieHash: hash } = parts;
    const { frame } = this.audit;
    const known = this.strange.get(number);
    if (known === undefined) {
      const user = receiverKey(parts.message);
      const host = receiverText(parts.message);
      this.strange.set(number, { user, host, hash, frame }, this.audit.state.bounds);
    } else {
      known.hash = hash;
      known.frame = frame;
    }
  }

  #giveFirst(parts: MessageParts, association: AssociationFacts): void {
    const { message } = parts;
    const session = this.users?.followed.over(association);
    this.audit.associations.mark(association, mark.cookie, session === undefined ? ofStranger : ofElement);
    if (session === undefined) this.#keepStrange(parts, association);
    this.#speaks(association);
    if (message.secured) this.#isSecured(receiverKey(message));
    const element = session === undefined ? this.#elementAt(association, message.side) : this.#elementOf(session);
    if (element?.facts.userTransport?.use === 0)
      this.audit.tellElement(dataOnly, element, () => ({
        summary: `${elementText(element)} sends a cookie, and has registered its transport as data only`,
      }));
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
    if (hash !== 0 && association !== undefined) this.#holdAgainstSessions(parts, association, hash);
  }

  #isFirst({ message }: MessageParts, association: AssociationFacts, user: number): void {
    const audit = this.audit;
    const spoken = audit.associations.marked(association, mark.spoken);
    if (spoken > 0 && association.seenFromStart)
      audit.tell(rules.T10, pairKey(association.number, user), () => ({
        summary: `${senderText(message)} sends ${receiverText(message)} its cookie only behind other control messages`,
        frames: [spoken, audit.frame],
      }));
    audit.associations.mark(association, mark.spoken, -audit.frame);
  }

  /** The cookie is the last one of a session of this user, or it is somebody else's, or it was changed. */
  #holdAgainstSessions(parts: MessageParts, association: AssociationFacts, hash: number): void {
    const audit = this.audit;
    const { users } = this;
    const { message } = parts;
    const hosts = association.sides[message.side === 0 ? 0 : 1].addresses.map((address) =>
      addressText(address, 0, address.length),
    );
    const user = users?.userTable.find([senderText(message), ...hosts]);
    const strange = this.#strangeCookie(parts, hosts, hash);
    if (strange === 'this one' || users === undefined) return;
    const sessions = (user?.recentSessions ?? []).filter(({ cookies }) => cookies > 0);
    const given = sessions.find(({ lastCookie }) => lastCookie === hash) ?? this.#ofAnother(users, user, hash);
    const key = senderKey(message);
    if (given === undefined) {
      const own = sessions.at(-1);
      // What strangers have given since cannot be told from what somebody has changed.
      if (own === undefined || strange === 'another' || !sessions.every((session) => this.#isWhole(session))) return;
      audit.tell(rules.A43, key, () => ({
        summary: `${senderText(message)} echoes to ${receiverText(message)} a cookie that is not the last of any of its sessions`,
        frames: [own.cookieFrame, audit.frame],
      }));
      return;
    }
    const frames = [given.cookieFrame, audit.frame];
    if (given.user !== user) {
      audit.tell(rules['S2.16'], pairKey(key, given.user.number), () => ({
        summary: `${senderText(message)} echoes to ${receiverText(message)} a cookie that was given to ${given.user.addresses[0] ?? 'another user'}`,
        frames,
      }));
      return;
    }
    const to = this.#elementAt(association, 1 - message.side);
    if (to === undefined || users.loadTable.of(to.pool.handle) === given.pool) return;
    audit.tell(rules['S2.16'], pairKey(key, to.id), () => ({
      summary: `${senderText(message)} echoes to ${elementText(to)} a cookie of ${safeText(given.pool.handle)}`,
      pool: poolText(to.pool),
      frames,
    }));
  }

  /** Whether this cookie is of a giver that is not known, or the user has another one of such a giver. */
  #strangeCookie(
    { message }: MessageParts,
    hosts: readonly string[],
    hash: number,
  ): 'this one' | 'another' | undefined {
    const audit = this.audit;
    const key = senderKey(message);
    let found: 'another' | undefined;
    for (const given of this.strange.values()) {
      const isOwn = given.user === key || hosts.includes(given.host);
      if (isOwn) found = 'another';
      if (given.hash !== hash) continue;
      if (!isOwn)
        audit.tell(rules['S2.16'], pairKey(key, given.user), () => ({
          summary: `${senderText(message)} echoes to ${receiverText(message)} a cookie that was given to ${given.host}`,
          frames: [given.frame, audit.frame],
        }));
      return 'this one';
    }
    return found;
  }

  /** The capture has it from its start, and lacks nothing of it. */
  #isWhole({ fromStart, startFrame, association, gaps }: Session): boolean {
    return fromStart && startFrame >= this.audit.state.holeFrame && (association?.gaps ?? gaps) === 0;
  }

  #ofAnother({ sessions }: PoolUsers, user: User | undefined, hash: number): Session | undefined {
    for (let left = sessions.length - 1, end = Math.max(0, sessions.length - sessionsSearched); left >= end; left--) {
      const session = sessions[left] as Session;
      if (session.lastCookie === hash && session.user !== user) return session;
    }
    return undefined;
  }

  #elementOf({ pool: { handle }, element }: Session): Element | undefined {
    return this.audit.state.pools.find(handle, 0, handle.length)?.elements.get(element);
  }

  #noteControl({ message }: MessageParts): void {
    const { association } = message;
    if (association !== undefined) this.#speaks(association);
  }

  #speaks(association: AssociationFacts): void {
    const { associations, frame } = this.audit;
    if (associations.marked(association, mark.spoken) === 0) associations.mark(association, mark.spoken, frame);
  }

  /** The pool element that listens at this end, by what it has registered. */
  #elementAt(association: AssociationFacts, side: number): Element | undefined {
    return this.audit.transports?.atSide(association.sides[side === 0 ? 0 : 1])[0];
  }
}
