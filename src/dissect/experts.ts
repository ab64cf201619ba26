// The experts of one frame, as numbers: which code, where, what was needed and what was there.
import { type ExpertName, expertIndex } from '../protocol/expert-codes.ts';

/** More than this in one frame repeat themselves. */
const expertLimit = 64;

export class ExpertList {
  count = 0;
  readonly code = new Uint8Array(expertLimit);
  /** A value of `layer`. */
  readonly layer = new Uint8Array(expertLimit);
  /** Octet in the buffer of the layer where the trouble begins. */
  readonly offset = new Int32Array(expertLimit);
  readonly needed = new Int32Array(expertLimit);
  readonly available = new Int32Array(expertLimit);

  add(code: ExpertName, layer: number, offset: number, needed = 0, available = 0): void {
    const index = this.count;
    if (index === expertLimit) return;
    this.code[index] = expertIndex(code);
    this.layer[index] = layer;
    this.offset[index] = offset;
    this.needed[index] = needed;
    this.available[index] = available;
    this.count = index + 1;
  }
}
