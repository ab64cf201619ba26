// What the segments of a TCP connection say of each other: relative numbers, retransmissions, what was acknowledged and when.
// The rules are those of Wireshark 4.0 ("TCP Analysis" in its user's guide), which people know by the names of its fields.
import { distance32 } from '../../bytes/serial-number.ts';
import {
  connectionStep,
  type Direction,
  finding,
  type Moment,
  type SegmentFacts,
  type TcpConnection,
  tcpFlag,
} from './tcp-connection.ts';
import type { Segment, TcpOptionFacts } from './tcp-options.ts';

const opening = tcpFlag.syn | tcpFlag.fin | tcpFlag.rst;

/** Segments that wait for their acknowledgment, in each direction. */
const unackedKept = 256;

/** Nanoseconds after a duplicate acknowledgment in which a repetition counts as its answer. */
const fastLimit = 20_000_000;
/** Nanoseconds in which a segment is late rather than repeated, while the round trip is unknown. */
const usualLateness = 3_000_000;

const isAhead = (a: number, b: number) => distance32(a, b) > 0;

function since(moment: Moment, seconds: number, nanoseconds: number): number {
  return (moment.seconds - seconds) * 1e9 + (moment.nanoseconds - nanoseconds);
}

/** True where this SYN opens another connection on the same ports. */
export function opensAnew(connection: TcpConnection, side: 0 | 1, { flags, sequence }: Segment): boolean {
  const { base } = connection.directions[side];
  return (flags & (tcpFlag.syn | tcpFlag.ack)) === tcpFlag.syn && base !== undefined && base !== sequence;
}

/** Takes one segment. `side`: which direction it has. */
export function analyseSegment(
  connection: TcpConnection,
  side: 0 | 1,
  segment: Segment,
  options: TcpOptionFacts,
  moment: Moment,
  isReused: boolean,
): SegmentFacts {
  const forward = connection.directions[side];
  const back = connection.directions[side === 0 ? 1 : 0];
  const { flags, sequence, acknowledgment } = segment;
  if (Number.isNaN(connection.firstSeconds)) {
    connection.firstSeconds = connection.previousSeconds = moment.seconds;
    connection.firstNanoseconds = connection.previousNanoseconds = moment.nanoseconds;
  }
  const isAck = (flags & tcpFlag.ack) !== 0;
  connection.isNew = connection.isNew === undefined;
  forward.base ??= (flags & tcpFlag.syn) === 0 ? (sequence - 1) >>> 0 : sequence;
  if (isAck) {
    back.base ??= (acknowledgment - 1) >>> 0;
    back.countsFlight = true;
  }
  const facts: SegmentFacts = {
    stream: connection.number,
    segment,
    sequence: (sequence - forward.base) >>> 0,
    acknowledgment: isAck ? (acknowledgment - (back.base ?? 0)) >>> 0 : acknowledgment,
    acknowledgedBase: back.base ?? 0,
    next: (sequence - forward.base + segment.length + ((flags & (tcpFlag.syn | tcpFlag.fin)) === 0 ? 0 : 1)) >>> 0,
    completeness: isReused ? connectionStep.syn : connection.steps,
    windowShift: undefined,
    findings: isReused ? finding.reusedPorts : 0,
    isActiveClose: false,
    isPassiveClose: false,
    fastOpen: undefined,
    countsMarks: false,
    duplicateNumber: Number.NaN,
    duplicateFrame: Number.NaN,
    acksFrame: Number.NaN,
    ackTime: Number.NaN,
    firstRoundTrip: 0,
    retransmissionTime: Number.NaN,
    retransmissionFrame: Number.NaN,
    inFlight: Number.NaN,
    pushed: Number.NaN,
    sinceFirst: since(moment, connection.firstSeconds, connection.firstNanoseconds),
    sincePrevious: since(moment, connection.previousSeconds, connection.previousNanoseconds),
    isAnalysed: isReused,
  };
  noteSteps(connection, side, facts, moment);
  noteAgainstExpected(facts, forward, back, moment);
  noteAckedLost(facts, back);
  noteRepetition(connection, facts, forward, back, moment);
  noteFastOpen(connection, facts, options);
  noteMarks(connection, facts);
  remember(facts, forward, moment);
  takeAcknowledged(facts, back, moment);
  measureFlight(facts, forward, back);
  noteOptions(facts, forward, back, options);
  facts.windowShift = (flags & tcpFlag.syn) === 0 ? forward.windowShift : undefined;
  facts.firstRoundTrip = connection.roundTrip;
  facts.isAnalysed ||=
    facts.findings !== 0 ||
    !Number.isNaN(facts.acksFrame) ||
    !Number.isNaN(facts.inFlight) ||
    !Number.isNaN(facts.pushed);
  connection.previousSeconds = moment.seconds;
  connection.previousNanoseconds = moment.nanoseconds;
  return facts;
}

