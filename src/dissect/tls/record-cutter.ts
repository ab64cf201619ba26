// Cuts the octets of one direction into TLS records (RFC 5246 §6.2.1, RFC 8446 §5.1), whatever segments or user messages
// they come in.
import { u16 } from '../../bytes/read.ts';
import { ciphertextLimit, contentType, recordHeaderLength } from '../../protocol/tls/content-types.ts';

const headerVersionMajor = 3;
const headerVersionMinorMost = 4;

/** True where the header of a record stands at `at`, as far as there are octets to tell. */
export function isRecordHeader(bytes: Uint8Array, at: number, end: number): boolean {
  const available = end - at;
  if (available < 1) return false;
  const type = bytes[at] as number;
  if (type < contentType.changeCipherSpec || type > contentType.heartbeat) return false;
  if (available >= 2 && bytes[at + 1] !== headerVersionMajor) return false;
  if (available >= 3 && (bytes[at + 2] as number) > headerVersionMinorMost) return false;
  if (available < recordHeaderLength) return true;
  const length = u16(bytes, at + 3);
  // Only application data may be empty (RFC 8446 §5.1).
  return length <= ciphertextLimit && (length > 0 || type === contentType.applicationData);
}

export class RecordCutter {
  /** The record that next() found, with its header: bytes[start] to bytes[end - 1]. */
  bytes: Uint8Array = empty;
  start = 0;
  end = 0;
  /** Octets that were no record, since somebody looked last. */
  skipped = 0;
  private at = 0;
  private carriers: number[] = [];

  /** Frames that carried the record in hand, or its beginning. */
  get frames(): readonly number[] {
    return this.carriers;
  }

  /** True where the beginning of a record waits for the rest. */
  get isWaiting(): boolean {
    return this.at < this.bytes.length;
  }

  append(more: Uint8Array, from: number, to: number, frame: number): void {
    const waiting = this.bytes.length - this.at;
    const joined = new Uint8Array(waiting + to - from);
    joined.set(this.bytes.subarray(this.at));
    joined.set(more.subarray(from, to), waiting);
    this.bytes = joined;
    this.at = 0;
    if (waiting === 0) this.carriers = [];
    if (this.carriers.at(-1) !== frame) this.carriers.push(frame);
  }

  /** Moves on to the next whole record; false where more octets are needed. */
  next(): boolean {
    const { bytes } = this;
    // What begins now began in the frame that came last.
    if (this.at > 0 && this.carriers.length > 1) this.carriers = this.carriers.slice(-1);
    while (this.at < bytes.length && !isRecordHeader(bytes, this.at, bytes.length)) {
      this.at++;
      this.skipped++;
    }
    const at = this.at;
    if (bytes.length - at < recordHeaderLength) return false;
    const end = at + recordHeaderLength + u16(bytes, at + 3);
    if (end > bytes.length) return false;
    this.start = at;
    this.end = end;
    this.at = end;
    return true;
  }

  /** Gives up what waits: its rest never comes. */
  lose(): void {
    this.bytes = empty;
    this.at = 0;
    this.carriers = [];
  }
}

const empty = new Uint8Array(0);
