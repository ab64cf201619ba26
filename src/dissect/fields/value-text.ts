// Numbers and octets as `tshark -T fields` prints them: hexadecimal padded to the width of the field, octets as plain
// hex, shares with 15 significant digits.
import { ipv4Text, ipv6Text } from '../../bytes/address.ts';
import { u16, u32 } from '../../bytes/read.ts';
import { hexNumber, hexText } from '../../bytes/text.ts';

/** `size` octets as an unsigned number; `size` is 1 to 4. */
export function readNumber(bytes: Uint8Array, at: number, size: number): number {
  switch (size) {
    case 1:
      return bytes[at] as number;
    case 2:
      return u16(bytes, at);
    case 3:
      return ((bytes[at] as number) << 16) | u16(bytes, at + 1);
    default:
      return u32(bytes, at);
  }
}

export type Format = 'dec' | 'hex' | 'signed' | 'bool' | 'percent' | 'fraction' | 'ipv4' | 'ipv6' | 'ether' | 'bytes';

/** Text of bytes[at] to bytes[at + size - 1]. */
export function valueText(bytes: Uint8Array, at: number, size: number, format: Format): string {
  switch (format) {
    case 'dec':
      return String(readNumber(bytes, at, size));
    case 'hex':
      return hexNumber(readNumber(bytes, at, size), size * 2);
    case 'signed':
      return String(u32(bytes, at) | 0);
    case 'bool':
      return readNumber(bytes, at, size) === 0 ? '0' : '1';
    case 'percent':
      return doubleText((100 * u32(bytes, at)) / 0xffffffff);
    case 'fraction':
      return doubleText(u32(bytes, at) / 0xffffffff);
    case 'ipv4':
      return ipv4Text(bytes, at);
    case 'ipv6':
      return ipv6WithMapped(bytes, at);
    case 'ether':
      return etherText(bytes, at);
    case 'bytes':
      return hexText(bytes, at, at + size);
    default:
      return format satisfies never;
  }
}

/** As inet_ntop writes it: IPv4-mapped addresses keep their prefix (RFC 5952 §5). */
function ipv6WithMapped(bytes: Uint8Array, at: number): string {
  const isMapped = u32(bytes, at) === 0 && u32(bytes, at + 4) === 0 && u32(bytes, at + 8) === 0xffff;
  return isMapped ? `::ffff:${ipv4Text(bytes, at + 12)}` : ipv6Text(bytes, at);
}

export function etherText(bytes: Uint8Array, at: number): string {
  let text = hexText(bytes, at, at + 1);
  for (let index = 1; index < 6; index++) text += `:${hexText(bytes, at + index, at + index + 1)}`;
  return text;
}

/** C's %.15g. */
export function doubleText(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-4) {
    const [digits = '0', exponent = '0'] = value.toExponential(14).split('e');
    const size = Math.abs(Number(exponent));
    return `${String(Number(digits))}e${exponent.startsWith('-') ? '-' : '+'}${String(size).padStart(2, '0')}`;
  }
  return String(Number(value.toPrecision(15)));
}
