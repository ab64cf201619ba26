// Which ENRP server talks to which over SCTP. Presence by multicast does not count: no Handle Update goes that way (RFC 5353 §3.1).
import type { Moment } from '../model.ts';

export interface PeerLink {
  readonly from: number;
  readonly to: number;
  readonly first: Moment;
  last: Moment;
  messages: number;
  updates: number;
  lastUpdate: Moment | undefined;
}

const linksKept = 4096;

export class PeerLinks {
  private readonly byPair = new Map<string, PeerLink>();

  note(from: number, to: number, moment: Moment, isUpdate: boolean): void {
    const key = `${from} ${to}`;
    let link = this.byPair.get(key);
    if (link === undefined) {
      if (this.byPair.size >= linksKept) return;
      link = { from, to, first: moment, last: moment, messages: 0, updates: 0, lastUpdate: undefined };
      this.byPair.set(key, link);
    }
    link.last = moment;
    link.messages++;
    if (!isUpdate) return;
    link.updates++;
    link.lastUpdate = moment;
  }

  of(from: number, to: number): PeerLink | undefined {
    return this.byPair.get(`${from} ${to}`);
  }
}
