// One SCTP packet: its chunks in order, each named and measured, data handed on (RFC 9260 §3, RFC 8260, RFC 5061).
import { i32, padded4, u16, u32 } from '../../bytes/read.ts';
import { asapPpid, enrpPpid } from '../../protocol/transport.ts';
import { type Dissection, occurrence } from '../dissection.ts';
import { layer } from '../layer.ts';
import { fits } from '../link.ts';
import { readAsconf, readAsconfAck } from './address-change.ts';
import type { Half } from './association.ts';
import { deliverFreed, readData, readForwardTsn, readInterleavedData, releaseWaiting } from './data.ts';
import { associationEnding, associationState } from './side.ts';
import { readReconfig } from './stream-reset.ts';
import type { SctpTracker } from './tracker.ts';
import { farTsn, isSound } from './tsn-doubt.ts';

/** Marks in LayerStack.extra of a chunk: its payload was seen before, or waits for other fragments. */
export const chunkMark = { duplicate: 1, fragment: 2 } as const;

export function readSctp(d: Dissection, tracker: SctpTracker): void {
  const { bytes } = d;
  const start = d.at;
  if (d.quoted ? d.end - start < 8 : !fits(d, layer.sctp, 12)) {
    d.stop();
    return;
  }
  d.stop();
  d.isSctp = true;
  const sourcePort = u16(bytes, start);
  const destinationPort = u16(bytes, start + 2);
  d.sourcePort = sourcePort;
  d.destinationPort = destinationPort;
  const packet = d.layers.push(layer.sctp, bytes, start, Math.min(start + 12, d.end));
  // Where the packet ends that its checksum covers; of one that is not wholly there, nowhere.
  if (packet >= 0 && !d.quoted && d.declaredEnd === d.end) d.layers.detail[packet] = d.end;
  if (d.quoted) {
    quoteChunks(d, start + 12);
    return;
  }
  const tag = i32(bytes, start + 4);
  let half = tag === 0 ? undefined : tracker.find(tag, sourcePort, destinationPort);
  if (half !== undefined) {
    half.noteSource(d.addressBytes, d.sourceAt, d.addressLength);
    d.layers.extra[packet] = half.association.number;
  }
  let at = start + 12;
  while (d.end - at >= 4) {
    const type = bytes[at] as number;
    const length = u16(bytes, at + 2);
    if (length < 4) {
      d.experts.add('sctp.chunk_too_short', layer.sctpChunk, at, 4, length);
      d.layers.push(layer.sctpChunk, bytes, at, at + 4);
      return;
    }
    if (at + length > d.declaredEnd)
      d.experts.add('sctp.chunk_overruns', layer.sctpChunk, at, length, d.declaredEnd - at);
    else if (at + length > d.end) d.experts.add('layer.cut', layer.sctpChunk, at, length, d.end - at);
    const end = Math.min(at + length, d.end);
    const declaredEnd = Math.min(at + length, d.declaredEnd);
    const chunk = d.layers.push(layer.sctpChunk, bytes, at, end);
    if (chunk < 0) {
      d.experts.add('layer.too_many', layer.sctpChunk, at);
      return;
    }
    switch (type) {
      case 0:
      case 64:
        d.dataCount++;
        half ??= join(d, tracker, tag, packet);
        if (half === undefined) break;
        if (type === 0) readData(d, half, chunk, at, end, declaredEnd);
        else readInterleavedData(d, half, chunk, at, end, declaredEnd);
        break;
      case 1:
        if (end - at >= 20) readInit(d, tracker, at, end);
        break;
      case 2:
        half ??= join(d, tracker, tag, packet);
        if (half !== undefined && end - at >= 20) readInitAck(d, tracker, half, at, end);
        break;
      case 3:
        half ??= join(d, tracker, tag, packet);
        if (half !== undefined && end - at >= 16) {
          const cumulative = i32(bytes, at + 4);
          readSack(d, tracker, half, cumulative);
          d.layers.detail[chunk] = cumulative - (half.peer?.firstTsn ?? 0);
        }
        break;
      case 6:
        abort(d, tracker, tag, ((bytes[at + 1] as number) & 1) !== 0);
        break;
      case 7:
        if (half !== undefined) {
          half.shutdown = true;
          if (end - at >= 8) readSack(d, tracker, half, i32(bytes, at + 4));
          if (half.association.state !== associationState.ended) half.association.state = associationState.ending;
        }
        break;
      case 8:
        // SHUTDOWN ACK: all is delivered. The end that said SHUTDOWN is the one that left.
        if (half !== undefined) {
          const leaver = half.peer?.shutdown ? otherSide(half) : half.side;
          endAssociation(d, tracker, half, leaver, associationEnding.shutdown);
        }
        break;
      case 10:
        half ??= join(d, tracker, tag, packet);
        if (half !== undefined) cookieEcho(d, tracker, half);
        break;
      case 192:
      case 194:
        if (half !== undefined && end - at >= 8) readForwardTsn(d, half, at, end, type === 194);
        break;
      case 193:
        if (half !== undefined) readAsconf(d, half, at, end);
        break;
      case 128:
        if (half !== undefined) readAsconfAck(d, half, at, end);
        break;
      case 130:
        if (half !== undefined) readReconfig(d, half, at, end, deliverFreed);
        break;
      default:
    }
    at += padded4(length);
  }
}

