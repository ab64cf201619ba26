// When a live capture is to end by itself: -a duration, packets, filesize, files, and -c.
import type { Limits } from './live-options.ts';
import type { LiveSink } from './live-sink.ts';
import type { Recording } from './recording.ts';

export class StopWatch implements LiveSink {
  readonly #limits: Limits;
  readonly #recording: Recording | undefined;
  readonly #stop: () => void;

  constructor(limits: Limits, recording: Recording | undefined, stop: () => void) {
    this.#limits = limits;
    this.#recording = recording;
    this.#stop = stop;
    // Fractions of a second, as tshark: a timer of its own, not the tick.
    if (limits.seconds !== undefined) setTimeout(stop, limits.seconds * 1000).unref();
  }

  frame(): void {
    const { kilobytes, files } = this.#limits;
    const recording = this.#recording;
    if (recording === undefined) return;
    if (kilobytes !== undefined && recording.kilobytes >= kilobytes) this.#stop();
    if (files !== undefined && recording.files > files) this.#stop();
  }

  skip(): void {
    this.frame();
  }
}
