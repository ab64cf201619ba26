// What is remembered of a TCP connection so that its segments can be told apart: new ones, retransmissions, early ones.
import type { Flow } from './flow-table.ts';
import type { Segment } from './tcp-options.ts';

export const tcpFlag = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16, urg: 32 } as const;
/** What an analysis can find; bits. */
export const finding = {
  zeroWindowProbe: 1,
  zeroWindow: 2,
  lostSegment: 4,
  keepAlive: 8,
  windowUpdate: 16,
  windowFull: 32,
  keepAliveAck: 64,
  zeroWindowProbeAck: 128,
  duplicateAck: 256,
  ackLostSegment: 512,
  fastRetransmission: 1024,
  spuriousRetransmission: 2048,
  outOfOrder: 4096,
  retransmission: 8192,
  reusedPorts: 16_384,
} as const;

export interface Unacked {
  sequence: number;
  readonly next: number;
  readonly frame: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

export class Direction {
  base: number | undefined;
  /** Highest sequence number that is expected next. */
  next: number | undefined;
  nextFrame = 0;
  nextSeconds = 0;
  nextNanoseconds = 0;
  highestWithoutHole: number | undefined;
  /** As announced last; the largest number before that. */
  window = 0xffff_ffff;
  /** The window was announced before scaling begins: by SYN or SYN ACK. */
  isFirstWindow = false;
  /** Undefined: unknown; -2: known not to be used. */
  windowShift: number | undefined;
  lastAck: number | undefined;
  lastAckSeconds = 0;
  lastAckNanoseconds = 0;
  lastNewAckFrame = 0;
  duplicateAcks = 0;
  lastFindings = 0;
  sackEdges: readonly number[] = [];
  /** Newest first. */
  unacked: Unacked[] = [];
  countsFlight = true;
  pushedOctets = 0;
  wasPushed = false;
}

/** Steps of a connection that were seen, Wireshark's bits. */
export const connectionStep = { syn: 1, synAck: 2, ack: 4, data: 8, fin: 16, rst: 32 } as const;

export class TcpConnection implements Flow {
  readonly number: number;
  firstSeconds = Number.NaN;
  firstNanoseconds = 0;
  previousSeconds = 0;
  previousNanoseconds = 0;
  readonly directions = [new Direction(), new Direction()] as const;
  steps = 0;
  /** The segment at hand is the first that was seen of it; undefined before that. */
  isNew: boolean | undefined;
  /** Whether both ends count congestion marks (draft-ietf-tcpm-accurate-ecn §3.1). */
  countsMarks: 'asked' | 'agreed' | undefined;
  /** Sequence number of a SYN that brought data with a cookie. */
  openingData: number | undefined;
  synSeconds = Number.NaN;
  synNanoseconds = 0;
  /** Nanoseconds of the first round trip; 0 while unknown. */
  roundTrip = 0;
  /** Which direction sent the first FIN. */
  closedBy = -1;

  constructor(number: number) {
    this.number = number;
  }
}

export interface Moment {
  readonly frame: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** What is told of one segment; numbers that do not apply are NaN. */
export interface SegmentFacts {
  stream: number;
  segment: Segment;
  sequence: number;
  acknowledgment: number;
  /** Where the direction that it acknowledges began. */
  acknowledgedBase: number;
  next: number;
  completeness: number;
  /** Of the window: undefined unknown, -2 none. */
  windowShift: number | undefined;
  findings: number;
  isActiveClose: boolean;
  isPassiveClose: boolean;
  /** The connection has agreed on accurate ECN: three flags are a counter. */
  countsMarks: boolean;
  /** A SYN ACK that took, or did not take, the data that came with the SYN. */
  fastOpen: 'accepted' | 'ignored' | undefined;
  duplicateNumber: number;
  duplicateFrame: number;
  acksFrame: number;
  /** Nanoseconds. */
  ackTime: number;
  firstRoundTrip: number;
  retransmissionTime: number;
  retransmissionFrame: number;
  inFlight: number;
  pushed: number;
  /** Nanoseconds. */
  sinceFirst: number;
  sincePrevious: number;
  /** There is something to say of how it relates to others. */
  isAnalysed: boolean;
}
