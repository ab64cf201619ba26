// Those who are not who they say, or should not be there: rules S2.2 to S2.6, S2.8, S2.12, S2.15 (RFC 5355).
import { hashOctets } from '../../../bytes/hash.ts';
import { u32 } from '../../../bytes/read.ts';
import { hexNumber, safeText } from '../../../bytes/text.ts';
import type { AssociationFacts } from '../../../dissect/sctp/side.ts';
import { parameter } from '../../../handlespace/element-facts.ts';
import type { MessageParts } from '../../../handlespace/message-parts.ts';
import type { Element, Pool } from '../../../handlespace/model.ts';
import { elementOf, poolOf } from '../../../handlespace/named-element.ts';
import { serverAt, transportOfSide } from '../../../handlespace/server-places.ts';
import { deregistration } from '../../../protocol/asap/deregistration.ts';
import { registration } from '../../../protocol/asap/registration.ts';
import { registrationResponse } from '../../../protocol/asap/registration-response.ts';
import { serverAnnounce } from '../../../protocol/asap/server-announce.ts';
import { handleUpdate } from '../../../protocol/enrp/handle-update.ts';
import { initTakeover } from '../../../protocol/enrp/init-takeover.ts';
import { takeoverServer } from '../../../protocol/enrp/takeover-server.ts';
import { asapTlsPort } from '../../../protocol/transport.ts';
import type { Audit } from '../../audit.ts';
import type { Check } from '../../check.ts';
import { Expected, type Waiting } from '../../expected.ts';
import { elementKey, senderKey } from '../../keys.ts';
import { counted, elementText, hostText, poolText, senderText, serverText } from '../../names.ts';
import { Notes } from '../../notes.ts';
import { needs, ruleTable } from '../../rule.ts';

export const identityRules = ruleTable({
  'S2.2': {
    name: 'element-from-another-network',
    rule: 'Elements of a pool are in the networks of the pool',
    severity: 'warning',
    rfc: 'RFC 5355 §2.2',
    remedy: 'defend',
    needs: 'the registrations of the others',
    doubt: 'where the service is spread over networks on purpose, or a translator of addresses stands between',
    advice: 'See whether the element belongs to the service; write its network into a policy file if it does.',
  },
  'S2.3': {
    name: 'element-spoofed',
    rule: 'What an element asks for comes from its own host',
    severity: 'error',
    rfc: 'RFC 5355 §2.3',
    remedy: 'defend',
    needs: needs.start,
    doubt: 'where an element moves to another host and keeps its identifier',
    advice: 'Shut the other host out: it registers or takes out an element that is not its own.',
  },
  'S2.4': {
    name: 'element-not-authorised',
    rule: 'Only allowed elements join a pool',
    severity: 'error',
    rfc: 'RFC 5355 §2.4',
    remedy: 'defend',
    needs: '--policy with the allowed elements of the pool; the registrations',
    doubt: 'where the policy file is out of date',
    advice: 'Take the element out of the pool, or write it into the policy file.',
  },
  'S2.5': {
    name: 'rogue-server',
    rule: 'Servers speak for what they own',
    severity: 'error',
    rfc: 'RFC 5355 §2.5',
    remedy: 'defend',
    needs: 'the ENRP of all servers',
    doubt: 'after a takeover that was not captured',
    advice: 'Shut the server out, and restart those that believed it: they hold what it told.',
  },
  'S2.6': {
    name: 'registered-at-unknown-server',
    rule: 'Elements register at servers that the other servers know',
    severity: 'error',
    rfc: 'RFC 5355 §2.6',
    remedy: 'defend',
    needs: 'the announcements and the ENRP of the scope',
    doubt: 'where the server was known before the capture began, and said nothing since',
    advice: 'Find out who answers there: the element believes that it is in the pool, and nobody is sent to it.',
  },
  'S2.8': {
    name: 'replay',
    rule: 'What was said once is not said again by another',
    severity: 'error',
    rfc: 'RFC 5355 §2.8',
    remedy: 'defend',
    needs: 'the first and the second time',
    doubt: 'where two elements are configured as one',
    advice: 'Find out who sends it: it has recorded a message, and plays it back.',
  },
  'S2.12': {
    name: 'discovery-spoofed',
    rule: 'Each server announces itself, from its own addresses',
    severity: 'warning',
    rfc: 'RFC 5355 §2.12',
    remedy: 'defend',
    needs: 'the announcements',
    doubt: 'where several servers run on one host for tests',
    advice: 'Find out who announces: elements and users turn to whom they hear.',
  },
  'S2.15': {
    name: 'pool-half-protected',
    rule: 'All elements of a pool register under TLS, or none',
    severity: 'warning',
    rfc: 'RFC 5355 §2.15',
    remedy: 'defend',
    needs: 'the ports that the elements register at',
    doubt: 'while a service moves to TLS',
    advice: 'Move the others too: who can forge one of them reaches all users of the pool.',
  },
});

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
const announcedIds = 3;
/** A rogue server speaks for others more than once. */
const foreignNeeded = 2;

