// Numbers and octets as `tshark -T fields` prints them: hexadecimal padded to the width of the field, octets as plain
// hex, shares with 15 significant digits.
import { ipv4Text, ipv6Text } from '../../bytes/address.ts';
import { u16, u32 } from '../../bytes/read.ts';
import { hexNumber, hexText, safeText } from '../../bytes/text.ts';

/** `size` octets as an unsigned number; exact up to 53 bits. */
export function readNumber(bytes: Uint8Array, at: number, size: number): number {
  switch (size) {
    case 1:
      return bytes[at] as number;
    case 2:
      return u16(bytes, at);
    case 3:
      return ((bytes[at] as number) << 16) | u16(bytes, at + 1);
    case 4:
      return u32(bytes, at);
    default:
      return Number(readBig(bytes, at, size));
  }
}

/** `size` octets as an unsigned number, however many. */
export function readBig(bytes: Uint8Array, at: number, size: number): bigint {
  let value = 0n;
  for (let next = at; next < at + size; next++) value = (value << 8n) | BigInt(bytes[next] as number);
  return value;
}

/** A share of `size` octets: all bits set are 1. */
export function readShare(bytes: Uint8Array, at: number, size: number): number {
  return readNumber(bytes, at, size) / (2 ** (8 * size) - 1);
}

/** A workload in per cent, rounded to 32-bit floats at both steps as Wireshark does; -100 where there is none. */
export function readWorkload(bytes: Uint8Array, at: number): number {
  const share = u16(bytes, at);
  return share === 0xffff ? -100 : Math.fround(100 * Math.fround(share / 0xfffe));
}

export function readDouble(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0);
}

export type Format =
  | 'dec'
  | 'hex'
  | 'signed'
  | 'bool'
  | 'percent'
  | 'fraction'
  | 'workload'
  | 'double'
  | 'microseconds'
  | 'ipv4'
  | 'ipv6'
  | 'ether'
  | 'text'
  | 'bytes';

/** Text of bytes[at] to bytes[at + size - 1]; hexadecimal numbers with two digits an octet, or as many as asked for. */
export function valueText(bytes: Uint8Array, at: number, size: number, format: Format, digits = size * 2): string {
  switch (format) {
    case 'dec':
      return size > 4 ? String(readBig(bytes, at, size)) : String(readNumber(bytes, at, size));
    case 'hex':
      return size > 4
        ? `0x${readBig(bytes, at, size).toString(16).padStart(digits, '0')}`
        : hexNumber(readNumber(bytes, at, size), digits);
    case 'signed':
      return String(u32(bytes, at) | 0);
    case 'bool':
      return readNumber(bytes, at, size) === 0 ? '0' : '1';
    case 'percent':
      return doubleText((100 * readNumber(bytes, at, size)) / (2 ** (8 * size) - 1));
    case 'fraction':
      return doubleText(readShare(bytes, at, size));
    case 'workload':
      return doubleText(readWorkload(bytes, at), 6);
    case 'double':
      return doubleText(readDouble(bytes, at));
    case 'microseconds':
      return microsecondsText(readBig(bytes, at, size));
    case 'ipv4':
      return ipv4Text(bytes, at);
    case 'ipv6':
      return ipv6WithMapped(bytes, at);
    case 'ether':
      return etherText(bytes, at);
    case 'text':
      return safeText(bytes, at, textEnd(bytes, at, size));
    case 'bytes':
      return hexText(bytes, at, at + size);
    default:
      return format satisfies never;
  }
}

/** As inet_ntop writes it: what embeds an IPv4 address shows it, and IPv4-mapped ones keep their prefix (RFC 5952 §5). */
function ipv6WithMapped(bytes: Uint8Array, at: number): string {
  const third = u32(bytes, at) === 0 && u32(bytes, at + 4) === 0 ? u32(bytes, at + 8) : -1;
  if (third === 0xffff) return `::ffff:${ipv4Text(bytes, at + 12)}`;
  return third === 0 && u16(bytes, at + 12) !== 0 ? `::${ipv4Text(bytes, at + 12)}` : ipv6Text(bytes, at);
}

export function etherText(bytes: Uint8Array, at: number): string {
  let text = hexText(bytes, at, at + 1);
  for (let index = 1; index < 6; index++) text += `:${hexText(bytes, at + index, at + index + 1)}`;
  return text;
}

/** A text ends at its first octet 0, or where its octets end. */
export function textEnd(bytes: Uint8Array, at: number, size: number): number {
  let end = at;
  while (end < at + size && bytes[end] !== 0) end++;
  return end;
}

function microsecondsText(microseconds: bigint): string {
  return `${microseconds / 1_000_000n}.${String(microseconds % 1_000_000n).padStart(6, '0')}000`;
}

/** C's %.15g, or with fewer digits. */
export function doubleText(value: number, precision = 15): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '0', exponent = '0'] = value.toExponential(precision - 1).split('e');
  const size = Number(exponent);
  if (size >= -4 && size < precision) return String(Number(value.toPrecision(precision)));
  return `${String(Number(digits))}e${size < 0 ? '-' : '+'}${String(Math.abs(size)).padStart(2, '0')}`;
}
