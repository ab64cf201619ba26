// How servers keep hearing of each other (RFC 5353 §3.4, §3.6): rules E3, E8 to E15.
import { hexNumber, safeText } from '../../bytes/text.ts';
import { parameter } from '../../handlespace/element-facts.ts';
import type { HandlespaceEvent } from '../../handlespace/events.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { handleTableRequest } from '../../protocol/enrp/handle-table-request.ts';
import { presence } from '../../protocol/enrp/presence.ts';
import { enrpMessages } from '../../protocol/registry.ts';
import type { Audit } from '../audit.ts';
import type { Check, Hook } from '../check.ts';
import { Expected, type Waiting } from '../expected.ts';
import { pairKey } from '../keys.ts';
import { secondsText, serverText } from '../names.ts';
import { Notes } from '../notes.ts';
import type { PeerLink } from '../peer-links.ts';
import { doubts, needs, ruleTable } from '../rule.ts';

export const presenceRules = ruleTable({
  E3: {
    name: 'presence-to-one-server',
    rule: 'What is sent to all peers names no receiver',
    severity: 'warning',
    rfc: 'RFC 5353 §2.1',
    remedy: 'implement',
    needs: needs.message,
    doubt: 'for the first Presence to a new peer, which may name it',
    advice: 'Harmless where each peer gets its own copy.',
    rsplib: 'writes the identifier of the peer into each copy',
  },
  E8: {
    name: 'presence-missing',
    rule: 'A server sends a Presence every PEER-HEARTBEAT-CYCLE',
    severity: 'error',
    rfc: 'RFC 5353 §3.4.2',
    remedy: 'recover',
    needs: 'other messages of the server in between, which show that it lives',
    doubt: 'where its Presences take a path that was not captured',
    advice: 'Look at the server: its peers take its silence for its end, and take its elements over.',
  },
  E9: {
    name: 'presence-without-checksum',
    rule: 'A Presence has a PE Checksum',
    severity: 'error',
    rfc: 'RFC 5353 §2.1, §3.6.1',
    remedy: 'implement',
    needs: needs.message,
    doubt: doubts.none,
    advice: 'Without it peers cannot tell that their copies are old: show the frame to who wrote the server.',
  },
  E10: {
    name: 'checksum-disagrees',
    rule: 'The checksum of a Presence is that of the elements which the sender owns',
    severity: 'error',
    rfc: 'RFC 5353 §3.6.2',
    remedy: 'recover',
    needs: needs.home,
    doubt: 'where a change of the handlespace was lost by the capture',
    advice:
      'Compare poolshark pools at that frame with what the server holds; if it does not settle, restart the server.',
  },
  E11: {
    name: 'reply-without-information',
    rule: 'The answer to a Presence that asks for one tells where the server is',
    severity: 'error',
    rfc: 'RFC 5353 §2.1',
    remedy: 'implement',
    needs: needs.bothWays,
    doubt: 'where the periodic Presence comes just then',
    advice: 'The peer does not learn the addresses of the server: show the frames to who wrote it.',
  },
  E12: {
    name: 'presence-unanswered',
    rule: 'A Presence that asks for an answer gets one within MAX-TIME-NO-RESPONSE',
    severity: 'warning',
    rfc: 'RFC 5353 §3.4.3',
    remedy: 'recover',
    needs: `${needs.bothWays}; the server that was asked lives`,
    doubt: doubts.lossBeforeTap,
    advice: 'Look at the server that was asked: the other takes it for dead.',
  },
  E13: {
    name: 'new-peer-not-greeted',
    rule: 'A server asks a peer of which it hears for the first time for its Presence',
    severity: 'warning',
    rfc: 'RFC 5353 §3.4.1',
    remedy: 'implement',
    needs: needs.start,
    doubt: 'where the two knew each other before the capture began',
    advice: 'See whether the server has the new one among its peers at all.',
  },
  E14: {
    name: 'silent-peer-not-probed',
    rule: 'A peer that was silent for MAX-TIME-LAST-HEARD is asked for its Presence',
    severity: 'warning',
    rfc: 'RFC 5353 §3.4.3',
    remedy: 'implement',
    needs: `${needs.bothWays}; the association still stands`,
    doubt: doubts.lossBeforeTap,
    advice: 'Nobody notices that the peer is gone: its elements stay without a home.',
  },
  E15: {
    name: 'mismatch-not-resolved',
    rule: 'A server that sees another checksum than its own asks for the handle table of the sender',
    severity: 'warning',
    rfc: 'RFC 5353 §3.6.1, §3.6.3',
    remedy: 'recover',
    needs: 'the ENRP of both servers',
    doubt: 'where the receiver had the same as the sender',
    advice: 'Restart the server that does not ask: it answers users from a copy that it knows to be wrong.',
  },
});

