// What a capture file or stream gives besides its frames: its format and the interfaces it describes.
import { type CaptureError, emptyFrame, type FrameSource } from './frame.ts';
import type { CaptureOption, FrameOrigin } from './frame-origin.ts';

export type { CaptureInterface, CaptureOption, PacketDetails } from './frame-origin.ts';

/** Secrets that a pcapng capture carries for what is encrypted in it (draft-ietf-opsawg-pcapng §4.7). */
export interface CapturedSecrets {
  /** 0x544c534b: a TLS key log. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface CaptureSource extends FrameSource, FrameOrigin {
  /** Grows while the capture is read: secrets stand before the packets that they open. */
  readonly secrets?: readonly CapturedSecrets[];

  /** Options of the section headers read so far (pcapng). */
  readonly sectionOptions?: readonly CaptureOption[];
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
