// Serial number arithmetic (RFC 1982): TSN, SSN and TCP sequence numbers wrap.

/** a - b in 32 bits: negative where a comes before b. */
export function distance32(a: number, b: number): number {
  return (a - b) | 0;
}

export function distance16(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}