function noteSteps(connection: TcpConnection, side: number, facts: SegmentFacts, moment: Moment): void {
  const { flags } = facts.segment;
  const syn = flags & (tcpFlag.syn | tcpFlag.ack);
  if (syn === tcpFlag.syn) {
    connection.synSeconds = moment.seconds;
    connection.synNanoseconds = moment.nanoseconds;
  } else if (syn === tcpFlag.ack) {
    // The third step of the handshake, or a refusal: what it took is the first round trip.
    if (connection.roundTrip === 0 && (connection.steps & connectionStep.syn) !== 0)
      connection.roundTrip = since(moment, connection.synSeconds, connection.synNanoseconds);
  }
  if ((flags & tcpFlag.fin) !== 0) {
    if (connection.closedBy < 0) connection.closedBy = side;
    facts.isActiveClose = connection.closedBy === side;
    facts.isPassiveClose = connection.closedBy !== side;
  }
  connection.steps |= stepsOf(connection, facts.segment);
}

/** What the segment adds. The first one that was seen counts as an opening only; who sends data has not said that it opens. */
function stepsOf({ isNew }: TcpConnection, { flags, length }: Segment): number {
  const opens = flags & (tcpFlag.syn | tcpFlag.ack);
  if (isNew && opens !== tcpFlag.syn) return 0;
  let steps = length > 0 ? connectionStep.data : 0;
  if (opens === tcpFlag.syn) steps |= connectionStep.syn;
  else if (opens === (tcpFlag.syn | tcpFlag.ack)) steps |= connectionStep.synAck;
  else if (opens === tcpFlag.ack && length === 0) steps |= connectionStep.ack;
  if ((flags & tcpFlag.fin) !== 0) steps |= connectionStep.fin;
  if ((flags & tcpFlag.rst) !== 0) steps |= connectionStep.rst;
  return steps;
}

/** Against what the direction is expected to send next, and what it said last. */
function noteAgainstExpected(facts: SegmentFacts, forward: Direction, back: Direction, moment: Moment): void {
  const { sequence, acknowledgment, flags, window, length } = facts.segment;
  const isPlain = (flags & opening) === 0;
  const { next } = forward;
  const isExpected = sequence === next;
  const isProbe = length === 1 && isExpected && back.window === 0;
  if (isProbe) facts.findings |= finding.zeroWindowProbe;
  else {
    if (window === 0 && isPlain) facts.findings |= finding.zeroWindow;
    if (next !== undefined && isAhead(sequence, next) && (flags & tcpFlag.rst) === 0) {
      facts.findings |= finding.lostSegment;
      forward.countsFlight = false;
    }
    if (length <= 1 && next !== undefined && sequence === (next - 1) >>> 0 && isPlain)
      facts.findings |= finding.keepAlive;
    const repeatsAck = length === 0 && isExpected && isPlain && acknowledgment === forward.lastAck;
    const isSameWindow = window === forward.window;
    if (repeatsAck && window !== 0 && !isSameWindow) facts.findings |= finding.windowUpdate;
    if (length > 0 && isPlain && back.windowShift !== undefined && back.lastAck !== undefined) {
      const shift = back.isFirstWindow || back.windowShift < 0 ? 0 : back.windowShift;
      if ((sequence + length) >>> 0 === (back.lastAck + back.window * 2 ** shift) >>> 0)
        facts.findings |= finding.windowFull;
    }
    noteRepeatedAck(facts, forward, back, repeatsAck, isSameWindow);
  }
  if (acknowledgment !== forward.lastAck) {
    forward.lastNewAckFrame = moment.frame;
    forward.duplicateAcks = 0;
  }
}