/** Names the chunks of a packet that an ICMP error quotes, and what whole messages are in them, as far as they go. */
function quoteChunks(d: Dissection, from: number): void {
  const { bytes, layers } = d;
  let at = from;
  while (d.end - at >= 4) {
    const length = u16(bytes, at + 2);
    const end = Math.min(at + Math.max(length, 4), d.end);
    if (layers.push(layer.sctpChunk, bytes, at, end) < 0 || length < 4) return;
    const isWholeMessage = bytes[at] === 0 && ((bytes[at + 1] as number) & 3) === 3 && end - at > 16;
    const ppid = isWholeMessage ? u32(bytes, at + 12) : 0;
    // Layers without a message: they are shown, and nobody sent them.
    if (ppid === asapPpid) layers.push(layer.asap, bytes, at + 16, end);
    else if (ppid === enrpPpid) layers.push(layer.enrp, bytes, at + 16, end);
    at += padded4(length);
  }
}

function otherSide(half: Half): 0 | 1 {
  return half.side === 0 ? 1 : 0;
}

function join(d: Dissection, tracker: SctpTracker, tag: number, packet: number): Half | undefined {
  if (tag === 0) return undefined;
  const { sourceAt, destinationAt, addressLength, sourcePort, destinationPort } = d;
  const network = d.addressBytes;
  const half = tracker.joinMidStream(
    tag,
    sourcePort,
    destinationPort,
    network,
    sourceAt,
    destinationAt,
    addressLength,
    d.frame.number,
  );
  half.noteSource(network, sourceAt, addressLength);
  const { association } = half;
  if (association.firstFrame === d.frame.number && half.peer === undefined)
    d.addOccurrence(occurrence.associationFound).association = association;
  d.layers.extra[packet] = half.association.number;
  return half;
}

function readInit(d: Dissection, tracker: SctpTracker, at: number, end: number): void {
  const { bytes } = d;
  const tag = i32(bytes, at + 4);
  if (tag === 0 || tracker.find(tag, d.destinationPort, d.sourcePort) !== undefined) return;
  const association = tracker.open(d.sourcePort, d.destinationPort, d.frame.number);
  association.sides[0].addAddress(d.addressBytes, d.sourceAt, d.addressLength);
  association.sides[1].addAddress(d.addressBytes, d.destinationAt, d.addressLength);
  readAddresses(d, at, end, association.sides[0]);
  association.initiatorTsn = i32(bytes, at + 16);
  tracker.addHalf(tag, association, 1);
  d.addOccurrence(occurrence.associationAsked).association = association;
}

function readInitAck(d: Dissection, tracker: SctpTracker, half: Half, at: number, end: number): void {
  const { bytes } = d;
  const { association } = half;
  const tag = i32(bytes, at + 4);
  if (tag === 0) return;
  const receiver = otherSide(half);
  let other = tracker.find(tag, d.destinationPort, d.sourcePort);
  if (other === undefined) other = tracker.addHalf(tag, association, receiver);
  // Both ends sent INIT: this tag came with the other's INIT already. COOKIE ECHO decides where both belong.
  else if (other.association !== association && other.association.state === associationState.opening)
    tracker.move(other, association, receiver);
  other.partner = half;
  other.initialTsn = association.initiatorTsn;
  other.peerInitialTsn = i32(bytes, at + 16);
  association.sides[half.side].addAddress(d.addressBytes, d.sourceAt, d.addressLength);
  readAddresses(d, at, end, association.sides[half.side]);
}

/** Address parameters of INIT and INIT ACK: type 5 (IPv4) and 6 (IPv6), not to be mixed up with RSerPool's 1 and 2. */
function readAddresses(d: Dissection, chunk: number, end: number, side: Half['association']['sides'][0]): void {
  side.announced = end - chunk >= u16(d.bytes, chunk + 2);
  let at = chunk + 20;
  while (end - at >= 4) {
    const type = u16(d.bytes, at);
    const length = u16(d.bytes, at + 2);
    if (length < 4 || at + length > end) return;
    if (type === 5 && length === 8) side.addAddress(d.bytes, at + 4, 4);
    else if (type === 6 && length === 20) side.addAddress(d.bytes, at + 4, 16);
    at += padded4(length);
  }
}

