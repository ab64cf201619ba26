// Writes pcap files (draft-ietf-opsawg-pcap): either byte order, microseconds or nanoseconds, and Kuznetzov's modified
// form, which only tests have a use for.
import { FileWriter } from './file-writer.ts';
import type { Frame } from './frame.ts';
import { PCAP_HEADER_LENGTH, PCAP_MICROSECONDS, PCAP_MODIFIED, PCAP_NANOSECONDS } from './pcap-header.ts';
import { MAX_CAPTURED_LENGTH } from './source.ts';

export interface PcapOptions {
  readonly linkType: number;
  readonly snapLength?: number;
  readonly nanoseconds?: boolean;
  readonly bigEndian?: boolean;
  readonly modified?: boolean;
}

/** What a record is made of; a Frame is one. */
export type WrittenPacket = Pick<Frame, 'seconds' | 'nanoseconds' | 'bytes' | 'start' | 'end' | 'originalLength'>;

export function pcapHeader(options: PcapOptions): Uint8Array {
  const header = new Uint8Array(PCAP_HEADER_LENGTH);
  const view = new DataView(header.buffer);
  const littleEndian = !options.bigEndian;
  view.setUint32(0, magicOf(options), littleEndian);
  view.setUint16(4, 2, littleEndian);
  view.setUint16(6, 4, littleEndian);
  view.setUint32(16, options.snapLength ?? MAX_CAPTURED_LENGTH, littleEndian);
  view.setUint32(20, options.linkType, littleEndian);
  return header;
}

/** One record: its header and a copy of the packet's octets. */
export function pcapRecord(options: PcapOptions, packet: WrittenPacket): Uint8Array {
  const headerLength = recordHeaderLength(options);
  const record = new Uint8Array(headerLength + packet.end - packet.start);
  setRecordHeader(new DataView(record.buffer), options, packet);
  record.set(packet.bytes.subarray(packet.start, packet.end), headerLength);
  return record;
}

/** Writes many records to a file descriptor; flush() at the end. */
export class PcapWriter {
  readonly #options: PcapOptions;
  readonly #file: FileWriter;
  readonly #recordHeader: Uint8Array;
  readonly #view: DataView;

  constructor(descriptor: number, options: PcapOptions) {
    this.#options = options;
    this.#file = new FileWriter(descriptor);
    this.#recordHeader = new Uint8Array(recordHeaderLength(options));
    this.#view = new DataView(this.#recordHeader.buffer);
    this.#file.write(pcapHeader(options));
  }

  write(packet: WrittenPacket): void {
    setRecordHeader(this.#view, this.#options, packet);
    this.#file.write(this.#recordHeader);
    this.#file.write(packet.bytes, packet.start, packet.end);
  }

  flush(): void {
    this.#file.flush();
  }
}

function setRecordHeader(view: DataView, options: PcapOptions, packet: WrittenPacket): void {
  const littleEndian = !options.bigEndian;
  const fraction = options.nanoseconds ? packet.nanoseconds : Math.floor(packet.nanoseconds / 1000);
  view.setUint32(0, packet.seconds, littleEndian);
  view.setUint32(4, fraction, littleEndian);
  view.setUint32(8, packet.end - packet.start, littleEndian);
  view.setUint32(12, packet.originalLength, littleEndian);
}

function magicOf(options: PcapOptions): number {
  if (options.modified) return PCAP_MODIFIED;
  return options.nanoseconds ? PCAP_NANOSECONDS : PCAP_MICROSECONDS;
}

function recordHeaderLength(options: PcapOptions): number {
  return options.modified ? 24 : 16;
}
