// Types of the two packages that bring none; only what this room uses.

declare module 'pcap-parser' {
  import type { EventEmitter } from 'node:events';

  export interface GlobalHeader {
    readonly snapshotLength: number;
    readonly linkLayerType: number;
  }

  export interface PacketHeader {
    readonly timestampSeconds: number;
    readonly timestampMicroseconds: number;
    readonly capturedLength: number;
    readonly originalLength: number;
  }

  export interface Parser extends EventEmitter {
    /** Bytes that wait for their rest; null makes the parser take the next chunk as it is. */
    buffer: Buffer | null;
    on(event: 'globalHeader', listener: (header: GlobalHeader) => void): this;
    on(event: 'packetHeader', listener: (header: PacketHeader) => void): this;
    on(event: 'packetData', listener: (data: Buffer) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }

  export interface StreamLike extends EventEmitter {
    pause(): unknown;
    resume(): unknown;
  }

  const pcapParser: { parse(input: StreamLike): Parser };
  export default pcapParser;
}

declare module 'lz4js' {
  const lz4: {
    /** Returns the index behind the last octet it wrote to (or would have written to) `target`. */
    decompressBlock(
      source: Uint8Array,
      target: Uint8Array,
      sourceIndex: number,
      sourceLength: number,
      targetIndex: number,
    ): number;
    compress(source: Uint8Array): Uint8Array;
  };
  export default lz4;
}
