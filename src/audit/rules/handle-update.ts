// How servers pass on what they own (RFC 5353 §3.3): rules A12, A19, E4 to E7, E33, E34.
import { hexNumber } from '../../bytes/text.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element, Pool } from '../../handlespace/model.ts';
import { poolOf } from '../../handlespace/named-element.ts';
import { serverAt } from '../../handlespace/server-places.ts';
import { deregistrationResponse } from '../../protocol/asap/deregistration-response.ts';
import { registrationResponse } from '../../protocol/asap/registration-response.ts';
import { handleUpdate } from '../../protocol/enrp/handle-update.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import type { ElementWatch } from '../element-watch.ts';
import { Expected, type Waiting } from '../expected.ts';
import { pairKey, waitingKey } from '../keys.ts';
import { elementText, poolText, serverText } from '../names.ts';
import type { PeerLink } from '../peer-links.ts';
import { doubts, needs, type Rule, ruleTable } from '../rule.ts';
import { elementNode, homeAt, idAt } from '../updated-element.ts';

const peerNeeds = 'the ENRP of the home with each of its peers, both directions, without a gap';

export const handleUpdateRules = ruleTable({
  A12: {
    name: 'registration-not-passed-on',
    rule: 'An accepted Registration is passed on to the peers of the home',
    severity: 'error',
    rfc: 'RFC 5352 §3.1, RFC 5353 §3.3.1',
    remedy: 'recover',
    needs: peerNeeds,
    doubt: 'where the update went by a path that was not captured',
    advice: 'Ask the other servers for the pool: the element is known at its home alone, and dies with it.',
  },
  A19: {
    name: 'deregistration-not-passed-on',
    rule: 'That an element has left is passed on to the peers of the home',
    severity: 'error',
    rfc: 'RFC 5352 §3.2',
    remedy: 'recover',
    needs: peerNeeds,
    doubt: 'where the update went by a path that was not captured',
    advice: 'Ask the other servers for the pool: they go on naming an element that has left.',
  },
  E4: {
    name: 'deletion-to-one-server',
    rule: 'A Handle Update that deletes names no receiver',
    severity: 'warning',
    rfc: 'RFC 5353 §3.3.2',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Harmless where each peer gets its own copy; a strict receiver may mind.',
    rsplib: 'writes the identifier of the peer into each copy',
  },
  E5: {
    name: 'addition-to-one-server',
    rule: 'A Handle Update that adds names no receiver',
    severity: 'warning',
    rfc: 'RFC 5353 §3.3.1',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Harmless where each peer gets its own copy; a strict receiver may mind.',
    rsplib: 'writes the identifier of the peer into each copy',
  },
  E6: {
    name: 'update-by-another-than-home',
    rule: 'Handle Updates come from the home of their element',
    severity: 'warning',
    rfc: 'RFC 5353 §3.3.1',
    remedy: 'defend',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'See who the sender is and why it speaks for the elements of another server.',
  },
  E7: {
    name: 'update-not-to-all-peers',
    rule: 'Handle Updates go to all peers',
    severity: 'warning',
    rfc: 'RFC 5353 §3.3.1, §3.3.2',
    remedy: 'recover',
    needs: peerNeeds,
    doubt: 'where the update went by a path that was not captured',
    advice: 'Let the two servers connect anew (restart one): the one that was left out answers with an old copy.',
  },
  E33: {
    name: 'deletion-of-unknown-or-foreign',
    rule: 'Who deletes an element is its home',
    severity: 'warning',
    rfc: 'RFC 5353 §3.3.2',
    remedy: 'defend',
    needs: needs.home,
    doubt: 'after a suggested takeover, where the old home deletes what it has given away',
    advice: 'See whether the element is still there, and register it again: every server forgets it.',
    rsplib: 'deletes what it has given away after it suggested another home',
  },
  E34: {
    name: 'element-without-home',
    rule: 'Elements in Handle Updates and handle tables have a home',
    severity: 'error',
    rfc: 'RFC 5354 §3.10',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Show the frame to who wrote the sender: rsplib drops such an element.',
  },
});

const rules = handleUpdateRules;

interface PassedOn extends Waiting {
  readonly element: Element;
  readonly home: number;
  readonly adds: boolean;
  /** Updates from here on count. */
  readonly from: number;
  readonly frame: number;
}

/** Updates may be lost and sent again. */
const deadlineSeconds = 5;
/** An association that is no older may not carry updates yet. */
const youngSeconds = 2;
/** Who was not heard for so long may be gone. */
const deafSeconds = 10;
/** rsplib tells its peers before it answers the element. */
const headStartSeconds = 2;

