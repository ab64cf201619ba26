// What a capture tells of where its frames come from: interfaces, and what pcapng keeps beside a packet
// (draft-ietf-opsawg-pcapng §4.2, §4.3).

/** An option of a pcapng block; numbers in it are little-endian, whatever the file was. */
export interface CaptureOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** What pcapng tells of a packet beyond its Frame. */
export interface PacketDetails {
  /** The time stamp as it stands in the file, in ticks of its interface. */
  readonly ticksHigh: number;
  readonly ticksLow: number;
  /** Comments, flags, hashes … */
  readonly options: readonly CaptureOption[];
}

export interface CaptureInterface {
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** LINKTYPE_ value as in the capture file. */
  readonly linkType: number;
  /** Octets kept of each packet at most; 0 for no limit. */
  readonly snapLength: number;
  /** As the pcapng option if_tsresol: n for 10^-n seconds, 0x80 + n for 2^-n seconds. */
  readonly timestampResolution: number;
  /** All options of the interface description, where the capture is pcapng. */
  readonly options?: readonly CaptureOption[];
  /** Counts from 1 over the sections of a pcapng capture. */
  readonly section?: number;
}

/** Whoever gives frames; they name it, so that what few ask for is looked up only then. */
export interface FrameOrigin {
  /** `frame.interfaceIndex` counts into it. */
  readonly interfaces: readonly CaptureInterface[];
  /** Of the frame in hand; undefined where the format tells no more than the frame has. */
  packetDetails?(): PacketDetails | undefined;
}
