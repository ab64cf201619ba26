// State cookies and the control channel between users and elements (RFC 5352 §3.8, §3.9): rules A43, T9, T10, S2.9, S2.16.
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import { businessCard } from '../../protocol/asap/business-card.ts';
import { cookieEcho } from '../../protocol/asap/cookie-echo.ts';
import { cookieMessage } from '../../protocol/asap/cookie-message.ts';
import { cookie } from '../../protocol/rserpool/cookie.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { hashOctets, pairKey, receiverKey, senderKey } from '../keys.ts';
import { elementText, poolText, receiverText, senderText } from '../names.ts';
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

/** The last cookies of a user. */
interface Given {
  /** Hashes, the latest last. */
  readonly hashes: number[];
  frame: number;
  isWhole: boolean;
}

interface Owner {
  readonly user: number;
  readonly userText: string;
  readonly frame: number;
  readonly handle: Uint8Array | undefined;
}

interface Spoken {
  readonly frame: number;
  echoed: boolean;
  /** The element at the side that gives cookies; searched once. */
  element: Element | undefined;
}

const usersKept = 8192;
const cookiesOfUser = 8;
const ownersKept = 65_536;
/** Elements among which the one that listens at an address is sought. */
const elementsSearched = 20_000;

export class Cookies implements Check {
  readonly #audit: Audit;
  readonly #given = new Map<number, Given>();
  /** Who was given a cookie, by its hash. */
  readonly #owners = new Map<number, Owner>();
  /** Hosts with sessions under TLS. */
  readonly #secured = new Set<number>();
  /** Associations over which control messages were sent: the first one, and whether a cookie was echoed. */
  readonly #spoken = new WeakMap<AssociationFacts, Spoken>();

  constructor(audit: Audit) {
    this.#audit = audit;
  }

  readonly before = {
    asap: {
      [cookieMessage.type]: (parts: MessageParts) => this.#give(parts),
      [cookieEcho.type]: (parts: MessageParts) => this.#echo(parts),
      [businessCard.type]: (parts: MessageParts) => this.#noteControl(parts),
    },
  };

  frame(d: Dissection): void {
    const { layers } = d;
    // TLS is the last layer where there is any.
    if (layers.count === 0 || layers.protocol[layers.count - 1] !== layer.tls || d.addressLength === 0) return;
    if (this.#secured.size >= usersKept) return;
    this.#secured.add(hashOctets(d.addressBytes, d.sourceAt, d.sourceAt + d.addressLength));
    this.#secured.add(hashOctets(d.addressBytes, d.destinationAt, d.destinationAt + d.addressLength));
  }

  #give(parts: MessageParts): void {
    const hash = cookieHash(parts);
    if (hash < 0) return;
    const { message } = parts;
    const audit = this.#audit;
    const user = receiverKey(message);
    const element = this.#elementOf(message.association, message.side);
    const isWhole = message.association?.seenFromStart === true && message.association.gaps === 0;
    let given = this.#given.get(user);
    if (given === undefined) {
      if (this.#given.size >= usersKept) this.#given.clear();
      given = { hashes: [], frame: 0, isWhole };
      this.#given.set(user, given);
    }
    given.frame = audit.frame;
    if (!isWhole) given.isWhole = false;
    if (given.hashes.at(-1) !== hash) {
      given.hashes.push(hash);
      if (given.hashes.length > cookiesOfUser) given.hashes.shift();
    }
    if (!this.#owners.has(hash)) {
      if (this.#owners.size >= ownersKept) this.#owners.clear();
      const handle = element?.pool.handle;
      this.#owners.set(hash, { user, userText: receiverText(message), frame: audit.frame, handle });
    }
    if (message.secured && this.#secured.size < usersKept) this.#secured.add(user);
  }

  #echo(parts: MessageParts): void {
    const audit = this.#audit;
    const { message } = parts;
    const user = senderKey(message);
    const { association } = message;
    const element = this.#elementAt(association, 1 - message.side);
    if (association !== undefined) {
      const spoken = this.#spoken.get(association);
      if (spoken !== undefined && !spoken.echoed && association.seenFromStart)
        audit.tell(rules.T10, pairKey(association.number, user), () => ({
          summary: `${senderText(message)} sends ${receiverText(message)} its cookie only behind other control messages`,
          frames: [spoken.frame, audit.frame],
        }));
      this.#spoken.set(association, { frame: audit.frame, echoed: true, element });
    }
    if (!message.secured && this.#secured.has(user))
      audit.tell(rules['S2.9'], user, () => ({
        summary: `${senderText(message)} had sessions under TLS and goes on with ${receiverText(message)} in clear text`,
      }));
    const hash = cookieHash(parts);
    if (hash < 0) return;
    const owner = this.#owners.get(hash);
    if (owner !== undefined && owner.user !== user && !isSameHost(association, message.side, owner.userText)) {
      audit.tell(rules['S2.16'], pairKey(user, owner.user), () => ({
        summary: `${senderText(message)} echoes to ${receiverText(message)} a cookie that was given to ${owner.userText}`,
        frames: [owner.frame, audit.frame],
      }));
      return;
    }
    if (owner?.handle !== undefined && element !== undefined && !sameOctets(owner.handle, element.pool.handle)) {
      audit.tell(rules['S2.16'], pairKey(user, element.id), () => ({
        summary: `${senderText(message)} echoes to ${elementText(element)} a cookie of another pool`,
        pool: poolText(element.pool),
        frames: [owner.frame, audit.frame],
      }));
      return;
    }
    const given = this.#given.get(user);
    if (given === undefined || !given.isWhole || given.hashes.includes(hash)) return;
    audit.tell(rules.A43, user, () => ({
      summary: `${senderText(message)} echoes to ${receiverText(message)} a cookie that it was not given`,
      frames: [given.frame, audit.frame],
    }));
  }

  #noteControl({ message }: MessageParts): void {
    const { association } = message;
    if (association !== undefined && !this.#spoken.has(association))
      this.#spoken.set(association, { frame: this.#audit.frame, echoed: false, element: undefined });
  }

  /** The element that gives the cookies of an association; it is searched for with the first of them. */
  #elementOf(association: AssociationFacts | undefined, side: number): Element | undefined {
    if (association === undefined) return undefined;
    const known = this.#spoken.get(association);
    if (known !== undefined) return known.element;
    const element = this.#elementAt(association, side);
    this.#spoken.set(association, { frame: this.#audit.frame, echoed: false, element });
    if (element?.facts.userTransport?.use === 0)
      this.#audit.tellElement(dataOnly, element, () => ({
        summary: `${elementText(element)} sends a cookie, and has registered its transport as data only`,
      }));
    return element;
  }

  /** The pool element that listens at this end, by what it has registered. */
  #elementAt(association: AssociationFacts | undefined, side: number): Element | undefined {
    if (association === undefined) return undefined;
    const end = association.sides[side === 0 ? 0 : 1];
    let left = elementsSearched;
    for (const pool of this.#audit.state.pools.all)
      for (const element of pool.elements.values()) {
        if (left-- === 0) return undefined;
        const { userTransport } = element.facts;
        if (userTransport?.port === end.port && isSameHost(association, side, ...userTransport.addresses))
          return element;
      }
    return undefined;
  }
}

/** Of the first cookie in the message; -1 where there is none. */
function cookieHash({ tree }: MessageParts): number {
  for (let node = 1; node < tree.count; node++)
    if (tree.depth[node] === 1 && tree.type[node] === cookie.type)
      return hashOctets(tree.bytes, (tree.start[node] as number) + 4, tree.end[node] as number);
  return -1;
}

function sameOctets(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}
