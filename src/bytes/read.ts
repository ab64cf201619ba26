// Big-endian numbers read in place. No bounds checks: whoever calls has checked the length at the door.

export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function u24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 16) | u16(bytes, at + 1);
}

/** Unsigned 32 bits, always a non-negative number. */
export function u32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** `size` octets, at most six, as a non-negative number. */
export function unsigned(bytes: Uint8Array, at: number, size: number): number {
  if (size === 4) return u32(bytes, at);
  let value = 0;
  for (let next = at; next < at + size; next++) value = value * 256 + (bytes[next] as number);
  return value;
}

export function i32(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) | 0;
}

/** The length with its padding: lengths on the wire leave the padding to a multiple of four out. */
export function padded4(length: number): number {
  return (length + 3) & ~3;
}

/** A copy of bytes[start] to bytes[end - 1]. Unlike slice() it is one for a Buffer as well. */
export function copyOctets(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}
