// The side of the thread that dissects: an output that says in a batch what a frame is, from which a worker makes its line.
// The octets of the frame lie in a window that both threads see. What a batch cannot carry, which is rare (TLS records,
// headers inside reassembled packets), becomes a line here.
import type { Dissection } from '../../dissect/dissection.ts';
import { layer } from '../../dissect/layer.ts';
import { ipProtocolTcp } from '../../protocol/network/numbers.ts';
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
  liesAside,
  partWord,
  record,
  type SharedBatches,
  upperOctet,
} from './batch-layout.ts';
import { BatchQueue } from './batch-queue.ts';

/** Of a message that was put together from several frames a line tells its type only; its length is `end - start`. */
const messageBeginning = 16;

type DecimalsOf = (interfaceIndex: number) => 6 | 9;

export class LineSender implements FrameOutput {
  /** Set when the capture is open: it is opened into the windows. */
  decimalsOf: DecimalsOf = () => 6;
  readonly #queue: BatchQueue;
  readonly #windows: readonly Uint8Array[];
  /** How many batches are to be done before a window may be filled anew. */
  readonly #usedBy: number[];
  readonly #batches: readonly Batch[];
  readonly #own: SummaryLines;
  readonly #ownText = new TextBuffer((bytes, length) => this.#putText(bytes, length));
  #hasBegun = false;
  #window = -1;
  /** The octets of the window. */
  #octets: Uint8Array = new Uint8Array(0);
  #batch: Batch;
  #records = 0;
  #word: number = head.length;
  #aside = 0;

  constructor(shared: SharedBatches, options: TimeOptions) {
    this.#queue = new BatchQueue(shared);
    this.#windows = shared.windows;
    this.#usedBy = shared.windows.map(() => 0);
    this.#batches = shared.batches;
    this.#batch = shared.batches[0] as Batch;
    this.#own = new SummaryLines(this.#ownText, new TimeColumn(options.time, options.timeUnit));
  }

  /** Gives the next window to read the capture into; all frames in the one before were written. */
  nextWindow(): Uint8Array {
    this.#handOn();
    if (this.#window >= 0) this.#usedBy[this.#window] = this.#queue.filled;
    this.#window = (this.#window + 1) % this.#windows.length;
    this.#queue.waitFor(this.#usedBy[this.#window] as number);
    this.#octets = this.#windows[this.#window] as Uint8Array;
    return this.#octets;
  }

  begin(): void {}

  write(d: Dissection): void {
    if (!this.#hasBegun) {
      // Times count from the first frame, whoever makes its line.
      this.#hasBegun = true;
      this.#own.skip(d);
    }
    // A frame that is larger than a window lies elsewhere.
    if (d.frame.bytes !== this.#octets) {
      this.#putLine(d);
      return;
    }
    const packet = plainSctpPacket(d);
    if (packet >= 0) this.#putSctpPacket(d, packet);
    else if (isCarried(d)) this.#putFrame(d);
    else this.#putLine(d);
  }

  /** All lines are written when this is over. */
  end(): void {
    this.#handOn();
    this.#batch.words[head.records] = -1;
    this.#queue.hand();
    this.#queue.waitForAll();
  }

  /** Hands on the batch and goes to the next one. */
  #handOn(): void {
    if (this.#records > 0) {
      this.#batch.words[head.records] = this.#records;
      this.#batch.words[head.window] = this.#window;
      this.#queue.hand();
    }
    this.#queue.waitForRoom();
    this.#batch = this.#batches[this.#queue.filled % batchCount] as Batch;
    this.#records = 0;
    this.#word = head.length;
    this.#aside = 0;
  }

  #makeRoom(words: number, aside: number): boolean {
    if (this.#hasRoom(words, aside)) return true;
    this.#handOn();
    return this.#hasRoom(words, aside);
  }

