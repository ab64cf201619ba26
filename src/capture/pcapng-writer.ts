// Builds pcapng blocks (draft-ietf-opsawg-pcapng): each function returns one whole block.
import { padded4 } from '../bytes/read.ts';
import { FileWriter } from './file-writer.ts';
import type { WrittenPacket } from './pcap-writer.ts';
import {
  BYTE_ORDER_MAGIC,
  DECRYPTION_SECRETS,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  OBSOLETE_PACKET,
  SECTION_HEADER,
  SIMPLE_PACKET,
} from './pcapng-blocks.ts';
import {
  OPTION_COMMENT,
  OPTION_END,
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_TIMESTAMP_OFFSET,
  OPTION_TIMESTAMP_RESOLUTION,
} from './pcapng-options.ts';

export interface InterfaceOptions {
  readonly linkType: number;
  /** 0, as by default, for no limit. */
  readonly snapLength?: number;
  readonly name?: string;
  readonly description?: string;
  /** The octet of if_tsresol: n for 10^-n seconds, 0x80 + n for 2^-n; without it, microseconds. */
  readonly timestampResolution?: number;
  readonly timestampOffsetSeconds?: number;
}

/** A packet whose time is already in ticks of its interface. */
export interface TickedPacket {
  readonly interfaceIndex: number;
  readonly ticks: bigint;
  readonly bytes: Uint8Array;
  readonly originalLength?: number;
  readonly comment?: string;
}

/** The file writer writes nanoseconds and needs no offset. */
type TimeOption = 'timestampResolution' | 'timestampOffsetSeconds';

type Option = readonly [code: number, value: Uint8Array];

const utf8 = new TextEncoder();

export function sectionBlock(bigEndian = false, options = new Uint8Array(0)): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, !bigEndian);
  view.setUint16(4, 1, !bigEndian);
  // The length of the section is left open: -1.
  body.fill(0xff, 8);
  return anyBlock(SECTION_HEADER, [body, options], bigEndian);
}

export function interfaceBlock(described: InterfaceOptions, bigEndian = false): Uint8Array {
  const body = new Uint8Array(8);
  const view = new DataView(body.buffer);
  view.setUint16(0, described.linkType, !bigEndian);
  view.setUint32(4, described.snapLength ?? 0, !bigEndian);
  const options: Option[] = [];
  if (described.name !== undefined) options.push([OPTION_INTERFACE_NAME, utf8.encode(described.name)]);
  if (described.description !== undefined) {
    options.push([OPTION_INTERFACE_DESCRIPTION, utf8.encode(described.description)]);
  }
  if (described.timestampResolution !== undefined) {
    options.push([OPTION_TIMESTAMP_RESOLUTION, Uint8Array.of(described.timestampResolution)]);
  }
  if (described.timestampOffsetSeconds !== undefined) {
    const offset = new Uint8Array(8);
    new DataView(offset.buffer).setBigInt64(0, BigInt(described.timestampOffsetSeconds), !bigEndian);
    options.push([OPTION_TIMESTAMP_OFFSET, offset]);
  }
  return anyBlock(INTERFACE_DESCRIPTION, [body, ...optionList(options, bigEndian)], bigEndian);
}

/** Secrets for the packets behind the block; `type` 0x544c534b for a TLS key log. */
export function decryptionSecretsBlock(type: number, secrets: Uint8Array, bigEndian = false): Uint8Array {
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint32(0, type, !bigEndian);
  view.setUint32(4, secrets.length, !bigEndian);
  return anyBlock(DECRYPTION_SECRETS, [head, secrets], bigEndian);
}

export function enhancedPacketBlock(packet: TickedPacket, bigEndian = false): Uint8Array {
  const head = packetHead(packet, bigEndian);
  new DataView(head.buffer).setUint32(0, packet.interfaceIndex, !bigEndian);
  const options: Option[] = packet.comment === undefined ? [] : [[OPTION_COMMENT, utf8.encode(packet.comment)]];
  return anyBlock(ENHANCED_PACKET, [head, packet.bytes, ...optionList(options, bigEndian)], bigEndian);
}

export function obsoletePacketBlock(packet: TickedPacket, bigEndian = false): Uint8Array {
  const head = packetHead(packet, bigEndian);
  const view = new DataView(head.buffer);
  view.setUint16(0, packet.interfaceIndex, !bigEndian);
  // Dropped packets: not known.
  view.setUint16(2, 0xffff, !bigEndian);
  return anyBlock(OBSOLETE_PACKET, [head, packet.bytes], bigEndian);
}