const rules = presenceRules;

interface Probe extends Waiting {
  readonly frame: number;
  readonly link: PeerLink;
  readonly asker: number;
  readonly asked: number;
}

interface Mismatch extends Waiting {
  readonly frame: number;
  readonly server: number;
  readonly receiver: number;
}

interface Heartbeat {
  epoch: number;
  frame: number;
  /** Spoke in between. */
  alive: number;
  /** The last receiver over an association, and the frame. */
  receiver: number;
  receiverFrame: number;
}

/** So many cycles without a Presence are a silence. */
const cyclesMissed = 3;
/** A new peer is greeted once the association stands; packets may be lost. */
const greetingSeconds = 5;
const resolveSeconds = 10;
const newSeconds = 1;

export class Presences implements Check {
  private readonly audit: Audit;
  private readonly probes = new Expected<Probe>();
  private readonly mismatches = new Expected<Mismatch>();
  private readonly heartbeats = new Notes<number, Heartbeat>(16);
  /** When each server was first heard of, by whatever way. */
  private readonly firstHeard = new Notes<number, number>(16);
  /** Who greets whom: pairs that have met, and pairs where a greeting is due. */
  private readonly greeted = new Notes<number, true>(4);
  private readonly greetings = new Expected<Probe>();
  private readonly probed = new Notes<number, number>(4);
  private readonly unprobed = new Notes<number, true>(4);
  private nextSweep = 0;
  readonly after: NonNullable<Check['after']>;

  constructor(audit: Audit) {
    this.audit = audit;
    const enrp: Record<number, Hook> = {};
    for (const { type } of enrpMessages) enrp[type] = (parts) => this.#speaks(parts);
    enrp[presence.type] = (parts) => {
      this.#presence(parts);
      this.#speaks(parts);
    };
    enrp[handleTableRequest.type] = (parts) => {
      this.#speaks(parts);
      if ((parts.flags & 1) !== 0) this.mismatches.meet(pairKey(parts.word(8), parts.word(4)));
    };
    this.after = { enrp };
  }

