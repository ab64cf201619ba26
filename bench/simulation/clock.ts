// Simulated time: actions wait in a heap until their moment, processes are generators that yield how long they rest.

/** Yields microseconds to wait. */
export type Process = Generator<number, void, void>;

interface Entry {
  readonly time: number;
  /** Decides between equal times: first come, first served. */
  readonly order: number;
  readonly action: () => void;
}

function earlier(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

export class Clock {
  /** Microseconds since the simulation began. */
  now = 0;
  readonly #heap: Entry[] = [];
  #order = 0;

  after(microseconds: number, action: () => void): void {
    const entry = { time: this.now + microseconds, order: this.#order++, action };
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!earlier(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  start(process: Process): void {
    const step = () => {
      const rest = process.next();
      if (!rest.done) this.after(rest.value, step);
    };
    this.after(0, step);
  }

  /** Lets time pass while `wanted` holds and something waits. */
  run(wanted: () => boolean): void {
    while (wanted()) {
      const entry = this.#take();
      if (entry === undefined) return;
      this.now = entry.time;
      entry.action();
    }
  }

  #take(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child++;
      if (!earlier(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
