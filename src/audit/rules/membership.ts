// Who is there, held against who should be: rules M1 to M10, over all the time that the capture shows.
import { hexNumber, safeText } from '../../bytes/text.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element, Pool } from '../../handlespace/model.ts';
import { elementOf } from '../../handlespace/named-element.ts';
import { handleResolution } from '../../protocol/asap/handle-resolution.ts';
import { registrationResponse } from '../../protocol/asap/registration-response.ts';
import { asapTlsPort } from '../../protocol/transport.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { elementKey, poolKey, senderKey } from '../keys.ts';
import { counted, elementText, policyText, poolText, secondsText, senderText, serverText } from '../names.ts';
import { octetsOfAddress } from '../policy/address-octets.ts';
import { isAllowed, type MembershipPolicy, type PoolPolicy } from '../policy/membership-policy.ts';
import { ruleTable } from '../rule.ts';
import { identityRules } from './threats/identity-rules.ts';

const registrations = '--policy; registrations and Handle Updates';
const outOfDate = 'where the policy file is out of date';

export const membershipRules = ruleTable({
  M1: {
    name: 'pool-missing',
    rule: 'Each pool of the policy file exists',
    severity: 'error',
    rfc: '--policy',
    remedy: 'admit',
    needs: registrations,
    doubt: 'where nothing was said of the pool while the capture ran',
    advice: 'Start the service.',
  },
  M2: {
    name: 'pool-not-expected',
    rule: 'No pool exists that the policy file does not name',
    severity: 'warning',
    rfc: '--policy',
    remedy: 'admit',
    needs: registrations,
    doubt: outOfDate,
    advice: 'Find out who registered it, or write it into the policy file.',
  },
  M3: {
    name: 'too-few-elements',
    rule: 'A pool has at least as many elements as it should, all the time',
    severity: 'error',
    rfc: '--policy',
    remedy: 'admit',
    needs: registrations,
    doubt: 'in the first seconds of a capture, while its elements become known; those are left out',
    advice: 'Start more elements, or see why they left.',
  },
  M4: {
    name: 'too-many-elements',
    rule: 'A pool has at most as many elements as it should',
    severity: 'warning',
    rfc: '--policy',
    remedy: 'admit',
    needs: registrations,
    doubt: 'where a failed element is still registered beside the one that replaces it',
    advice: 'See which of them does not belong.',
  },
  M5: {
    name: 'element-not-allowed',
    rule: 'Each element is one that the policy file allows in its pool',
    severity: 'error',
    rfc: '--policy',
    remedy: 'admit',
    needs: registrations,
    doubt: outOfDate,
    advice: 'Take the element out of the pool, or write it into the policy file.',
  },
  M6: {
    name: 'server-not-allowed',
    rule: 'Each server is one that the policy file allows',
    severity: 'error',
    rfc: '--policy',
    remedy: 'admit',
    needs: '--policy; what the servers say',
    doubt: outOfDate,
    advice: 'Find out whose server it is: its peers give it the whole handlespace.',
  },
  M7: {
    name: 'policy-not-as-expected',
    rule: 'A pool has the policy that the policy file says',
    severity: 'error',
    rfc: '--policy',
    remedy: 'admit',
    needs: registrations,
    doubt: outOfDate,
    advice: 'Start the elements of the pool with the right policy; the first one decides.',
  },
  M8: {
    name: 'user-not-allowed',
    rule: 'Each user is one that the policy file allows',
    severity: 'warning',
    rfc: '--policy',
    remedy: 'admit',
    needs: '--policy; Handle Resolutions',
    doubt: outOfDate,
    advice: 'Find out who asks.',
  },
  M9: {
    name: 'not-protected',
    rule: 'Elements register under TLS where the policy file wants it',
    severity: 'error',
    rfc: '--policy',
    remedy: 'admit',
    needs: registrations,
    doubt: 'where TLS ends in front of the server',
    advice: 'Let the element use the secured port.',
  },
  M10: {
    name: 'server-missing',
    rule: 'Each server of the policy file is there',
    severity: 'error',
    rfc: '--policy',
    remedy: 'admit',
    needs: '--policy with the identifier of the server; what the servers say',
    doubt: 'where the server does not reach the point of capture',
    advice: 'Start the server.',
  },
});

const rules = membershipRules;

/** What is there when a capture begins becomes known within this time. */
const settlingSeconds = 10;