  tick(now: number): number {
    const audit = this.audit;
    const patience = audit.timers.maxTimeNoResponseMs / 1000 + 0.5;
    const probes = this.probes.overdue(now, patience, (probe) => this.#notAnswered(probe, now));
    const greetings = this.greetings.overdue(now, greetingSeconds, ({ link, asker, asked, frame }) => {
      if (!audit.isWhole(link.association) || !link.association.seenFromStart) return;
      audit.tell(rules.E13, pairKey(asker, asked), () => ({
        summary: `${serverText(asker)} heard of ${serverText(asked)} and did not ask for its Presence`,
        server: hexNumber(asker),
        frames: [frame],
      }));
    });
    const mismatches = this.mismatches.overdue(now, resolveSeconds, ({ server, receiver, frame }) => {
      const still = audit.peers.between(server, receiver);
      if (still === undefined || !audit.isWhole(still.association)) return;
      audit.tell(rules.E15, pairKey(server, receiver), () => ({
        summary: `${serverText(receiver)} was told a checksum by ${serverText(server)} that is not its own, and did not ask for its handle table`,
        server: hexNumber(receiver),
        frames: [frame],
      }));
    });
    if (now >= this.nextSweep) {
      this.nextSweep = now + 1;
      this.#findUnprobed(now);
    }
    return Math.min(probes, greetings, mismatches, this.nextSweep);
  }

  readonly events = { 'checksum-disagreed': (event: HandlespaceEvent) => this.#disagrees(event) };

  #disagrees({ server, element, pool, why, evidence, epoch }: HandlespaceEvent): void {
    if (server === undefined) return;
    const audit = this.audit;
    const [frame = audit.frame] = evidence;
    audit.tellServer(rules.E10, server, () => ({
      summary: `${serverText(server)} announces another checksum than what it owns: ${why ?? 'it stays unequal'}${
        pool === undefined || element === undefined ? '' : ` (${safeText(pool)}/${hexNumber(element)})`
      }`,
      pool: pool === undefined ? undefined : safeText(pool),
      element: element === undefined ? undefined : hexNumber(element),
      frames: [frame],
    }));
    const heartbeat = this.heartbeats.get(server);
    // By multicast rsplib does not check it.
    if (heartbeat === undefined || heartbeat.receiver === 0 || heartbeat.receiverFrame < frame) return;
    const { receiver } = heartbeat;
    this.mismatches.expect(pairKey(server, receiver), { epoch, frame, server, receiver }, this.audit.state.bounds);
  }

  #speaks(parts: MessageParts): void {
    const server = parts.word(4);
    const { epoch } = this.audit;
    const heartbeat = this.heartbeats.get(server);
    if (heartbeat !== undefined) heartbeat.alive = epoch;
    if (!this.firstHeard.has(server)) this.firstHeard.set(server, epoch, this.audit.state.bounds);
    const { association } = parts.message;
    if (association === undefined || server === 0) return;
    this.#meets(parts, server);
  }