export class HandleUpdates implements Check {
  private readonly audit: Audit;
  private readonly passedOn = new Expected<PassedOn>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: {
      [registrationResponse.type]: (parts: MessageParts) => this.#accepted(parts),
      [deregistrationResponse.type]: (parts: MessageParts) => this.#left(parts),
    },
    enrp: { [handleUpdate.type]: (parts: MessageParts) => this.#deletes(parts) },
  };

  readonly after = { enrp: { [handleUpdate.type]: (parts: MessageParts) => this.#adds(parts) } };

  tick(now: number): number {
    return this.passedOn.overdue(now, deadlineSeconds, (entry) => this.#judge(entry, now));
  }

  #accepted(parts: MessageParts): void {
    if ((parts.flags & 1) !== 0 || parts.handleStart < 0 || parts.peIdentifier < 0) return;
    const { state, epoch } = this.audit;
    const element = poolOf(state, parts, false)?.elements.get(parts.peIdentifier);
    if (element === undefined) return;
    this.#expect(parts, element, true, element.registration?.epoch ?? epoch - headStartSeconds);
  }

  #left(parts: MessageParts): void {
    if (parts.hasError || parts.handleStart < 0) return;
    const { state, epoch } = this.audit;
    const pool = poolOf(state, parts, false);
    const held = pool?.elements.get(parts.peIdentifier);
    const element = held ?? pool?.removed.get(parts.peIdentifier);
    // Whoever was gone long before may be told that it is gone, and nobody else need hear of it.
    if (element === undefined || (held === undefined && (element.removed?.epoch ?? 0) < epoch - headStartSeconds))
      return;
    this.#expect(parts, element, false, this.audit.watch(element).leftEpoch || epoch - headStartSeconds);
  }

  #expect(parts: MessageParts, element: Element, adds: boolean, from: number): void {
    const { state, epoch, frame } = this.audit;
    const { message } = parts;
    const home = serverAt(state, message.association, message.side);
    if (home === 0 || this.audit.peers.of(home).length === 0) return;
    this.passedOn.expect(waitingKey(element), { element, home, adds, from, epoch, frame }, this.audit.state.bounds);
  }

