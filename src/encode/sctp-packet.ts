// SCTP packets for tests and measurements: chunks and the common header, with the right CRC32c. RFC 9260 §3, RFC 8260 §2.
import { computeSctpChecksum } from '../bytes/crc32c.ts';
import {
  chunkTypeAbort,
  chunkTypeCookieAck,
  chunkTypeCookieEcho,
  chunkTypeData,
  chunkTypeForwardTsn,
  chunkTypeHeartbeat,
  chunkTypeHeartbeatAck,
  chunkTypeIData,
  chunkTypeInit,
  chunkTypeInitAck,
  chunkTypeSack,
  chunkTypeShutdown,
  chunkTypeShutdownAck,
  chunkTypeShutdownComplete,
} from '../protocol/sctp/chunks.ts';
import {
  sctpParameterHeartbeatInfo,
  sctpParameterIpv4,
  sctpParameterIpv6,
  sctpParameterStateCookie,
} from '../protocol/sctp/parameters.ts';
import { addressOctets } from './address-octets.ts';
import { ByteWriter } from './byte-writer.ts';

/** Any chunk, with its padding. `length` in place of the right one. */
export function chunk(type: number, flags: number, value: Uint8Array = new Uint8Array(0), length?: number): Uint8Array {
  return new ByteWriter(8 + value.length)
    .u8(type)
    .u8(flags)
    .u16(length ?? 4 + value.length)
    .bytes(value)
    .pad4()
    .finish();
}

/** One of SCTP's own parameters, with its padding. */
export function sctpParameter(type: number, value: Uint8Array): Uint8Array {
  return new ByteWriter(8 + value.length)
    .u16(type)
    .u16(4 + value.length)
    .bytes(value)
    .pad4()
    .finish();
}

export interface FragmentFlags {
  readonly immediate?: boolean;
  readonly unordered?: boolean;
  /** First fragment; true where left out. */
  readonly beginning?: boolean;
  /** Last fragment; true where left out. */
  readonly ending?: boolean;
}

function fragmentFlags(flags: FragmentFlags): number {
  return (
    (flags.immediate ? 8 : 0) |
    (flags.unordered ? 4 : 0) |
    ((flags.beginning ?? true) ? 2 : 0) |
    ((flags.ending ?? true) ? 1 : 0)
  );
}

export interface DataInput extends FragmentFlags {
  readonly tsn: number;
  readonly streamId?: number;
  readonly streamSequence?: number;
  readonly ppid: number;
  readonly data: Uint8Array;
}

export function dataChunk(input: DataInput): Uint8Array {
  const value = new ByteWriter(16 + input.data.length)
    .u32(input.tsn)
    .u16(input.streamId ?? 0)
    .u16(input.streamSequence ?? 0)
    .u32(input.ppid)
    .bytes(input.data);
  return chunk(chunkTypeData, fragmentFlags(input), value.finish());
}

export interface IDataInput extends FragmentFlags {
  readonly tsn: number;
  readonly streamId?: number;
  readonly messageId?: number;
  readonly ppid: number;
  /** Written in place of the PPID in all but the first fragment. */
  readonly fragmentSequence?: number;
  readonly data: Uint8Array;
}

export function iDataChunk(input: IDataInput): Uint8Array {
  const value = new ByteWriter(20 + input.data.length)
    .u32(input.tsn)
    .u16(input.streamId ?? 0)
    .u16(0)
    .u32(input.messageId ?? 0)
    .u32((input.beginning ?? true) ? input.ppid : (input.fragmentSequence ?? 0))
    .bytes(input.data);
  return chunk(chunkTypeIData, fragmentFlags(input), value.finish());
}

export interface InitInput {
  readonly initiateTag: number;
  readonly initialTsn: number;
  readonly receiverWindow?: number;
  readonly outboundStreams?: number;
  readonly inboundStreams?: number;
  /** The sender's addresses besides the packet's source. */
  readonly addresses?: readonly string[];
  /** Further parameters, each with its padding. */
  readonly parameters?: readonly Uint8Array[];
}

