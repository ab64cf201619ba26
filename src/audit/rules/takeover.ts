// How the elements of a server that is gone find another home (RFC 5353 §3.5): rules E22 to E31.
import { hexNumber } from '../../bytes/text.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import type { Element } from '../../handlespace/model.ts';
import { elementOf } from '../../handlespace/named-element.ts';
import { endpointKeepAlive } from '../../protocol/asap/endpoint-keep-alive.ts';
import { initTakeover } from '../../protocol/enrp/init-takeover.ts';
import { initTakeoverAck } from '../../protocol/enrp/init-takeover-ack.ts';
import { presence } from '../../protocol/enrp/presence.ts';
import { takeoverServer } from '../../protocol/enrp/takeover-server.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { pairKey } from '../keys.ts';
import { counted, elementText, secondsText, serverText } from '../names.ts';
import { Notes } from '../notes.ts';
import type { PeerLink } from '../peer-links.ts';
import { doubts, ruleTable } from '../rule.ts';

const peersSeen = 'the ENRP of the servers that take part, both directions, without a gap';

export const takeoverRules = ruleTable({
  E22: {
    name: 'takeover-of-a-live-server',
    rule: 'A takeover begins only after the target was silent and did not answer',
    severity: 'error',
    rfc: 'RFC 5353 §3.4.3, §3.5.1',
    remedy: 'defend',
    needs: 'all that the target says',
    doubt: 'where the target reaches the point of capture, but not the server that begins',
    advice: 'See whether the two can reach each other; if they can, find out who the server is that takes over.',
  },
  E23: {
    name: 'takeover-target-not-asked',
    rule: 'Init Takeover goes to the target as well',
    severity: 'warning',
    rfc: 'RFC 5353 §3.5.1',
    remedy: 'implement',
    needs: peersSeen,
    doubt: doubts.lossBeforeTap,
    advice: 'A target that lives cannot object to what it is not told.',
  },
  E24: {
    name: 'takeover-target-does-not-object',
    rule: 'A target that lives answers Init Takeover with a Presence to all peers',
    severity: 'error',
    rfc: 'RFC 5353 §3.5.1',
    remedy: 'recover',
    needs: peersSeen,
    doubt: doubts.lossBeforeTap,
    advice: 'Its elements will be taken: look at the target.',
  },
  E25: {
    name: 'takeover-not-acknowledged',
    rule: 'A server that is told of a takeover acknowledges it',
    severity: 'error',
    rfc: 'RFC 5353 §3.5.1',
    remedy: 'recover',
    needs: peersSeen,
    doubt: doubts.lossBeforeTap,
    advice: 'The takeover waits for this server: look why it does not answer.',
  },
  E26: {
    name: 'takeover-wrong-one-yields',
    rule: 'Of two that take over the same server, the one with the smaller identifier yields',
    severity: 'warning',
    rfc: 'RFC 5353 §3.5.1',
    remedy: 'implement',
    needs: peersSeen,
    doubt: 'where one of the two had given up before',
    advice: 'With servers of several makes both may yield, or none: let all decide alike.',
    rsplib: 'lets the one with the larger identifier yield',
  },
  E27: {
    name: 'takeover-without-all-acks',
    rule: 'Takeover Server is sent, and only once all peers but the target have acknowledged',
    severity: 'error',
    rfc: 'RFC 5353 §3.5.1, §3.5.2',
    remedy: 'recover',
    needs: peersSeen,
    doubt: 'where an acknowledgement took a path that was not captured',
    advice: 'Compare the copies of all servers: who was not asked, or not told, still has the old home.',
    rsplib: 'never puts Takeover Server on the wire; the new home claims each element',
  },
  E28: {
    name: 'takeover-in-spite-of-presence',
    rule: 'A takeover stops when the target shows that it lives',
    severity: 'error',
    rfc: 'RFC 5353 §3.5.1',
    remedy: 'recover',
    needs: peersSeen,
    doubt: 'where the Presence did not reach the server that takes over',
    advice: 'Two servers now own the same elements: restart one of them.',
  },
  E29: {
    name: 'taken-elements-not-told',
    rule: 'After a takeover each element is told its new home',
    severity: 'warning',
    rfc: 'RFC 5353 §3.5.2',
    remedy: 'recover',
    needs: 'the associations of the new home with the elements',
    doubt: 'where those take a path that was not captured',
    advice: 'The elements still turn to the old home: let them register again.',
  },
  E30: {
    name: 'takeover-of-nobody',
    rule: 'The target of a takeover is another server that is known',
    severity: 'error',
    rfc: 'RFC 5353 §2.7',
    remedy: 'defend',
    needs: 'the ENRP from its start',
    doubt: 'where the target was known before the capture began',
    advice: 'Find out who sends it and why.',
  },
  E31: {
    name: 'takeover-ack-unasked',
    rule: 'Init Takeover Ack answers an Init Takeover of its receiver for the same target',
    severity: 'error',
    rfc: 'RFC 5353 §2.8',
    remedy: 'implement',
    needs: peersSeen,
    doubt: doubts.lossBeforeTap,
    advice: 'Show the frames to who wrote the sender: an acknowledgement too many lets a takeover go through.',
  },
});

