// Reads the records of a pcap file in place (draft-ietf-opsawg-pcap §5). This is the fast path for files: no object and
// no copy per packet.
import type { BlockWindow } from './block-window.ts';
import { CaptureError, emptyFrame, type Frame } from './frame.ts';
import { PCAP_HEADER_LENGTH, type PcapHeader } from './pcap-header.ts';
import { type CaptureInterface, type CaptureMark, type CaptureSource, MAX_CAPTURED_LENGTH } from './source.ts';

interface PcapMark extends CaptureMark {
  readonly offset: number;
}

export class PcapReader implements CaptureSource {
  readonly frame: Frame = emptyFrame(this);
  readonly interfaces: readonly CaptureInterface[];
  fault: CaptureError | undefined;
  readonly #window: BlockWindow;
  readonly #littleEndian: boolean;
  readonly #nanosecondsPerTick: number;
  readonly #recordHeaderLength: number;
  /** Octets from the start of the window that the next record takes, as far as it is known. */
  #needed = 0;

  /** The window stands at the file header and holds all of it. */
  constructor(window: BlockWindow, header: PcapHeader) {
    this.#window = window;
    this.#littleEndian = header.littleEndian;
    this.#nanosecondsPerTick = header.nanosecondsPerTick;
    this.#recordHeaderLength = header.recordHeaderLength;
    this.interfaces = [pcapInterface(header)];
    this.frame.linkType = header.linkType;
    window.start += PCAP_HEADER_LENGTH;
  }

  next(): boolean {
    const window = this.#window;
    const headerLength = this.#recordHeaderLength;
    const start = window.start;
    const available = window.end - start;
    if (available < headerLength) {
      this.#needed = headerLength;
      return false;
    }
    const view = window.view;
    const littleEndian = this.#littleEndian;
    const capturedLength = view.getUint32(start + 8, littleEndian);
    const recordLength = headerLength + capturedLength;
    if (capturedLength > MAX_CAPTURED_LENGTH) {
      this.fault ??= impossibleLength(window, window.offset, this.frame.number + 1, capturedLength);
      return false;
    }
    if (available < recordLength) {
      this.#needed = recordLength;
      return false;
    }
    const frame = this.frame;
    const nanoseconds = view.getUint32(start + 4, littleEndian) * this.#nanosecondsPerTick;
    frame.number++;
    frame.seconds = view.getUint32(start, littleEndian);
    frame.nanoseconds = nanoseconds;
    if (nanoseconds >= 1e9) carrySeconds(frame);
    frame.bytes = window.bytes;
    frame.start = start + headerLength;
    frame.end = start + recordLength;
    frame.originalLength = view.getUint32(start + 12, littleEndian);
    window.start = start + recordLength;
    return true;
  }

  async #fillLater(more: Promise<boolean>): Promise<boolean> {
    if (await more) return true;
    const window = this.#window;
    this.fault ??= window.fault ?? (window.available > 0 ? cutPacket(window, this.frame.number + 1) : undefined);
    return false;
  }

  fill(): Promise<boolean> {
    return this.fault === undefined ? this.#fillLater(this.#window.fill(this.#needed)) : Promise.resolve(false);
  }

  mark(): PcapMark | undefined {
    return this.#window.canSeek ? { frames: this.frame.number, offset: this.#window.offset } : undefined;
  }

  goTo({ frames, offset }: PcapMark): void {
    this.#window.seek(offset);
    this.frame.number = frames;
    this.fault = undefined;
    this.#needed = 0;
  }

  close(): void {
    this.#window.close();
  }
}

export function pcapInterface(header: PcapHeader): CaptureInterface {
  return {
    name: undefined,
    description: undefined,
    linkType: header.linkType,
    snapLength: header.snapLength,
    timestampResolution: header.nanosecondsPerTick === 1 ? 9 : 6,
  };
}

/** Some writers let the fraction run over a second; consumers may rely on less than one. */
export function carrySeconds(frame: Frame): void {
  frame.seconds += Math.floor(frame.nanoseconds / 1e9);
  frame.nanoseconds %= 1e9;
}

export function cutPacket(window: BlockWindow, number: number): CaptureError {
  const end = window.base + window.end;
  const message = `the capture is cut short in the middle of packet ${number}, ${window.placeOf(end)}`;
  return new CaptureError('cut', message, end);
}

export function impossibleLength(window: BlockWindow, offset: number, number: number, length: number): CaptureError {
  const where = `${window.placeOf(offset)}`;
  const message = `the capture is damaged: packet ${number}, ${where}, claims ${length} captured bytes`;
  return new CaptureError('damaged', message, offset);
}