function initValue(input: InitInput): ByteWriter {
  const out = new ByteWriter()
    .u32(input.initiateTag)
    .u32(input.receiverWindow ?? 106_496)
    .u16(input.outboundStreams ?? 10)
    .u16(input.inboundStreams ?? 10)
    .u32(input.initialTsn);
  for (const address of input.addresses ?? []) {
    const octets = addressOctets(address);
    out.bytes(sctpParameter(octets.length === 4 ? sctpParameterIpv4 : sctpParameterIpv6, octets));
  }
  for (const parameter of input.parameters ?? []) out.bytes(parameter);
  return out;
}

export function initChunk(input: InitInput): Uint8Array {
  return chunk(chunkTypeInit, 0, initValue(input).finish());
}

export function initAckChunk(input: InitInput & { readonly cookie: Uint8Array }): Uint8Array {
  return chunk(
    chunkTypeInitAck,
    0,
    initValue(input).bytes(sctpParameter(sctpParameterStateCookie, input.cookie)).finish(),
  );
}

export interface SackInput {
  readonly cumulativeTsn: number;
  readonly receiverWindow?: number;
  /** Pairs of offsets from the cumulative TSN. */
  readonly gaps?: readonly (readonly [start: number, end: number])[];
  readonly duplicates?: readonly number[];
}

export function sackChunk({ cumulativeTsn, receiverWindow, gaps = [], duplicates = [] }: SackInput): Uint8Array {
  const out = new ByteWriter()
    .u32(cumulativeTsn)
    .u32(receiverWindow ?? 106_496)
    .u16(gaps.length)
    .u16(duplicates.length);
  for (const [start, end] of gaps) out.u16(start).u16(end);
  for (const tsn of duplicates) out.u32(tsn);
  return chunk(chunkTypeSack, 0, out.finish());
}

export function heartbeatChunk(info: Uint8Array, acknowledge = false): Uint8Array {
  const type = acknowledge ? chunkTypeHeartbeatAck : chunkTypeHeartbeat;
  return chunk(type, 0, sctpParameter(sctpParameterHeartbeatInfo, info));
}

/** `causes` as octets; `tagReflected` sets the T bit. */
export function abortChunk(causes: Uint8Array = new Uint8Array(0), tagReflected = false): Uint8Array {
  return chunk(chunkTypeAbort, tagReflected ? 1 : 0, causes);
}

export function shutdownChunk(cumulativeTsn: number): Uint8Array {
  return chunk(chunkTypeShutdown, 0, new ByteWriter(4).u32(cumulativeTsn).finish());
}

export function shutdownAckChunk(): Uint8Array {
  return chunk(chunkTypeShutdownAck, 0);
}

export function shutdownCompleteChunk(tagReflected = false): Uint8Array {
  return chunk(chunkTypeShutdownComplete, tagReflected ? 1 : 0);
}

export function cookieEchoChunk(cookie: Uint8Array): Uint8Array {
  return chunk(chunkTypeCookieEcho, 0, cookie);
}

export function cookieAckChunk(): Uint8Array {
  return chunk(chunkTypeCookieAck, 0);
}

/** `skipped`: pairs of stream identifier and last skipped stream sequence number. */
export function forwardTsnChunk(tsn: number, skipped: readonly (readonly [number, number])[] = []): Uint8Array {
  const out = new ByteWriter().u32(tsn);
  for (const [streamId, streamSequence] of skipped) out.u16(streamId).u16(streamSequence);
  return chunk(chunkTypeForwardTsn, 0, out.finish());
}

export interface SctpPacketInput {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly verificationTag: number;
  readonly chunks: readonly Uint8Array[];
  /** In place of the right CRC32c. */
  readonly checksum?: number;
}

export function sctpPacket(input: SctpPacketInput): Uint8Array {
  const out = new ByteWriter(1600).u16(input.sourcePort).u16(input.destinationPort).u32(input.verificationTag).zeros(4);
  for (const octets of input.chunks) out.bytes(octets);
  const packet = out.finish();
  const checksum = input.checksum ?? computeSctpChecksum(packet);
  new DataView(packet.buffer).setUint32(8, checksum, true);
  return packet;
}
