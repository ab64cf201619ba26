// Tunnels for tests: GRE (RFC 2784, RFC 2890), VXLAN (RFC 7348), Geneve (RFC 8926) and MPLS (RFC 3032, RFC 4448). Each gives
// the octets of its header with what it carries behind it.
import { ByteWriter } from './byte-writer.ts';
import { internetChecksum } from './packets.ts';

export interface GreInput {
  /** Protocol type: an EtherType, 0x6558 for an Ethernet frame. */
  readonly protocol: number;
  readonly checksum?: boolean;
  readonly key?: number;
  readonly sequence?: number;
  /** 0 where left out. */
  readonly version?: number;
}

export function grePacket(input: GreInput, payload: Uint8Array): Uint8Array {
  const { protocol, checksum = false, key, sequence, version = 0 } = input;
  const flags = (checksum ? 0x8000 : 0) | (key === undefined ? 0 : 0x2000) | (sequence === undefined ? 0 : 0x1000);
  const out = new ByteWriter(16 + payload.length).u16(flags | version).u16(protocol);
  if (checksum) out.u32(0);
  if (key !== undefined) out.u32(key);
  if (sequence !== undefined) out.u32(sequence);
  out.bytes(payload);
  if (checksum) out.setU16(4, internetChecksum(out.finish()));
  return out.finish();
}

/** The payload of a UDP datagram to port 4789. */
export function vxlanPacket(networkIdentifier: number, frame: Uint8Array): Uint8Array {
  return new ByteWriter(8 + frame.length)
    .u32(0x08000000)
    .u32(networkIdentifier << 8)
    .bytes(frame)
    .finish();
}

export interface GeneveInput {
  readonly protocol: number;
  readonly networkIdentifier: number;
  /** A multiple of four octets. */
  readonly options?: Uint8Array;
}

/** The payload of a UDP datagram to port 6081. */
export function genevePacket(input: GeneveInput, payload: Uint8Array): Uint8Array {
  const { protocol, networkIdentifier, options = new Uint8Array(0) } = input;
  return new ByteWriter(8 + options.length + payload.length)
    .u8(options.length >>> 2)
    .u8(0)
    .u16(protocol)
    .u32(networkIdentifier << 8)
    .bytes(options)
    .bytes(payload)
    .finish();
}

export interface MplsInput {
  /** Outer first; the last one is the bottom of the stack. */
  readonly labels: readonly number[];
  readonly ttl?: number;
  readonly experimental?: number;
  /** In front of an Ethernet pseudowire (RFC 4448 §4.6): its sequence number. */
  readonly controlWord?: number;
}

export function mplsPacket(input: MplsInput, payload: Uint8Array): Uint8Array {
  const { labels, ttl = 64, experimental = 0, controlWord } = input;
  const out = new ByteWriter(4 * labels.length + 4 + payload.length);
  for (const [index, label] of labels.entries()) {
    const bottom = index === labels.length - 1 ? 0x100 : 0;
    out.u32(((label << 12) | (experimental << 9) | bottom | ttl) >>> 0);
  }
  if (controlWord !== undefined) out.u32(controlWord);
  return out.bytes(payload).finish();
}
