// Fields of IPv6 (RFC 8200) beyond its fixed header: addresses within addresses, and the extension headers. Names are Wireshark's.
import { u16, u32 } from '../../bytes/read.ts';
import { ipv6Option } from '../../protocol/network/ipv6-options.ts';
import { ipv6HopByHop } from '../../protocol/network/numbers.ts';
import type { FieldInfo } from './field-info.ts';
import { fragmentParts } from './fragment-parts.ts';
import { type LayerPart, layerPart, madeField, partField } from './layer-part.ts';
import type { FieldSink } from './sink.ts';

type Sinks = Readonly<Record<string, FieldSink | undefined>>;

/** What an address of this end holds; told under the name of the end, and under the one for both. */
function embedded(end: 'src' | 'dst', offset: number): LayerPart {
  const word = end === 'src' ? 'Source' : 'Destination';
  const both = (tail: string, label: string, kind: FieldInfo['kind']): Record<string, FieldInfo> => ({
    [tail]: madeField(`ipv6.${end}_${tail}`, `${word} ${label}`, kind),
    [`${tail} both`]: madeField(`ipv6.${tail}`, label, kind, { hidden: true }),
  });
  return layerPart(
    {
      prefix: partField('ipv6.embed_ipv4_prefix', 'Embedded IPv4 Prefix', 'bytes', { generated: true }),
      ...both('embed_ipv4', 'Embedded IPv4', 'ipv4'),
      ...both('slaac_mac', 'SLAAC MAC', 'ether'),
      ...both('isatap_ipv4', 'ISATAP IPv4', 'ipv4'),
      ...both('6to4_gw_ipv4', '6to4 Gateway IPv4', 'ipv4'),
      ...both('6to4_sla_id', '6to4 SLA ID', 'uint16'),
      ...both('ts_ipv4', 'Teredo Server IPv4', 'ipv4'),
      ...both('tc_port', 'Teredo Port', 'uint16'),
      ...both('tc_ipv4', 'Teredo Client IPv4', 'ipv4'),
    },
    (to: Sinks, { bytes, start, end: limit }) => {
      if (limit - start < 40) return;
      const at = start + offset;
      const tell = (tail: string, octets: Uint8Array, from: number, size: number) => {
        to[tail]?.octets(octets, from, size);
        to[`${tail} both`]?.octets(octets, from, size);
      };
      const prefix = u32(bytes, at);
      if (prefix >>> 16 === 0x2002) {
        tell('6to4_gw_ipv4', bytes, at + 2, 4);
        tell('6to4_sla_id', bytes, at + 6, 2);
      } else if (prefix === 0x20010000) {
        // RFC 4380 §4: port and address of the client are written with all bits turned.
        tell('ts_ipv4', bytes, at + 4, 4);
        const turned = bytes.slice(at + 10, at + 16).map((octet) => ~octet);
        tell('tc_port', turned, 0, 2);
        tell('tc_ipv4', turned, 2, 4);
      }
      // The well-known prefix of RFC 6052 §2.1 has 96 bits.
      if (prefix === 0x0064ff9b && u32(bytes, at + 4) === 0 && u32(bytes, at + 8) === 0) {
        to.prefix?.octets(bytes, at, 12);
        tell('embed_ipv4', bytes, at + 12, 4);
      }
      const middle = u32(bytes, at + 10);
      if (((bytes[at + 8] as number) & 2) !== 0 && (middle & 0x00ffff00) === 0x00fffe00)
        tell('slaac_mac', macOf(bytes, at + 8), 0, 6);
      if ((u32(bytes, at + 8) & 0xfdffffff) === 0x00005efe) tell('isatap_ipv4', bytes, at + 12, 4);
    },
    { source: 'RFC 4291 §2.5.1, RFC 5214 §6.1, RFC 3056 §2, RFC 4380 §4' },
  );
}

/** The interface's address in an identifier of eight octets (RFC 4291, appendix A). */
function macOf(bytes: Uint8Array, at: number): Uint8Array {
  const mac = Uint8Array.of(0, 0, 0, 0, 0, 0);
  mac.set(bytes.subarray(at, at + 3));
  mac.set(bytes.subarray(at + 5, at + 8), 3);
  mac[0] = (mac[0] as number) ^ 2;
  return mac;
}

/** What a jumbogram says its length is, in the first option of its first header; undefined where it is none. */
function jumboLength(bytes: Uint8Array, start: number, end: number): number | undefined {
  const at = start + 42;
  const isThere = bytes[start + 6] === ipv6HopByHop && at + 6 <= bytes.length && end >= start + 40;
  if (!isThere || bytes[at] !== ipv6Option.jumbo) return undefined;
  const length = u32(bytes, at + 2);
  return length < 65_536 ? undefined : length;
}

export const ipv6Parts: readonly LayerPart[] = [
  embedded('src', 8),
  embedded('dst', 24),
  layerPart(
    {
      version: madeField('ipv6.bogus_ipv6_version', 'Bogus IPv6 version', 'none', {
        partOf: 'ipv6.version',
        expert: ['error', 'malformed'],
      }),
      isZero: madeField('ipv6.plen_zero', 'IPv6 payload length equals 0', 'none', {
        partOf: 'ipv6.plen',
        expert: ['warning', 'protocol'],
      }),
      noJumbo: madeField(
        'ipv6.opt.jumbo.missing',
        'IPv6 payload length equals 0 and Hop-By-Hop present and Jumbo Payload option missing',
        'none',
        { partOf: 'ipv6.plen', expert: ['error', 'malformed'] },
      ),
      tooLong: madeField('ipv6.plen_exceeds_framing', 'IPv6 payload length exceeds framing length', 'none', {
        partOf: 'ipv6.plen',
        expert: ['warning', 'protocol'],
        words: (_bytes, _at, size) => `IPv6 payload length exceeds framing length (${size} bytes)`,
      }),
    },
    (to, { d, bytes, start, end }) => {
      if (end - start < 40) return;
      if ((bytes[start] as number) >> 4 !== 6) to.version?.octets(bytes, start, 1);
      const told = u16(bytes, start + 4);
      if (told === 0 && bytes[start + 6] !== ipv6HopByHop) to.isZero?.octets(bytes, start + 4, 2);
      const sent =
        bytes === d.frame.bytes ? d.frame.start + d.frame.originalLength - start - 40 : bytes.length - start - 40;
      const jumbo = told === 0 ? jumboLength(bytes, start, end) : undefined;
      if (told === 0 && bytes[start + 6] === ipv6HopByHop && jumbo === undefined)
        to.noJumbo?.octets(bytes, start + 4, 0);
      if ((jumbo ?? told) > sent) to.tooLong?.octets(bytes, start + 4, sent);
    },
  ),
  ...fragmentParts('ipv6'),
];
