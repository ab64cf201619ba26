// ASCONF and ASCONF-ACK: an end of an association adds and deletes its addresses (RFC 5061 §4, §5).
// An address that is added counts from the request on: its packets may come at once, and are then part of the association.
// One that is deleted counts until the request is granted, for the other end uses it until then. A request is granted by
// the ASCONF-ACK, or by the next ASCONF, which nobody may send before. What is refused is undone.
import { copyOctets, padded4, u16, u32 } from '../../bytes/read.ts';
import { distance32 } from '../../bytes/serial-number.ts';
import {
  sctpParameterAddIp,
  sctpParameterDeleteIp,
  sctpParameterErrorCauseIndication,
  sctpParameterIpv4,
  sctpParameterIpv6,
} from '../../protocol/sctp/parameters.ts';
import type { Dissection } from '../dissection.ts';
import type { Half } from './association.ts';
import type { AddressChange, AddressRequest } from './requests.ts';
import { sameAddress } from './side.ts';

/** More requests than an end has addresses. */
const requestsKept = 64;

export function readAsconf(d: Dissection, half: Half, from: number, end: number): void {
  if (end - from < 8) return;
  const { bytes } = d;
  const serial = u32(bytes, from + 4);
  const before = half.addressChange;
  if (before !== undefined) {
    // Sent again, or a copy of one that is long done.
    if (distance32(serial, before.serial) <= 0) return;
    if (distance32(serial, before.serial) > 1) half.association.sides[half.side].announced = false;
    settle(half, before, undefined);
  } else if (half.initialTsn !== undefined && (serial | 0) !== half.initialTsn)
    // Numbers begin with the first TSN (RFC 5061 §4.1.1): there were changes that the capture lacks.
    half.association.sides[half.side].announced = false;
  const requests: AddressRequest[] = [];
  // The first parameter is the address that identifies the sender; requests follow it.
  for (let at = from + 8; end - at >= 4 && requests.length < requestsKept; ) {
    const type = u16(bytes, at);
    const length = u16(bytes, at + 2);
    if (length < 4 || at + length > end) break;
    if ((type === sctpParameterAddIp || type === sctpParameterDeleteIp) && length >= 16)
      note(d, half, requests, type === sctpParameterAddIp, at);
    at += padded4(length);
  }
  half.association.sides[half.side].changing = true;
  half.addressChange = { serial, requests, settled: false };
}

/** Notes the request at `at`, and adds what it adds. */
function note(d: Dissection, half: Half, requests: AddressRequest[], adds: boolean, at: number): void {
  const { bytes } = d;
  const type = u16(bytes, at + 8);
  const size = type === sctpParameterIpv4 ? 4 : type === sctpParameterIpv6 ? 16 : 0;
  if (size === 0 || u16(bytes, at + 10) !== 4 + size || u16(bytes, at + 2) < 12 + size) return;
  const correlation = u32(bytes, at + 4);
  const side = half.association.sides[half.side];
  const isWildcard = bytes.subarray(at + 12, at + 12 + size).every((octet) => octet === 0);
  // No address stands for the one that the packet comes from; to delete it means to delete all others (§4.2.1, §4.2.2).
  if (isWildcard && !adds) {
    for (const address of side.addresses) {
      const isSource = sameAddress(address, d.addressBytes, d.sourceAt, d.addressLength);
      if (!isSource) requests.push({ correlation, adds, address, isNews: false });
    }
    return;
  }
  const address = isWildcard
    ? copyOctets(d.addressBytes, d.sourceAt, d.sourceAt + d.addressLength)
    : copyOctets(bytes, at + 12, at + 12 + size);
  const isNews = adds && !side.has(address, 0, address.length);
  if (adds) side.addAddress(address, 0, address.length);
  requests.push({ correlation, adds, address, isNews });
}

/** `half` sends the ASCONF-ACK: the other direction's requests are granted, but for those that it names. */
export function readAsconfAck(d: Dissection, half: Half, from: number, end: number): void {
  const asked = half.peer;
  const change = asked?.addressChange;
  if (asked === undefined || end - from < 8) return;
  const { bytes } = d;
  const serial = u32(bytes, from + 4);
  if (change === undefined || distance32(serial, change.serial) > 0) {
    // It answers a request that the capture lacks.
    asked.association.sides[asked.side].announced = false;
    return;
  }
  if (serial !== change.serial) return;
  const refused = new Set<number>();
  for (let at = from + 8; end - at >= 8; ) {
    const length = u16(bytes, at + 2);
    if (length < 8 || at + length > end) break;
    if (u16(bytes, at) === sctpParameterErrorCauseIndication) refused.add(u32(bytes, at + 4));
    at += padded4(length);
  }
  settle(asked, change, refused);
}

function settle(half: Half, change: AddressChange, refused: ReadonlySet<number> | undefined): void {
  if (change.settled) return;
  change.settled = true;
  const side = half.association.sides[half.side];
  for (const { correlation, adds, address, isNews } of change.requests) {
    const isRefused = refused?.has(correlation) ?? false;
    if (adds ? isRefused && isNews : !isRefused) side.removeAddress(address, 0, address.length);
  }
}
