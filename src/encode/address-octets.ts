// IP addresses from text to octets.
import { isIPv4, isIPv6 } from 'node:net';

/** 4 octets for an IPv4 address, 16 for an IPv6 address. Throws where the text is neither. */
export function addressOctets(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number);
  if (isIPv6(text)) return ipv6Octets(text);
  throw new RangeError(`not an IP address: ${text}`);
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

function ipv6Octets(text: string): Uint8Array {
  const [front = '', back] = text.split('::');
  const left = groups(front);
  const right = back === undefined ? [] : groups(back);
  const all = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
  return Uint8Array.from(all.flatMap((group) => [group >>> 8, group & 0xff]));
}
