// Walks the options of a TCP header (RFC 9293 §3.2).
import { u16, u32 } from '../../bytes/read.ts';

export const tcpOption = {
  end: 0,
  nop: 1,
  mss: 2,
  windowScale: 3,
  sack: 5,
  fastOpen: 34,
  experiment1: 253,
  experiment2: 254,
} as const;

/**
 * Calls for each option that is wholly there; `length` counts its kind and length. Behind the end of the list only zeros may
 * stand, which are ends of it as well. `stop`: called where it cannot go on, for a wrong length or for what else stands there.
 */
export function eachTcpOption(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (kind: number, at: number, length: number) => void,
  stop?: (at: number, isBehindEnd: boolean) => void,
): void {
  let at = start + 20;
  let isOver = false;
  while (at < end) {
    const kind = bytes[at] as number;
    if (isOver && kind !== tcpOption.end) {
      stop?.(at, true);
      return;
    }
    isOver = kind === tcpOption.end;
    const isSingle = kind === tcpOption.end || kind === tcpOption.nop;
    const length = isSingle ? 1 : at + 1 < end ? (bytes[at + 1] as number) : 0;
    if (length < (isSingle ? 1 : 2) || at + length > end) {
      stop?.(at, false);
      return;
    }
    take(kind, at, length);
    at += length;
  }
}

/** Fast Open was an experiment first (RFC 6994): its number stands where the option has its cookie now. */
const fastOpenExperiment = 0xf989;

/** The option is a cookie of Fast Open, and no request for one. */
export function isCookie(kind: number, bytes: Uint8Array, at: number, length: number): boolean {
  if (kind === tcpOption.fastOpen) return length > 2;
  const isExperiment = kind === tcpOption.experiment1 || kind === tcpOption.experiment2;
  return isExperiment && length > 4 && u16(bytes, at + 2) === fastOpenExperiment;
}

/** What the analysis of a connection needs of the options. */
export interface TcpOptionFacts {
  windowShift: number | undefined;
  /** Left and right edges. */
  readonly sackEdges: number[];
  /** A cookie of Fast Open (RFC 7413). */
  hasCookie: boolean;
}

export function tcpOptionFacts(bytes: Uint8Array, start: number, end: number): TcpOptionFacts {
  const facts: TcpOptionFacts = { windowShift: undefined, sackEdges: [], hasCookie: false };
  eachTcpOption(bytes, start, end, (kind, at, length) => {
    if (kind === tcpOption.windowScale && length === 3) facts.windowShift = Math.min(bytes[at + 2] as number, 14);
    else if (isCookie(kind, bytes, at, length)) facts.hasCookie = true;
    else if (kind === tcpOption.sack)
      for (let edge = at + 2; edge + 4 <= at + length; edge += 4) facts.sackEdges.push(u32(bytes, edge));
  });
  return facts;
}

/** The segment's numbers, read from its header. */
export interface Segment {
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  /** As it stands in the header. */
  readonly window: number;
  /** Octets of its payload, on the wire. */
  readonly length: number;
}

export function readSegment(bytes: Uint8Array, start: number, length: number): Segment {
  return {
    sequence: u32(bytes, start + 4),
    acknowledgment: u32(bytes, start + 8),
    flags: u16(bytes, start + 12) & 0xfff,
    window: u16(bytes, start + 14),
    length,
  };
}
