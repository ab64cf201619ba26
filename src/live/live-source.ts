// Several interfaces, captured on at once, as one source: whatever has a frame in hand takes part, the earliest comes first,
// and nobody waits for an interface on which all is quiet.
import { type CaptureError, emptyFrame, type Frame } from '../capture/frame.ts';
import { OPTION_INTERFACE_NAME, OPTION_TIMESTAMP_RESOLUTION, textOption } from '../capture/pcapng-options.ts';
import type { CaptureInterface, CaptureOption, CaptureSource, PacketDetails } from '../capture/source.ts';
import type { CaptureOptions, Engine, EngineCounts } from './engine.ts';
import { added, LiveInput, type LiveNotice } from './live-input.ts';

export interface LiveSourceOptions {
  readonly engine: Engine;
  readonly captures: readonly CaptureOptions[];
  /** Told when an interface goes, comes back, or its engine fails. */
  readonly onNotice?: (notice: LiveNotice) => void;
}

export class LiveSource implements CaptureSource {
  readonly frame: Frame = emptyFrame();
  readonly interfaces: CaptureInterface[] = [];
  readonly fault: CaptureError | undefined = undefined;
  readonly engine: Engine;
  readonly #inputs: readonly LiveInput[];
  readonly #advancing = new Set<LiveInput>();
  /** For each input, the numbers of its interfaces, and to which of its sources they belong. */
  readonly #numbers = new Map<LiveInput, { generation: number; readonly numbers: number[] }>();
  #given: LiveInput | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor({ engine, captures, onNotice = () => {} }: LiveSourceOptions) {
    this.engine = engine;
    const notify = (notice: LiveNotice) => onNotice(notice);
    this.#inputs = captures.map((options) => new LiveInput(engine, options, notify));
  }

  /** Throws a LiveError, with all that had begun ended again, where one cannot begin. */
  async start(): Promise<void> {
    const begun = await Promise.allSettled(this.#inputs.map((input) => input.start()));
    for (const { status, reason } of begun as { status: string; reason?: unknown }[])
      if (status === 'rejected') {
        this.close();
        throw reason;
      }
  }

  next(): boolean {
    const given = this.#given;
    this.#given = undefined;
    given?.next();
    let earliest: LiveInput | undefined;
    for (const input of this.#inputs) {
      if (input.state === 'waiting' && !this.#advancing.has(input)) input.next();
      if (input.state === 'ready' && (earliest === undefined || isBefore(input, earliest))) earliest = input;
    }
    if (earliest === undefined || this.#closed) return false;
    this.#give(earliest);
    return true;
  }

  /** Waits for the first of all interfaces to have something. */
  async fill(): Promise<boolean> {
    while (!this.#closed) {
      for (const input of this.#inputs) this.#advance(input);
      if (this.#inputs.some(({ state }) => state === 'ready')) return true;
      if (this.#inputs.every(({ state }) => state === 'ended')) return false;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return false;
  }

  get sectionOptions(): readonly CaptureOption[] {
    return this.#inputs[0]?.sectionOptions ?? [];
  }

  packetDetails(): PacketDetails | undefined {
    return this.#given?.packetDetails();
  }

  get counts(): EngineCounts {
    return this.#inputs.reduce<EngineCounts>((sum, { counts }) => added(sum, counts), {});
  }

  /** For engines that tell their counts when asked. */
  askCounts(): void {
    for (const input of this.#inputs) input.askCounts();
  }

  /** What the engines that ended by themselves said. */
  get failures(): readonly string[] {
    return this.#inputs.flatMap(({ failure }) => failure ?? []);
  }

  /** Names of the interfaces that are not there now. */
  get away(): readonly string[] {
    return this.#inputs.filter(({ state }) => state === 'away').map(({ options }) => options.interface);
  }

  /** Ends the engines; what they have captured until now still comes. */
  stop(): void {
    for (const input of this.#inputs) input.stop();
  }

  /** Ends the engines and waits until they have told their counts. */
  async finish(): Promise<void> {
    this.stop();
    await Promise.all(this.#inputs.map((input) => input.finish()));
  }

  close(): void {
    this.#closed = true;
    for (const input of this.#inputs) input.close();
    this.#wake?.();
  }

  #advance(input: LiveInput): void {
    if (this.#advancing.has(input) || (input.state !== 'waiting' && input.state !== 'away')) return;
    this.#advancing.add(input);
    const done = () => {
      this.#advancing.delete(input);
      this.#wake?.();
    };
    input.advance().then(done, done);
  }

  #give(input: LiveInput): void {
    const from = (input.source as { frame: Frame }).frame;
    const { frame } = this;
    frame.number++;
    frame.seconds = from.seconds;
    frame.nanoseconds = from.nanoseconds;
    frame.linkType = from.linkType;
    frame.bytes = from.bytes;
    frame.start = from.start;
    frame.end = from.end;
    frame.originalLength = from.originalLength;
    frame.interfaceIndex = this.#numberOf(input, from.interfaceIndex);
    this.#given = input;
  }

  #numberOf(input: LiveInput, index: number): number {
    let known = this.#numbers.get(input);
    if (known === undefined || known.generation !== input.generation) {
      known = { generation: input.generation, numbers: [] };
      this.#numbers.set(input, known);
    }
    let number = known.numbers[index];
    if (number === undefined) {
      number = this.#number(named(input.interfaces[index], input.options.interface));
      known.numbers[index] = number;
    }
    return number;
  }

  /** An interface that came back has the number that it had before. */
  #number(described: CaptureInterface): number {
    const before = this.interfaces.findIndex(
      ({ name, linkType, timestampResolution }) =>
        name === described.name &&
        linkType === described.linkType &&
        timestampResolution === described.timestampResolution,
    );
    return before >= 0 ? before : this.interfaces.push(described) - 1;
  }
}

/** pcap, as tcpdump writes it, does not name its interface. */
function named(described: CaptureInterface | undefined, name: string): CaptureInterface {
  if (described?.options !== undefined) return described;
  const { linkType = 1, snapLength = 0, timestampResolution = 9 } = described ?? {};
  const resolution = { code: OPTION_TIMESTAMP_RESOLUTION, value: Uint8Array.of(timestampResolution) };
  const options = [textOption(OPTION_INTERFACE_NAME, name), resolution];
  return { name, description: undefined, linkType, snapLength, timestampResolution, options };
}

function isBefore(one: LiveInput, other: LiveInput): boolean {
  const a = (one.source as { frame: Frame }).frame;
  const b = (other.source as { frame: Frame }).frame;
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}
