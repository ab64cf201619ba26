// What one ENRP server is known to hold: its own copy of the handlespace (RFC 5353 §3.3), entry by entry, each with what shows it.
import type { Certainty, ElementFacts, Moment, Pool } from '../model.ts';

/** By what it is known that the server holds an entry, or does no longer. */
export type CopySource =
  | 'registration'
  | 'update-sent'
  | 'update-received'
  | 'table-given'
  | 'table-received'
  | 'resolution-given'
  | 'keep-alive'
  | 'takeover'
  | 'checksum';

const framesKept = 12;

export class CopyEntry {
  readonly pool: Pool;
  readonly id: number;
  held = true;
  home: number;
  facts: ElementFacts;
  /** The octets that `facts` were read from: most updates say what is known already. */
  raw: Uint8Array | undefined = undefined;
  source: CopySource;
  certainty: Certainty;
  since: Moment;
  confirmed: Moment;
  /** Why it is held no longer. */
  gone: string | undefined = undefined;
  readonly frames: number[] = [];

  constructor(pool: Pool, id: number, home: number, facts: ElementFacts, source: CopySource, moment: Moment) {
    this.pool = pool;
    this.id = id;
    this.home = home;
    this.facts = facts;
    this.source = source;
    this.certainty = 'asserted';
    this.since = moment;
    this.confirmed = moment;
  }

  prove(frame: number): void {
    const { frames } = this;
    if (frames.includes(frame)) return;
    if (frames.length >= framesKept) frames.splice(framesKept / 2, 1);
    frames.push(frame);
  }
}

export class ServerCopy {
  readonly server: number;
  /** When it was first spoken of. */
  readonly first: Moment;
  readonly byPool = new Map<Pool, Map<number, CopyEntry>>();
  /** Since when all is known that it holds: it got or gave its whole handle table. */
  wholeSince: Moment | undefined = undefined;
  /** Last time that it came back from silence; what it held before is no longer sure if it starts anew. */
  returned: Moment | undefined = undefined;
  /** Last time that the capture lacked something of what it sent or got. */
  gap: Moment | undefined = undefined;
  /** Pools that it could not resolve for a user, and when last. */
  readonly refused = new Map<Pool, Moment>();
  /** What it holds no longer, the oldest first: only so many are remembered. */
  readonly gone = new Set<CopyEntry>();

  constructor(server: number, first: Moment) {
    this.server = server;
    this.first = first;
  }

  find(pool: Pool, id: number): CopyEntry | undefined {
    return this.byPool.get(pool)?.get(id);
  }

  *entries(): Generator<CopyEntry> {
    for (const pool of this.byPool.values()) yield* pool.values();
  }
}
