// What every capture source gives: one frame at a time, its bytes borrowed.
import type { FrameOrigin } from './frame-origin.ts';

/** One captured frame. The record and its bytes are reused: valid until the next call of `next()` on their source. */
export interface Frame {
  /** Counts from 1 over everything that is read in one run. */
  number: number;
  /** Seconds since 1970 (UTC) and the nanoseconds after them: two numbers, so no digit is lost. */
  seconds: number;
  nanoseconds: number;
  /** LINKTYPE_ value as in the capture file. */
  linkType: number;
  /** The captured octets are bytes[start] to bytes[end - 1]. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Octets that the frame had on the wire; more than end - start where the snap length cut it. */
  originalLength: number;
  /** Counts from 0 over the interfaces of the input. */
  interfaceIndex: number;
  /** Who gave it; undefined for frames that no capture gave. */
  origin?: FrameOrigin | undefined;
}

export function emptyFrame(origin?: FrameOrigin): Frame {
  return {
    number: 0,
    seconds: 0,
    nanoseconds: 0,
    linkType: 0,
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    originalLength: 0,
    interfaceIndex: 0,
    origin,
  };
}

/**
 * Frames in capture order. The loop over it is synchronous; only fill() waits:
 *
 *     do { while (source.next()) use(source.frame); } while (await source.fill());
 */
export interface FrameSource {
  readonly frame: Frame;
  /** Moves to the next frame; false when more bytes are needed (or none are left). */
  next(): boolean;
  /** Gets more bytes; false at the end. After that `fault` says whether the end was a clean one. */
  fill(): Promise<boolean>;
  /** Why reading ended before the end of the capture; everything before it has been given. */
  readonly fault: CaptureError | undefined;
  close(): void;
}

export type CaptureErrorCode = 'missing' | 'unreadable' | 'empty' | 'not-a-capture' | 'cut' | 'damaged' | 'unsupported';

/** What is wrong with an input, for one line to the user. */
export class CaptureError extends Error {
  readonly code: CaptureErrorCode;
  /** Octet in the (uncompressed) file where reading stopped. */
  readonly offset: number;
  constructor(code: CaptureErrorCode, message: string, offset = 0) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}