/** COOKIE ECHO: this tag counts; the association is up, and one that stood between the same ends is over. */
function cookieEcho(d: Dissection, tracker: SctpTracker, half: Half): void {
  const { association, partner } = half;
  const wasOpening = association.state === associationState.opening;
  if (association.state === associationState.ended || (!wasOpening && isCounted(half))) return;
  association.halves[half.side] = half;
  if (partner !== undefined) {
    if (partner.association !== association) tracker.move(partner, association, otherSide(half));
    association.halves[partner.side] = partner;
    partner.initialTsn = half.peerInitialTsn;
    // What was sent under a tag that lost was not accepted: it comes again under this one, and counts there.
    association.seenFromStart = true;
    // A stale cookie (RFC 9260 §5.2.6) brings another INIT ACK with another TSN, before anything is sent.
    if (partner.acknowledged === undefined || partner.seen.highest === undefined)
      partner.acknowledged = before(partner.initialTsn);
    half.acknowledged ??= before(half.initialTsn);
  }
  if (!wasOpening) return;
  for (const earlier of tracker.predecessors(association)) {
    const happened = d.addOccurrence(occurrence.associationEnd);
    happened.association = earlier;
    happened.side = earlier.sides[half.side].port === half.sourcePort ? half.side : otherSide(half);
    earlier.ending = associationEnding.restart;
    tracker.end(earlier);
  }
  association.state = associationState.up;
  const happened = d.addOccurrence(occurrence.associationUp);
  happened.association = association;
  happened.side = half.side;
}

function before(tsn: number | undefined): number | undefined {
  return tsn === undefined ? undefined : (tsn - 1) | 0;
}

/** True where this tag and its partner are those of the association already: a COOKIE ECHO sent again. */
function isCounted(half: Half): boolean {
  const { association, partner } = half;
  return association.halves[half.side] === half && (partner === undefined || half.peer === partner);
}

/** A cumulative acknowledgement of `half`'s sender: what the other direction sent up to here has arrived. */
function readSack(d: Dissection, tracker: SctpTracker, half: Half, cumulative: number): void {
  half.acknowledges = true;
  let sent = half.peer;
  if (sent === undefined) {
    tracker.pairBySack(half, cumulative);
    sent = half.peer;
    if (sent === undefined) return;
  }
  const from = sent.acknowledged ?? before(sent.initialTsn);
  // All is there that was sent: what still waits, waits for what came before the capture began.
  if (sent.order.waiting > 0 && sent.seen.highest !== undefined && ((sent.seen.highest - cumulative) | 0) <= 0)
    releaseWaiting(d, sent);
  if (from === undefined) {
    sent.acknowledged = cumulative;
    return;
  }
  const steps = (cumulative - from) | 0;
  sent.acknowledged ??= from;
  if (steps <= 0) return;
  // A damaged acknowledgement of what was never sent must not hide those that follow.
  if (steps > farTsn && !isSound(d)) return;
  sent.acknowledged = cumulative;
  if (steps > 2000) return;
  let missing = 0;
  for (let step = 1; step <= steps; step++) if (!sent.seen.has((from + step) | 0)) missing++;
  if (missing === 0) return;
  // Acknowledged, but not in the capture: lost by whoever captured, not by the network.
  sent.association.gaps += missing;
  d.experts.add('sctp.capture_gap', layer.sctpChunk, d.at, missing, 0);
  releaseWaiting(d, sent);
  d.secured?.loseMessages(sent.association, sent.side);
  const happened = d.addOccurrence(occurrence.gap);
  happened.association = sent.association;
  happened.side = sent.side;
}

/** ABORT with the T bit carries the tag of the other direction (RFC 9260 §8.5.1). */
function abort(d: Dissection, tracker: SctpTracker, tag: number, reflected: boolean): void {
  const direct = tracker.find(tag, d.sourcePort, d.destinationPort);
  if (direct !== undefined && !reflected) {
    endAssociation(d, tracker, direct, direct.side, associationEnding.abort);
    return;
  }
  const reverse = tracker.find(tag, d.destinationPort, d.sourcePort);
  if (reverse !== undefined) endAssociation(d, tracker, reverse, otherSide(reverse), associationEnding.abort);
}

function endAssociation(d: Dissection, tracker: SctpTracker, half: Half, side: 0 | 1, ending: number): void {
  const { association } = half;
  if (association.state === associationState.ended) return;
  for (const direction of association.halves) if (direction) releaseWaiting(d, direction);
  const wasOpening = association.state === associationState.opening;
  association.ending = ending;
  tracker.end(association);
  const happened = d.addOccurrence(wasOpening ? occurrence.associationRefused : occurrence.associationEnd);
  happened.association = association;
  happened.side = side;
}
