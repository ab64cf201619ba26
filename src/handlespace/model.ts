// What an observer keeps of pools, pool elements and ENRP servers (RFC 5352, RFC 5353). Every fact
// remembers the frames that prove it.
import { OwnershipLog } from './ownership-log.ts';

/** From whom a fact comes and how sure it is. */
export type Certainty = 'certain' | 'asserted' | 'inferred' | 'stale';

/** By which kind of message an element became known. */
export type Source =
  | 'registration'
  | 'handle-update'
  | 'handle-table'
  | 'handle-resolution'
  | 'keep-alive'
  | 'checksum';

export interface Moment {
  readonly frame: number;
  /** Seconds since 1970. */
  readonly epoch: number;
}

export interface PolicyFacts {
  readonly type: number;
  /** Field keys of the policy table with their values; fractions as 0..1. */
  readonly values: Readonly<Record<string, number>>;
}

export interface TransportFacts {
  readonly protocol: string;
  readonly port: number;
  /** 0 data only, 1 data plus control; undefined where the transport has no such field. */
  readonly use: number | undefined;
  readonly addresses: readonly string[];
}

/** The facts that a Pool Element parameter carries; undefined: not seen (cut off, never sent). */
export interface ElementFacts {
  readonly registrationLife: number | undefined;
  readonly policy: PolicyFacts | undefined;
  readonly userTransport: TransportFacts | undefined;
  readonly asapTransport: TransportFacts | undefined;
}

export const noFacts: ElementFacts = {
  registrationLife: undefined,
  policy: undefined,
  userTransport: undefined,
  asapTransport: undefined,
};

/** Who last told the attributes of an element (policy, life, addresses), and how sure that is. */
export interface Told extends Moment {
  readonly source: Source;
  readonly certainty: Certainty;
}

/** A request that was delivered and not answered yet. */
export interface Pending {
  readonly frame: number;
  readonly epoch: number;
  readonly association: number;
  readonly server: number;
  readonly facts: ElementFacts;
}

const evidenceKept = 24;

/** What an observer keeps of an element. */
export interface Beside {
  /** Whose it is: observers are counted in the state (`watchers`), and each knows its own class by this number. */
  readonly watcher: number;
}

export class Element {
  // What nearly each message about it asks for stands first: few lines of the processor's cache.
  readonly pool: Pool;
  readonly id: number;
  /** False while only a registration was seen that nobody has answered. */
  held = false;
  /** 0 where it is not known. */
  home = 0;
  /** What an observer keeps of it beside these facts. It goes where the element goes. */
  beside: Beside | undefined = undefined;
  /** Association over which it is registered, 0 where none was seen. */
  association = 0;
  registration: Pending | undefined = undefined;
  /** When that association ended without any word about the element. */
  lost: Moment | undefined = undefined;
  facts: ElementFacts = noFacts;
  told: Told | undefined = undefined;
  /** The octets of the last Pool Element parameter that was applied: most updates say what is known already. */
  raw: Uint8Array | undefined = undefined;
  since: Moment;
  /** Last Handle Update, table entry or other word of a server about what it stores: frame. */
  storedFrame = 0;
  /** When its last registration was sent. */
  registeredEpoch = 0;
  /** Last time at which the element itself was heard, and the frame. */
  alive = 0;
  aliveFrame = 0;
  /** Time of a keep-alive that was not answered yet, 0 for none. */
  keepAliveSince = 0;
  /** Its keep-alive was not answered in time. */
  overdue = false;
  wakeSecond = 0;

  readonly sum: number;
  /** Next element with the same residue of its sum (ElementIndex). */
  nextAlike: Element | undefined = undefined;
  removed: Moment | undefined = undefined;
  /** The capture lacked something of an association that could have told of it, or a word that it saw was incomplete. */
  gapEpoch = 0;
  source: Source = 'registration';
  certainty: Certainty = 'certain';
  confirmed: Moment;
  deregistration: Pending | undefined = undefined;
  /** Its registration life has ended without anything that renewed it. */
  expired = false;
  unreachableReports = 0;
  readonly evidence: number[] = [];

  constructor(pool: Pool, id: number, sum: number, moment: Moment) {
    this.pool = pool;
    this.id = id;
    this.sum = sum;
    this.since = moment;
    this.confirmed = moment;
  }

  /** Keeps the first frames and the latest: both ends of the story. */
  prove(frame: number): void {
    const { evidence } = this;
    if (evidence.at(-1) === frame) return;
    if (evidence.length >= evidenceKept) evidence.splice(evidenceKept / 2, 1);
    evidence.push(frame);
  }
}

