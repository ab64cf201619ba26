// Handle tables on their way from one server to another, part by part (RFC 5353 §3.2.3, §3.6.3): only with the last part is it known what is
// not in them.
import { setLatest } from '../../dissect/bounds.ts';
import type { Moment } from '../model.ts';
import type { CopyEntry } from './server-copy.ts';

export interface TableParts {
  /** W: only what the responder owns. */
  readonly ownOnly: boolean;
  readonly since: Moment;
  /** What the responder and the requester were told to hold. */
  readonly listed: Set<CopyEntry>;
  /** All parts were seen, each to its end. */
  isWhole: boolean;
  lastEpoch: number;
}

const kept = 256;
/** The next part is asked for so soon (RFC 5353 §4.2: MAX-TIME-NO-RESPONSE). */
const chainSeconds = 5;

export class OpenTables {
  private readonly open = new Map<string, TableParts>();

  request(requester: number, responder: number, ownOnly: boolean, now: Moment): void {
    const key = `${requester} ${responder}`;
    const open = this.open.get(key);
    const isUnderWay = open !== undefined && (open.listed.size > 0 || !open.isWhole);
    if (isUnderWay && open.ownOnly === ownOnly && now.epoch - open.lastEpoch < chainSeconds) {
      open.lastEpoch = now.epoch;
      return;
    }
    setLatest(this.open, key, { ownOnly, since: now, listed: new Set(), isWhole: true, lastEpoch: now.epoch }, kept);
  }

  find(requester: number, responder: number): TableParts | undefined {
    return this.open.get(`${requester} ${responder}`);
  }

  end(requester: number, responder: number): void {
    this.open.delete(`${requester} ${responder}`);
  }
}
