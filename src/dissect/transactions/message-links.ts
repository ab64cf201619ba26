// What one message has to do with earlier ones: which it answers, repeats, goes on from or complains about.

export class MessageLinks {
  /** True for a request: somebody is to answer it. */
  asks = false;
  /** Frame of the request that this answers; 0 where there is none. */
  responseTo = 0;
  /** Nanoseconds since that request; NaN where this is no answer, or one of many to a subscription. */
  responseNanoseconds = Number.NaN;
  /** Frame of the oldest equal request that still waits for its answer. */
  repeats = 0;
  /** Frame of the message that an error complains about. */
  errorAbout = 0;
  /** Of a handle table download: the frame that it began in, and that of the part before this one. */
  tableSession = 0;
  tablePrevious = 0;

  clear(): void {
    this.asks = false;
    this.responseTo = 0;
    this.responseNanoseconds = Number.NaN;
    this.repeats = 0;
    this.errorAbout = 0;
    this.tableSession = 0;
    this.tablePrevious = 0;
  }
}

/** Is told what later messages say about earlier ones. */
export interface LinkRecorder {
  /** A request, or a part of a handle table: gives a number for it. `index` counts the messages of the frame. */
  add(frame: number, index: number, asks: boolean): number;
  answered(slot: number, frame: number): void;
  continued(slot: number, frame: number): void;
  /** A frame with a part of a message that the other one completes. */
  fragment(part: number, whole: number): void;
}
