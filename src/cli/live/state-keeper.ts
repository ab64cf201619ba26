// --state of `live`: the state of the run before is taken up, and this one's is saved every minute and at the end.
import type { StateParts } from '../../handlespace/saved-state.ts';
import { AnalysisCounts } from '../analysis-counts.ts';
import { CaptureProgress } from '../capture-progress.ts';
import type { StateFile } from '../state-file.ts';

const saveMs = 60_000;
/** Saving holds everything up: what takes long is done more seldom. */
const restFactor = 50;

export class StateKeeper {
  readonly progress = new CaptureProgress();
  readonly counts = new AnalysisCounts();
  /** Frames of the runs before. */
  readonly framesBefore: number;
  readonly #file: StateFile;
  readonly #parts: StateParts;
  readonly #onFailure: (sentence: string) => void;
  #nextMs = performance.now() + saveMs;
  #hasFailed = false;

  constructor(file: StateFile, parts: StateParts, onFailure: (sentence: string) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
    const more = new Map<string, object>([['progress', this.progress], ['counts', this.counts], ...(parts.more ?? [])]);
    this.#parts = { ...parts, more };
    file.load(this.#parts);
    this.framesBefore = this.progress.frames;
  }

  tick(): void {
    if (performance.now() >= this.#nextMs) this.save();
  }

  /** A disk that is full now may have room later: it is tried again, and said once. */
  save(): void {
    const begun = performance.now();
    try {
      this.#file.save(this.#parts);
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#onFailure(error instanceof Error ? error.message : String(error));
      this.#hasFailed = true;
    }
    const done = performance.now();
    this.#nextMs = done + Math.max(saveMs, (done - begun) * restFactor);
  }
}
