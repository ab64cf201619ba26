// The side of the thread that dissects: an output that puts each frame into a batch, from which a worker makes its line.
// What a batch cannot carry, which is rare (TLS records, reassembled packets), becomes a line here.
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import type { FrameOutput } from '../../report/read/frame-output.ts';
import { SummaryLines } from '../../report/read/summary-line.ts';
import { TimeColumn } from '../../report/read/time-column.ts';
import { TextBuffer } from '../../report/text-buffer.ts';
import type { TimeOptions } from '../summary-output.ts';
import {
  type Batch,
  batchCount,
  frameFlag,
  frameWord,
  head,
  layerWord,
  readyLine,
  type SharedBatches,
} from './batch-layout.ts';
import { BatchQueue } from './batch-queue.ts';

/** Of a message that was put together from several frames a line tells its type only; its length is `end - start`. */
const messageBeginning = 16;

const nothing = new Uint8Array(0);

export class LineSender implements FrameOutput {
  readonly #queue: BatchQueue;
  readonly #batches: readonly Batch[];
  readonly #decimalsOf: (interfaceIndex: number) => 6 | 9;
  readonly #own: SummaryLines;
  readonly #ownText = new TextBuffer((bytes, length) => this.#putText(bytes, length));
  #hasBegun = false;
  #turn = 0;
  #batch: Batch;
  #records = 0;
  #word: number = head.length;
  /** Octets of frames that the batch has; those behind them are in the window still, up to `windowEnd`. */
  #used = 0;
  #window: Uint8Array = nothing;
  #windowEnd = 0;
  /** Of an octet in the window, minus its place in the batch. */
  #base = 0;
  /** Where in the batch begins what is no octet of the frames. */
  #aside: number;

  constructor(shared: SharedBatches, options: TimeOptions, decimalsOf: (interfaceIndex: number) => 6 | 9) {
    this.#queue = new BatchQueue(shared);
    this.#batches = shared.batches;
    this.#batch = shared.batches[0] as Batch;
    this.#aside = this.#batch.octets.length;
    this.#decimalsOf = decimalsOf;
    this.#own = new SummaryLines(this.#ownText, new TimeColumn(options.time, options.timeUnit));
  }

  begin(): void {}

  write(d: Dissection): void {
    const { frame, layers } = d;
    if (!this.#hasBegun) {
      // Times count from the first frame, whoever makes its line.
      this.#hasBegun = true;
      this.#own.skip(d);
    }
    if (!isCarried(d)) {
      this.#putLine(d);
      return;
    }
    const wordsNeeded = frameWord.length + layers.count * layerWord.length;
    const asideNeeded = layers.count * messageBeginning;
    if (frame.bytes !== this.#window) this.#enter(frame.bytes, frame.start);
    if (!this.#fits(frame.end - this.#base + asideNeeded, wordsNeeded)) {
      this.#next();
      this.#enter(frame.bytes, frame.start);
      if (!this.#fits(frame.end - this.#base + asideNeeded, wordsNeeded)) {
        this.#putLine(d);
        return;
      }
    }
    this.#putFrame(d);
  }

  /** The octets of the frames are about to be overwritten. The batch stays open: fewer of them mean fewer changes of threads. */
  release(): void {
    const from = this.#base + this.#used;
    if (this.#windowEnd > from) this.#batch.octets.set(this.#window.subarray(from, this.#windowEnd), this.#used);
    this.#used = this.#windowEnd - this.#base;
    this.#window = nothing;
    this.#windowEnd = 0;
    this.#base = -this.#used;
  }

  /** All lines are written when this is over. */
  end(): void {
    this.#next();
    this.#batch.words[head.records] = -1;
    this.#queue.hand();
    this.#queue.waitForAll();
  }

  /** Hands on the batch and goes to the next one. */
  #next(): void {
    if (this.#records > 0) {
      this.release();
      this.#batch.words[head.records] = this.#records;
      this.#queue.hand();
      this.#turn++;
    }
    this.#queue.waitForRoom();
    this.#batch = this.#batches[this.#turn % batchCount] as Batch;
    this.#records = 0;
    this.#word = head.length;
    this.#used = 0;
    this.#base = 0;
    this.#windowEnd = 0;
    this.#window = nothing;
    this.#aside = this.#batch.octets.length;
  }

  /** From here on frames lie in this window, whose octets follow those that the batch has. */
  #enter(window: Uint8Array, start: number): void {
    this.release();
    this.#window = window;
    this.#windowEnd = start;
    this.#base = start - this.#used;
  }

