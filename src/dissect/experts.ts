// The experts of one frame, as numbers: which code, about what, where, what was needed, what was there, who set the limit.
import { type ExpertName, expertCodes, expertIndex } from '../protocol/expert-codes.ts';
import { limit } from '../protocol/expert-limits.ts';

/** More than this in one frame repeat themselves. */
const expertLimit = 64;

/** What an expert is about: a message, parameter, error cause or policy of the tables. */
export interface ExpertSubject {
  readonly name: string;
  readonly rfc: string;
}

export class ExpertList {
  count = 0;
  readonly code = new Uint8Array(expertLimit);
  /** A value of `layer`. */
  readonly layer = new Uint8Array(expertLimit);
  /** Octet where the trouble begins: in the frame, or in what was put together from several (then `inFrame` is 0). */
  readonly offset = new Int32Array(expertLimit);
  readonly inFrame = new Uint8Array(expertLimit);
  /** Octets for an expert about a length; for others what a value should be and is (or the number that is not known). */
  readonly needed = new Float64Array(expertLimit);
  readonly available = new Float64Array(expertLimit);
  /** A value of `limit`: what set the end. */
  readonly limitedBy = new Uint8Array(expertLimit);
  /** Borrowed from the tables. */
  readonly subject: (ExpertSubject | undefined)[] = new Array(expertLimit).fill(undefined);

  /** True where the messages of the frame were checked already, so that who walks them again records nothing. */
  messagesChecked = false;

  /** The buffer that offsets given to add() count in: the frame's, or a reassembled one. */
  bytes: Uint8Array = new Uint8Array(0);
  #frameBytes: Uint8Array = this.bytes;
  #frameStart = 0;

  reset(frameBytes: Uint8Array, frameStart: number): void {
    this.count = 0;
    this.messagesChecked = false;
    this.bytes = frameBytes;
    this.#frameBytes = frameBytes;
    this.#frameStart = frameStart;
  }

  get isFull(): boolean {
    return this.count === expertLimit;
  }

  /** How an offset in `bytes` is written down. */
  offsetOf(offset: number): number {
    return this.bytes === this.#frameBytes ? offset - this.#frameStart : offset;
  }

  add(
    code: ExpertName,
    layer: number,
    offset: number,
    needed = 0,
    available = 0,
    limitedBy: number = limit.none,
    subject: ExpertSubject | undefined = undefined,
  ): void {
    this.addCode(expertIndex(code), layer, offset, needed, available, limitedBy, subject);
  }

  /** The same by the code's number. */
  addCode(
    number: number,
    layer: number,
    offset: number,
    needed: number,
    available: number,
    limitedBy: number,
    subject: ExpertSubject | undefined,
  ): void {
    const index = this.count;
    if (index === expertLimit) return;
    this.code[index] = number;
    this.layer[index] = layer;
    this.offset[index] = this.offsetOf(offset);
    this.inFrame[index] = this.bytes === this.#frameBytes ? 1 : 0;
    this.needed[index] = needed;
    this.available[index] = available;
    this.limitedBy[index] = limitedBy === limit.none ? (expertCodes[number]?.limit ?? limit.none) : limitedBy;
    this.subject[index] = subject;
    this.count = index + 1;
  }
}
