// Walks the options of a TCP header (RFC 9293 §3.2).
import { u16, u32 } from '../../bytes/read.ts';

export const tcpOption = { end: 0, nop: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const;

/** Calls for each option that is wholly there; `length` counts its kind and length. Stops behind the end of the list. */
export function eachTcpOption(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (kind: number, at: number, length: number) => void,
): void {
  for (let at = start + 20; at < end; ) {
    const kind = bytes[at] as number;
    if (kind === tcpOption.end) {
      take(kind, at, 1);
      return;
    }
    if (kind === tcpOption.nop) {
      take(kind, at, 1);
      at++;
      continue;
    }
    const length = at + 1 < end ? (bytes[at + 1] as number) : 0;
    if (length < 2 || at + length > end) return;
    take(kind, at, length);
    at += length;
  }
}

/** What the analysis of a connection needs of the options. */
export interface TcpOptionFacts {
  windowShift: number | undefined;
  /** Left and right edges. */
  readonly sackEdges: number[];
}

export function tcpOptionFacts(bytes: Uint8Array, start: number, end: number): TcpOptionFacts {
  const facts: TcpOptionFacts = { windowShift: undefined, sackEdges: [] };
  eachTcpOption(bytes, start, end, (kind, at, length) => {
    if (kind === tcpOption.windowScale && length === 3) facts.windowShift = Math.min(bytes[at + 2] as number, 14);
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
