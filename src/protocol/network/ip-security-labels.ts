// The commercial security option of IPv4 (CIPSO, draft-ietf-cipso-ipsecurity-01): a domain, and tags with the labels of a packet.
import { u16 as readU16 } from '../../bytes/read.ts';
import { cipsoTagTypes } from './names.ts';
import { bytes, type OptionDefinition, type TellOptionField, text, u8, u32, walked } from './option-table.ts';

const tag = { padding: 0, bitmap: 1, enumerated: 2, ranged: 5, permissive: 6, free: 7 } as const;
/** Behind type and length: an octet that is unused, and the level. */
const headOctets = 4;

function walk(tell: TellOptionField, octets: Uint8Array, at: number, length: number): void {
  const end = at + length;
  let place = at + 6;
  while (place < end) {
    const type = octets[place] as number;
    tell('type', place, 1);
    if (type === tag.padding) {
      place++;
      continue;
    }
    const size = place + 1 < end ? (octets[place + 1] as number) : 0;
    const isLevelled = type === tag.bitmap || type === tag.enumerated || type === tag.ranged;
    const least = isLevelled ? headOctets : 3;
    if (size < least || place + size > end) {
      tell('bad', place, 0);
      return;
    }
    if (isLevelled) {
      tell('level', place + 3, 1);
      if (size > headOctets) tell(categoryKeys[type] as string, place + headOctets, size - headOctets);
    } else if (type === tag.permissive || type === tag.free) tell('data', place + 2, size - 2);
    place += size;
  }
}

const categoryKeys: Readonly<Record<number, string>> = {
  [tag.bitmap]: 'bitmap',
  [tag.enumerated]: 'list',
  [tag.ranged]: 'ranges',
};

/** `0,1,2,31`: which bits are set, the first being 0. */
export function bitmapText(octets: Uint8Array, at: number, size: number): string {
  const set: number[] = [];
  for (let bit = 0; bit < size * 8; bit++)
    if (((octets[at + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0) set.push(bit);
  return set.join(',');
}

export function listText(octets: Uint8Array, at: number, size: number): string {
  const numbers: number[] = [];
  for (let place = at; place + 2 <= at + size; place += 2) numbers.push(readU16(octets, place));
  return numbers.join(',');
}

/** `256-64,16-0`: from the highest down; the last lower end may be left out, which is 0. */
export function rangesText(octets: Uint8Array, at: number, size: number): string {
  const ranges: string[] = [];
  for (let place = at; place + 2 <= at + size; place += 4) {
    const low = place + 4 <= at + size ? readU16(octets, place + 2) : 0;
    ranges.push(`${readU16(octets, place)}-${low}`);
  }
  return ranges.join(',');
}

const categories = (textOf: (octets: Uint8Array, at: number, size: number) => string) =>
  text('ip.cipso.categories', 'Categories', walked, { textOf });

export const commercialSecurityOption: OptionDefinition = {
  kind: 0x86,
  filter: 'cipso',
  name: 'Commercial Security',
  rfc: 'draft-ietf-cipso-ipsecurity-01',
  least: 6,
  fields: {
    domain: u32('ip.cipso.doi', 'DOI', 2),
    type: u8('ip.cipso.tag_type', 'Tag Type', walked, { values: cipsoTagTypes }),
    level: u8('ip.cipso.sensitivity_level', 'Sensitivity Level', walked),
    bitmap: categories(bitmapText),
    list: categories(listText),
    ranges: categories(rangesText),
    data: bytes('ip.cipso.tag_data', 'Tag data', walked),
    bad: {
      ...bytes('ip.cipso.malformed', 'Malformed CIPSO tag', walked),
      type: 'none',
      expert: ['error', 'sequence'],
      generated: true,
      partOf: 'ip.cipso.tag_type',
    },
  },
  walk,
};
