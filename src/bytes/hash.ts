// A number for octets, to look them up by: not for anything that somebody must not be able to make equal.

/** FNV-1a of bytes[start] to bytes[end - 1], 32 bits, signed: V8 looks such numbers up in a map without an object for each. */
export function hashOctets(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash | 0;
}
