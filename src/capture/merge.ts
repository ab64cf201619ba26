// Several captures read as one, by time stamp. On equal times the capture named first comes first (mergecap: last), and
// within a capture its own order holds, as in mergecap.
import { type CaptureError, emptyFrame, type Frame, type FrameSource } from './frame.ts';
import type { CapturedSecrets, CaptureInterface, CaptureOption, CaptureSource, PacketDetails } from './source.ts';

/** A source without a list of interfaces (a live one, a test's) is fine. */
type MergedSource = FrameSource &
  Partial<Pick<CaptureSource, 'interfaces' | 'sectionOptions' | 'packetDetails' | 'secrets'>>;

type InputState = 'waiting' | 'ready' | 'ended';

interface Input {
  readonly source: MergedSource;
  /** Interface numbers of the source, to those of the merged capture. */
  readonly interfaceNumbers: number[];
  state: InputState;
}

/** Frame numbers count from 1 and interfaces from 0 over all sources. The bytes stay borrowed from their source. */
export function mergeByTime(sources: readonly MergedSource[]): CaptureSource {
  return new MergedCapture(sources);
}

class MergedCapture implements CaptureSource {
  readonly frame: Frame = emptyFrame(this);
  readonly interfaces: CaptureInterface[] = [];
  readonly #inputs: Input[];
  /** The input whose frame was given last: moving it on earlier would take the bytes away from the caller. */
  #given: Input | undefined;
  #interfaceCount = 0;
  #isNumbered = false;

  constructor(sources: readonly MergedSource[]) {
    this.#inputs = sources.map((source) => ({ source, interfaceNumbers: [], state: 'waiting' }));
  }

  next(): boolean {
    const given = this.#given;
    if (given !== undefined) {
      this.#given = undefined;
      if (!given.source.next()) given.state = 'waiting';
    }
    let earliest: Input | undefined;
    for (const input of this.#inputs) {
      if (input.state === 'waiting') return false;
      if (input.state === 'ended') continue;
      if (earliest === undefined || isBefore(input.source.frame, earliest.source.frame)) earliest = input;
    }
    if (earliest === undefined) return false;
    if (!this.#isNumbered) this.#numberInterfaces();
    this.#give(earliest);
    return true;
  }

  async fill(): Promise<boolean> {
    for (const input of this.#inputs) {
      if (input.state !== 'waiting') continue;
      // A source that has not been asked yet may have frames in hand.
      let ready = input.source.next();
      while (!ready && (await input.source.fill())) ready = input.source.next();
      input.state = ready ? 'ready' : 'ended';
    }
    return this.#inputs.some((input) => input.state === 'ready');
  }

  get secrets(): CapturedSecrets[] {
    return this.#inputs.flatMap(({ source }) => source.secrets ?? []);
  }

  get fault(): CaptureError | undefined {
    for (const { source } of this.#inputs) if (source.fault !== undefined) return source.fault;
    return undefined;
  }

  get sectionOptions(): readonly CaptureOption[] {
    return this.#inputs.flatMap(({ source }) => source.sectionOptions ?? []);
  }

  packetDetails(): PacketDetails | undefined {
    return this.#given?.source.packetDetails?.();
  }

  close(): void {
    for (const { source } of this.#inputs) source.close();
  }

  #give(input: Input): void {
    const from = input.source.frame;
    const frame = this.frame;
    frame.number++;
    frame.seconds = from.seconds;
    frame.nanoseconds = from.nanoseconds;
    frame.linkType = from.linkType;
    frame.bytes = from.bytes;
    frame.start = from.start;
    frame.end = from.end;
    frame.originalLength = from.originalLength;
    frame.interfaceIndex = input.interfaceNumbers[from.interfaceIndex] ?? this.#numberInterface(input, from);
    this.#given = input;
  }

  /** With a first frame of each source in hand, most interfaces are known: they get their numbers in source order. */
  #numberInterfaces(): void {
    this.#isNumbered = true;
    for (const input of this.#inputs) {
      for (const [index, captureInterface] of (input.source.interfaces ?? []).entries()) {
        this.interfaces[this.#interfaceCount] = captureInterface;
        input.interfaceNumbers[index] = this.#interfaceCount++;
      }
    }
  }

  /** An interface that the capture describes later on, or not at all, goes to the end. */
  #numberInterface(input: Input, frame: Frame): number {
    const number = this.#interfaceCount++;
    this.interfaces[number] = input.source.interfaces?.[frame.interfaceIndex] ?? {
      name: undefined,
      description: undefined,
      linkType: frame.linkType,
      snapLength: 0,
      timestampResolution: 9,
    };
    input.interfaceNumbers[frame.interfaceIndex] = number;
    return number;
  }
}

function isBefore(a: Frame, b: Frame): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}
