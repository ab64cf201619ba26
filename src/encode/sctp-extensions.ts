// Chunks of SCTP's extensions for tests: ASCONF and ASCONF-ACK (RFC 5061), AUTH (RFC 4895), RE-CONFIG (RFC 6525) and
// I-FORWARD-TSN (RFC 8260).
import {
  chunkTypeAsconf,
  chunkTypeAsconfAck,
  chunkTypeAuth,
  chunkTypeIForwardTsn,
  chunkTypeReconfig,
} from '../protocol/sctp/chunks.ts';
import {
  sctpParameterAddIp,
  sctpParameterDeleteIp,
  sctpParameterErrorCauseIndication,
  sctpParameterIncomingReset,
  sctpParameterIpv4,
  sctpParameterIpv6,
  sctpParameterOutgoingReset,
  sctpParameterReconfigResponse,
  sctpParameterSetPrimary,
  sctpParameterSsnTsnReset,
  sctpParameterSuccess,
} from '../protocol/sctp/parameters.ts';
import { addressOctets } from './address-octets.ts';
import { ByteWriter } from './byte-writer.ts';
import { chunk, sctpParameter } from './sctp-packet.ts';

function addressParameter(address: string): Uint8Array {
  const octets = addressOctets(address);
  return sctpParameter(octets.length === 4 ? sctpParameterIpv4 : sctpParameterIpv6, octets);
}

const requestTypes = {
  add: sctpParameterAddIp,
  delete: sctpParameterDeleteIp,
  primary: sctpParameterSetPrimary,
} as const;

/** Its correlation identifier is its place in the chunk, from 1. */
export type AddressRequest = readonly [kind: keyof typeof requestTypes, address: string];

/** `from` tells whose association it is: any address of the sender. */
export function asconfChunk(serial: number, from: string, requests: readonly AddressRequest[]): Uint8Array {
  const out = new ByteWriter().u32(serial).bytes(addressParameter(from));
  for (const [index, [kind, address]] of requests.entries()) {
    const value = new ByteWriter()
      .u32(index + 1)
      .bytes(addressParameter(address))
      .finish();
    out.bytes(sctpParameter(requestTypes[kind], value));
  }
  return chunk(chunkTypeAsconf, 0, out.finish());
}

/** `refused`: correlation identifiers of requests that are answered with a cause; `granted`: with a success report. */
export function asconfAckChunk(
  serial: number,
  { refused = [], granted = [] }: { refused?: readonly number[]; granted?: readonly number[] } = {},
): Uint8Array {
  const out = new ByteWriter().u32(serial);
  for (const correlation of refused) {
    // Request refused, no authorization: with the request (RFC 5061 §4.3.5).
    const copy = sctpParameter(
      sctpParameterAddIp,
      new ByteWriter().u32(correlation).bytes(addressParameter('0.0.0.0')).finish(),
    );
    const cause = new ByteWriter()
      .u32(correlation)
      .u16(0xa4)
      .u16(4 + copy.length)
      .bytes(copy);
    out.bytes(sctpParameter(sctpParameterErrorCauseIndication, cause.finish()));
  }
  for (const correlation of granted)
    out.bytes(sctpParameter(sctpParameterSuccess, new ByteWriter().u32(correlation).finish()));
  return chunk(chunkTypeAsconfAck, 0, out.finish());
}

/** SHA-1 under key 0. */
export function authChunk(hmac: Uint8Array = new Uint8Array(20)): Uint8Array {
  return chunk(chunkTypeAuth, 0, new ByteWriter().u16(0).u16(1).bytes(hmac).finish());
}

/** Parameters of a RE-CONFIG chunk, one or two. */
export function reconfigChunk(parameters: readonly Uint8Array[]): Uint8Array {
  const out = new ByteWriter();
  for (const octets of parameters) out.bytes(octets);
  // The padding of the last parameter is that of the chunk (RFC 9260 §3.2.1).
  const last = parameters.at(-1);
  const padding = last === undefined ? 0 : last.length - (((last[2] as number) << 8) | (last[3] as number));
  return chunk(chunkTypeReconfig, 0, out.finish(), 4 + out.length - padding);
}

export interface OutgoingResetInput {
  readonly request: number;
  readonly lastTsn: number;
  /** All where left out. */
  readonly streams?: readonly number[];
  /** Of the incoming reset that asked for it; anything else where none did. */
  readonly response?: number;
}

export function outgoingReset({ request, lastTsn, streams = [], response = 0 }: OutgoingResetInput): Uint8Array {
  const out = new ByteWriter().u32(request).u32(response).u32(lastTsn);
  for (const stream of streams) out.u16(stream);
  return sctpParameter(sctpParameterOutgoingReset, out.finish());
}

export function incomingReset(request: number, streams: readonly number[] = []): Uint8Array {
  const out = new ByteWriter().u32(request);
  for (const stream of streams) out.u16(stream);
  return sctpParameter(sctpParameterIncomingReset, out.finish());
}

export function ssnTsnReset(request: number): Uint8Array {
  return sctpParameter(sctpParameterSsnTsnReset, new ByteWriter().u32(request).finish());
}

/** `next`: the next TSNs of its sender and of its receiver, in the answer to an SSN/TSN reset. */
export function reconfigResponse(
  request: number,
  result: number,
  next?: readonly [sender: number, receiver: number],
): Uint8Array {
  const out = new ByteWriter().u32(request).u32(result);
  if (next) out.u32(next[0]).u32(next[1]);
  return sctpParameter(sctpParameterReconfigResponse, out.finish());
}

/** `skipped`: stream identifier, whether unordered, and the last skipped message identifier. */
export function iForwardTsnChunk(
  tsn: number,
  skipped: readonly (readonly [stream: number, unordered: boolean, messageId: number])[] = [],
): Uint8Array {
  const out = new ByteWriter().u32(tsn);
  for (const [stream, unordered, messageId] of skipped)
    out
      .u16(stream)
      .u16(unordered ? 1 : 0)
      .u32(messageId);
  return chunk(chunkTypeIForwardTsn, 0, out.finish());
}
