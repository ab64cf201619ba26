// The CRC32c of SCTP packets (RFC 9260 §6.8): checked where somebody asks for it. A host that leaves checksums to its
// interface shows none of them to a capture on itself: that is said once for each direction, and is no error.
import { computeSctpChecksum, sctpChecksumAt } from '../../bytes/crc32c.ts';
import { i32, padded4, u16 } from '../../bytes/read.ts';
import { chunkTypeInit, chunkTypeInitAck } from '../../protocol/sctp/chunks.ts';
import { sctpParameterZeroChecksum } from '../../protocol/sctp/parameters.ts';
import type { Dissection } from '../dissection.ts';
import { type LayerStack, layer } from '../layer.ts';
import type { ChecksumRecord, Half } from './association.ts';
import type { SctpTracker } from './tracker.ts';

/** Wireshark's numbers (`sctp.checksum.status`). */
export const checksumStatus = { bad: 0, good: 1, unverified: 2 } as const;

/** Of the SCTP packet whose header is the layer at `index`; nothing is computed until somebody asks. */
export function sctpChecksumStatus({ layers }: { readonly layers: LayerStack }, index: number): number {
  const end = layers.detail[index] as number;
  const start = layers.start[index] as number;
  // What the capture cut, or an ICMP error quotes, cannot be checked.
  if (end - start < 12) return checksumStatus.unverified;
  const bytes = layers.bytes[index] as Uint8Array;
  return computeSctpChecksum(bytes, start, end) === sctpChecksumAt(bytes, start)
    ? checksumStatus.good
    : checksumStatus.bad;
}

/** Among right ones, so many without a checksum show that the interface adds it. */
const zerosOfOffload = 3;

/** Checks the SCTP packet that was just read: it lies where the dissection stands. */
export function checkChecksum(d: Dissection, tracker: SctpTracker): void {
  const { bytes, at: start, end } = d;
  if (d.quoted || d.declaredEnd > end || end - start < 12) return;
  const found = sctpChecksumAt(bytes, start);
  const tag = i32(bytes, start + 4);
  const half = tag === 0 ? undefined : tracker.find(tag, d.sourcePort, d.destinationPort);
  noteZeroAccepted(d, tracker, start, end);
  const expected = computeSctpChecksum(bytes, start, end);
  if (half === undefined) {
    // Nobody's, or an INIT: whether its sender's interface adds checksums, the packets that follow tell.
    if (found !== expected && found !== 0) d.experts.add('sctp.checksum', layer.sctp, start + 8, expected, found);
    return;
  }
  const record = recordOf(half);
  if (found === expected) {
    record.right++;
    return;
  }
  if (found === 0) {
    if (record.zeroAccepted) return;
    record.zero++;
  } else record.wrong++;
  if (isOffloaded(record, found)) {
    if (!record.offloaded) d.experts.add('sctp.checksum_offloaded', layer.sctp, start + 8, expected, found);
    record.offloaded = true;
    return;
  }
  d.experts.add('sctp.checksum', layer.sctp, start + 8, expected, found);
}

function recordOf(half: Half): ChecksumRecord {
  half.checksums ??= { right: 0, wrong: 0, zero: 0, offloaded: false, zeroAccepted: false };
  return half.checksums;
}

/** INIT and INIT ACK stand alone in their packets; their initiate tag is that of the packets to their sender. */
function noteZeroAccepted(d: Dissection, tracker: SctpTracker, start: number, end: number): void {
  const { bytes } = d;
  const at = start + 12;
  if (end - at < 20 || (bytes[at] !== chunkTypeInit && bytes[at] !== chunkTypeInitAck)) return;
  const chunkEnd = Math.min(at + u16(bytes, at + 2), end);
  for (let parameter = at + 20; chunkEnd - parameter >= 4; ) {
    const length = u16(bytes, parameter + 2);
    if (length < 4) return;
    if (u16(bytes, parameter) === sctpParameterZeroChecksum) {
      const half = tracker.find(i32(bytes, at + 4), d.destinationPort, d.sourcePort);
      if (half !== undefined) recordOf(half).zeroAccepted = true;
      return;
    }
    parameter += padded4(length);
  }
}

/**
 * A checksum of 0 where none was right before; the second wrong one of a direction that never had a right one (an
 * interface that begins with a sum of its own); several zeros among right ones (a host that adds up some itself).
 */
function isOffloaded({ right, wrong, zero, offloaded }: ChecksumRecord, found: number): boolean {
  if (found === 0) return offloaded || right === 0 || zero >= zerosOfOffload;
  return right === 0 && (offloaded || wrong > 1);
}