interface Watched {
  readonly wanted: PoolPolicy;
  held: number;
  /** Since when there are too few; 0 while there are enough. */
  fewSince: number;
  fewFrame: number;
  least: number;
  everHeld: boolean;
}

export class Membership implements Check {
  private readonly audit: Audit;
  private readonly policy: MembershipPolicy;
  private readonly pools = new Map<string, Watched>();

  constructor(audit: Audit, policy: MembershipPolicy) {
    this.audit = audit;
    this.policy = policy;
    for (const wanted of policy.pools)
      this.pools.set(safeText(wanted.handle), {
        wanted,
        held: 0,
        fewSince: 0,
        fewFrame: 0,
        least: Number.POSITIVE_INFINITY,
        everHeld: false,
      });
  }

  readonly before = {
    asap: {
      [handleResolution.type]: (parts: MessageParts) => this.#asks(parts),
      [registrationResponse.type]: (parts: MessageParts) => this.#registers(parts),
    },
  };

  readonly events = {
    'server-appeared': ({ server }: HandlespaceEvent) => {
      if (server !== undefined) this.#serverAppears(server);
    },
    'element-added': (event: HandlespaceEvent) => {
      const element = this.audit.elementOf(event);
      if (element !== undefined) this.#comes(element.pool, element);
    },
    'element-removed': (event: HandlespaceEvent) => {
      const element = this.audit.elementOf(event);
      if (element !== undefined) this.#goes(element.pool);
    },
    'element-changed': (event: HandlespaceEvent) => {
      const element = this.audit.elementOf(event);
      if (element?.held === true) this.#judge(element.pool, element);
    },
  };

  tick(now: number): void {
    if (now - this.audit.startEpoch < settlingSeconds) return;
    for (const watched of this.pools.values()) {
      const { wanted, held, fewSince } = watched;
      if (held >= wanted.least || fewSince > 0) continue;
      // From when one knows: what was not seen by then was not there.
      watched.fewSince = watched.everHeld ? now : this.audit.startEpoch;
      watched.fewFrame = watched.everHeld ? this.audit.frame : 1;
      watched.least = held;
    }
  }

  conclude(now: number): void {
    const audit = this.audit;
    for (const watched of this.pools.values()) {
      const { wanted, everHeld, fewSince } = watched;
      if (!everHeld && wanted.least > 0)
        audit.tell(rules.M1, hashOf(wanted), () => ({
          summary: `${safeText(wanted.handle)} does not exist; it should have at least ${counted(wanted.least, 'element')}`,
          pool: safeText(wanted.handle),
          since: audit.startEpoch,
          frames: [],
        }));
      else if (fewSince > 0) this.#tooFew(watched, now, true);
    }
    for (const entry of this.policy.servers ?? []) {
      if (entry.kind !== 'identifier' || audit.state.servers.get(entry.id)?.heard) continue;
      audit.tellServer(rules.M10, entry.id, () => ({
        summary: `${serverText(entry.id)} is not there`,
        since: audit.startEpoch,
        frames: [],
      }));
    }
  }