export class Identities implements Check {
  private readonly audit: Audit;
  private readonly said = new Expected<Said>();
  /** Elements that a server deleted, added or claimed although another owns them. */
  private readonly foreign = new Notes<number, { count: number; readonly frames: number[]; readonly names: string[] }>(
    16,
  );
  /** Identifiers that one address announces. */
  private readonly announced = new Notes<number, { readonly ids: Set<number>; readonly frames: number[] }>(16);
  private readonly announcers = new Notes<number, { address: string; key: number; epoch: number; frame: number }>(16);
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
      [serverAnnounce.type]: (parts: MessageParts) => this.#announces(parts),
    },
    enrp: {
      [handleUpdate.type]: (parts: MessageParts) => this.#update(parts),
      [initTakeover.type]: (parts: MessageParts) => this.#takesOver(parts),
      [takeoverServer.type]: (parts: MessageParts) => this.#takesOver(parts),
    },
  };

  readonly after = { enrp: { [handleUpdate.type]: (parts: MessageParts) => this.#noteUpdate(parts) } };

  tick(now: number): void {
    this.said.overdue(now - saidKept, () => {});
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
        ...(element ? named(element) : {}),
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

  /** S2.12: many names from one address, or one name from two addresses in turn. */
  #announces(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const server = parts.word(4);
    const key = senderKey(message);
    const announcer = this.announcers.get(server);
    if (announcer?.key === key) {
      announcer.epoch = audit.epoch;
      announcer.frame = audit.frame;
      return;
    }
    let source = this.announced.get(key);
    if (source === undefined) {
      source = { ids: new Set(), frames: [] };
      this.announced.set(key, source, audit.state.bounds);
    }
    if (!source.ids.has(server) && source.ids.size < 64) {
      source.ids.add(server);
      source.frames.push(audit.frame);
    }
    const { ids, frames } = source;
    if (ids.size >= announcedIds)
      audit.tell(rules['S2.12'], key, () => ({
        summary: `${senderText(message)} announces itself as ${counted(ids.size, 'server')}: ${[...ids].map((id) => hexNumber(id)).join(', ')}`,
        server: hexNumber(server),
        frames: [...frames],
      }));
    if (announcer === undefined) {
      const { epoch, frame } = audit;
      this.announcers.set(server, { address: senderText(message), key, epoch, frame }, audit.state.bounds);
      return;
    }
    const isKnown = audit.state.servers.get(server)?.enrpAddresses.includes(senderText(message)) === true;
    const { address, frame, epoch } = announcer;
    announcer.address = senderText(message);
    announcer.key = key;
    announcer.epoch = audit.epoch;
    announcer.frame = audit.frame;
    // A server with several links announces itself on each of them, from the start.
    if (isKnown || audit.epoch - epoch > 5 || address.includes(':') !== announcer.address.includes(':')) return;
    if (audit.state.servers.get(server)?.enrpAddresses.length === 0) return;
    audit.tell(rules['S2.12'], server, () => ({
      summary: `${serverText(server)} is announced from ${address} and from ${announcer.address}, which it does not have`,
      server: hexNumber(server),
      frames: [frame, audit.frame],
    }));
  }

  #update(parts: MessageParts): void {
    const audit = this.audit;
    const { message, tree } = parts;
    const node = parts.next(parameter.poolElement);
    if (node < 0 || parts.handleStart < 0 || message.association === undefined) return;
    const start = tree.start[node] as number;
    if ((tree.end[node] as number) - start < 12) return;
    const sender = parts.word(4);
    const pool = poolOf(audit.state, parts, false);
    const id = u32(tree.bytes, start + 4);
    const element = pool?.elements.get(id);
    const deletes = parts.word(12) >>> 16 === 1;
    const home = u32(tree.bytes, start + 8);
    if (!deletes && element?.held !== true)
      this.#isPlayedBack(parts, message.association, sender, pool?.removed.get(id));
    if (element?.held !== true || element.home === 0 || element.home === sender) return;
    const owner = audit.state.servers.get(element.home);
    if (owner === undefined || owner.silent || owner.takenOverBy === sender || !owner.complete) return;
    if (audit.watch(element).claimedBy === element.home || element.registration?.server === sender) return;
    // Adding an element with its own home beside it only repeats what is known; it may have registered anew at the sender.
    if (!deletes && (home === element.home || home === sender)) return;
    this.#speaksForOthers(
      sender,
      `${deletes ? 'deletes' : 'moves'} ${elementText(element)} of ${serverText(element.home)}`,
    );
  }

  #speaksForOthers(sender: number, what: string): void {
    const audit = this.audit;
    let rogue = this.foreign.get(sender);
    if (rogue === undefined) {
      rogue = { count: 0, frames: [], names: [] };
      this.foreign.set(sender, rogue, audit.state.bounds);
    }
    if (rogue.frames.length < 12) rogue.frames.push(audit.frame);
    // The same is told to each peer.
    if (rogue.names.includes(what)) return;
    rogue.count++;
    if (rogue.names.length < 3) rogue.names.push(what);
    if (rogue.count < foreignNeeded) return;
    const { frames, names } = rogue;
    audit.tellServer(rules['S2.5'], sender, () => ({
      summary: `${serverText(sender)} speaks for what it does not own: it ${names.join(', ')}`,
      frames: [...frames],
    }));
  }

  /** A takeover of a server that was heard a moment ago counts like speaking for all that it owns. */
  #takesOver(parts: MessageParts): void {
    const audit = this.audit;
    const sender = parts.word(4);
    const target = audit.state.servers.get(parts.word(12));
    if (target === undefined || !target.heard || target.id === sender || target.silent) return;
    if (audit.epoch - target.lastEpoch > (audit.timers.maxTimeLastHeardMs / 1000) * 0.6) return;
    const takes = parts.type === takeoverServer.type;
    this.#speaksForOthers(
      sender,
      `${takes ? 'takes over' : 'begins to take over'} ${serverText(target.id)}, which lives`,
    );
  }

  /** What a server has said of an element that is there now. */
  #noteUpdate(parts: MessageParts): void {
    const { association } = parts.message;
    const node = parts.next(parameter.poolElement);
    if (association === undefined || node < 0 || parts.handleStart < 0 || parts.word(12) >>> 16 !== 0) return;
    const start = parts.tree.start[node] as number;
    if ((parts.tree.end[node] as number) - start < 12) return;
    const element = poolOf(this.audit.state, parts, false)?.elements.get(u32(parts.tree.bytes, start + 4));
    if (element === undefined) return;
    const watch = this.audit.watch(element);
    watch.addedBy = association;
    watch.addedHash = updateHash(parts, parts.word(4));
    watch.addedFrame = this.audit.frame;
  }

  /** S2.8: the same update in the same words over another association of another end, after what it added was deleted. */
  #isPlayedBack(
    parts: MessageParts,
    association: AssociationFacts,
    sender: number,
    removed: Element | undefined,
  ): void {
    if (removed === undefined) return;
    const audit = this.audit;
    const { message } = parts;
    const { addedBy, addedHash, addedFrame } = audit.watch(removed);
    if (addedBy === undefined || addedHash !== updateHash(parts, sender) || addedBy === association) return;
    const here = association.sides[message.side === 0 ? 0 : 1];
    const isSameHost = addedBy.sides.some((side) =>
      side.addresses.some((address) => here.has(address, 0, address.length)),
    );
    if (isSameHost) return;
    audit.tell(rules['S2.8'], elementKey(removed), () => ({
      summary: `${senderText(message)} sends word for word a Handle Update of ${serverText(sender)} again, which brings ${elementText(removed)} back`,
      ...named(removed),
      server: hexNumber(sender),
      frames: [addedFrame, audit.frame],
    }));
  }
}

/** Of action, handle and element, and of who says it. */
function updateHash({ tree }: MessageParts, sender: number): number {
  return hashOctets(tree.bytes, (tree.start[0] as number) + 12, tree.end[0] as number, sender);
}

function named(element: Element) {
  return { pool: safeText(element.pool.handle), element: hexNumber(element.id) };
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
