// What is kept of pool users (RFC 5352 §1.2: who asks for a pool and talks to one of its elements): their resolutions, their
// sessions with pool elements, and how often each element of a pool was named and used.
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { Element } from '../model.ts';

/** Sessions and answers of one user that are looked at again when something follows them. */
export const recentKept = 64;
/** Requests of one user that wait for an answer. */
export const pendingKept = 64;
/** Pools that are told apart for one user. */
const userPoolsKept = 256;

/** Somebody who resolves pool handles or talks to pool elements, known by addresses: a host, whatever runs on it. */
export class User {
  readonly number: number;
  /** All that were seen of it, as text. */
  readonly addresses: string[] = [];
  readonly firstFrame: number;
  readonly firstEpoch: number;
  lastFrame: number;
  asked = 0;
  answered = 0;
  /** Answers that only say why not. */
  refused = 0;
  /** Answers that came because the user had subscribed to the pool. */
  pushed = 0;
  unreachableReports = 0;
  sessions = 0;
  failovers = 0;
  readonly pending: Resolution[] = [];
  /** Answered ones, the latest last. */
  readonly recentResolutions: Resolution[] = [];
  readonly recentSessions: Session[] = [];
  /** Those that nobody has answered yet, and those that were lost and that no other has followed: in no order. */
  readonly openSessions: Session[] = [];
  readonly pools = new Map<PoolLoad, UserPool>();

  constructor(number: number, frame: number, epoch: number) {
    this.number = number;
    this.firstFrame = frame;
    this.firstEpoch = epoch;
    this.lastFrame = frame;
  }

  /** It is one of many no longer; whoever still has it must not keep all that it had. */
  forget(): void {
    this.pending.length = 0;
    this.recentResolutions.length = 0;
    this.recentSessions.length = 0;
    this.openSessions.length = 0;
    this.pools.clear();
  }

  pool(load: PoolLoad): UserPool {
    let pool = this.pools.get(load);
    if (pool === undefined) {
      pool = new UserPool();
      if (this.pools.size < userPoolsKept) this.pools.set(load, pool);
    }
    return pool;
  }
}

/** What one user had to do with one pool. */
export class UserPool {
  /** Of the first and the latest resolution or session. */
  firstFrame = 0;
  lastFrame = 0;
  asked = 0;
  answered = 0;
  /** Sessions by the identifier of the element. */
  readonly used = new Map<number, number>();
  /**
   * Of sessions for which shares were promised: how many, how many went to the element that the answer named first, and the
   * logarithm of the probability that all of them meet the same element as the first.
   */
  shared = 0;
  named = 0;
  logarithm = 0;
}

/** One Handle Resolution with its answer. */
export class Resolution {
  readonly user: User;
  readonly pool: PoolLoad;
  /** The association it came over; below zero: a TCP connection. */
  readonly connection: number;
  /** 0 where the request is not in the capture. */
  frame = 0;
  epoch = 0;
  /** 0 while there is no answer. */
  answerFrame = 0;
  answerEpoch = 0;
  /** Who answered, 0 where that is not known. */
  server = 0;
  /** Identifiers in the order of the answer. */
  elements: readonly number[] = [];
  /** Cause code of a negative answer, -1 for none. */
  error = -1;
  /** An answer nobody asked for: the user had subscribed (RFC 5352 §2.2.5). */
  pushed = false;
  /** Sessions that followed from it. */
  sessions = 0;
  /** The element of the first of them, -1 for none. */
  used = -1;
  /** What the policy promised when it was answered. */
  promised: Promised | undefined = undefined;

  constructor(user: User, pool: PoolLoad, connection: number) {
    this.user = user;
    this.pool = pool;
    this.connection = connection;
  }
}

export type SessionState = 'asked' | 'up' | 'ended' | 'refused';

/** Why a session is taken for lost, so that the next one is a failover. */
export type Loss = 'aborted' | 'refused' | 'unanswered' | 'reported-unreachable' | 'cookie-echo';

/** A user talks to a pool element: an association to the element's user transport (or what stands for it). */
export class Session {
  readonly number: number;
  readonly user: User;
  readonly pool: PoolLoad;
  readonly element: number;
  /** Sctp, tcp or udp. */
  readonly protocol: string;
  /** Undefined when it is over, and for sessions that are not associations. */
  association: AssociationFacts | undefined;
  /** Number of the association, 0 where there is none. */
  readonly associationNumber: number;
  /** Side of the association that is the element. */
  readonly elementSide: number;
  resolution: Resolution | undefined = undefined;
  state: SessionState = 'asked';
  /** True where the capture has its beginning. */
  fromStart = false;
  startFrame: number;
  startEpoch: number;
  upFrame = 0;
  endFrame = 0;
  endEpoch = 0;
  /** One of associationEnding. */
  ending = 0;
  /** Who ended it. */
  endedBy: 'user' | 'element' | undefined = undefined;
  lost: Loss | undefined = undefined;
  lostEpoch = 0;
  /** Another session took over. */
  succeeded = false;
  applicationPpid = 0;
  cookies = 0;
  cookieEchoes = 0;
  /** Hashes of the last two cookies that the element sent: one of them may be on its way when the other is echoed. */
  lastCookie = 0;
  cookieBefore = 0;
  /** Frame of the last cookie. */
  cookieFrame = 0;
  /** How often the capture lacked data of the association, once it is over. */
  gaps = 0;