  #comes(pool: Pool, element: Element): void {
    const audit = this.audit;
    const watched = this.pools.get(safeText(pool.handle));
    if (watched === undefined) {
      audit.tellPool(rules.M2, pool, () => ({
        summary: `${poolText(pool)} is in no policy: ${elementText(element)} was its first element`,
        element: hexNumber(element.id),
      }));
      return;
    }
    watched.held++;
    watched.everHeld = true;
    const { wanted, held, fewSince } = watched;
    if (fewSince > 0 && held >= wanted.least) {
      this.#tooFew(watched, audit.epoch, false);
      watched.fewSince = 0;
      watched.least = Number.POSITIVE_INFINITY;
    }
    if (held > wanted.most)
      audit.tellPool(rules.M4, pool, () => ({
        summary: `${poolText(pool)} has ${counted(held, 'element')}; at most ${wanted.most} are wanted. ${elementText(element)} is one too many`,
        element: hexNumber(element.id),
      }));
    this.#judge(pool, element);
  }

  #goes(pool: Pool): void {
    const audit = this.audit;
    const watched = this.pools.get(safeText(pool.handle));
    if (watched === undefined) return;
    watched.held = Math.max(0, watched.held - 1);
    if (watched.held >= watched.wanted.least) return;
    if (watched.fewSince === 0) {
      watched.fewSince = audit.epoch;
      watched.fewFrame = audit.frame;
    }
    watched.least = Math.min(watched.least, watched.held);
  }

  #tooFew({ wanted, fewSince, fewFrame, least, held }: Watched, until: number, still: boolean): void {
    const audit = this.audit;
    const lowest = Math.min(least, held);
    const had = lowest === 0 ? 'no element at all' : `only ${counted(lowest, 'element')}`;
    audit.tell(rules.M3, hashOf(wanted), () => ({
      summary: `${safeText(wanted.handle)} had ${had} for ${secondsText(until - fewSince)}${still ? ', and still has not enough' : ''} (frames ${fewFrame} to ${audit.frame}); at least ${wanted.least} are wanted`,
      pool: safeText(wanted.handle),
      frames: [fewFrame, audit.frame],
      since: fewSince,
    }));
  }

  /** Policy and place of an element, as far as they are known by now. */
  #judge(pool: Pool, element: Element): void {
    const audit = this.audit;
    const watched = this.pools.get(safeText(pool.handle));
    if (watched === undefined) return;
    const { wanted } = watched;
    const type = element.facts.policy?.type;
    if (wanted.policyType !== undefined && type !== undefined && type !== wanted.policyType)
      audit.tellPool(rules.M7, pool, () => ({
        summary: `${elementText(element)} has registered ${policyText(type)}; ${policyText(wanted.policyType)} is wanted`,
        element: hexNumber(element.id),
      }));
    const addresses = element.facts.asapTransport?.addresses ?? element.facts.userTransport?.addresses ?? [];
    if (wanted.elements === undefined || addresses.length === 0) return;
    const octets = addresses.flatMap((address) => octetsOfAddress(address) ?? []);
    if (isAllowed(wanted.elements, element.id, octets)) return;
    for (const rule of [rules.M5, identityRules['S2.4']])
      audit.tell(rule, elementKey(element), () => ({
        summary: `${elementText(element)} at ${addresses[0]} is not among those allowed`,
        pool: safeText(pool.handle),
        element: hexNumber(element.id),
        server: element.home === 0 ? undefined : hexNumber(element.home),
      }));
  }

  #serverAppears(id: number): void {
    const audit = this.audit;
    const { servers } = this.policy;
    if (servers === undefined) return;
    const server = audit.state.servers.get(id);
    const addresses = [...(server?.asapAddresses ?? []), ...(server?.enrpAddresses ?? [])];
    const octets = addresses.flatMap((address) => octetsOfAddress(address) ?? []);
    const own = this.sender === undefined ? octets : [...octets, this.sender];
    if (isAllowed(servers, id, own)) return;
    audit.tellServer(rules.M6, id, () => ({ summary: `${serverText(id)} is not among those allowed` }));
  }

  /** Source address of the message in hand. */
  private sender: Uint8Array | undefined = undefined;

  message({ message }: MessageParts): void {
    const { addressBytes, sourceAt, addressLength } = message;
    this.sender = addressLength === 0 ? undefined : addressBytes.slice(sourceAt, sourceAt + addressLength);
  }

  #asks(parts: MessageParts): void {
    const { users } = this.policy;
    if (users === undefined || this.sender === undefined) return;
    const { message } = parts;
    const known: readonly Uint8Array[] = message.association?.sides[message.side === 0 ? 0 : 1].addresses ?? [];
    if (isAllowed(users, undefined, [this.sender, ...known])) return;
    this.audit.tell(rules.M8, senderKey(message), () => ({
      summary: `${senderText(message)} asks for pools and is not among the users allowed`,
    }));
  }

  #registers(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const element = elementOf(audit.state, parts);
    if (element === undefined || (parts.flags & 1) !== 0 || message.association === undefined) return;
    const watched = this.pools.get(safeText(element.pool.handle));
    if (watched?.wanted.needsTls !== true || message.secured || isSecured(message.association, message.side)) return;
    audit.tellElement(rules.M9, element, () => ({
      summary: `${elementText(element)} registers in clear text; TLS is wanted`,
    }));
  }
}

function isSecured(association: AssociationFacts, side: number): boolean {
  return association.sides[side === 0 ? 0 : 1].port === asapTlsPort;
}

function hashOf({ handle }: PoolPolicy): number {
  return poolKey({ handle });
}