export function simplePacketBlock(bytes: Uint8Array, originalLength = bytes.length, bigEndian = false): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, originalLength, !bigEndian);
  return anyBlock(SIMPLE_PACKET, [head, bytes], bigEndian);
}

/** A block of any type; each part is padded to a multiple of four, as packets and options are. */
export function anyBlock(type: number, parts: readonly Uint8Array[], bigEndian = false): Uint8Array {
  const length = parts.reduce((sum, part) => sum + padded4(part.length), 12);
  const block = new Uint8Array(length);
  const view = new DataView(block.buffer);
  view.setUint32(0, type, !bigEndian);
  view.setUint32(4, length, !bigEndian);
  let at = 8;
  for (const part of parts) {
    block.set(part, at);
    at += padded4(part.length);
  }
  view.setUint32(at, length, !bigEndian);
  return block;
}

/** Writes a pcapng file with nanoseconds to a file descriptor; flush() at the end. */
export class PcapngWriter {
  readonly #file: FileWriter;
  /** The octets of a packet block before and behind the packet, used again for each one. */
  readonly #head = new Uint8Array(28);
  readonly #headView = new DataView(this.#head.buffer);
  readonly #tail = new Uint8Array(8);
  readonly #tailView = new DataView(this.#tail.buffer);

  constructor(descriptor: number, interfaces: readonly Omit<InterfaceOptions, TimeOption>[]) {
    this.#file = new FileWriter(descriptor);
    this.#file.write(sectionBlock());
    for (const described of interfaces) this.addInterface(described);
    this.#headView.setUint32(0, ENHANCED_PACKET, true);
  }

  /** Interfaces count from 0 in the order in which they are added, also between packets. */
  addInterface(described: Omit<InterfaceOptions, TimeOption>): void {
    const { linkType, snapLength = 0, name, description } = described;
    const named = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
    this.#file.write(interfaceBlock({ linkType, snapLength, ...named, timestampResolution: 9 }));
  }

  write(packet: WrittenPacket & { readonly interfaceIndex: number }, comment?: string): void {
    const { seconds, nanoseconds, interfaceIndex, originalLength, bytes, start, end } = packet;
    if (comment !== undefined) {
      const ticks = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
      const octets = bytes.subarray(start, end);
      this.#file.write(enhancedPacketBlock({ interfaceIndex, ticks, bytes: octets, originalLength, comment }));
      return;
    }
    const paddingLength = padded4(end - start) - (end - start);
    const blockLength = 32 + end - start + paddingLength;
    // seconds * 10^9 is more than a number holds: in two parts, the upper one in units of 2^16.
    const upper = Math.floor(seconds / 0x10000) * 1e9;
    const lower = (seconds % 0x10000) * 1e9 + nanoseconds + (upper % 0x10000) * 0x10000;
    const view = this.#headView;
    view.setUint32(4, blockLength, true);
    view.setUint32(8, interfaceIndex, true);
    view.setUint32(12, Math.floor(upper / 0x10000) + Math.floor(lower / 0x100000000), true);
    view.setUint32(16, lower % 0x100000000, true);
    view.setUint32(20, end - start, true);
    view.setUint32(24, originalLength, true);
    // The padding, then the length again: the first octets of the tail stay zero.
    this.#tailView.setUint32(4, blockLength, true);
    this.#file.write(this.#head);
    this.#file.write(bytes, start, end);
    this.#file.write(this.#tail, 4 - paddingLength, 8);
  }

  flush(): void {
    this.#file.flush();
  }
}

/** The 20 octets before the packet, without the interface. */
function packetHead(packet: TickedPacket, bigEndian: boolean): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(20);
  const view = new DataView(head.buffer);
  view.setUint32(4, Number(BigInt.asUintN(32, packet.ticks >> 32n)), !bigEndian);
  view.setUint32(8, Number(BigInt.asUintN(32, packet.ticks)), !bigEndian);
  view.setUint32(12, packet.bytes.length, !bigEndian);
  view.setUint32(16, packet.originalLength ?? packet.bytes.length, !bigEndian);
  return head;
}

function optionList(options: readonly Option[], bigEndian: boolean): Uint8Array[] {
  if (options.length === 0) return [];
  const parts: Uint8Array[] = [];
  for (const [code, value] of [...options, [OPTION_END, new Uint8Array(0)] as const]) {
    const head = new Uint8Array(4);
    const view = new DataView(head.buffer);
    view.setUint16(0, code, !bigEndian);
    view.setUint16(2, value.length, !bigEndian);
    parts.push(head, value);
  }
  return parts;
}