  constructor(
    number: number,
    user: User,
    pool: PoolLoad,
    element: Element,
    association: AssociationFacts | undefined,
    elementSide: number,
    frame: number,
    epoch: number,
  ) {
    this.number = number;
    this.user = user;
    this.pool = pool;
    this.element = element.id;
    this.protocol = element.facts.userTransport?.protocol ?? 'sctp';
    this.association = association;
    this.associationNumber = association?.number ?? 0;
    this.elementSide = elementSide;
    this.startFrame = frame;
    this.startEpoch = epoch;
  }
}

/** A user went on with another session after one was lost. */
export interface Failover {
  readonly user: User;
  readonly pool: PoolLoad;
  /** Undefined where the capture lacks it. */
  from: Session | undefined;
  readonly to: Session;
  readonly frame: number;
  readonly epoch: number;
  /** How we know: the Cookie Echo proves it, everything else is told from how the session before ended. */
  proof: Loss;
  /** Of a Cookie Echo: whether an element of the pool was seen to send this user that cookie. */
  cookieKnown: boolean | undefined;
}

/** How often an element of a pool was named and used. */
export class ElementLoad {
  readonly id: number;
  /** Answers that name it first, and all that name it. */
  answeredFirst = 0;
  answered = 0;
  /** Associations asked for, those that came up, those that were refused. */
  tried = 0;
  used = 0;
  refused = 0;
  /** Seconds of sessions that are over. */
  busySeconds = 0;
  /** Picks that are held against the promise: as `answeredFirst` and as `used`. */
  readonly held: [number, number] = [0, 0];
  /** Picks that the policy did not allow; those that a change on its way may explain. */
  readonly off: [number, number] = [0, 0];
  readonly inFlight: [number, number] = [0, 0];
  /** Load degradation: answers that named it since its policy was told last, by server (RFC 5356 §5.2.2). */
  readonly picksSince = new Map<number, number>();
  policyEpoch = 0;
  policyFrame = 0;

  constructor(id: number) {
    this.id = id;
  }
}

/** One promise, and how often it was held against a pick. */
export interface Promised {
  /** `shares`: each element has its share. `chosen`: one of those with a share, and the policy does not say which. */
  readonly kind: 'shares' | 'chosen';
  readonly elements: readonly number[];
  /** In the same order: what the shares are made of, and the shares, which sum up to 1. */
  readonly weights: readonly number[];
  readonly shares: readonly number[];
  /** Whose picks: where each server goes round by itself, they must not be mixed; 0 where that makes no difference. */
  readonly server: number;
  /** Picks by the server that answered, and by the users' sessions. */
  readonly picks: [number, number];
  /** The same by element; those that the policy forbids are not in here. */
  readonly hits: Map<number, [number, number]>;
}

/** How many shares of elements may still be remembered, in promises of all pools together. */
export interface PromiseRoom {
  shares: number;
}

const elementsKept = 16_384;

/** A pool as its users see it. Also of handles that no server knows. */
export class PoolLoad {
  readonly handle: Uint8Array;
  /** Of the first and the latest resolution or session. */
  firstFrame = 0;
  lastFrame = 0;
  asked = 0;
  answered = 0;
  pushed = 0;
  /** Negative answers by cause code. */
  readonly errors = new Map<number, number>();
  sessions = 0;
  /** Sessions whose resolution the capture does not have. */
  unexplained = 0;
  failovers = 0;
  cookies = 0;
  policyType: number | undefined = undefined;
  readonly elements = new Map<number, ElementLoad>();
  /** By what they say; picks under the same promise are counted together. */
  readonly promises = new Map<string, Promised>();
  promiseBefore: Promised | undefined = undefined;
  /** Picks without a promise to hold them against (none is defined, elements are missing): as `answeredFirst` and as `used`. */
  readonly unheld: [number, number] = [0, 0];

  /** Shared by all pools. */
  readonly room: PromiseRoom;

  constructor(handle: Uint8Array, room: PromiseRoom) {
    this.handle = handle;
    this.room = room;
  }

  /** Something happens with this pool. */
  seen(frame: number): void {
    if (this.firstFrame === 0) this.firstFrame = frame;
    this.lastFrame = frame;
  }

  element(id: number): ElementLoad {
    let load = this.elements.get(id);
    if (load === undefined) {
      load = new ElementLoad(id);
      if (this.elements.size < elementsKept) this.elements.set(id, load);
    }
    return load;
  }
}
