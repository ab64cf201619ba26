// A TSN far ahead of all that was seen: the capture may lack what lies between, or the packet is damaged. If it were believed at
// once, one damaged packet would make all that follows look like retransmissions.
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';
import type { Half } from './association.ts';
import { checksumStatus, sctpChecksumStatus } from './checksum.ts';

/** No further ahead are TSNs taken as they come: what is kept of a direction reaches as far back (tsn-window.ts). */
export const farTsn = 2048;

/** A TSN takes at least one octet of the receiver's window, which has at most 32 bits; usual ones are far below this. */
const mostInFlight = 65_536;

/**
 * Whether a far TSN moves the window: its packet has a right checksum, or it is what the receiver's acknowledgements allow, or
 * it goes on where another one in doubt was (a host that leaves checksums to its interface has none that are right).
 */
export function isBelieved(d: Dissection, half: Half, chunk: number, tsn: number): boolean {
  const { acknowledged, doubted } = half;
  const isAllowed = acknowledged !== undefined && isWithin(tsn, acknowledged, mostInFlight);
  const goesOn = doubted !== undefined && isWithin(tsn, doubted, farTsn);
  if (isAllowed || goesOn || isSound(d)) {
    half.doubted = undefined;
    return true;
  }
  half.doubted = tsn;
  d.experts.add('sctp.far_tsn', layer.sctpChunk, d.layers.start[chunk] as number, 0, 0);
  return false;
}

function isWithin(tsn: number, from: number, most: number): boolean {
  const ahead = (tsn - from) | 0;
  return ahead > 0 && ahead <= most;
}

/** The checksum of the SCTP packet in hand is right. */
export function isSound(d: Dissection): boolean {
  const { layers } = d;
  let packet = layers.count - 1;
  while (packet >= 0 && layers.protocol[packet] !== layer.sctp) packet--;
  return packet >= 0 && sctpChecksumStatus(d, packet) === checksumStatus.good;
}
