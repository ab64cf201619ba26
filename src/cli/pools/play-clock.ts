// The time of a capture that is played: each frame is due at a moment counted from the start of playing, so that waiting too long once
// does not delay what comes after.
import { performance } from 'node:perf_hooks';

/** Waiting for less than this is not worth it. */
const leastWaitMs = 5;

export class Clock {
  readonly #speed: number;
  #firstEpoch = 0;
  #startedMs = 0;
  #wake: (() => void) | undefined = undefined;
  stopped = false;

  /** Capture seconds per second; infinite: nothing waits. */
  constructor(speed: number) {
    this.#speed = speed;
  }

  start(firstEpoch: number): void {
    this.#firstEpoch = firstEpoch;
    this.#startedMs = performance.now();
  }

  #leftMs(epoch: number): number {
    if (this.#speed === Number.POSITIVE_INFINITY) return 0;
    return this.#startedMs + ((epoch - this.#firstEpoch) * 1000) / this.#speed - performance.now();
  }

  isEarly(epoch: number): boolean {
    return this.#leftMs(epoch) > leastWaitMs;
  }

  /** The moment of the capture that is due now. */
  played(): number {
    return this.#firstEpoch + ((performance.now() - this.#startedMs) * this.#speed) / 1000;
  }

  /** Until the moment is due, `atMostMs` have passed, or playing is stopped. */
  until(epoch: number, atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.min(Math.max(this.#leftMs(epoch), 1), atMostMs));
      this.#wake = done;
    });
  }

  stop(): void {
    this.stopped = true;
    this.#wake?.();
  }
}
