// What a capture file or stream gives besides its frames: its format and the interfaces it describes.
import { type CaptureError, emptyFrame, type FrameSource } from './frame.ts';

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
}

/** Secrets that a pcapng capture carries for what is encrypted in it (draft-ietf-opsawg-pcapng §4.7). */
export interface CapturedSecrets {
  /** 0x544c534b: a TLS key log. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface CaptureSource extends FrameSource {
  /** Grows while the capture is read: secrets stand before the packets that they open. */
  readonly secrets?: readonly CapturedSecrets[];

  /** Grows while a pcapng capture is read; `frame.interfaceIndex` counts into it. */
  readonly interfaces: readonly CaptureInterface[];
  /** Options of the section headers read so far (pcapng). */
  readonly sectionOptions?: readonly CaptureOption[];
  /** Of the frame in hand; undefined where the format tells no more than the frame has. */
  packetDetails?(): PacketDetails | undefined;
  /** Where the next frame begins; undefined (or no such function) where the source cannot come back to it. */
  mark?(): CaptureMark | undefined;
  /** The next frame is the one behind the mark. */
  goTo?(mark: CaptureMark): void;
}

/** A place between two frames of a capture that is read, to come back to. Only the source that gave it knows what is in it. */
export interface CaptureMark {
  /** Frames before it. */
  readonly frames: number;
}

/** More than this is no captured packet but a damaged length (the limit of libpcap and Wireshark as well). */
export const MAX_CAPTURED_LENGTH = 262_144;

/** A capture whose reading ended before its first frame. */
export function emptySource(fault?: CaptureError): CaptureSource {
  return {
    frame: emptyFrame(),
    interfaces: [],
    fault,
    next: () => false,
    fill: () => Promise.resolve(false),
    close: () => {},
  };
}
