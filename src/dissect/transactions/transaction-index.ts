// What only the rest of a capture tells about a message: the answer to a request, the next part of a handle table, the
// frame that completes a fragment. Collected in a first pass over the capture, asked in a second. 15 octets a request.
import type { FrameSource } from '../../capture/frame.ts';
import type { Dissection } from '../dissection.ts';
import { Dissector } from '../dissector.ts';
import type { LinkRecorder } from './message-links.ts';
import { Transactions } from './transactions.ts';

const noFrames: readonly number[] = [];

export class TransactionIndex implements LinkRecorder {
  #count = 0;
  #frame: Uint32Array = new Uint32Array(256);
  #index: Uint16Array = new Uint16Array(256);
  #asks: Uint8Array = new Uint8Array(256);
  #answer: Uint32Array = new Uint32Array(256);
  #next: Uint32Array = new Uint32Array(256);
  /** The second and further answers: few requests have them. */
  readonly #more = new Map<number, number[]>();
  readonly #fragments = new Map<number, number[]>();
  readonly #packets = new Map<number, number>();
  /** Where the last question was answered: the next one asks for what comes behind it. */
  #cursor = 0;

  add(frame: number, index: number, asks: boolean): number {
    const slot = this.#count;
    if (slot === this.#frame.length) this.#grow();
    this.#frame[slot] = frame;
    this.#index[slot] = index;
    this.#asks[slot] = asks ? 1 : 0;
    this.#count = slot + 1;
    return slot;
  }

  answered(slot: number, frame: number): void {
    if (this.#answer[slot] === 0) this.#answer[slot] = frame;
    else append(this.#more, slot, frame);
  }

  continued(slot: number, frame: number): void {
    this.#next[slot] = frame;
  }

  fragment(part: number, whole: number): void {
    append(this.#fragments, part, whole);
  }

  /** The frame put an IP packet together from fragments. */
  packet(d: Dissection): void {
    for (const frame of d.whole?.frames ?? noFrames)
      if (frame !== d.frame.number) this.#packets.set(frame, d.frame.number);
  }

  /** The frame that completes the IP packet of which this one has a fragment. */
  packetOf(frame: number): number | undefined {
    return this.#packets.get(frame);
  }

  /** Frames of the answers to a message: d.messages[index] of this frame. Empty where there are none. */
  answersTo(frame: number, index: number): readonly number[] {
    const slot = this.#find(frame, index);
    const answer = slot < 0 ? 0 : (this.#answer[slot] as number);
    return answer === 0 ? noFrames : [answer, ...(this.#more.get(slot) ?? noFrames)];
  }

  /** True for a request that nothing in the capture answers. */
  isUnanswered(frame: number, index: number): boolean {
    const slot = this.#find(frame, index);
    return slot >= 0 && this.#asks[slot] === 1 && this.#answer[slot] === 0;
  }

  /** Frame of the next part of a handle table, or 0. */
  nextPart(frame: number, index: number): number {
    const slot = this.#find(frame, index);
    return slot < 0 ? 0 : (this.#next[slot] as number);
  }

  /** Frames that complete what this one has fragments of. */
  completedIn(frame: number): readonly number[] {
    return this.#fragments.get(frame) ?? noFrames;
  }

  #find(frame: number, index: number): number {
    let at = this.#cursor;
    // Most often it is this one or the next.
    if (this.#compare(at, frame, index) < 0) at++;
    if (this.#compare(at, frame, index) !== 0) at = this.#search(frame, index);
    if (this.#compare(at, frame, index) !== 0) {
      this.#cursor = Math.max(0, at - 1);
      return -1;
    }
    this.#cursor = at;
    return at;
  }

  /** The first that is not before it. */
  #search(frame: number, index: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, frame, index) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether the request of this number stands before (-), at or behind (+) the place. */
  #compare(slot: number, frame: number, index: number): number {
    if (slot >= this.#count) return 1;
    return (this.#frame[slot] as number) - frame || (this.#index[slot] as number) - index;
  }

  #grow(): void {
    const size = this.#frame.length * 2;
    const wider = <Numbers extends Uint8Array | Uint16Array | Uint32Array>(old: Numbers, made: Numbers): Numbers => {
      made.set(old);
      return made;
    };
    this.#frame = wider(this.#frame, new Uint32Array(size));
    this.#index = wider(this.#index, new Uint16Array(size));
    this.#asks = wider(this.#asks, new Uint8Array(size));
    this.#answer = wider(this.#answer, new Uint32Array(size));
    this.#next = wider(this.#next, new Uint32Array(size));
  }
}

function append(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (list.at(-1) !== value) list.push(value);
}

/** The first pass: reads the source to its end, or `count` frames of it. The dissector is used up by it. */
export async function collectTransactions(
  source: FrameSource,
  dissector = new Dissector(),
  count = Number.POSITIVE_INFINITY,
): Promise<TransactionIndex> {
  const index = new TransactionIndex();
  const transactions = new Transactions(index);
  const { frame } = source;
  let left = count;
  do {
    while (left > 0 && source.next()) {
      const d = dissector.dissect(frame);
      transactions.take(d);
      if (d.whole !== undefined) index.packet(d);
      left--;
    }
  } while (left > 0 && (await source.fill()));
  return index;
}
