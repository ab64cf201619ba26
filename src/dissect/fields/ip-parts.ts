// Fields of IPv4 (RFC 791) beyond its fixed header: options, what was put together from fragments, what is remarkable. Names are
// Wireshark's.
import { u16, u32 } from '../../bytes/read.ts';
import { layer } from '../layer.ts';
import { checksumStatus } from '../sctp/checksum.ts';
import { fragmentParts } from './fragment-parts.ts';
import { ipOptionPart } from './ip-option-reader.ts';
import { checksumVerdict, type LayerPart, type LayerPlace, layerPart, madeField } from './layer-part.ts';

const timeToLive = { partOf: 'ip.ttl', expert: ['note', 'sequence'] } as const;
const bogus = { expert: ['error', 'protocol'] } as const;

function headerLength(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) & 0x0f) * 4;
}

/** The header begins at bytes[at]; `size` octets of the packet were sent. */
function lengthWords(bytes: Uint8Array, at: number, size: number): string {
  const told = u16(bytes, at + 2);
  const header = headerLength(bytes, at);
  return told < header ? 'Bogus IP length' : `IPv4 total length exceeds packet length (${size} bytes)`;
}

/** The layer stands inside an ICMP error. */
function isQuoted({ quoted, layers }: LayerPlace['d'], index: number): boolean {
  if (!quoted) return false;
  for (let outer = index - 1; outer > 0; outer--)
    if (layers.protocol[outer] === layer.icmp || layers.protocol[outer] === layer.icmpv6) return true;
  return false;
}

export const ipParts: readonly LayerPart[] = [
  layerPart(
    { status: madeField('ip.checksum.status', 'Header checksum status', 'uint8', checksumVerdict) },
    ({ status }, { bytes, start, end }: LayerPlace) => {
      if (end - start >= 20) status?.number(checksumStatus.unverified, bytes, start + 10, 0);
    },
    { behind: 'ip.checksum' },
  ),
  layerPart(
    {
      version: madeField('ip.bogus_ip_version', 'Bogus IP version', 'none', {
        ...bogus,
        partOf: 'ip.version',
      }),
      length: madeField('ip.bogus_ip_length', 'Bogus IP length', 'none', {
        ...bogus,
        partOf: 'ip.len',
        words: lengthWords,
      }),
    },
    (to, { d, index, bytes, start, end }) => {
      if (end - start < 1) return;
      if ((bytes[start] as number) >> 4 !== 4) to.version?.octets(bytes, start, 1);
      const header = headerLength(bytes, start);
      if (end - start < 4) return;
      const told = u16(bytes, start + 2);
      // An ICMP error quotes the beginning only.
      if (isQuoted(d, index)) return;
      // Of a frame that was cut its length on the wire counts.
      const sent = bytes === d.frame.bytes ? d.frame.start + d.frame.originalLength - start : bytes.length - start;
      // The length 0 stands for what the interface cuts into packets later.
      if (told > 0 && (told < header || told > sent)) to.length?.octets(bytes, start, sent);
    },
  ),
  ipOptionPart,
  layerPart(
    {
      nearEnd: madeField('ip.ttl.too_small', 'Time To Live', 'none', {
        ...timeToLive,
        words: (bytes, at) => `"Time To Live" only ${bytes[at]}`,
      }),
      group: madeField('ip.ttl.lncb', 'Time To Live', 'none', {
        ...timeToLive,
        words: () => `"Time To Live" != 1 for a packet sent to the Local Network Control Block (see RFC 3171)`,
      }),
    },
    ({ nearEnd, group }, { bytes, start, end }) => {
      if (end - start < 20) return;
      const timeToLive = bytes[start + 8] as number;
      const destination = u32(bytes, start + 16);
      const isLocalGroup = destination >>> 8 === 0xe00000;
      if (isLocalGroup && timeToLive !== 1 && !allowed.has(destination)) group?.octets(bytes, start + 8, 1);
      const isGroup = destination >>> 28 === 0xe;
      if (!isGroup && timeToLive < 5) nearEnd?.octets(bytes, start + 8, 1);
    },
  ),
  ...fragmentParts('ip'),
];

/** Groups of the local network control block whose protocols want another time to live: mDNS and VRRP. */
const allowed: ReadonlySet<number> = new Set([0xe00000fb, 0xe0000012]);
