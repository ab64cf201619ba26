// --dedup: a source without the frames that another tap has shown already.
import { emptyFrame, type Frame } from '../capture/frame.ts';
import type {
  CapturedSecrets,
  CaptureInterface,
  CaptureOption,
  CaptureSource,
  PacketDetails,
} from '../capture/source.ts';
import { TwinFrames } from '../dissect/twin-frames.ts';
import { printable, UsageError } from './errors.ts';

const units: Readonly<Record<string, number>> = { '': 1, s: 1, ms: 0.001, us: 0.000001 };

/** Seconds; `0.05s`, `50ms`, `0.05`. */
export function parseWindow(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(s|ms|us|)$/.exec(text);
  const seconds = parts === null ? Number.NaN : Number(parts[1]) * (units[parts[2] as string] as number);
  if (!(seconds > 0 && seconds <= 60))
    throw new UsageError(`--dedup=${printable(text)}: this is no window of time up to 60 s; give 0.005s or 5ms`);
  return seconds;
}

/** Frames are numbered over what is left, so that a capture written from them has the same numbers. */
export class WithoutTwins implements CaptureSource {
  readonly frame: Frame = emptyFrame(this);
  readonly #source: CaptureSource;
  readonly #twins: TwinFrames;
  dropped = 0;

  constructor(source: CaptureSource, windowSeconds: number) {
    this.#source = source;
    this.#twins = new TwinFrames(windowSeconds);
  }

  next(): boolean {
    const source = this.#source;
    while (source.next()) {
      if (this.#twins.isTwin(source.frame)) {
        this.dropped++;
        continue;
      }
      const number = this.frame.number + 1;
      Object.assign(this.frame, source.frame);
      this.frame.number = number;
      return true;
    }
    return false;
  }

  fill(): Promise<boolean> {
    return this.#source.fill();
  }

  get fault(): CaptureSource['fault'] {
    return this.#source.fault;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#source.interfaces;
  }

  get secrets(): readonly CapturedSecrets[] {
    return this.#source.secrets ?? [];
  }

  get sectionOptions(): readonly CaptureOption[] {
    return this.#source.sectionOptions ?? [];
  }

  packetDetails(): PacketDetails | undefined {
    return this.#source.packetDetails?.();
  }

  close(): void {
    this.#source.close();
  }
}
