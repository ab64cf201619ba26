// Ports, payload protocol identifiers and multicast groups. RFC 5352 §8.2 to §8.4, RFC 5353 §5.3 and §5.4, RFC 6951.
import { enumeration } from './declare.ts';
import type { Protocol } from './schema.ts';

export const asapPort = 3863;
/** ASAP over TLS, on TCP or SCTP. Pre-IANA rsplib used this number for ENRP. */
export const asapTlsPort = 3864;
export const enrpPort = 9901;
/** ENRP over TLS, on SCTP only. */
export const enrpTlsPort = 9902;
/** SCTP inside UDP (RFC 6951 §7). */
export const sctpOverUdpPort = 9899;
/** Component Status Protocol of rsplib, on UDP. */
export const componentStatusPort = 2960;

export const asapPpid = 11;
export const enrpPpid = 12;
/** Before IANA had assigned any. */
export const legacyAsapPpid = 0xfaeeb5d1;
export const legacyEnrpPpid = 0xfaeeb5d2;

const sibling = 'rsplib';

/** Payload protocol identifiers met on RSerPool's associations. */
export const payloadProtocols = enumeration('Payload Protocol Identifier', [
  { value: 0, name: 'not specified', rfc: 'RFC 9260 §3.3.1' },
  { value: asapPpid, name: 'ASAP', rfc: 'RFC 5352 §8.3' },
  { value: enrpPpid, name: 'ENRP', rfc: 'RFC 5353 §5.4' },
  { value: legacyAsapPpid, name: 'ASAP (before IANA)', rfc: sibling, status: 'private' },
  { value: legacyEnrpPpid, name: 'ENRP (before IANA)', rfc: sibling, status: 'private' },
  { value: 32, name: 'Fractal Generator Protocol', rfc: sibling },
  { value: 33, name: 'Ping Pong Protocol', rfc: sibling },
  { value: 34, name: 'CalcApp Protocol', rfc: sibling },
  { value: 35, name: 'Scripting Service Protocol', rfc: sibling },
  { value: 38, name: 'Echo', rfc: sibling },
  { value: 39, name: 'Discard', rfc: sibling },
  { value: 40, name: 'Daytime', rfc: sibling },
  { value: 41, name: 'Character Generator', rfc: sibling },
  { value: 0x29097601, name: 'Fractal Generator Protocol (before IANA)', rfc: sibling, status: 'private' },
  { value: 0x29097602, name: 'Ping Pong Protocol (before IANA)', rfc: sibling, status: 'private' },
  { value: 0x29097603, name: 'CalcApp Protocol (before IANA)', rfc: sibling, status: 'private' },
  { value: 0x29097604, name: 'Scripting Service Protocol (before IANA)', rfc: sibling, status: 'private' },
]);

/** ASAP or ENRP, told by the PPID alone; `legacy` for the numbers from before IANA. */
export function protocolOfPpid(ppid: number): { readonly protocol: Protocol; readonly legacy: boolean } | undefined {
  switch (ppid) {
    case asapPpid:
      return { protocol: 'asap', legacy: false };
    case enrpPpid:
      return { protocol: 'enrp', legacy: false };
    case legacyAsapPpid:
      return { protocol: 'asap', legacy: true };
    case legacyEnrpPpid:
      return { protocol: 'enrp', legacy: true };
    default:
      return undefined;
  }
}

/** Where ASAP Server Announces go (RFC 5352 §8.4). The IPv6 group has any scope in place of X: ff0X::133. */
export const asapAnnounceGroup = { ipv4: '224.0.1.185', ipv6Suffix: '::133' } as const;
/** rsplib's defaults. */
export const rsplibAsapAnnounceGroup = '239.0.0.50';
export const rsplibEnrpAnnounceGroup = '239.0.0.51';
