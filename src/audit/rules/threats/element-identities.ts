// Elements that are not who they say, or should not be where they are: rules S2.2, S2.3, S2.6, S2.8, S2.15 (RFC 5355).
import { hashOctets } from '../../../bytes/hash.ts';
import type { AssociationFacts } from '../../../dissect/sctp/side.ts';
import type { MessageParts } from '../../../handlespace/message-parts.ts';
import type { Element, Pool } from '../../../handlespace/model.ts';
import { elementOf, poolOf } from '../../../handlespace/named-element.ts';
import { serverAt, transportOfSide } from '../../../handlespace/server-places.ts';
import { deregistration } from '../../../protocol/asap/deregistration.ts';
import { registration } from '../../../protocol/asap/registration.ts';
import { registrationResponse } from '../../../protocol/asap/registration-response.ts';
import { asapTlsPort } from '../../../protocol/transport.ts';
import type { Audit } from '../../audit.ts';
import type { Check } from '../../check.ts';
import { Expected, type Waiting } from '../../expected.ts';
import { counted, elementText, hostText, poolAndElement, poolText, senderText } from '../../names.ts';
import { Notes } from '../../notes.ts';
import { identityRules } from './identity-rules.ts';

const rules = identityRules;

interface Said extends Waiting {
  readonly frame: number;
  /** Addresses from which it came. */
  readonly addresses: readonly string[];
  readonly sender: string;
}

const networkNeeded = 3;
const networksCompared = 32;
const saidKept = 600;