  #fits(octets: number, words: number): boolean {
    return octets <= this.#aside && this.#word + words <= this.#batch.words.length;
  }

  #putFrame(d: Dissection): void {
    const { words, octets } = this.#batch;
    const { frame, layers } = d;
    const base = this.#base;
    const { count } = layers;
    const from = this.#word;
    const nine = this.#decimalsOf(frame.interfaceIndex) === 9;
    words[from + frameWord.layers] = count;
    this.#putFacts(d);
    words[from + frameWord.start] = frame.start - base;
    words[from + frameWord.end] = frame.end - base;
    words[from + frameWord.originalLength] = frame.originalLength;
    words[from + frameWord.flags] =
      (d.quoted ? frameFlag.quoted : 0) | (d.fragment ? frameFlag.fragment : 0) | (nine ? frameFlag.nineDecimals : 0);
    words[from + frameWord.addressLength] = d.addressLength;
    words[from + frameWord.sourceAt] = d.sourceAt - base;
    words[from + frameWord.destinationAt] = d.destinationAt - base;
    words[from + frameWord.ipProtocol] = d.number;
    words[from + frameWord.at] = d.at - base;
    words[from + frameWord.regionEnd] = d.end - base;
    words[from + frameWord.declaredEnd] = d.declaredEnd - base;
    let word = from + frameWord.length;
    for (let index = 0; index < count; index++) {
      const bytes = layers.bytes[index] as Uint8Array;
      let start = (layers.start[index] as number) - base;
      let end = (layers.end[index] as number) - base;
      if (bytes !== frame.bytes) {
        const length = end - start;
        const known = Math.min(length, messageBeginning);
        this.#aside -= messageBeginning;
        for (let octet = 0; octet < known; octet++) octets[this.#aside + octet] = bytes[start + base + octet] as number;
        start = this.#aside;
        end = start + length;
      }
      words[word + layerWord.protocol] = layers.protocol[index] as number;
      words[word + layerWord.start] = start;
      words[word + layerWord.end] = end;
      words[word + layerWord.extra] = layers.extra[index] as number;
      words[word + layerWord.detail] = layers.detail[index] as number;
      word += layerWord.length;
    }
    this.#word = word;
    this.#windowEnd = frame.end;
    this.#records++;
  }

  /** What a record has also where the line is ready. */
  #putFacts({ frame }: Dissection): void {
    const { words } = this.#batch;
    const from = this.#word;
    words[from + frameWord.number] = frame.number;
    words[from + frameWord.secondsLow] = frame.seconds;
    words[from + frameWord.secondsHigh] = Math.floor(frame.seconds / 2 ** 32);
    words[from + frameWord.nanoseconds] = frame.nanoseconds;
  }

  #putLine(d: Dissection): void {
    this.#lineOf = d;
    this.#own.write(d, this.#decimalsOf(d.frame.interfaceIndex));
    this.#ownText.flush();
  }

  #lineOf: Dissection | undefined;

  /** A line may be longer than a batch: then it comes in pieces. */
  #putText(bytes: Uint8Array, length: number): void {
    let at = 0;
    while (at < length) {
      const room = this.#aside - (this.#windowEnd - this.#base);
      if (room < 1 || !this.#fits(0, frameWord.length)) {
        this.#next();
        continue;
      }
      const piece = Math.min(room, length - at);
      const { words, octets } = this.#batch;
      this.#aside -= piece;
      octets.set(bytes.subarray(at, at + piece), this.#aside);
      words[this.#word + frameWord.layers] = readyLine;
      if (this.#lineOf !== undefined) this.#putFacts(this.#lineOf);
      words[this.#word + frameWord.start] = this.#aside;
      words[this.#word + frameWord.end] = this.#aside + piece;
      this.#word += frameWord.length;
      this.#records++;
      at += piece;
    }
  }
}

/** Whether a line needs nothing but octets of the frame, and the beginnings of messages that were put together. */
function isCarried(d: Dissection): boolean {
  const { frame, layers } = d;
  // A length that is no length: the words of a record have a sign.
  if (d.tls.count > 0 || d.declaredEnd > 0x7fffffff) return false;
  if (d.addressLength > 0 && d.addressBytes !== frame.bytes) return false;
  for (let index = 0; index < layers.count; index++) {
    if (layers.bytes[index] === frame.bytes) continue;
    const protocol = layers.protocol[index];
    const isMessage = protocol === layer.asap || protocol === layer.enrp || protocol === layer.application;
    if (!isMessage || layers.protocol[index - 1] !== layer.sctpChunk) return false;
  }
  return true;
}
