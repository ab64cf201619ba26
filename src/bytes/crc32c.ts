// CRC32c (Castagnoli), the checksum of SCTP packets: RFC 9260 §6.8 and appendix A. Sixteen octets a step ("slice by 16").

const polynomial = 0x82f63b78; // 0x1edc6f41 reflected

/** Sixteen tables of 256: table k tells what an octet does to the remainder k octets later. */
const table = new Int32Array(16 * 256);
for (let octet = 0; octet < 256; octet++) {
  let remainder = octet;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ polynomial : remainder >>> 1;
  table[octet] = remainder;
}
for (let at = 256; at < table.length; at++) {
  const before = table[at - 256] as number;
  table[at] = (before >>> 8) ^ (table[before & 0xff] as number);
}

function run(bytes: Uint8Array, start: number, end: number, from: number): number {
  const t = table;
  let crc = from;
  let at = start;
  // The indices stay inside the table and the window, so that no read can be undefined: hence the casts.
  for (; end - at >= 16; at += 16) {
    crc =
      (t[0xf00 | ((crc ^ (bytes[at] as number)) & 0xff)] as number) ^
      (t[0xe00 | (((crc >>> 8) ^ (bytes[at + 1] as number)) & 0xff)] as number) ^
      (t[0xd00 | (((crc >>> 16) ^ (bytes[at + 2] as number)) & 0xff)] as number) ^
      (t[0xc00 | ((crc >>> 24) ^ (bytes[at + 3] as number))] as number) ^
      (t[0xb00 | (bytes[at + 4] as number)] as number) ^
      (t[0xa00 | (bytes[at + 5] as number)] as number) ^
      (t[0x900 | (bytes[at + 6] as number)] as number) ^
      (t[0x800 | (bytes[at + 7] as number)] as number) ^
      (t[0x700 | (bytes[at + 8] as number)] as number) ^
      (t[0x600 | (bytes[at + 9] as number)] as number) ^
      (t[0x500 | (bytes[at + 10] as number)] as number) ^
      (t[0x400 | (bytes[at + 11] as number)] as number) ^
      (t[0x300 | (bytes[at + 12] as number)] as number) ^
      (t[0x200 | (bytes[at + 13] as number)] as number) ^
      (t[0x100 | (bytes[at + 14] as number)] as number) ^
      (t[bytes[at + 15] as number] as number);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (t[(crc ^ (bytes[at] as number)) & 0xff] as number);
  return crc;
}

export function computeCrc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return ~run(bytes, start, end, -1) >>> 0;
}

const noChecksum = new Uint8Array(4);

/** The checksum that belongs into the SCTP packet at `start`: computed as if octets 8..11 were zero. */
export function computeSctpChecksum(packet: Uint8Array, start = 0, end = packet.length): number {
  const header = run(packet, start, start + 8, -1);
  const field = run(noChecksum, 0, 4, header);
  return ~run(packet, start + 12, end, field) >>> 0;
}

/** The checksum as it stands in the packet: least significant octet first (RFC 9260 appendix A). */
export function sctpChecksumAt(packet: Uint8Array, start = 0): number {
  return (
    ((packet[start + 8] as number) |
      ((packet[start + 9] as number) << 8) |
      ((packet[start + 10] as number) << 16) |
      ((packet[start + 11] as number) << 24)) >>>
    0
  );
}
