// Who waits for whom: the thread that dissects fills batches while fewer than `batchCount` are on their way.
import { ClosedPipe } from '../output.ts';
import { batchCount, gone, type SharedBatches, state } from './batch-layout.ts';

/** A worker that has not begun by then never will. */
const startLimitMs = 10_000;

export class BatchQueue {
  readonly #shared: SharedBatches;
  #filled = 0;
  #hasFailed = false;

  constructor(shared: SharedBatches) {
    this.#shared = shared;
  }

  /** Batches that were handed on so far. */
  get filled(): number {
    return this.#filled;
  }

  /** Until the next batch may be filled. Throws where the worker could not write. */
  waitForRoom(): void {
    this.waitFor(this.#filled - batchCount + 1);
  }

  /** The batch is full, or the last. */
  hand(): void {
    this.#filled++;
    Atomics.store(this.#shared.state, state.filled, this.#filled);
    Atomics.notify(this.#shared.state, state.filled);
  }

  waitForAll(): void {
    this.waitFor(this.#filled);
  }

  /** Until the lines of so many batches are made. */
  waitFor(wanted: number): void {
    const words = this.#shared.state;
    for (;;) {
      const drained = Atomics.load(words, state.drained);
      if (drained === gone) this.#fail();
      if (drained === gone || drained >= wanted) return;
      const result = Atomics.wait(words, state.drained, drained, startLimitMs);
      if (result === 'timed-out' && Atomics.load(words, state.started) === 0)
        throw new Error('the thread that writes lines does not start');
    }
  }

  /** Once: what comes after it is only the end of the run. */
  #fail(): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const { state: words, reason } = this.#shared;
    if (Atomics.load(words, state.closed) === 1) throw new ClosedPipe();
    throw new Error(new TextDecoder().decode(reason.slice(0, words[state.reasonLength])));
  }
}

/** The other end. */
export class BatchTaker {
  readonly #shared: SharedBatches;
  #drained = 0;

  constructor(shared: SharedBatches) {
    this.#shared = shared;
    Atomics.store(shared.state, state.started, 1);
  }

  /** Waits until there is a batch. */
  take(): SharedBatches['batches'][number] {
    const { state: words, batches } = this.#shared;
    while (Atomics.load(words, state.filled) === this.#drained) Atomics.wait(words, state.filled, this.#drained);
    return batches[this.#drained % batchCount] as SharedBatches['batches'][number];
  }

  /** The batch may be filled anew. */
  give(): void {
    this.#drained++;
    this.#tell(this.#drained);
  }

  /** No further line can be written. */
  stop(error: unknown): void {
    const { state: words, reason } = this.#shared;
    if (error instanceof ClosedPipe) Atomics.store(words, state.closed, 1);
    const { written } = new TextEncoder().encodeInto(error instanceof Error ? error.message : String(error), reason);
    Atomics.store(words, state.reasonLength, written);
    this.#tell(gone);
  }

  #tell(drained: number): void {
    Atomics.store(this.#shared.state, state.drained, drained);
    Atomics.notify(this.#shared.state, state.drained);
  }
}
