// IPv4 and IPv6 addresses: their text (RFC 5952) and what kind they are.
import { u16 } from './read.ts';

/** Text of 4 or 16 octets. IPv4-mapped IPv6 addresses are given as IPv4. */
export function addressText(bytes: Uint8Array, at: number, length: number): string {
  if (length === 4) return ipv4Text(bytes, at);
  return isIpv4Mapped(bytes, at) ? ipv4Text(bytes, at + 12) : ipv6Text(bytes, at);
}

export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** RFC 5952 §4: lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) as `::`. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  let bestStart = -1;
  let bestLength = 1;
  for (let group = 0; group < 8; group++) {
    let run = 0;
    while (group + run < 8 && u16(bytes, at + 2 * (group + run)) === 0) run++;
    if (run > bestLength) {
      bestStart = group;
      bestLength = run;
    }
    group += run;
  }
  let text = '';
  for (let group = 0; group < 8; group++) {
    if (group === bestStart) {
      text += '::';
      group += bestLength - 1;
    } else text += (text === '' || text.endsWith(':') ? '' : ':') + u16(bytes, at + 2 * group).toString(16);
  }
  return text;
}

export function isIpv4Mapped(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < 10; index++) if (bytes[at + index] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}

/** Link-local and loopback addresses reach nobody elsewhere: they tell nothing about a pool element. */
export function isLocalOnly(bytes: Uint8Array, at: number, length: number): boolean {
  if (length === 16 && isIpv4Mapped(bytes, at)) return isLocalOnly(bytes, at + 12, 4);
  if (length === 4) return bytes[at] === 127 || (bytes[at] === 169 && bytes[at + 1] === 254);
  if (bytes[at] === 0xfe && ((bytes[at + 1] as number) & 0xc0) === 0x80) return true;
  for (let index = 0; index < 15; index++) if (bytes[at + index] !== 0) return false;
  return bytes[at + 15] === 1;
}
