// Handshake messages out of the records of one direction: several in a record, or one over several (RFC 8446 §5.1).

const headerLength = 4;

/** Octets kept of a message. Only certificate chains are longer; the certificate that counts comes first. */
const octetsKept = 20 * 1024;

export class HandshakeCutter {
  /** The message that next() found, with its header; not whole where it is longer than what is kept. */
  bytes: Uint8Array = empty;
  start = 0;
  end = 0;
  private at = 0;
  /** Octets still to come of a message of which no more is kept. */
  private skip = 0;

  append(more: Uint8Array): void {
    const skipped = Math.min(this.skip, more.length);
    this.skip -= skipped;
    const waiting = this.bytes.length - this.at;
    const joined = new Uint8Array(waiting + more.length - skipped);
    joined.set(this.bytes.subarray(this.at));
    joined.set(more.subarray(skipped), waiting);
    this.bytes = joined;
    this.at = 0;
  }

  next(): boolean {
    const { bytes } = this;
    const at = this.at;
    const available = bytes.length - at;
    if (available < headerLength) return false;
    const length =
      headerLength + (((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
    const missing = length - available;
    if (missing > 0 && available < octetsKept) return false;
    this.start = at;
    this.end = at + Math.min(length, available);
    this.at = this.end;
    if (missing > 0) this.skip = missing;
    return true;
  }

  lose(): void {
    this.bytes = empty;
    this.at = 0;
    this.skip = 0;
  }
}

const empty = new Uint8Array(0);