  /** Two that are connected have each asked for the other's Presence, or do so now. */
  #meets(parts: MessageParts, server: number): void {
    const audit = this.audit;
    const { association } = parts.message;
    if (parts.type === presence.type && (parts.flags & 1) !== 0) {
      const key = pairKey(server, parts.word(8));
      this.greeted.set(key, true, audit.state.bounds);
      this.greetings.meet(key);
    }
    const link = association === undefined ? undefined : audit.peers.over(association);
    if (link === undefined || audit.epoch - link.since > newSeconds || !link.servers.includes(server)) return;
    const other = link.peerOf(server);
    this.#mustGreet(link, other, server);
    this.#mustGreet(link, server, other);
  }

  #mustGreet(link: PeerLink, asker: number, asked: number): void {
    const { epoch, frame } = this.audit;
    const key = pairKey(asker, asked);
    if (this.greeted.has(key)) return;
    const { bounds } = this.audit.state;
    this.greeted.set(key, true, bounds);
    // Whom it has heard of before, by multicast for one, is not new to it.
    if (epoch - (this.firstHeard.get(asked) ?? epoch) > newSeconds) return;
    this.greetings.expect(key, { epoch, frame, link, asker, asked }, bounds);
  }

  #presence(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    const server = parts.word(4);
    const receiver = parts.word(8);
    if (server === 0) return;
    const { epoch, frame } = audit;
    if (parts.next(parameter.peChecksum) < 0)
      audit.tellServer(rules.E9, server, () => ({
        summary: `${serverText(server)} sends a Presence without its checksum`,
      }));
    const asks = (parts.flags & 1) !== 0;
    this.#beat(server, receiver);
    if (message.association === undefined) return;
    if (!asks && receiver !== 0 && audit.peers.of(server).length > 1)
      audit.tellServer(rules.E3, server, () => ({
        summary: `${serverText(server)} addresses each Presence to one server, not to all`,
        habit: true,
      }));
    const { association } = message;
    const link = audit.peers.of(server).find((one) => one.association === association);
    if (asks && link !== undefined && receiver !== 0) {
      this.probed.set(pairKey(server, receiver), epoch, audit.state.bounds);
      this.probes.expect(
        pairKey(server, receiver),
        { epoch, frame, link, asker: server, asked: receiver },
        this.audit.state.bounds,
      );
    } else if (!asks) this.#answers(parts, server, receiver, link);
  }

  #answers(parts: MessageParts, server: number, receiver: number, link: PeerLink | undefined): void {
    const audit = this.audit;
    const asker = receiver !== 0 ? receiver : link?.peerOf(server);
    const probe = asker === undefined ? undefined : this.probes.meet(pairKey(asker, server));
    if (probe === undefined || parts.next(parameter.serverInformation) > 0) return;
    audit.tell(rules.E11, pairKey(server, probe.asker), () => ({
      summary: `${serverText(server)} answers ${serverText(probe.asker)} without telling where it is`,
      server: hexNumber(server),
      frames: [probe.frame, audit.frame],
    }));
  }

  #notAnswered({ asker, asked, frame, epoch, link }: Probe, now: number): void {
    const audit = this.audit;
    const alive = audit.state.servers.get(asked)?.lastEpoch ?? 0;
    // One that is dead cannot answer: that is another finding.
    if (alive <= epoch || !audit.isWhole(link.association) || audit.peers.between(asker, asked) !== link) return;
    audit.tell(rules.E12, pairKey(asker, asked), () => ({
      summary: `${serverText(asked)} did not answer ${serverText(asker)} within ${secondsText(now - epoch)}, which asked for its Presence`,
      server: hexNumber(asked),
      frames: [frame],
      since: epoch,
    }));
  }

  /** E8: other messages came in between, but no Presence. */
  #beat(server: number, receiver: number): void {
    const audit = this.audit;
    const { epoch, frame } = audit;
    const heartbeat = this.heartbeats.get(server);
    if (heartbeat === undefined) {
      const receiverFrame = receiver === 0 ? 0 : frame;
      this.heartbeats.set(server, { epoch, frame, alive: epoch, receiver, receiverFrame }, audit.state.bounds);
      return;
    }
    const gap = epoch - Math.max(heartbeat.epoch, audit.state.watchedSince);
    const cycle = audit.timers.peerHeartbeatCycleMs / 1000;
    if (gap > cycle * cyclesMissed && heartbeat.alive > heartbeat.epoch + cycle * (cyclesMissed - 1)) {
      const { frame: lastFrame, epoch: lastEpoch } = heartbeat;
      audit.tellServer(rules.E8, server, () => ({
        summary: `${serverText(server)} sent no Presence for ${secondsText(gap)}, though it lived; its cycle is ${secondsText(cycle)}`,
        frames: [lastFrame, frame],
        since: lastEpoch,
      }));
    }
    heartbeat.epoch = epoch;
    heartbeat.frame = frame;
    heartbeat.alive = epoch;
    if (receiver !== 0) {
      heartbeat.receiver = receiver;
      heartbeat.receiverFrame = frame;
    }
  }

  /** E14: an association stands, one of its ends is silent, and the other does not ask. */
  #findUnprobed(now: number): void {
    const audit = this.audit;
    // Where the capture lacks something, it may lack the end of an association as well.
    if (audit.state.gaps > 0) return;
    const { maxTimeLastHeardMs, maxTimeNoResponseMs } = audit.timers;
    const silence = (maxTimeLastHeardMs + maxTimeNoResponseMs) / 1000;
    for (const link of audit.peers.all()) {
      if (!audit.isWhole(link.association)) continue;
      for (const silent of link.servers) {
        const other = link.peerOf(silent);
        const lastEpoch = Math.max(audit.state.servers.get(silent)?.lastEpoch ?? now, audit.state.watchedSince);
        const otherEpoch = audit.state.servers.get(other)?.lastEpoch ?? 0;
        const key = pairKey(other, silent);
        if (now - lastEpoch < silence) {
          this.unprobed.delete(key);
          continue;
        }
        // A server that is silent itself asks nobody.
        if (now - otherEpoch > maxTimeLastHeardMs / 1000 || this.unprobed.has(key)) continue;
        if ((this.probed.get(key) ?? 0) > lastEpoch) continue;
        // The question may wait behind data that the silent one does not acknowledge any more.
        if (link.association.unacknowledged(link.sideOf(other))) continue;
        this.unprobed.set(key, true, audit.state.bounds);
        audit.tell(rules.E14, key, () => ({
          summary: `${serverText(silent)} is silent for ${secondsText(now - lastEpoch)}, and ${serverText(other)} does not ask for its Presence`,
          server: hexNumber(other),
          since: lastEpoch,
        }));
      }
    }
  }
}