export class ElementIdentities implements Check {
  private readonly audit: Audit;
  private readonly said = new Expected<Said>();
  /** Ways in which the elements of a pool have registered: 1 in clear text, 2 under TLS. */
  private readonly ways = new Notes<Pool, { ways: number; readonly frames: number[] }>(16);

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [registration.type]: (parts: MessageParts) => this.#registers(parts),
      [deregistration.type]: (parts: MessageParts) => this.#leaves(parts),
      [registrationResponse.type]: (parts: MessageParts) => this.#isTaken(parts),
    },
  };

  tick(now: number): number {
    return this.said.overdue(now, saidKept, () => {});
  }

  #registers(parts: MessageParts): void {
    const audit = this.audit;
    const { message, tree } = parts;
    const { association, side } = message;
    const id = parts.registeringId();
    if (association === undefined || id < 0 || parts.handleStart < 0) return;
    const element = poolOf(audit.state, parts, false)?.elements.get(id);
    if (element?.held === true && element.association === association.number) return;
    const { addresses } = transportOfSide(association, side, 0);
    const octets = hashOctets(tree.bytes, tree.start[0] as number, tree.end[0] as number);
    const said = this.said.find(octets);
    const isReplay = said !== undefined && !addresses.some((address) => said.addresses.includes(address));
    const sender = senderText(message);
    if (isReplay)
      audit.tell(rules['S2.8'], octets, () => ({
        summary: `${sender} sends word for word the Registration of ${said.sender}${element ? `, ${elementText(element)}` : ''}`,
        ...(element ? poolAndElement(element) : {}),
        frames: [said.frame, audit.frame],
      }));
    else
      this.said.expect(octets, { epoch: audit.epoch, frame: audit.frame, addresses, sender }, this.audit.state.bounds);
    if (!isReplay && element !== undefined && this.#isForeign(element, association, side))
      audit.tellElement(rules['S2.3'], element, () => ({
        summary: `${sender} registers ${elementText(element)}, which ${this.#ownerText(element)} has registered and still holds`,
        frames: this.#framesOf(element),
      }));
  }

  /** Registered over another association, which stands, from a host that shares no address with this one. */
  #isForeign(element: Element, association: AssociationFacts, side: number): boolean {
    const { association: own, side: ownSide } = this.audit.watch(element);
    if (!element.held || element.lost || own === undefined || own === association) return false;
    if (this.audit.hasGap(own)) return false;
    if (this.audit.state.records.byNumber(own.number)?.ended !== false) return false;
    const known = new Set([
      ...transportOfSide(own, ownSide, 0).addresses,
      ...(element.facts.userTransport?.addresses ?? []),
      ...(element.facts.asapTransport?.addresses ?? []),
    ]);
    return !transportOfSide(association, side, 0).addresses.some((address) => known.has(address));
  }

  #ownerText(element: Element): string {
    const { association, side } = this.audit.watch(element);
    return association === undefined ? 'another host' : hostText(association, side);
  }

  #framesOf(element: Element): number[] {
    const { registrationFrame } = this.audit.watch(element);
    return [registrationFrame, this.audit.frame].filter((frame) => frame > 0);
  }

  #leaves(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const { association, side } = message;
    const element = elementOf(audit.state, parts);
    if (element === undefined || association === undefined || !this.#isForeign(element, association, side)) return;
    audit.tellElement(rules['S2.3'], element, () => ({
      summary: `${senderText(message)} asks to take ${elementText(element)} out of its pool, which ${this.#ownerText(element)} has registered and still holds`,
      frames: this.#framesOf(element),
    }));
  }

  #isTaken(parts: MessageParts): void {
    if ((parts.flags & 1) !== 0) return;
    const audit = this.audit;
    const { message } = parts;
    const { association } = message;
    const element = elementOf(audit.state, parts);
    if (element === undefined || association === undefined) return;
    const server = serverAt(audit.state, association, message.side);
    if (server === 0) this.#unknownServer(parts, element);
    // Who registers again was looked at the first time.
    if (audit.watch(element).association !== undefined) return;
    this.#holdAgainstNetworks(element, association, 1 - message.side);
    this.#holdAgainstWays(
      element,
      message.secured || association.sides[message.side === 0 ? 0 : 1].port === asapTlsPort,
    );
  }

  /** S2.6: nobody has announced itself there, while others have. */
  #unknownServer({ message }: MessageParts, element: Element): void {
    const audit = this.audit;
    let known = 0;
    for (const { heard } of audit.state.servers.values()) if (heard) known++;
    const { association } = message;
    if (known === 0 || association?.seenFromStart !== true || audit.epoch - audit.startEpoch < 5) return;
    audit.tellElement(rules['S2.6'], element, () => ({
      summary: `${elementText(element)} is taken in by ${senderText(message)}, which no server of the scope knows`,
    }));
  }

  #holdAgainstNetworks(element: Element, association: AssociationFacts, side: number): void {
    const { pool } = element;
    if (pool.elements.size <= networkNeeded) return;
    const own = transportOfSide(association, side, 0).addresses.map(networkOf);
    const seen = new Set<string>();
    let others = 0;
    let left = networksCompared;
    for (const other of pool.elements.values()) {
      if (left-- === 0) break;
      if (other === element || !other.held) continue;
      others++;
      for (const address of other.facts.asapTransport?.addresses ?? other.facts.userTransport?.addresses ?? []) {
        const network = networkOf(address);
        // Mostly the first one tells.
        if (own.includes(network)) return;
        seen.add(network);
      }
    }
    if (others < networkNeeded || seen.size === 0 || own.length === 0) return;
    if (own.every((network) => !sameVersion(network, seen))) return;
    this.#tellNetwork(element, association, side, others, seen);
  }

  #tellNetwork(
    element: Element,
    association: AssociationFacts,
    side: number,
    others: number,
    seen: ReadonlySet<string>,
  ): void {
    const { pool } = element;
    this.audit.tellElement(rules['S2.2'], element, () => ({
      summary: `${elementText(element)} registers from ${hostText(association, side)}; the other ${counted(others, 'element')} of ${poolText(pool)} are in ${[...seen].slice(0, 3).join(', ')}`,
    }));
  }

  #holdAgainstWays(element: Element, isProtected: boolean): void {
    const audit = this.audit;
    const { pool } = element;
    let known = this.ways.get(pool);
    if (known === undefined) {
      known = { ways: 0, frames: [] };
      this.ways.set(pool, known, audit.state.bounds);
    }
    const before = known.ways;
    known.ways |= isProtected ? 2 : 1;
    if (known.ways !== before) known.frames.push(audit.frame);
    if (known.ways !== 3) return;
    const { frames } = known;
    audit.tellPool(rules['S2.15'], pool, () => ({
      summary: `Elements of ${poolText(pool)} register on the secured port and in clear text, ${elementText(element)} ${isProtected ? 'under TLS' : 'in clear text'}`,
      frames: [...frames],
    }));
  }
}

/** The same addresses come again and again. */
const networks = new Map<string, string>();
const networksKnown = 4096;

function networkOf(address: string): string {
  let network = networks.get(address);
  if (network === undefined) {
    network = networkText(address);
    if (networks.size >= networksKnown) networks.clear();
    networks.set(address, network);
  }
  return network;
}

/** `10.1.0.0/16`, `fd00:1::/48`: the network as far as one can tell without its mask. */
function networkText(address: string): string {
  if (!address.includes(':')) return `${address.split('.').slice(0, 2).join('.')}.0.0/16`;
  const [head = ''] = address.split('::');
  return `${head.split(':').slice(0, 3).join(':')}::/48`;
}

function sameVersion(network: string, networks: ReadonlySet<string>): boolean {
  for (const other of networks) if (other.includes(':') === network.includes(':')) return true;
  return false;
}
