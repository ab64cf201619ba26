// The TLS records that one frame completed, and the handshake messages in them, as flat tuples: nothing is copied.

/** More records than this in one frame are read, but not listed. */
const recordLimit = 1024;

export class TlsRecordList {
  count = 0;
  /** The TLS layer that was pushed last: records that end now, end there. */
  layer = -1;
  /** Of each record that layer. */
  readonly layerAt: number[] = [];
  /** Number of the connection (TlsFacts.number). */
  readonly connection: number[] = [];
  /** The record with its header: bytes[start] to bytes[end - 1]. */
  readonly bytes: Uint8Array[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  /** What kind its contents are; -1 where they are protected and nobody could read them. */
  readonly type: number[] = [];
  /** True where the contents came out of a protection. */
  readonly isDecrypted: boolean[] = [];
  /** The contents where they are known. */
  readonly contents: (Uint8Array | undefined)[] = [];
  /** Version of the connection, as far as it is known by then; 0 before. */
  readonly version: number[] = [];

  handshakeCount = 0;
  /** The record that completed the message. */
  readonly handshakeRecord: number[] = [];
  /** The message with its header. */
  readonly handshakeBytes: Uint8Array[] = [];
  readonly handshakeStart: number[] = [];
  readonly handshakeEnd: number[] = [];

  reset(): void {
    this.count = 0;
    this.layer = -1;
    this.handshakeCount = 0;
  }

  /** Index of the record, or -1. */
  push(connection: number, version: number, bytes: Uint8Array, start: number, end: number): number {
    const index = this.count;
    if (index >= recordLimit) return -1;
    this.layerAt[index] = this.layer;
    this.connection[index] = connection;
    this.version[index] = version;
    this.bytes[index] = bytes;
    this.start[index] = start;
    this.end[index] = end;
    this.type[index] = -1;
    this.isDecrypted[index] = false;
    this.contents[index] = undefined;
    this.count = index + 1;
    return index;
  }

  know(index: number, type: number, contents: Uint8Array, isDecrypted: boolean): void {
    if (index < 0) return;
    this.type[index] = type;
    this.contents[index] = contents;
    this.isDecrypted[index] = isDecrypted;
  }

  pushHandshake(record: number, bytes: Uint8Array, start: number, end: number): void {
    const index = this.handshakeCount;
    if (record < 0 || index >= recordLimit) return;
    this.handshakeRecord[index] = record;
    this.handshakeBytes[index] = bytes;
    this.handshakeStart[index] = start;
    this.handshakeEnd[index] = end;
    this.handshakeCount = index + 1;
  }
}