function noteRepeatedAck(
  facts: SegmentFacts,
  forward: Direction,
  back: Direction,
  repeatsAck: boolean,
  isSameWindow: boolean,
): void {
  const { acknowledgment, window, length, flags, sequence } = facts.segment;
  if (repeatsAck && window !== 0 && isSameWindow) {
    if ((back.lastFindings & finding.keepAlive) !== 0) facts.findings |= finding.keepAliveAck;
    else {
      facts.findings |= finding.duplicateAck;
      facts.duplicateNumber = ++forward.duplicateAcks;
      facts.duplicateFrame = forward.lastNewAckFrame;
    }
    return;
  }
  const { lastAck } = forward;
  const takesProbe = lastAck !== undefined && acknowledgment === (lastAck + 1) >>> 0;
  const answersProbe =
    length === 0 && window === 0 && isSameWindow && sequence === forward.next && (flags & opening) === 0;
  if (!answersProbe || !(acknowledgment === lastAck || takesProbe)) return;
  if ((back.lastFindings & finding.zeroWindowProbe) === 0) return;
  facts.findings |= finding.zeroWindowProbeAck;
  // The receiver took the octet of the probe after all.
  if (takesProbe) back.next = back.highestWithoutHole = acknowledgment;
}

/** It acknowledges what the capture lacks. */
function noteAckedLost(facts: SegmentFacts, back: Direction): void {
  const { acknowledgment, flags } = facts.segment;
  const highest = back.highestWithoutHole;
  if (highest === undefined || !isAhead(acknowledgment, highest) || (flags & tcpFlag.ack) === 0) return;
  let [tailStart, tailEnd] = [0, 0];
  for (const unacked of back.unacked) {
    if (tailStart === tailEnd) [tailStart, tailEnd] = [unacked.sequence, unacked.next];
    if (isAhead(acknowledgment, unacked.sequence)) continue;
    if (unacked.next === tailStart) tailStart = unacked.sequence;
    else [tailStart, tailEnd] = [unacked.sequence, unacked.next];
  }
  const reachesOn = acknowledgment === tailStart && isAhead(tailEnd, acknowledgment);
  back.highestWithoutHole = reachesOn ? tailEnd : acknowledgment;
  facts.findings |= finding.ackLostSegment;
}

/** Data, SYN or FIN that bring nothing new: sent again, or late. */
function noteRepetition(
  connection: TcpConnection,
  facts: SegmentFacts,
  forward: Direction,
  back: Direction,
  moment: Moment,
): void {
  const { sequence, length, flags } = facts.segment;
  if (length === 0 && (flags & (tcpFlag.syn | tcpFlag.fin)) === 0) return;
  if ((facts.findings & finding.keepAlive) !== 0) return;
  const { next } = forward;
  const end = (sequence + length) >>> 0;
  if (length > 0 && back.lastAck !== undefined && back.lastAck !== 0 && !isAhead(end, back.lastAck)) {
    facts.findings |= finding.spuriousRetransmission;
    return;
  }
  // One octet of it may have been a probe.
  const isOld = next !== undefined && isAhead(next, sequence) && !(length > 1 && sequence === (next - 1) >>> 0);
  if (!isOld) return;
  const sinceAck = since(moment, back.lastAckSeconds, back.lastAckNanoseconds);
  if (sinceAck < fastLimit) {
    const isAskedFor = back.duplicateAcks >= 2 && back.lastAck === sequence;
    if (isAskedFor || (back.sackEdges.length > 0 && !isSacked(back.sackEdges, sequence, end))) {
      facts.findings |= finding.fastRetransmission;
      return;
    }
  }
  const sinceNewest = since(moment, forward.nextSeconds, forward.nextNanoseconds);
  if (sinceNewest < (connection.roundTrip || usualLateness) && next !== end) {
    facts.findings |= finding.outOfOrder;
    return;
  }
  facts.findings |= finding.retransmission;
  // The oldest that waits is the likeliest to have run out of time.
  const oldest = forward.unacked.at(-1);
  facts.retransmissionTime = oldest === undefined ? sinceNewest : since(moment, oldest.seconds, oldest.nanoseconds);
  facts.retransmissionFrame = oldest?.frame ?? forward.nextFrame;
}

function isSacked(edges: readonly number[], start: number, end: number): boolean {
  for (let index = 0; index + 1 < edges.length; index += 2)
    if (!isAhead(edges[index] as number, start) && !isAhead(end, edges[index + 1] as number)) return true;
  return false;
}

function remember(facts: SegmentFacts, forward: Direction, moment: Moment): void {
  const { sequence, acknowledgment, length, flags, window } = facts.segment;
  const takesNumber = (flags & (tcpFlag.syn | tcpFlag.fin)) !== 0;
  let next = (sequence + length) >>> 0;
  if (takesNumber) next = (next + 1) >>> 0;
  if ((length > 0 || takesNumber) && forward.unacked.length < unackedKept)
    forward.unacked.unshift({ sequence, next, ...moment });
  if ((facts.findings & finding.zeroWindowProbe) === 0) {
    if (forward.next === undefined || isAhead(next, forward.next)) {
      forward.next = next;
      forward.nextFrame = moment.frame;
      forward.nextSeconds = moment.seconds;
      forward.nextNanoseconds = moment.nanoseconds;
    }
    if (forward.highestWithoutHole === undefined || sequence === forward.highestWithoutHole)
      forward.highestWithoutHole = forward.next;
  }
  forward.window = window;
  forward.isFirstWindow = (flags & tcpFlag.syn) !== 0;
  forward.lastAck = acknowledgment;
  forward.lastAckSeconds = moment.seconds;
  forward.lastAckNanoseconds = moment.nanoseconds;
  forward.lastFindings = facts.findings;
}