const rules = takeoverRules;

/** One server takes over another. */
interface Takeover {
  readonly by: number;
  readonly target: number;
  epoch: number;
  frame: number;
  /** Peers that were asked, with the frame; and those that acknowledged. */
  readonly asked: Map<number, number>;
  readonly acked: Set<number>;
  /** The target spoke again. */
  objected: boolean;
  announced: boolean;
  claimed: boolean;
}

interface Due extends Waiting {
  readonly takeover: Takeover;
  readonly peer: number;
  readonly link: PeerLink;
  readonly frame: number;
}

interface Announced extends Waiting {
  readonly takeover: Takeover;
  readonly elements: readonly Element[];
  readonly frame: number;
}

/** A second Init Takeover within this time belongs to the same attempt. */
const attemptSeconds = 15;
/** A server that spoke so shortly before cannot have been silent for long enough. */
const lenience = 0.6;
const answerSeconds = 5;
const claimSeconds = 10;
const elementsWatched = 4096;

export class Takeovers implements Check {
  private readonly audit: Audit;
  private readonly takeovers = new Notes<number, Takeover>(256);
  private readonly acks = new Expected<Due>();
  private readonly objections = new Expected<Due>();
  private readonly targets = new Expected<Due>();
  private readonly announcements = new Expected<Announced>();
  private readonly claims = new Expected<Announced>();

  constructor(audit: Audit) {
    this.audit = audit;
  }

  readonly before = {
    asap: { [endpointKeepAlive.type]: (parts: MessageParts) => this.#claim(parts) },
    enrp: {
      [initTakeover.type]: (parts: MessageParts) => this.#begins(parts),
      [initTakeoverAck.type]: (parts: MessageParts) => this.#acknowledges(parts),
      [takeoverServer.type]: (parts: MessageParts) => this.#announces(parts),
      [presence.type]: (parts: MessageParts) => this.#lives(parts),
    },
  };

  tick(now: number): void {
    const audit = this.audit;
    this.acks.overdue(now, answerSeconds + 1, (due) => this.#notAcknowledged(due));
    this.objections.overdue(now, answerSeconds + 1, ({ takeover, peer, link, frame, epoch }) => {
      if (takeover.objected || !audit.isWhole(link.association)) return;
      // It speaks, and not as one who objects.
      if (audit.associations.heard(link.association, link.sideOf(peer)) <= epoch) return;
      audit.tell(rules.E24, pairKey(takeover.by, peer), () => ({
        summary: `${serverText(peer)} lives and does not object to ${serverText(takeover.by)}, which takes it over`,
        server: hexNumber(peer),
        frames: [frame],
      }));
    });
    this.targets.overdue(now, 2, ({ takeover, peer, link, frame }) => {
      if (
        takeover.asked.has(peer) ||
        !audit.isWhole(link.association) ||
        link.association.unacknowledged(link.sideOf(takeover.by)) ||
        audit.peers.between(takeover.by, peer) !== link
      )
        return;
      audit.tell(rules.E23, pairKey(takeover.by, peer), () => ({
        summary: `${serverText(takeover.by)} tells others that it takes ${serverText(peer)} over, but not ${serverText(peer)} itself`,
        server: hexNumber(takeover.by),
        frames: [frame],
      }));
    });
    this.announcements.overdue(now, claimSeconds, ({ takeover, elements, frame }) => {
      if (takeover.announced) return;
      audit.tell(rules.E27, pairKey(takeover.by, takeover.target), () => ({
        summary: `${serverText(takeover.by)} takes the elements of ${serverText(takeover.target)} and sends no Takeover Server`,
        server: hexNumber(takeover.by),
        frames: [takeover.frame, frame],
        habit: true,
        element: elements[0] && hexNumber(elements[0].id),
      }));
    });
    this.claims.overdue(now, claimSeconds, ({ takeover, elements, frame, epoch }) => {
      const left = elements.filter(
        (element) => element.held && element.home === takeover.by && !this.#wasClaimed(element, takeover, epoch),
      );
      const [first] = left;
      if (first === undefined) return;
      audit.tell(rules.E29, pairKey(takeover.by, takeover.target), () => ({
        summary: `${serverText(takeover.by)} did not tell ${counted(left.length, 'element')} of ${serverText(takeover.target)} that it is their home, ${elementText(first)} for one`,
        server: hexNumber(takeover.by),
        frames: [frame],
        since: epoch,
      }));
    });
  }

  #wasClaimed(element: Element, { by }: Takeover, epoch: number): boolean {
    const watch = this.audit.watch(element);
    return watch.claimedBy === by && watch.claimedEpoch >= epoch - attemptSeconds;
  }

  #find(by: number, target: number): Takeover | undefined {
    const found = this.takeovers.get(pairKey(by, target));
    return found !== undefined && this.audit.epoch - found.epoch < 2 * attemptSeconds ? found : undefined;
  }

