// Handle table downloads (RFC 5353 §3.2.3, §3.6.3): a request, and answers in parts while M is set. One session for each
// pair of requester and responder; a starting server runs several at once.
import { setLatest } from '../dissect/bounds.ts';
import { tableChainSeconds } from '../protocol/exchanges.ts';
import type { Element, Moment } from './model.ts';

export interface TableSession {
  /** W: only what the responder owns. */
  readonly ownOnly: boolean;
  readonly since: Moment;
  /** All parts were seen, each to its end: together they are the whole table. */
  isWhole: boolean;
  readonly listed: Set<Element>;
  lastEpoch: number;
}

const sessionsKept = 1024;

export class TableSessions {
  private readonly open = new Map<string, TableSession>();

  request(requester: number, responder: number, ownOnly: boolean, now: Moment): void {
    const key = `${requester} ${responder}`;
    const open = this.open.get(key);
    if (open && open.ownOnly === ownOnly && now.epoch - open.lastEpoch < tableChainSeconds && isUnderWay(open)) {
      open.lastEpoch = now.epoch;
      return;
    }
    setLatest(
      this.open,
      key,
      { ownOnly, since: now, isWhole: true, listed: new Set(), lastEpoch: now.epoch },
      sessionsKept,
    );
  }

  find(requester: number, responder: number): TableSession | undefined {
    return this.open.get(`${requester} ${responder}`);
  }

  end(requester: number, responder: number): void {
    this.open.delete(`${requester} ${responder}`);
  }
}

/** A part of it has come, whatever the capture has of that. */
function isUnderWay({ listed, isWhole }: TableSession): boolean {
  return listed.size > 0 || !isWhole;
}
