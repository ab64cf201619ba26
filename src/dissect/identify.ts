// Which protocol a user message belongs to: by PPID, then by port and shape (RFC 5352 §5, §8; RFC 5353 §5).
import { padded4, u16 } from '../bytes/read.ts';
import { asapPort, asapTlsPort, enrpPort, enrpTlsPort } from '../protocol/transport.ts';
import type { Dissection } from './dissection.ts';
import { layer } from './layer.ts';
import { isRecordHeader } from './tls/record-cutter.ts';

/** 11 and 12 as a sender writes them who forgets that SCTP does not turn the octets around (RFC 9260 §3.3.1). */
const swappedAsap = 0x0b000000;
const swappedEnrp = 0x0c000000;

/** layer.asap, layer.enrp, layer.tls or layer.application. */
export function identify(d: Dissection, bytes: Uint8Array, start: number, end: number, ppid: number): number {
  const { sourcePort, destinationPort } = d;
  const is = (port: number) => sourcePort === port || destinationPort === port;
  // RFC 3436 names no PPID: on the secured ports the octets tell, and where there is none, the port.
  if ((is(asapTlsPort) || is(enrpTlsPort)) && (ppid === 0 || isRecordHeader(bytes, start, end))) return layer.tls;
  if (ppid === 11) return layer.asap;
  if (ppid === 12) return layer.enrp;
  if (ppid === swappedAsap || ppid === swappedEnrp) {
    d.experts.add('ppid.byte_swapped', layer.sctpChunk, start, ppid === swappedAsap ? 11 : 12, ppid);
    return ppid === swappedAsap ? layer.asap : layer.enrp;
  }
  if (ppid !== 0) return layer.application;
  if (is(asapPort) && plausible(layer.asap, bytes, start, end)) {
    d.experts.add('ppid.missing', layer.sctpChunk, start, 11, ppid);
    return layer.asap;
  }
  if (is(enrpPort) && plausible(layer.enrp, bytes, start, end)) {
    d.experts.add('ppid.missing', layer.sctpChunk, start, 12, ppid);
    return layer.enrp;
  }
  return layer.application;
}

/** True where the octets look like a message: known type, sane length, a known first parameter. */
export function plausible(protocol: number, bytes: Uint8Array, start: number, end: number): boolean {
  const available = end - start;
  if (available < 4) return false;
  const type = bytes[start] as number;
  const length = u16(bytes, start + 2);
  const isEnrp = protocol === layer.enrp;
  if (type < 1 || type > (isEnrp ? 10 : 14)) return false;
  if (length < (isEnrp ? 12 : 4) || length > available || available > padded4(length)) return false;
  // Where parameters begin at once (no fixed fields), the first must be a known one.
  if (!isEnrp && type !== 7 && type !== 10 && available >= 8) return knownParameter(u16(bytes, start + 4));
  return true;
}

export function knownParameter(type: number): boolean {
  return (type >= 1 && type <= 0x10) || type === 0x803f;
}
