// What the thread that dissects hands to the thread that writes lines: windows of the capture in memory that both share, and
// batches of flat numbers that say what the dissection made of the frames in them. One table of places, for both sides.

/** Windows, and batches, on their way at most: enough to go on while the worker starts. */
export const windowCount = 16;
export const batchCount = 16;
/** The capture is read in pieces of this size. */
const windowCapacity = 1 << 18;
/** The frames of a window hardly ever need more; where they do, they make several batches. */
const wordCapacity = 1 << 16;
/** For what is not in a window. */
const asideCapacity = 1 << 16;

/** 32-bit words at the head of a batch. */
export const head = {
  /** Records in the batch; -1 says that no batch follows. */
  records: 0,
  /** The window that its frames lie in. */
  window: 1,
  /** Words of the head, that is where the first record begins. */
  length: 2,
} as const;

/** Records are of three kinds, in the lower half of their first word. */
export const record = {
  /** Any frame, with all of its layers. */
  whole: 0,
  /** A frame whose line needs the layers behind its SCTP header only, most of all by far: a third of the words. */
  sctp: 1,
  /** The line is made already: start to end of what lies aside. */
  line: 2,
} as const;

/** 32-bit words that each record begins with; places count in the octets of the window. What Dissection calls them. */
export const frameWord = {
  /** The kind of the record, and in the upper half how many layers follow it. */
  kind: 0,
  number: 1,
  /** The upper half is more than 0 in 2106 only, or where a capture is wrong. */
  secondsLow: 2,
  secondsHigh: 3,
  nanoseconds: 4,
  start: 5,
  end: 6,
  /** Words of a line's record. */
  lineLength: 7,
  originalLength: 7,
  flags: 8,
  sourceAt: 9,
  /** Words of the record of an SCTP packet before its layers: its destination stands behind its source. */
  sctpLength: 10,
  destinationAt: 10,
  ipProtocol: 11,
  at: 12,
  regionEnd: 13,
  declaredEnd: 14,
  wholeLength: 15,
} as const;

/** In the second octet of the flags stands the length of the addresses. */
export const frameFlag = { quoted: 1, fragment: 2, nineDecimals: 4 } as const;

/** A layer of the record of a whole frame. */
export const layerWord = { protocol: 0, start: 1, end: 2, extra: 3, detail: 4, length: 5 } as const;
/** Beside the protocol: its octets lie aside. */
export const liesAside = 1 << 8;

/** A layer of the record of an SCTP packet. */
export const partWord = {
  /** The protocol in the upper octet; below it where it begins, counted from the frame. */
  place: 0,
  /** Its octets; of a chunk in the upper octet its mark. */
  octets: 1,
  /** Of a chunk its detail, of what it carries its extra number. */
  number: 2,
  length: 3,
} as const;
export const upperOctet = 24;
export const belowUpperOctet = (1 << upperOctet) - 1;

export interface Batch {
  readonly words: Int32Array;
  readonly aside: Uint8Array;
}

/** What both threads hold: given to the worker when it starts. */
export interface SharedBatches {
  /** The words of `state`. */
  readonly state: Int32Array;
  /** Why the lines could not be written, as UTF-8. */
  readonly reason: Uint8Array;
  readonly windows: readonly Uint8Array[];
  readonly batches: readonly Batch[];
}

/** 32-bit words that are read and written with Atomics. */
export const state = {
  /** Batches that were filled since the start. */
  filled: 0,
  /** Batches whose lines are made since the start; `gone` where the worker has ended early. */
  drained: 1,
  /** 1 as soon as the worker runs. */
  started: 2,
  /** 1 where the reader of our output has gone. */
  closed: 3,
  /** Octets of `reason`. */
  reasonLength: 4,
  length: 5,
} as const;

export const gone = -1;

export function shareBatches(): SharedBatches {
  return {
    state: new Int32Array(new SharedArrayBuffer(state.length * 4)),
    reason: new Uint8Array(new SharedArrayBuffer(512)),
    windows: Array.from({ length: windowCount }, () => new Uint8Array(new SharedArrayBuffer(windowCapacity))),
    batches: Array.from({ length: batchCount }, () => ({
      words: new Int32Array(new SharedArrayBuffer(wordCapacity * 4)),
      aside: new Uint8Array(new SharedArrayBuffer(asideCapacity)),
    })),
  };
}
