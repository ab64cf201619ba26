// Where the octets of a capture come from: a file, read synchronously, or a stream, chunk by chunk.
import { closeSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { CaptureError } from './frame.ts';

export interface ByteSupply {
  /** Puts octets at into[at] and behind, as many as there are and fit; says how many, 0 at the end. */
  read(into: Uint8Array, at: number): number | Promise<number>;
  /** Goes on at this octet of the capture; a supply without it cannot. */
  seek?(offset: number): void;
  close(): void;
}

/** Tells `onRead` how many octets each piece has that is read: a file comes in large ones. */
export function counted(supply: ByteSupply, onRead: ((count: number) => void) | undefined): ByteSupply {
  if (onRead === undefined) return supply;
  const told = (count: number) => {
    onRead(count);
    return count;
  };
  return {
    read(into, at) {
      const count = supply.read(into, at);
      return typeof count === 'number' ? told(count) : count.then(told);
    },
    ...(supply.seek === undefined ? {} : { seek: (offset: number) => supply.seek?.(offset) }),
    close: () => supply.close(),
  };
}

export class FileSupply implements ByteSupply {
  readonly #descriptor: number;
  #closed = false;
  /** Null: behind what was read last. */
  #position: number | null = null;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  read(into: Uint8Array, at: number): number {
    if (this.#closed) return 0;
    try {
      const count = readSync(this.#descriptor, into, at, into.length - at, this.#position);
      if (this.#position !== null) this.#position += count;
      return count;
    } catch (error) {
      throw readFailure(error);
    }
  }

  seek(offset: number): void {
    this.#position = offset;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }
}

export class StreamSupply implements ByteSupply {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #taken = 0;
  #closed = false;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    while (this.#taken === this.#chunk.length) {
      if (this.#closed) return 0;
      try {
        const result = await this.#chunks.next();
        if (result.done) return 0;
        this.#chunk = result.value;
        this.#taken = 0;
      } catch (error) {
        // Closing while a read is under way makes the stream complain about its early end: we wanted that.
        if (this.#closed) return 0;
        throw readFailure(error);
      }
    }
    const count = Math.min(this.#chunk.length - this.#taken, into.length - at);
    into.set(this.#chunk.subarray(this.#taken, this.#taken + count), at);
    this.#taken += count;
    return count;
  }

  /** Also ends the stream, so that a child or standard input does not keep the process alive. */
  close(): void {
    this.#closed = true;
    this.#stream.destroy();
  }
}

function readFailure(error: unknown): CaptureError {
  return new CaptureError('unreadable', `reading failed: ${error instanceof Error ? error.message : String(error)}`);
}
