// The side of the thread that writes: takes the frames out of a batch and makes the same lines of them as one thread does.
import { emptyFrame } from '../../capture/frame.ts';
import { Dissection } from '../../dissect/dissection.ts';
import { SummaryLines } from '../../report/read/summary-line.ts';
import { TimeColumn } from '../../report/read/time-column.ts';
import type { TextBuffer } from '../../report/text-buffer.ts';
import type { TimeOptions } from '../summary-output.ts';
import { type Batch, frameFlag, frameWord, head, layerWord, readyLine } from './batch-layout.ts';

export class LineMaker {
  readonly #out: TextBuffer;
  readonly #lines: SummaryLines;
  /** Filled anew for each frame, with what a line is made of and nothing else. */
  readonly #d = new Dissection(false);
  readonly #frame = emptyFrame();

  constructor(out: TextBuffer, options: TimeOptions) {
    this.#out = out;
    this.#lines = new SummaryLines(out, new TimeColumn(options.time, options.timeUnit));
    this.#d.frame = this.#frame;
  }

  /** False where this was the end mark. */
  use({ octets, words }: Batch): boolean {
    const records = words[head.records] as number;
    const d = this.#d;
    this.#frame.bytes = octets;
    d.addressBytes = octets;
    let word: number = head.length;
    for (let left = records; left > 0; left--) {
      const count = words[word + frameWord.layers] as number;
      this.#takeFacts(words, word);
      if (count === readyLine) {
        this.#lines.skip(d);
        this.#out.octets(octets.subarray(words[word + frameWord.start], words[word + frameWord.end]));
        word += frameWord.length;
      } else word = this.#write(octets, words, word, count);
    }
    return records >= 0;
  }

  #takeFacts(words: Int32Array, from: number): void {
    const frame = this.#frame;
    const high = words[from + frameWord.secondsHigh] as number;
    const low = (words[from + frameWord.secondsLow] as number) >>> 0;
    frame.number = (words[from + frameWord.number] as number) >>> 0;
    frame.seconds = high === 0 ? low : high * 2 ** 32 + low;
    frame.nanoseconds = words[from + frameWord.nanoseconds] as number;
  }

  /** Gives where the next record begins. */
  #write(octets: Uint8Array, words: Int32Array, from: number, count: number): number {
    const d = this.#d;
    const frame = this.#frame;
    frame.start = words[from + frameWord.start] as number;
    frame.end = words[from + frameWord.end] as number;
    frame.originalLength = (words[from + frameWord.originalLength] as number) >>> 0;
    const flags = words[from + frameWord.flags] as number;
    d.quoted = (flags & frameFlag.quoted) !== 0;
    d.fragment = (flags & frameFlag.fragment) !== 0;
    d.addressLength = words[from + frameWord.addressLength] as number;
    d.sourceAt = words[from + frameWord.sourceAt] as number;
    d.destinationAt = words[from + frameWord.destinationAt] as number;
    d.number = words[from + frameWord.ipProtocol] as number;
    d.at = words[from + frameWord.at] as number;
    d.end = words[from + frameWord.regionEnd] as number;
    d.declaredEnd = words[from + frameWord.declaredEnd] as number;
    const { layers } = d;
    layers.count = 0;
    let word = from + frameWord.length;
    for (let left = count; left > 0; left--) {
      const index = layers.push(
        words[word + layerWord.protocol] as number,
        octets,
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
