// Collects octets and writes them to a file descriptor in large portions.
import { writeSync } from 'node:fs';

const CAPACITY = 1 << 18;

export class FileWriter {
  readonly #descriptor: number;
  readonly #pending = new Uint8Array(CAPACITY);
  #length = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Copies the octets from `start` up to `end`, so they may be borrowed. */
  write(bytes: Uint8Array, start = 0, end = bytes.length): void {
    if (end - start > CAPACITY - this.#length) this.flush();
    if (end - start > CAPACITY) {
      this.#writeAll(bytes, start, end);
      return;
    }
    const room = this.#pending;
    // A packet is short: below some hundred octets a loop beats subarray and set, which make an object.
    if (end - start < 128) for (let at = start, to = this.#length; at < end; at++, to++) room[to] = bytes[at]!;
    else room.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  /** Also needed at the end; closing the descriptor is up to its owner. */
  flush(): void {
    const length = this.#length;
    this.#length = 0;
    this.#writeAll(this.#pending, 0, length);
  }

  #writeAll(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; ) {
      try {
        at += writeSync(this.#descriptor, bytes, at, end - at);
      } catch (error) {
        // A pipe whose reader is slow, where the descriptor does not wait: we do.
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
  }
}
