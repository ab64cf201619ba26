// Runs a program on one symbol after the other, with all its steps at once: each symbol costs at most one visit of each
// step. Nothing is allocated while it runs.
import type { Program, Step } from './program.ts';
import { beforeNext, holds, octetOf, theEnd } from './symbols.ts';

export class StepMachine {
  readonly #steps: readonly Step[];
  readonly #start: number;
  /** The turn in which a step was visited, and in which it was put into the next list. */
  readonly #visited: Int32Array;
  readonly #listed: Int32Array;
  readonly #open: Int32Array;
  #turn = 0;
  /** Steps that wait for the next symbol; assertions among them are not decided yet. */
  waiting: Int32Array;
  waitingCount = 0;
  #next: Int32Array;
  /** What came before. */
  came = 0;

  constructor({ steps, start }: Program) {
    this.#steps = steps;
    this.#start = start;
    this.#visited = new Int32Array(steps.length);
    this.#listed = new Int32Array(steps.length);
    // Each visited step opens at most two more.
    this.#open = new Int32Array(3 * steps.length + 1);
    this.waiting = new Int32Array(steps.length + 1);
    this.#next = new Int32Array(steps.length + 1);
  }

  /** Goes on from steps that were kept. */
  resume(steps: readonly number[], came: number): void {
    this.waiting.set(steps);
    this.waitingCount = steps.length;
    this.came = came;
  }

  /** True: the pattern fits, and ends before this symbol. */
  takes(symbol: number): boolean {
    if (++this.#turn === 0x7fffffff) this.#forgetTurns();
    const octet = octetOf(symbol);
    let opened = this.waitingCount;
    this.#open.set(this.waiting.subarray(0, opened));
    let kept = 0;
    const keep = (step: number) => {
      if (this.#listed[step] === this.#turn) return;
      this.#listed[step] = this.#turn;
      this.#next[kept++] = step;
    };
    while (opened > 0) {
      const index = this.#open[--opened] as number;
      if (this.#visited[index] === this.#turn) continue;
      this.#visited[index] = this.#turn;
      const step = this.#steps[index] as Step;
      if (step.type === 'match') return true;
      if (step.type === 'fork') {
        this.#open[opened++] = step.next;
        this.#open[opened++] = step.other;
      } else if (step.type === 'assertion') {
        if (holds(step.assertion, this.came, symbol)) this.#open[opened++] = step.next;
      } else if (symbol !== theEnd && step.set.has(octet)) keep(step.next);
    }
    // It may begin anywhere.
    keep(this.#start);
    [this.waiting, this.#next] = [this.#next, this.waiting];
    this.waitingCount = kept;
    this.came = beforeNext(symbol);
    return false;
  }

  #forgetTurns(): void {
    this.#turn = 1;
    this.#visited.fill(0);
    this.#listed.fill(0);
  }
}