  #hasRoom(words: number, aside: number): boolean {
    return this.#word + words <= this.#batch.words.length && this.#aside + aside <= this.#batch.aside.length;
  }

  #putSctpPacket(d: Dissection, packet: number): void {
    const { frame, layers } = d;
    const count = layers.count - packet - 1;
    if (!this.#makeRoom(frameWord.sctpLength + count * partWord.length, 0)) {
      this.#putLine(d);
      return;
    }
    const { words } = this.#batch;
    const from = this.#word;
    this.#putFacts(d, record.sctp, count);
    this.#putPlace(d);
    const { start } = frame;
    let word = from + frameWord.sctpLength;
    for (let index = packet + 1; index < layers.count; index++) {
      const begin = layers.start[index] as number;
      const protocol = layers.protocol[index] as number;
      const octets = (layers.end[index] as number) - begin;
      const extra = layers.extra[index] as number;
      const isChunk = protocol === layer.sctpChunk;
      words[word + partWord.place] = (protocol << upperOctet) | (begin - start);
      words[word + partWord.octets] = isChunk ? (extra << upperOctet) | octets : octets;
      words[word + partWord.number] = isChunk ? (layers.detail[index] as number) : extra;
      word += partWord.length;
    }
    this.#word = word;
  }

  #putFrame(d: Dissection): void {
    const { frame, layers } = d;
    const { count } = layers;
    if (!this.#makeRoom(frameWord.wholeLength + count * layerWord.length, count * messageBeginning)) {
      this.#putLine(d);
      return;
    }
    const { words, aside } = this.#batch;
    const from = this.#word;
    this.#putFacts(d, record.whole, count);
    this.#putPlace(d);
    words[from + frameWord.destinationAt] = d.destinationAt;
    words[from + frameWord.ipProtocol] = d.number;
    words[from + frameWord.at] = d.at;
    words[from + frameWord.regionEnd] = d.end;
    words[from + frameWord.declaredEnd] = d.declaredEnd;
    let word = from + frameWord.wholeLength;
    for (let index = 0; index < count; index++) {
      const bytes = layers.bytes[index] as Uint8Array;
      let protocol = layers.protocol[index] as number;
      let start = layers.start[index] as number;
      let end = layers.end[index] as number;
      if (bytes !== frame.bytes) {
        protocol |= liesAside;
        const known = Math.min(end - start, messageBeginning);
        for (let octet = 0; octet < known; octet++) aside[this.#aside + octet] = bytes[start + octet] as number;
        end += this.#aside - start;
        start = this.#aside;
        this.#aside += messageBeginning;
      }
      words[word + layerWord.protocol] = protocol;
      words[word + layerWord.start] = start;
      words[word + layerWord.end] = end;
      words[word + layerWord.extra] = layers.extra[index] as number;
      words[word + layerWord.detail] = layers.detail[index] as number;
      word += layerWord.length;
    }
    this.#word = word;
  }

  /** What each record begins with. */
  #putFacts({ frame }: Dissection, kind: number, layerCount: number): void {
    const { words } = this.#batch;
    const from = this.#word;
    const { seconds } = frame;
    words[from + frameWord.kind] = kind | (layerCount << 16);
    words[from + frameWord.number] = frame.number;
    words[from + frameWord.secondsLow] = seconds;
    words[from + frameWord.secondsHigh] = seconds > 0xffffffff ? Math.floor(seconds / 2 ** 32) : 0;
    words[from + frameWord.nanoseconds] = frame.nanoseconds;
    this.#records++;
  }

  /** What a record of a frame that lies in the window goes on with. */
  #putPlace(d: Dissection): void {
    const { words } = this.#batch;
    const from = this.#word;
    const { frame } = d;
    const nine = this.decimalsOf(frame.interfaceIndex) === 9;
    words[from + frameWord.start] = frame.start;
    words[from + frameWord.end] = frame.end;
    words[from + frameWord.originalLength] = frame.originalLength;
    words[from + frameWord.flags] =
      (d.quoted ? frameFlag.quoted : 0) |
      (d.fragment ? frameFlag.fragment : 0) |
      (nine ? frameFlag.nineDecimals : 0) |
      (d.addressLength << 8);
    words[from + frameWord.sourceAt] = d.sourceAt;
  }

  #putLine(d: Dissection): void {
    this.#lineOf = d;
    this.#own.write(d, this.decimalsOf(d.frame.interfaceIndex));
    this.#ownText.flush();
  }

  #lineOf: Dissection | undefined;

  /** A line may be longer than a batch: then it comes in pieces. */
  #putText(bytes: Uint8Array, length: number): void {
    let at = 0;
    while (at < length) {
      this.#makeRoom(frameWord.lineLength, 1);
      const { words, aside } = this.#batch;
      const piece = Math.min(aside.length - this.#aside, length - at);
      aside.set(bytes.subarray(at, at + piece), this.#aside);
      const from = this.#word;
      this.#putFacts(this.#lineOf as Dissection, record.line, 0);
      words[from + frameWord.start] = this.#aside;
      words[from + frameWord.end] = this.#aside + piece;
      this.#aside += piece;
      this.#word += frameWord.lineLength;
      at += piece;
    }
  }
}

/** The layer of the SCTP header whose chunks are all that a line tells besides the ends; -1 where it tells more. */
function plainSctpPacket(d: Dissection): number {
  const { frame, layers } = d;
  if (d.quoted || d.fragment || d.addressLength === 0 || d.addressBytes !== frame.bytes) return -1;
  if (d.destinationAt !== d.sourceAt + d.addressLength) return -1;
  for (let index = layers.count - 1; index >= 0; index--) {
    switch (layers.protocol[index]) {
      case layer.sctp:
        return index;
      case layer.sctpChunk:
      case layer.asap:
      case layer.enrp:
      case layer.application:
        if (layers.bytes[index] !== frame.bytes) return -1;
        break;
      default:
        return -1;
    }
  }
  return -1;
}

/** Whether a line needs nothing but octets of the frame, and the beginnings of messages that were put together. */
function isCarried(d: Dissection): boolean {
  const { frame, layers } = d;
  // A length that is no length: the words of a record have a sign.
  // What a segment is to those before it knows who has seen them all.
  if (d.number === ipProtocolTcp) return false;
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
