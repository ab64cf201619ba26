// Info texts of what surrounds RSerPool on a link: ARP, IGMP, ICMP and neighbour discovery. Short, in tshark's words.
import { ipv4Text } from '../../bytes/address.ts';
import { padded4, u16 } from '../../bytes/read.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { etherText, valueText } from '../../dissect/fields/value-text.ts';
import { layer } from '../../dissect/layer.ts';

/** Info of the layer at `index`; empty where it has nothing to say. */
export function neighbourInfo({ layers }: Dissection, index: number): string {
  const bytes = layers.bytes[index] as Uint8Array;
  const start = layers.start[index] as number;
  const end = layers.end[index] as number;
  switch (layers.protocol[index]) {
    case layer.arp:
      return arpInfo(bytes, start, end);
    case layer.igmp:
      return igmpInfo(bytes, start, end);
    case layer.icmp:
      return icmpInfo(bytes, start, end);
    case layer.icmpv6:
      return icmpv6Info(bytes, start, end);
    default:
      return '';
  }
}

/** RFC 826, for IPv4 over Ethernet. */
function arpInfo(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 28 || u16(bytes, start + 2) !== 0x0800 || bytes[start + 4] !== 6) return '';
  const sender = ipv4Text(bytes, start + 14);
  const target = ipv4Text(bytes, start + 24);
  const operation = u16(bytes, start + 6);
  if (operation === 2) return `${sender} is at ${etherText(bytes, start + 8)}`;
  if (operation !== 1) return '';
  return sender === target ? `ARP Announcement for ${sender}` : `Who has ${target}? Tell ${sender}`;
}

export function igmpVersion(bytes: Uint8Array, start: number, end: number): 1 | 2 | 3 {
  const type = bytes[start];
  if (type === 0x22 || (type === 0x11 && end - start >= 12)) return 3;
  return type === 0x12 || (type === 0x11 && bytes[start + 1] === 0) ? 1 : 2;
}

/** RFC 3376 §4.2 and RFC 2236 §2. */
function igmpInfo(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 8) return '';
  switch (bytes[start]) {
    case 0x11: {
      const group = ipv4Text(bytes, start + 4);
      return `Membership Query, ${group === '0.0.0.0' ? 'general' : `specific for group ${group}`}`;
    }
    case 0x16:
      return `Membership Report group ${ipv4Text(bytes, start + 4)}`;
    case 0x17:
      return `Leave Group ${ipv4Text(bytes, start + 4)}`;
    case 0x22:
      return `Membership Report${reportInfo(bytes, start, end)}`;
    default:
      return '';
  }
}

function reportInfo(bytes: Uint8Array, start: number, end: number): string {
  let info = '';
  let at = start + 8;
  for (let left = u16(bytes, start + 6); left > 0 && end - at >= 8; left--) {
    const type = bytes[at] as number;
    const sources = u16(bytes, at + 2);
    const group = ipv4Text(bytes, at + 4);
    const isExclude = type === 2 || type === 4;
    if (sources === 0) info += isExclude ? ` / Join group ${group} for any sources` : ` / Leave group ${group}`;
    else info += ` / Group ${group}, ${isExclude ? 'new source' : 'source'} {${sources}}`;
    at += 8 + sources * 4 + padded4((bytes[at + 1] as number) * 4);
  }
  return info;
}

const unreachable = [
  'Network unreachable',
  'Host unreachable',
  'Protocol unreachable',
  'Port unreachable',
  'Fragmentation needed',
  'Source route failed',
];

/** RFC 792. */
function icmpInfo(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 2) return '';
  const code = bytes[start + 1] as number;
  switch (bytes[start]) {
    case 0:
      return `Echo (ping) reply${echo(bytes, start, end)}`;
    case 8:
      return `Echo (ping) request${echo(bytes, start, end)}`;
    case 3:
      return `Destination unreachable (${unreachable[code] ?? `code ${code}`})`;
    case 11:
      return `Time-to-live exceeded (${code === 0 ? 'Time to live exceeded in transit' : 'Fragment reassembly time exceeded'})`;
    default:
      return `Type ${bytes[start]}, code ${code}`;
  }
}

function echo(bytes: Uint8Array, start: number, end: number): string {
  return end - start < 8
    ? ''
    : ` id=0x${u16(bytes, start + 4)
        .toString(16)
        .padStart(4, '0')}, seq=${u16(bytes, start + 6)}`;
}

const unreachable6 = [
  'no route to destination',
  'Administratively prohibited',
  'Beyond scope',
  'Address unreachable',
  'Port unreachable',
];

/** RFC 4443 and RFC 4861. */
function icmpv6Info(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 4) return '';
  const code = bytes[start + 1] as number;
  const target = end - start >= 24 ? valueText(bytes, start + 8, 16, 'ipv6') : '';
  switch (bytes[start]) {
    case 1:
      return `Destination Unreachable (${unreachable6[code] ?? `code ${code}`})`;
    case 2:
      return 'Packet Too Big';
    case 3:
      return 'Time Exceeded';
    case 4:
      return 'Parameter Problem';
    case 128:
      return `Echo (ping) request${echo(bytes, start, end)}`;
    case 129:
      return `Echo (ping) reply${echo(bytes, start, end)}`;
    case 133:
      return `Router Solicitation${linkAddress(bytes, start + 8, end, 1, 'from')}`;
    case 134:
      return `Router Advertisement${linkAddress(bytes, start + 16, end, 1, 'from')}`;
    case 135:
      return `Neighbor Solicitation for ${target}${linkAddress(bytes, start + 24, end, 1, 'from')}`;
    case 136:
      return `Neighbor Advertisement ${target}${flags(bytes[start + 4] as number)}${linkAddress(bytes, start + 24, end, 2, 'is at')}`;
    case 143:
      return 'Multicast Listener Report Message v2';
    default:
      return `Type ${bytes[start]}, code ${code}`;
  }
}

function flags(octet: number): string {
  const names = [octet & 0x80 ? 'rtr' : '', octet & 0x40 ? 'sol' : '', octet & 0x20 ? 'ovr' : ''];
  const set = names.filter((name) => name !== '').join(', ');
  return set === '' ? '' : ` (${set})`;
}

/** The link-layer address option of this type, in words. */
function linkAddress(bytes: Uint8Array, from: number, end: number, type: number, words: string): string {
  let at = from;
  while (end - at >= 8) {
    const size = (bytes[at + 1] as number) * 8;
    if (size === 0) return '';
    if (bytes[at] === type) return ` ${words} ${etherText(bytes, at + 2)}`;
    at += size;
  }
  return '';
}
