// What the thread that dissects hands to the thread that writes lines: batches of frames in memory that both share. One
// table of places, for both sides.

/** Batches on their way at most: enough to go on while the worker starts. */
export const batchCount = 6;
/** Octets of the frames from the start on, and from the end on what is not in them. */
const octetCapacity = 1 << 19;
const wordCapacity = 1 << 17;

/** 32-bit words at the head of a batch. */
export const head = {
  /** Records in the batch; -1 says that no batch follows. */
  records: 0,
  /** Words of the head, that is where the first record begins. */
  length: 1,
} as const;

/** 32-bit words of a frame's record; places count in the octets of the batch. What Dissection calls them. */
export const frameWord = {
  /** The layers that follow the record, each with the words of `layerWord`; `readyLine` where there are none. */
  layers: 0,
  number: 1,
  /** The upper half is more than 0 in 2106 only, or where a capture is wrong. */
  secondsLow: 2,
  secondsHigh: 3,
  nanoseconds: 4,
  start: 5,
  end: 6,
  originalLength: 7,
  flags: 8,
  addressLength: 9,
  sourceAt: 10,
  destinationAt: 11,
  ipProtocol: 12,
  at: 13,
  regionEnd: 14,
  declaredEnd: 15,
  length: 16,
} as const;

/** In place of a count of layers: the line is made already, start to end. */
export const readyLine = -1;

export const frameFlag = { quoted: 1, fragment: 2, nineDecimals: 4 } as const;

export const layerWord = { protocol: 0, start: 1, end: 2, extra: 3, detail: 4, length: 5 } as const;

export interface Batch {
  readonly octets: Uint8Array;
  readonly words: Int32Array;
}

/** What both threads hold: given to the worker when it starts. */
export interface SharedBatches {
  /** The words of `state`. */
  readonly state: Int32Array;
  /** Why the lines could not be written, as UTF-8. */
  readonly reason: Uint8Array;
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
    batches: Array.from({ length: batchCount }, () => ({
      octets: new Uint8Array(new SharedArrayBuffer(octetCapacity)),
      words: new Int32Array(new SharedArrayBuffer(wordCapacity * 4)),
    })),
  };
}
