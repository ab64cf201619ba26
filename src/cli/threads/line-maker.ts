// The side of the thread that writes: takes the frames out of a batch and makes the same lines of them as one thread does.
import { emptyFrame } from '../../capture/frame.ts';
import { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import { SummaryLines } from '../../report/read/summary-line.ts';
import { TimeColumn } from '../../report/read/time-column.ts';
import type { TextBuffer } from '../../report/text-buffer.ts';
import type { TimeOptions } from '../summary-output.ts';
import {
  type Batch,
  belowUpperOctet,
  frameFlag,
  frameWord,
  head,
  layerWord,
  liesAside,
  partWord,
  record,
  upperOctet,
} from './batch-layout.ts';

export class LineMaker {
  readonly #out: TextBuffer;
  readonly #windows: readonly Uint8Array[];
  readonly #lines: SummaryLines;
  /** Filled anew for each frame, with what a line is made of and nothing else. */
  readonly #d = new Dissection(false);
  readonly #frame = emptyFrame();

  constructor(out: TextBuffer, windows: readonly Uint8Array[], options: TimeOptions) {
    this.#out = out;
    this.#windows = windows;
    this.#lines = new SummaryLines(out, new TimeColumn(options.time, options.timeUnit));
    this.#d.frame = this.#frame;
  }

  /** False where this was the end mark. */
  use({ words, aside }: Batch): boolean {
    const records = words[head.records] as number;
    if (records < 0) return false;
    const octets = this.#windows[words[head.window] as number] as Uint8Array;
    this.#frame.bytes = octets;
    this.#d.addressBytes = octets;
    let word: number = head.length;
    for (let left = records; left > 0; left--) {
      this.#takeFacts(words, word);
      const kind = words[word + frameWord.kind] as number;
      const layerCount = kind >>> 16;
      switch (kind & 0xffff) {
        case record.sctp:
          word = this.#writeSctpPacket(octets, words, word, layerCount);
          break;
        case record.whole:
          word = this.#writeFrame(octets, aside, words, word, layerCount);
          break;
        default:
          this.#lines.skip(this.#d);
          this.#out.octets(aside.subarray(words[word + frameWord.start], words[word + frameWord.end]));
          word += frameWord.lineLength;
      }
    }
    return true;
  }

  #takeFacts(words: Int32Array, from: number): void {
    const frame = this.#frame;
    const high = words[from + frameWord.secondsHigh] as number;
    const low = (words[from + frameWord.secondsLow] as number) >>> 0;
    frame.number = (words[from + frameWord.number] as number) >>> 0;
    frame.seconds = high === 0 ? low : high * 2 ** 32 + low;
    frame.nanoseconds = words[from + frameWord.nanoseconds] as number;
  }

  /** Gives the flags. */
  #takePlace(words: Int32Array, from: number): number {
    const d = this.#d;
    const frame = this.#frame;
    frame.start = words[from + frameWord.start] as number;
    frame.end = words[from + frameWord.end] as number;
    frame.originalLength = (words[from + frameWord.originalLength] as number) >>> 0;
    const flags = words[from + frameWord.flags] as number;
    d.quoted = (flags & frameFlag.quoted) !== 0;
    d.fragment = (flags & frameFlag.fragment) !== 0;
    d.addressLength = flags >>> 8;
    d.sourceAt = words[from + frameWord.sourceAt] as number;
    return flags;
  }

  /** Gives where the next record begins. */
  #writeSctpPacket(octets: Uint8Array, words: Int32Array, from: number, count: number): number {
    const d = this.#d;
    const flags = this.#takePlace(words, from);
    d.destinationAt = d.sourceAt + d.addressLength;
    const { start } = this.#frame;
    const { layers } = d;
    layers.count = 0;
    // A line tells nothing of the header itself.
    layers.push(layer.sctp, octets, start, start);
    let word = from + frameWord.sctpLength;
    for (let left = count; left > 0; left--) {
      const place = words[word + partWord.place] as number;
      const size = words[word + partWord.octets] as number;
      const number = words[word + partWord.number] as number;
      const protocol = place >>> upperOctet;
      const begin = start + (place & belowUpperOctet);
      const index = layers.push(protocol, octets, begin, begin + (size & belowUpperOctet));
      if (protocol === layer.sctpChunk) {
        layers.extra[index] = size >>> upperOctet;
        layers.detail[index] = number;
      } else layers.extra[index] = number;
      word += partWord.length;
    }
    this.#lines.write(d, flags & frameFlag.nineDecimals ? 9 : 6);
    return word;
  }

  /** Gives where the next record begins. */
  #writeFrame(octets: Uint8Array, aside: Uint8Array, words: Int32Array, from: number, count: number): number {
    const d = this.#d;
    const flags = this.#takePlace(words, from);
    d.destinationAt = words[from + frameWord.destinationAt] as number;
    d.number = words[from + frameWord.ipProtocol] as number;
    d.at = words[from + frameWord.at] as number;
    d.end = words[from + frameWord.regionEnd] as number;
    d.declaredEnd = words[from + frameWord.declaredEnd] as number;
    const { layers } = d;
    layers.count = 0;
    let word = from + frameWord.wholeLength;
    for (let left = count; left > 0; left--) {
      const protocol = words[word + layerWord.protocol] as number;
      const index = layers.push(
        protocol & ~liesAside,
        protocol & liesAside ? aside : octets,
        words[word + layerWord.start] as number,
        words[word + layerWord.end] as number,
      );
      layers.extra[index] = words[word + layerWord.extra] as number;
      layers.detail[index] = words[word + layerWord.detail] as number;
      word += layerWord.length;
    }
    this.#lines.write(d, flags & frameFlag.nineDecimals ? 9 : 6);
    return word;
  }
}
