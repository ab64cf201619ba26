// How servers announce themselves to elements and users (RFC 5352 §3.6), and how those look for one: rules A38, T13.

import { addressText } from '../../bytes/address.ts';
import { hashOctets } from '../../bytes/hash.ts';
import { layer } from '../../dissect/layer.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { MessageParts } from '../../handlespace/message-parts.ts';
import { serverAnnounce } from '../../protocol/asap/server-announce.ts';
import { asapPort } from '../../protocol/transport.ts';
import type { Audit } from '../audit.ts';
import type { Check } from '../check.ts';
import { pairKey, senderKey } from '../keys.ts';
import { counted, secondsText, serverText } from '../names.ts';
import { Notes } from '../notes.ts';
import { ruleTable } from '../rule.ts';

export const announceRules = ruleTable({
  A38: {
    name: 'announce-interval',
    rule: 'A server announces itself every (N+1) times T6, where it hears N others',
    severity: 'warning',
    rfc: 'RFC 5352 §3.6',
    remedy: 'implement',
    needs: 'the announcements of all servers, for a while',
    doubt: 'where the multicast of some servers does not reach the point of capture, or packets are lost',
    advice: 'With many servers the group carries more than it should: let each wait for the others.',
    rsplib: 'announces every second, however many servers there are',
  },
  T13: {
    name: 'hunt-in-parallel',
    rule: 'Who looks for a server opens three associations at once at most',
    severity: 'warning',
    rfc: 'RFC 5352 §3.6',
    remedy: 'implement',
    needs: 'the associations from their start',
    doubt: 'where several programs of a host look for a server at the same time',
    advice: 'Let it wait for an answer before it tries the next: a start of many elements floods the servers.',
  },
});

const rules = announceRules;

interface Announcer {
  lastEpoch: number;
  count: number;
  totalSeconds: number;
}

/** Announcements from which an interval is told. */
const announcementsNeeded = 12;
/** Share by which an interval may be off. */
const tolerance = 0.35;
/** What is longer is no interval: the server was away. */
const pauseSeconds = 30;
const huntLimit = 3;
const huntSeconds = 2;

interface Hunt {
  readonly epoch: number;
  readonly frame: number;
  readonly association: AssociationFacts;
}

export class Announces implements Check {
  private readonly audit: Audit;
  /** By server and source address. */
  private readonly announcers = new Notes<number, Announcer>(16);
  /** Servers that were heard a moment ago. */
  private readonly heard = new Notes<number, number>(16);
  /** Associations to a server over which nothing was said yet, by the host that opened them. */
  private readonly hunts = new Notes<number, Hunt[]>(16);
  readonly before = { asap: { [serverAnnounce.type]: (parts: MessageParts) => this.#announces(parts) } };

  constructor(audit: Audit) {
    this.audit = audit;
  }

  #announces(parts: MessageParts): void {
    const audit = this.audit;
    const { message } = parts;
    if (message.copy) return;
    const server = parts.word(4);
    const key = pairKey(server, senderKey(message));
    const { bounds } = audit.state;
    this.heard.set(server, audit.epoch, bounds);
    let announcer = this.announcers.get(key);
    if (announcer === undefined) {
      announcer = { lastEpoch: audit.epoch, count: 0, totalSeconds: 0 };
      this.announcers.set(key, announcer, bounds);
      return;
    }
    const seconds = audit.epoch - announcer.lastEpoch;
    announcer.lastEpoch = audit.epoch;
    if (seconds > pauseSeconds || seconds <= 0) {
      announcer.count = 0;
      announcer.totalSeconds = 0;
      return;
    }
    announcer.count++;
    announcer.totalSeconds += seconds;
    if (announcer.count < announcementsNeeded) return;
    this.#judge(server, announcer.totalSeconds / announcer.count);
    announcer.count = 0;
    announcer.totalSeconds = 0;
  }

  #judge(server: number, mean: number): void {
    const audit = this.audit;
    let others = 0;
    for (const [id, epoch] of this.heard.entries()) {
      if (epoch < audit.epoch - pauseSeconds) this.heard.delete(id);
      else if (id !== server) others++;
    }
    const unit = audit.timers.serverAnnounceMs / 1000;
    const wanted = (others + 1) * unit;
    if (Math.abs(mean - wanted) <= wanted * tolerance) return;
    audit.tellServer(rules.A38, server, () => ({
      summary: `${serverText(server)} announces itself every ${secondsText(mean)}; with ${counted(others, 'other server')} it should be ${secondsText(wanted)}`,
      habit: Math.abs(mean - unit) <= unit * tolerance,
    }));
  }

  associationUp(association: AssociationFacts): void {
    const [client, server] = association.sides;
    if (server.port !== asapPort) return;
    const [address] = client.addresses;
    if (address === undefined) return;
    const audit = this.audit;
    const key = hunterKey(address, client.port);
    const { epoch, frame } = audit;
    const hunt = { epoch, frame, association };
    const before = this.hunts.get(key);
    const open = before === undefined ? [hunt] : [...before.filter((one) => epoch - one.epoch < huntSeconds), hunt];
    this.hunts.set(key, open, audit.state.bounds);
    if (open.length <= huntLimit) return;
    audit.tell(rules.T13, key, () => ({
      summary: `${addressText(address, 0, address.length)} has opened ${counted(open.length, 'association')} to servers within ${secondsText(huntSeconds)} and said nothing yet`,
      frames: open.map((hunt) => hunt.frame),
    }));
  }

  associationEnd(association: AssociationFacts): void {
    this.#found(association);
  }

  /** Who says something has found its server. */
  firstMessage({ message }: MessageParts): void {
    if (message.protocol === layer.asap && message.association !== undefined && message.side === 0)
      this.#found(message.association);
  }

  #found(association: AssociationFacts): void {
    if (this.hunts.size === 0) return;
    const [client] = association.sides;
    const [address] = client.addresses;
    if (address === undefined) return;
    const key = hunterKey(address, client.port);
    const left = this.hunts.get(key)?.filter((hunt) => hunt.association !== association);
    if (left === undefined) return;
    if (left.length === 0) this.hunts.delete(key);
    else this.hunts.set(key, left, this.audit.state.bounds);
  }
}

/** Programs of one host hunt for themselves, each from a port of its own. */
function hunterKey(address: Uint8Array, port: number): number {
  return hashOctets(address, 0, address.length, port);
}
