// The PE checksum (RFC 5353 §3.6, RFC 1071): a 16-bit one's complement sum over handle and identifier of each pool
// element that a server owns. Sums are kept exact, per server, and folded only to compare: adding, taking away and
// moving an element are then plain additions. A double holds them exactly up to 2^53.

/** Sum of one element's block: its handle, zero-padded to words of 32 bits, then its identifier. */
export function blockSum(handle: Uint8Array, peIdentifier: number): number {
  let sum = (peIdentifier >>> 16) + (peIdentifier & 0xffff);
  for (let at = 0; at < handle.length; at += 2) sum += ((handle[at] as number) << 8) | (handle[at + 1] ?? 0);
  return sum;
}

/** The checksum as it stands in a Presence: 0xffff for a server that owns nothing. */
export function checksumOf(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return folded ^ 0xffff;
}

/** What decides equality: 0x0000 and 0xffff, the two zeros of one's complement, are the same. */
export function residue(sum: number): number {
  const rest = sum % 0xffff;
  return rest < 0 ? rest + 0xffff : rest;
}

export function residueOfChecksum(checksum: number): number {
  return residue(checksum ^ 0xffff);
}