function takeAcknowledged(facts: SegmentFacts, back: Direction, moment: Moment): void {
  const { acknowledgment } = facts.segment;
  back.unacked = back.unacked.filter((unacked) => {
    if (acknowledgment === unacked.next) {
      facts.acksFrame = unacked.frame;
      facts.ackTime = since(moment, unacked.seconds, unacked.nanoseconds);
      return false;
    }
    if (!isAhead(unacked.next, acknowledgment)) return false;
    if (isAhead(acknowledgment, unacked.sequence)) unacked.sequence = acknowledgment;
    return true;
  });
}

function measureFlight(facts: SegmentFacts, forward: Direction, back: Direction): void {
  const { length, flags } = facts.segment;
  const [newest] = forward.unacked;
  if (length === 0 || newest === undefined || !forward.countsFlight) return;
  let first = newest.sequence;
  let last = newest.next;
  for (const { sequence, next } of forward.unacked) {
    if (isAhead(next, last)) last = next;
    if (isAhead(first, sequence)) first = sequence;
  }
  let inFlight = distance32(last, first);
  // The number that a SYN takes is no octet.
  if ((flags & tcpFlag.syn) !== 0) inFlight--;
  for (let index = 0; index + 1 < back.sackEdges.length; index += 2)
    inFlight -= distance32(back.sackEdges[index + 1] as number, back.sackEdges[index] as number);
  if (inFlight > 0) facts.inFlight = inFlight;
  const isPush = (flags & tcpFlag.push) !== 0;
  forward.pushedOctets = forward.wasPushed ? length : forward.pushedOctets + length;
  forward.wasPushed = isPush;
  facts.pushed = forward.pushedOctets;
}

/** A SYN that brings data with a cookie (RFC 7413 §4.2), and whether its answer took them. */
function noteFastOpen(connection: TcpConnection, facts: SegmentFacts, { hasCookie }: TcpOptionFacts): void {
  const { flags, sequence, acknowledgment, length } = facts.segment;
  const opens = flags & (tcpFlag.syn | tcpFlag.ack);
  if (opens === tcpFlag.syn) connection.openingData = hasCookie && length > 0 ? sequence : undefined;
  else if (opens === (tcpFlag.syn | tcpFlag.ack) && connection.openingData !== undefined)
    facts.fastOpen = acknowledgment === (connection.openingData + 1) >>> 0 ? 'ignored' : 'accepted';
}

/** The flags AE, CWR and ECE of an answer that counts congestion marks (draft-ietf-tcpm-accurate-ecn, table 2). */
const countingAnswers: ReadonlySet<number> = new Set([0b010, 0b011, 0b100, 0b110]);

function noteMarks(connection: TcpConnection, facts: SegmentFacts): void {
  const { flags } = facts.segment;
  const marks = (flags >> 6) & 7;
  const opens = flags & (tcpFlag.syn | tcpFlag.ack);
  if (opens === tcpFlag.syn) connection.countsMarks = marks === 7 ? 'asked' : undefined;
  else if (opens === (tcpFlag.syn | tcpFlag.ack)) {
    if (connection.countsMarks === 'asked') connection.countsMarks = countingAnswers.has(marks) ? 'agreed' : undefined;
  } else facts.countsMarks = connection.countsMarks === 'agreed';
}

/** Options are read after the segment's numbers were judged. */
function noteOptions(facts: SegmentFacts, forward: Direction, back: Direction, options: TcpOptionFacts): void {
  const { flags } = facts.segment;
  forward.sackEdges = options.sackEdges;
  if ((flags & tcpFlag.syn) === 0) return;
  if (options.windowShift !== undefined) forward.windowShift = options.windowShift;
  // Both ends must offer scaling, or none scales (RFC 7323 §2.2).
  if (forward.windowShift === undefined) forward.windowShift = back.windowShift = -2;
  else if ((flags & tcpFlag.ack) !== 0 && back.windowShift === -2) forward.windowShift = -2;
}