  #begins(parts: MessageParts): void {
    const audit = this.audit;
    const by = parts.word(4);
    const target = parts.word(12);
    const receiver = parts.word(8);
    const { epoch, frame } = audit;
    const known = audit.state.servers.get(target);
    if (target === 0 || target === by || known === undefined) {
      audit.tell(rules.E30, pairKey(by, target), () => ({
        summary: `${serverText(by)} takes over ${target === by ? 'itself' : target === 0 ? 'server 0' : `server ${hexNumber(target)}, which nobody knows`}`,
        server: hexNumber(by),
      }));
      return;
    }
    let takeover = this.#find(by, target);
    if (takeover === undefined || epoch - takeover.epoch > attemptSeconds) {
      takeover = {
        by,
        target,
        epoch,
        frame,
        asked: new Map(),
        acked: new Set(),
        objected: false,
        announced: false,
        claimed: false,
      };
      this.takeovers.set(pairKey(by, target), takeover, audit.state.bounds);
      this.#isTooSoon(takeover, known.lastEpoch, known.lastFrame);
      const link = audit.peers.between(by, target);
      if (link !== undefined)
        this.targets.expect(
          pairKey(by, target),
          { epoch, frame, takeover, peer: target, link },
          this.audit.state.bounds,
        );
    }
    const { association } = parts.message;
    const link = association && audit.peers.of(by).find((one) => one.association === association);
    const peer = receiver !== 0 ? receiver : link?.peerOf(by);
    if (peer === undefined) return;
    takeover.asked.set(peer, frame);
    if (link === undefined) return;
    const due = { epoch, frame, takeover, peer, link };
    if (peer === target) this.objections.expect(pairKey(by, target), due, this.audit.state.bounds);
    else this.acks.expect(pairKey(peer, mixed(by, target)), due, this.audit.state.bounds);
  }

  /** E22: the target was heard a moment ago. */
  #isTooSoon({ by, target, frame }: Takeover, lastEpoch: number, lastFrame: number): void {
    const audit = this.audit;
    const needed = audit.timers.maxTimeLastHeardMs / 1000;
    const silent = audit.epoch - lastEpoch;
    if (silent >= needed * lenience) return;
    audit.tell(rules.E22, pairKey(by, target), () => ({
      summary: `${serverText(by)} takes over ${serverText(target)}, which spoke ${secondsText(silent)} before`,
      server: hexNumber(target),
      frames: [lastFrame, frame],
    }));
  }

  #notAcknowledged({ takeover, peer, link, frame, epoch }: Due): void {
    const audit = this.audit;
    const { by, target } = takeover;
    if (takeover.objected || takeover.acked.has(peer) || !audit.isWhole(link.association)) return;
    // A contender goes on where its identifier wins, and does not acknowledge.
    const rival = this.#find(peer, target);
    if (rival !== undefined && Math.abs(rival.epoch - takeover.epoch) < attemptSeconds) return;
    // One that is gone itself cannot.
    if ((audit.state.servers.get(peer)?.lastEpoch ?? 0) <= epoch + answerSeconds / 2) return;
    audit.tell(rules.E25, pairKey(peer, mixed(by, target)), () => ({
      summary: `${serverText(peer)} does not acknowledge that ${serverText(by)} takes over ${serverText(target)}`,
      server: hexNumber(peer),
      frames: [frame],
      since: epoch,
    }));
  }

  #acknowledges(parts: MessageParts): void {
    const audit = this.audit;
    const sender = parts.word(4);
    const target = parts.word(12);
    const { association } = parts.message;
    const link = association && audit.peers.of(sender).find((one) => one.association === association);
    const receiver = parts.word(8) !== 0 ? parts.word(8) : link?.peerOf(sender);
    if (receiver === undefined) return;
    const takeover = this.#find(receiver, target);
    if (takeover === undefined || (takeover.asked.size > 0 && !takeover.asked.has(sender))) {
      if (link !== undefined && audit.isWhole(link.association))
        audit.tell(rules.E31, pairKey(sender, mixed(receiver, target)), () => ({
          summary: `${serverText(sender)} acknowledges to ${serverText(receiver)} a takeover of ${serverText(target)} that it was not told of`,
          server: hexNumber(sender),
        }));
      return;
    }
    takeover.acked.add(sender);
    this.acks.meet(pairKey(sender, mixed(receiver, target)));
    const own = this.#find(sender, target);
    if (own === undefined || own.announced || Math.abs(own.epoch - takeover.epoch) > attemptSeconds) return;
    if (sender < receiver) return;
    audit.tell(rules.E26, pairKey(sender, mixed(receiver, target)), () => ({
      summary: `${serverText(sender)} and ${serverText(receiver)} both take over ${serverText(target)}, and the larger yields`,
      server: hexNumber(sender),
      frames: [own.frame, takeover.frame, audit.frame],
      habit: true,
    }));
  }

  #announces(parts: MessageParts): void {
    const audit = this.audit;
    const by = parts.word(4);
    const target = parts.word(12);
    const { frame, epoch } = audit;
    const takeover = this.#find(by, target);
    const [...elements] = audit.state.servers.get(target)?.owned ?? [];
    if (takeover?.announced) return;
    const known = audit.peers.of(by).filter((link) => link.peerOf(by) !== target && audit.isWhole(link.association));
    const missing = known.filter((link) => !takeover?.acked.has(link.peerOf(by))).map((link) => link.peerOf(by));
    if (missing.length > 0)
      audit.tell(rules.E27, pairKey(by, target), () => ({
        summary: `${serverText(by)} announces that it took over ${serverText(target)} without the word of ${missing.map((id) => hexNumber(id)).join(', ')}`,
        server: hexNumber(by),
        frames: takeover === undefined ? [frame] : [takeover.frame, frame],
      }));
    if (takeover?.objected)
      audit.tell(rules.E28, pairKey(by, target), () => ({
        summary: `${serverText(by)} took over ${serverText(target)}, which had just shown that it lives`,
        server: hexNumber(by),
        frames: [takeover.frame, frame],
      }));
    const made: Takeover = takeover ?? {
      by,
      target,
      epoch,
      frame,
      asked: new Map(),
      acked: new Set(),
      objected: false,
      announced: false,
      claimed: false,
    };
    made.announced = true;
    if (takeover === undefined) this.takeovers.set(pairKey(by, target), made, audit.state.bounds);
    if (elements.length > 0)
      this.claims.expect(
        pairKey(by, target),
        {
          epoch,
          frame,
          takeover: made,
          elements: elements.slice(0, elementsWatched),
        },
        this.audit.state.bounds,
      );
  }

  #lives(parts: MessageParts): void {
    if (this.takeovers.size === 0) return;
    const target = parts.word(4);
    for (const takeover of this.takeovers.values())
      if (takeover.target === target && !takeover.announced && this.audit.epoch - takeover.epoch < attemptSeconds)
        takeover.objected = true;
  }

  /** A keep-alive with H: the takeover has happened. */
  #claim(parts: MessageParts): void {
    if ((parts.flags & 1) === 0) return;
    const audit = this.audit;
    const element = elementOf(audit.state, parts);
    if (element === undefined) return;
    const by = parts.word(4);
    const watch = audit.watch(element);
    watch.claimedBy = by;
    watch.claimedEpoch = audit.epoch;
    const takeover = element.home === 0 || element.home === by ? undefined : this.#find(by, element.home);
    if (takeover === undefined || takeover.claimed) return;
    takeover.claimed = true;
    const { epoch, frame } = audit;
    this.announcements.expect(
      pairKey(by, takeover.target),
      { epoch, frame, takeover, elements: [element] },
      this.audit.state.bounds,
    );
  }
}

function mixed(by: number, target: number): number {
  return (Math.imul(by, 31) ^ target) >>> 0;
}