export class Pool {
  readonly handle: Uint8Array;
  /** hashOf() of the handle (PoolTable). */
  readonly hash: number;
  /** Undefined until somebody told it. */
  policyType: number | undefined = undefined;
  readonly elements = new Map<number, Element>();
  readonly removed = new Map<number, Element>();
  /** Next pool with the same hash. */
  next: Pool | undefined = undefined;

  constructor(handle: Uint8Array, hash: number) {
    this.handle = handle;
    this.hash = hash;
  }

  /** Moves the element among the removed ones, of which so many are kept. Gives the one that is remembered no longer, if any. */
  forget(element: Element, kept: number): Element | undefined {
    this.elements.delete(element.id);
    this.removed.delete(element.id);
    this.removed.set(element.id, element);
    if (this.removed.size <= kept) return undefined;
    for (const [id, oldest] of this.removed) {
      this.removed.delete(id);
      return oldest;
    }
    return undefined;
  }
}

/** A checksum that did not fit when it was announced; changes of the next second may explain it. */
export interface Doubt {
  readonly epoch: number;
  readonly frame: number;
  readonly announced: number;
  /** Our exact sum of what the server owned when it announced. */
  readonly sum: number;
}

/** The last announced checksum that stayed unequal, and the one element that would make it fit, if there is one. */
export interface Disagreement {
  readonly frame: number;
  /** Since when it says so. */
  readonly epoch: number;
  readonly announced: number;
  readonly computed: number;
  readonly element: Element | undefined;
  /** True: equal if the server owned it, too; false: equal if the server did not own it. */
  readonly lacking: boolean;
}

/** `won`: all peers agreed. `enforced`: the elements have gone over. `abandoned`: not all agreed in time. */
export type TakeoverState = 'pending' | 'won' | 'enforced' | 'stopped' | 'abandoned';

export interface Takeover {
  state: TakeoverState;
  /** The server that takes over, as far as it is decided. */
  by: number;
  /** Others that wanted the same. */
  readonly contenders: Set<number>;
  readonly acknowledgedBy: Set<number>;
  /** Peers whose word is needed: those that spoke ENRP before it began. */
  readonly awaited: Set<number>;
  readonly since: Moment;
  readonly frames: number[];
}

export class Server {
  readonly id: number;
  /** True once a message of its own was seen; else others only speak of it. */
  heard = false;
  readonly asapAddresses: string[] = [];
  readonly enrpAddresses: string[] = [];
  asapPort: number | undefined = undefined;
  enrpPort: number | undefined = undefined;
  firstFrame: number;
  lastFrame: number;
  lastEpoch: number;
  /** Last time that it ended an association itself. */
  closedEpoch = 0;
  /** The server that has its elements since a takeover; 0: none, or it came back. */
  takenOverBy = 0;
  takeover: Takeover | undefined = undefined;
  wakeSecond = 0;
  /** It has not been heard for longer than servers are silent. */
  silent = false;
  readonly owned = new Set<Element>();
  /** Exact sum of the blocks of what it owns. */
  sum = 0;
  /** We know its whole set: its checksum fitted, or it told all of it. */
  complete = false;
  readonly changes = new OwnershipLog();
  /** Of what it owns: elements whose association has ended, or that asked to leave and were not answered. */
  readonly leaving = new Set<Element>();
  /** What others say that it owns no longer, and when they said so: it may count it until it hears of that. */
  readonly taken = new Map<Element, number>();
  /** When it was heard again after a silence. */
  returnedEpoch = 0;
  doubts: Doubt[] = [];
  /** How many changes there had been when the doubts were looked at last. */
  doubtsSeen = 0;
  disagreement: Disagreement | undefined = undefined;
  announced: number | undefined = undefined;
  announcedFrame = 0;
  announcedEpoch = 0;
  /** Its last checksum that fitted outright. */
  verifiedEpoch = 0;
  /** The capture lacked something of one of its associations. */
  gapEpoch = 0;
  /** Our checksum when it announced its own. */
  computed = 0;
  verified = 0;
  inFlight = 0;
  disagreed = 0;
  unverifiable = 0;
  /** Keeps it among ENRP peers: last ENRP message over an association. */
  lastEnrpEpoch = 0;

  constructor(id: number, frame: number, epoch: number) {
    this.id = id;
    this.firstFrame = frame;
    this.lastFrame = frame;
    this.lastEpoch = epoch;
  }
}
