// Unquoted octets and addresses of a filter, as octets: 45:63, 45-63, 45.63, 4563; IPv4 and IPv6 with a prefix; Ethernet.

/** Undefined where the text is no string of octets. One digit alone is an octet of its own, as in Wireshark. */
export function octetsOf(text: string): Uint8Array | undefined {
  const digits = /^0[xX]([0-9a-fA-F]{2})$/.exec(text)?.[1] ?? text.replace(/^([0-9a-fA-F]{2}):$/, '$1');
  const octets: number[] = [];
  for (const piece of digits.split(/[:.-]/)) {
    if (!/^[0-9a-fA-F]+$/.test(piece)) return undefined;
    for (const pair of piece.match(/..?/g) ?? []) octets.push(Number.parseInt(pair, 16));
  }
  return Uint8Array.from(octets);
}

export interface Prefixed<Address> {
  readonly address: Address;
  /** Leading bits that count. */
  readonly bits: number;
}

/** `10.0.0.0/8`; undefined where it is no IPv4 address, or the prefix is too long. */
export function ipv4Of(text: string): Prefixed<number> | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d+))?$/.exec(text);
  if (found === null) return undefined;
  const parts = found.slice(1, 5).map(Number);
  const bits = found[5] === undefined ? 32 : Number(found[5]);
  if (parts.some((part) => part > 255) || bits > 32) return undefined;
  return { address: parts.reduce((address, part) => address * 256 + part, 0), bits };
}

/** `fe80::/10`; RFC 4291 §2.2. */
export function ipv6Of(text: string): Prefixed<Uint8Array> | undefined {
  const [written = '', length, more] = text.split('/');
  const bits = length === undefined ? 128 : Number(length);
  if (more !== undefined || bits > 128) return undefined;
  const halves = written.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  const [head, tail] = groups;
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const size = head.length + (tail?.length ?? 0);
  if (halves.length === 1 ? size !== 8 : size > 7) return undefined;
  const all = [...head, ...new Array<number>(8 - size).fill(0), ...(tail ?? [])];
  return { address: Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff])), bits };
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function groupsOf(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return [];
  const pieces = text.split(':');
  const groups: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(piece)) {
      groups.push(Number.parseInt(piece, 16));
      continue;
    }
    const ipv4 = mayEndInIpv4 && index === pieces.length - 1 ? ipv4Of(piece) : undefined;
    if (ipv4 === undefined || piece.includes('/')) return undefined;
    groups.push(Math.floor(ipv4.address / 65536), ipv4.address % 65536);
  }
  return groups;
}
