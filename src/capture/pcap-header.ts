// The 24-byte header of a pcap file (draft-ietf-opsawg-pcap §4) in all its kinds: two byte orders, two units of time,
// and Kuznetzov's modified form with longer record headers.
import type { BlockWindow } from './block-window.ts';
import { CaptureError } from './frame.ts';

export const PCAP_HEADER_LENGTH = 24;

export const PCAP_MICROSECONDS = 0xa1b2c3d4;
export const PCAP_NANOSECONDS = 0xa1b23c4d;
export const PCAP_MODIFIED = 0xa1b2cd34;

export interface PcapKind {
  readonly magic: number;
  readonly littleEndian: boolean;
  /** Nanoseconds in one tick of the records' fraction of a second. */
  readonly nanosecondsPerTick: number;
  readonly recordHeaderLength: number;
}

export interface PcapHeader extends PcapKind {
  readonly linkType: number;
  readonly snapLength: number;
}

/** What the first four octets say; undefined when this is not a pcap file. */
export function pcapKind(view: DataView, at: number): PcapKind | undefined {
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(at, littleEndian);
    if (magic === PCAP_MICROSECONDS || magic === PCAP_NANOSECONDS || magic === PCAP_MODIFIED) {
      return {
        magic,
        littleEndian,
        nanosecondsPerTick: magic === PCAP_NANOSECONDS ? 1 : 1000,
        // Kuznetzov's form adds interface index, protocol and packet type to each record header.
        recordHeaderLength: magic === PCAP_MODIFIED ? 24 : 16,
      };
    }
  }
  return undefined;
}

/** Reads the header without stepping over it; the window holds all of its 24 octets. */
export function readPcapHeader(window: BlockWindow, kind: PcapKind): PcapHeader {
  const { view, start } = window;
  const major = view.getUint16(start + 4, kind.littleEndian);
  const minor = view.getUint16(start + 6, kind.littleEndian);
  if (major !== 2) {
    throw new CaptureError('unsupported', `pcap version ${major}.${minor}; only version 2 is known`, window.offset + 4);
  }
  return {
    ...kind,
    snapLength: view.getUint32(start + 16, kind.littleEndian),
    linkType: linkTypeOf(view.getUint32(start + 20, kind.littleEndian)),
  };
}

/** The upper six bits of the field tell the length of the frame check sequence. */
export function linkTypeOf(field: number): number {
  return field & 0x03ffffff;
}
