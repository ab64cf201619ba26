// Decompression between a compressed capture and its reader: gzip (RFC 1952), zstd (RFC 8878) and lz4, piece by piece.
import { createGunzip } from 'node:zlib';
import type { BlockWindow } from './block-window.ts';
import type { ByteSupply } from './byte-supply.ts';
import { CaptureError } from './frame.ts';
import { Lz4Frames } from './lz4-frames.ts';
import { StreamCut } from './stepwise.ts';
import { ZstdFrames } from './zstd-frames.ts';

export type Compression = 'gzip' | 'zstd' | 'lz4';

/** Takes compressed pieces in order and emits what they make; both methods throw on a broken stream. */
interface Decoder {
  feed(piece: Uint8Array): void | Promise<void>;
  finish(): void | Promise<void>;
  close?(): void;
}

type Emit = (decompressed: Uint8Array) => void;

/** zlib keeps the output of a piece to itself when the piece turns out broken, so a small piece loses little. */
const PIECE_LENGTH = 4096;
/** The checksums of gzip: fed on their own, a wrong one costs no output at all. */
const TRAILER_LENGTH = 8;

export class DecompressedSupply implements ByteSupply {
  readonly #compressed: BlockWindow;
  readonly #compression: Compression;
  readonly #decoder: Decoder;
  readonly #chunks: Uint8Array[] = [];
  #taken = 0;
  #emitted = 0;
  #compressedEnded = false;
  #finished = false;
  #fault: CaptureError | undefined;

  constructor(compressed: BlockWindow, compression: Compression) {
    this.#compressed = compressed;
    this.#compression = compression;
    this.#decoder = decoderFor(compression, (decompressed) => {
      if (decompressed.length === 0) return;
      this.#chunks.push(decompressed);
      this.#emitted += decompressed.length;
    });
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    while (this.#chunks.length === 0) {
      if (this.#fault !== undefined) throw this.#fault;
      if (this.#finished) return 0;
      await this.#step();
    }
    let end = at;
    while (this.#chunks.length > 0 && end < into.length) {
      const chunk = this.#chunks[0]!;
      const count = Math.min(chunk.length - this.#taken, into.length - end);
      into.set(chunk.subarray(this.#taken, this.#taken + count), end);
      end += count;
      this.#taken += count;
      if (this.#taken === chunk.length) {
        this.#chunks.shift();
        this.#taken = 0;
      }
    }
    return end - at;
  }

  close(): void {
    this.#finished = true;
    this.#decoder.close?.();
    this.#compressed.close();
  }

  /** One piece of input, or the end of it. */
  async #step(): Promise<void> {
    const compressed = this.#compressed;
    if (!this.#compressedEnded && compressed.available <= TRAILER_LENGTH) {
      this.#compressedEnded = !(await compressed.fill(TRAILER_LENGTH + 1));
      return;
    }
    const heldBack = compressed.available > TRAILER_LENGTH ? TRAILER_LENGTH : 0;
    const length = Math.min(compressed.available - heldBack, PIECE_LENGTH);
    try {
      if (length === 0) {
        this.#finished = true;
        await this.#decoder.finish();
        this.#fault = compressed.fault;
      } else {
        const piece = compressed.bytes.subarray(compressed.start, compressed.start + length);
        await this.#decoder.feed(piece);
        compressed.start += length;
      }
    } catch (error) {
      this.#fault = compressed.fault ?? this.#streamFault(error);
    }
  }

  #streamFault(error: unknown): CaptureError {
    const after = `after ${this.#emitted} bytes of capture`;
    if (isEarlyEnd(error)) {
      return new CaptureError('cut', `the ${this.#compression} stream is cut short ${after}`, this.#emitted);
    }
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the ${this.#compression} stream is damaged ${after}: ${reason}`;
    return new CaptureError('damaged', message, this.#emitted);
  }
}

function isEarlyEnd(error: unknown): boolean {
  if (error instanceof StreamCut) return true;
  return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
}

function decoderFor(compression: Compression, emit: Emit): Decoder {
  switch (compression) {
    case 'gzip':
      return gzipDecoder(emit);
    case 'zstd':
      return new ZstdFrames(emit);
    case 'lz4':
      return new Lz4Frames(emit);
  }
}

function gzipDecoder(emit: Emit): Decoder {
  const gunzip = createGunzip();
  let failure: Error | undefined;
  let ended = false;
  let settle: (() => void) | undefined;
  gunzip.on('data', emit);
  gunzip.on('error', (error) => {
    failure = error;
    settle?.();
  });
  gunzip.on('end', () => {
    ended = true;
    settle?.();
  });
  // After an error zlib does not call back: that is why the events settle it, too.
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((resolve, reject) => {
      settle = () => (failure === undefined ? resolve() : reject(failure));
      if (failure !== undefined || ended) settle();
      else start(settle);
    });
  return {
    feed: (piece) => settled((done) => gunzip.write(piece, done)),
    finish: () => settled(() => gunzip.end()),
    close: () => gunzip.destroy(),
  };
}
