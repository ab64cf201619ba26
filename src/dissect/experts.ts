// The experts of one frame, as numbers: which code, where, what was needed and what was there.
import { type ExpertName, expertIndex } from '../protocol/expert-codes.ts';

/** More than this in one frame repeat themselves. */
const expertLimit = 64;

export class ExpertList {
  count = 0;
  readonly code = new Uint8Array(expertLimit);
  /** A value of `layer`. */
  readonly layer = new Uint8Array(expertLimit);
  /** Octet where the trouble begins: in the frame, or in what was put together from several. */
  readonly offset = new Int32Array(expertLimit);
  readonly needed = new Int32Array(expertLimit);
  readonly available = new Int32Array(expertLimit);

  /** The buffer that offsets given to add() count in: the frame's, or a reassembled one. */
  bytes: Uint8Array = new Uint8Array(0);
  #frameBytes: Uint8Array = this.bytes;
  #frameStart = 0;

  reset(frameBytes: Uint8Array, frameStart: number): void {
    this.count = 0;
    this.bytes = frameBytes;
    this.#frameBytes = frameBytes;
    this.#frameStart = frameStart;
  }

  add(code: ExpertName, layer: number, offset: number, needed = 0, available = 0): void {
    const index = this.count;
    if (index === expertLimit) return;
    this.code[index] = expertIndex(code);
    this.layer[index] = layer;
    this.offset[index] = this.bytes === this.#frameBytes ? offset - this.#frameStart : offset;
    this.needed[index] = needed;
    this.available[index] = available;
    this.count = index + 1;
  }
}
