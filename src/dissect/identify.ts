// Which protocol a user message belongs to: by PPID, then by port and shape (RFC 5352 §5, §8; RFC 5353 §5).
import { padded4, u16 } from '../bytes/read.ts';
import { cookie } from '../protocol/rserpool/cookie.ts';
import { operationError } from '../protocol/rserpool/operation-error.ts';
import { poolHandle } from '../protocol/rserpool/pool-handle.ts';
import type { Protocol } from '../protocol/schema.ts';
import {
  asapPort,
  asapPpid,
  asapTlsPort,
  enrpPort,
  enrpPpid,
  enrpTlsPort,
  payloadProtocols,
  protocolOfPpid,
} from '../protocol/transport.ts';
import type { Dissection } from './dissection.ts';
import { layer } from './layer.ts';
import { isPlainly } from './shape.ts';
import { isRecordHeader } from './tls/record-cutter.ts';

const poolHandleType = poolHandle.type;
const cookieType = cookie.type;
const errorType = operationError.type;

/** 11 and 12 as a sender writes them who forgets that SCTP does not turn the octets around (RFC 9260 §3.3.1). */
const swappedAsap = 0x0b000000;
const swappedEnrp = 0x0c000000;

const knownPpids: ReadonlySet<number> = new Set(payloadProtocols.values.map(({ value }) => value));

/** layer.asap, layer.enrp, layer.tls or layer.application. */
export function identify(d: Dissection, bytes: Uint8Array, start: number, end: number, ppid: number): number {
  // RFC 3436 names no PPID: on the secured ports the octets tell, and where there is none, the port.
  if (isSecuredPort(d.sourcePort) || isSecuredPort(d.destinationPort))
    if (ppid === 0 || isRecordHeader(bytes, start, end)) return layer.tls;
  if (ppid === asapPpid) {
    if (!beginsAsAsap(bytes, start, end)) contradict(d, 'asap', 'enrp', bytes, start, end);
    return layer.asap;
  }
  if (ppid === enrpPpid) {
    if (beginsAsAsap(bytes, start, end)) contradict(d, 'enrp', 'asap', bytes, start, end);
    return layer.enrp;
  }
  return identifyOther(d, bytes, start, end, ppid);
}

function isSecuredPort(port: number): boolean {
  return port === asapTlsPort || port === enrpTlsPort;
}

function identifyOther(d: Dissection, bytes: Uint8Array, start: number, end: number, ppid: number): number {
  if (ppid === swappedAsap || ppid === swappedEnrp) {
    d.experts.add('ppid.byte_swapped', layer.sctpChunk, start, ppid === swappedAsap ? asapPpid : enrpPpid, ppid);
    return ppid === swappedAsap ? layer.asap : layer.enrp;
  }
  const byPpid = protocolOfPpid(ppid);
  if (byPpid !== undefined) {
    d.experts.add('ppid.legacy', layer.sctpChunk, start, byPpid.protocol === 'asap' ? asapPpid : enrpPpid, ppid);
    return byPpid.protocol === 'asap' ? layer.asap : layer.enrp;
  }
  if (ppid !== 0 && knownPpids.has(ppid)) return layer.application;
  const { sourcePort, destinationPort } = d;
  const is = (port: number) => sourcePort === port || destinationPort === port;
  if (is(asapPort) && looksLike('asap', bytes, start, end, ppid)) {
    d.experts.add(ppid === 0 ? 'ppid.missing' : 'ppid.foreign', layer.sctpChunk, start, asapPpid, ppid);
    return layer.asap;
  }
  if (is(enrpPort) && looksLike('enrp', bytes, start, end, ppid)) {
    d.experts.add(ppid === 0 ? 'ppid.missing' : 'ppid.foreign', layer.sctpChunk, start, enrpPpid, ppid);
    return layer.enrp;
  }
  return layer.application;
}

/** Where the identifier says nothing, the port and a likely shape are enough; where it says something else, they are not. */
function looksLike(protocol: Protocol, bytes: Uint8Array, start: number, end: number, ppid: number): boolean {
  if (ppid !== 0) return isPlainly(protocol, bytes, start, end);
  return plausible(protocol === 'asap' ? layer.asap : layer.enrp, bytes, start, end);
}

/** Cheap: true where a Pool Handle, cookie or error stands where most messages of ASAP have it. */
function beginsAsAsap(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 12) return false;
  const first = u16(bytes, start + 4);
  return (
    first === poolHandleType || first === cookieType || first === errorType || u16(bytes, start + 8) === poolHandleType
  );
}

/** The receiver goes by the identifier, and so do we; but a message that is plainly the other's is worth a word. */
function contradict(
  d: Dissection,
  said: Protocol,
  other: Protocol,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  if (isPlainly(said, bytes, start, end) || !isPlainly(other, bytes, start, end)) return;
  const right = other === 'asap' ? asapPpid : enrpPpid;
  d.experts.add('ppid.contradicted', layer.sctpChunk, start, right, said === 'asap' ? asapPpid : enrpPpid);
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