  /** Which peers of the home were told, and which not. */
  #judge(entry: PassedOn, now: number): void {
    const { element, home, from } = entry;
    const audit = this.audit;
    const watch = audit.watch(element);
    const peers = audit.peers.of(home);
    let told = 0;
    while (told < peers.length && watch.toldAt((peers[told] as PeerLink).association.number) >= from) told++;
    // Mostly all were told.
    if (told < peers.length) this.#notAllTold(entry, watch, now);
  }

  #notAllTold({ element, home, adds, from, frame, epoch }: PassedOn, watch: ElementWatch, now: number): void {
    const audit = this.audit;
    const { pool, id } = element;
    // Where messages overtook each other the element came back for a moment: as another one with its name.
    const current = pool.elements.get(id) ?? pool.removed.get(id) ?? element;
    const currentWatch = audit.watch(current);
    const wasTold = ({ association: { number } }: PeerLink) =>
      watch.toldAt(number) >= from || (currentWatch !== watch && currentWatch.toldAt(number) >= from);
    if (audit.peers.of(home).every(wasTold)) return;
    const links = audit.peers.of(home).filter((link) => this.#counts(link, home, from, now));
    const left = links.filter((link) => !wasTold(link));
    if (left.length === 0) return;
    const peers = left.map((link) => hexNumber(link.peerOf(home))).join(', ');
    const what = adds ? `${elementText(element)} is registered` : `${elementText(element)} has left`;
    // Those that are left out of everything are told of once.
    const isNew = left.some((link) => !audit.list.has(rules.E7, pairKey(home, link.peerOf(home))));
    // Of what a peer was told over an association with a gap one cannot know.
    const isSure = audit.peers.of(home).every(({ association }) => !audit.hasGap(association));
    if (left.length === links.length && isNew && isSure) {
      audit.tellElement(adds ? rules.A12 : rules.A19, element, () => ({
        summary: `${serverText(home)} did not tell ${peers} that ${what}`,
        server: hexNumber(home),
        frames: [frame],
        since: epoch,
      }));
      return;
    }
    for (const link of left) {
      const peer = link.peerOf(home);
      audit.tell(rules.E7, pairKey(home, peer), () => ({
        summary: `${serverText(home)} tells others of its elements, but not ${serverText(peer)}: of ${elementText(element)} first`,
        server: hexNumber(home),
        frames: [frame],
        since: epoch,
      }));
    }
  }

  /** True where the peer was there to be told, and we would have seen it. */
  #counts(link: PeerLink, home: number, from: number, now: number): boolean {
    const audit = this.audit;
    if (link.since > from - youngSeconds || !audit.isWhole(link.association)) return false;
    const peer = audit.state.servers.get(link.peerOf(home));
    const owner = audit.state.servers.get(home);
    return (
      peer !== undefined &&
      owner !== undefined &&
      peer.lastEpoch > now - deafSeconds &&
      owner.lastEpoch > now - deafSeconds
    );
  }

  #deletes(parts: MessageParts): void {
    if (parts.word(12) >>> 16 !== 1) return;
    const node = elementNode(parts);
    if (node < 0) return;
    const audit = this.audit;
    const sender = parts.word(4);
    if (parts.word(8) !== 0) this.#hasReceiver(sender, false);
    const pool = poolOf(audit.state, parts, false);
    const id = idAt(parts, node);
    const held = pool?.elements.get(id);
    const element = held ?? pool?.removed.get(id);
    if (element === undefined) {
      if (audit.state.servers.get(sender)?.complete === true) this.#neverSeen(sender, pool, id);
      return;
    }
    this.#note(parts, element, sender, homeAt(parts, node), false);
    const { home } = element;
    if (held?.held !== true || home === 0 || home === sender || audit.state.servers.get(home)?.complete !== true)
      return;
    audit.tellElement(rules.E33, element, () => ({
      summary: `${serverText(sender)} deletes ${elementText(element)}, whose home is ${serverText(home)}`,
      server: hexNumber(sender),
      // It has suggested the new home itself, which has claimed the element.
      habit: audit.watch(element).claimedBy === home,
    }));
  }

  #neverSeen(sender: number, pool: Pool | undefined, id: number): void {
    this.audit.tell(rules.E33, pairKey(sender, id), () => ({
      summary: `${serverText(sender)} deletes an element ${hexNumber(id)} that nobody ever registered`,
      server: hexNumber(sender),
      element: hexNumber(id),
      pool: pool === undefined ? undefined : poolText(pool),
    }));
  }

  #adds(parts: MessageParts): void {
    if (parts.word(12) >>> 16 !== 0) return;
    const node = elementNode(parts);
    if (node < 0) return;
    const audit = this.audit;
    const sender = parts.word(4);
    if (parts.word(8) !== 0) this.#hasReceiver(sender, true);
    const element = poolOf(audit.state, parts, false)?.elements.get(idAt(parts, node));
    if (element === undefined) return;
    const home = homeAt(parts, node);
    this.#note(parts, element, sender, home, true);
    if (home === 0 || home !== sender) this.#tellForeign(element, sender, home);
  }

  #tellForeign(element: Element, sender: number, home: number): void {
    const audit = this.audit;
    if (home === 0)
      audit.tellElement(rules.E34, element, () => ({
        summary: `${serverText(sender)} passes ${elementText(element)} on without a home`,
        server: hexNumber(sender),
      }));
    else
      audit.tellElement(rules.E6, element, () => ({
        summary: `${serverText(sender)} passes ${elementText(element)} on, whose home is ${serverText(home)}`,
        server: hexNumber(sender),
      }));
  }

  #hasReceiver(sender: number, adds: boolean): void {
    const rule = adds ? rules.E5 : rules.E4;
    if (!this.audit.toldAgain(rule, sender)) this.#tellReceiver(rule, sender, adds);
  }

  #tellReceiver(rule: Rule, sender: number, adds: boolean): void {
    this.audit.tell(rule, sender, () => ({
      summary: `${serverText(sender)} addresses each Handle Update that ${adds ? 'adds' : 'deletes'} to one server, not to all`,
      server: hexNumber(sender),
      habit: true,
    }));
  }

  #note({ message }: MessageParts, element: Element, sender: number, home: number, adds: boolean): void {
    const { epoch, frame } = this.audit;
    const watch = this.audit.watch(element);
    watch.updateFrame = frame;
    watch.updateEpoch = epoch;
    watch.updateSender = sender;
    watch.updateHome = home;
    watch.updateAdds = adds;
    const { association } = message;
    if (association === undefined) return;
    watch.noteTold(association.number, epoch);
  }
}
