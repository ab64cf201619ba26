// The times of frames against those before them.

/** What the clock showed in frames before this one. */
export class FrameClock {
  #firstSeconds = Number.NaN;
  #firstNanoseconds = 0;
  #previousSeconds = 0;
  #previousNanoseconds = 0;
  #displayedSeconds = Number.NaN;
  #displayedNanoseconds = 0;
  /** Differences; seconds and nanoseconds need not have one sign. */
  readonly relative = { seconds: 0, nanoseconds: 0 };
  readonly delta = { seconds: 0, nanoseconds: 0 };
  readonly displayedDelta = { seconds: 0, nanoseconds: 0 };

  tick(seconds: number, nanoseconds: number): void {
    if (Number.isNaN(this.#firstSeconds)) {
      this.#firstSeconds = seconds;
      this.#firstNanoseconds = nanoseconds;
      this.#previousSeconds = seconds;
      this.#previousNanoseconds = nanoseconds;
    }
    set(this.relative, seconds - this.#firstSeconds, nanoseconds - this.#firstNanoseconds);
    set(this.delta, seconds - this.#previousSeconds, nanoseconds - this.#previousNanoseconds);
    if (!Number.isNaN(this.#displayedSeconds))
      set(this.displayedDelta, seconds - this.#displayedSeconds, nanoseconds - this.#displayedNanoseconds);
    this.#previousSeconds = seconds;
    this.#previousNanoseconds = nanoseconds;
  }

  /** The frame at hand is shown: the next one's displayed delta counts from it. */
  shown(seconds: number, nanoseconds: number): void {
    this.#displayedSeconds = seconds;
    this.#displayedNanoseconds = nanoseconds;
  }
}

function set(time: { seconds: number; nanoseconds: number }, seconds: number, nanoseconds: number): void {
  time.seconds = seconds;
  time.nanoseconds = nanoseconds;
}
