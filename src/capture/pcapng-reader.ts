// Reads the blocks of a pcapng capture in place (draft-ietf-opsawg-pcapng): any number of sections, each with its byte
// order and interfaces. Packets are given, interfaces and secrets remembered, other blocks stepped over.
import { copyOctets, padded4 } from '../bytes/read.ts';
import type { BlockWindow } from './block-window.ts';
import { CaptureError, emptyFrame, type Frame } from './frame.ts';
import { cutPacket, impossibleLength } from './pcap-reader.ts';
import {
  BYTE_ORDER_MAGIC,
  DECRYPTION_SECRETS,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  OBSOLETE_PACKET,
  readInterface,
  SECTION_HEADER,
  type SectionInterface,
  SIMPLE_PACKET,
} from './pcapng-blocks.ts';
import { readOptions } from './pcapng-options.ts';
import { setTime } from './pcapng-time.ts';
import {
  type CapturedSecrets,
  type CaptureInterface,
  type CaptureMark,
  type CaptureOption,
  type CaptureSource,
  MAX_CAPTURED_LENGTH,
  type PacketDetails,
} from './source.ts';

/** Wireshark's limit as well: a longer block is a damaged length, and the window must not grow with it. */
const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/** Key logs of some hundred thousand connections. */
const MAX_SECRET_OCTETS = 64 * 1024 * 1024;
const MAX_SECRET_BLOCKS = 65_536;

/** Enough to know type, length and, of a section header, the byte order: no block is shorter. */
const BLOCK_START = 12;

/** The byte order that a section header block at `at` declares; undefined when it declares none. */
export function sectionIsLittleEndian(view: DataView, at: number): boolean | undefined {
  if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) return true;
  if (view.getUint32(at + 8, false) === BYTE_ORDER_MAGIC) return false;
  return undefined;
}

/** All that blocks before it have said. */
interface PcapngMark extends CaptureMark {
  readonly offset: number;
  readonly littleEndian: boolean;
  readonly interfaces: readonly CaptureInterface[];
  readonly sectionInterfaces: readonly SectionInterface[];
  readonly interfacesBefore: number;
  readonly sectionOptions: readonly CaptureOption[];
  readonly secrets: readonly CapturedSecrets[];
  readonly secretOctets: number;
}

export class PcapngReader implements CaptureSource {
  readonly frame: Frame = emptyFrame(this);
  readonly interfaces: CaptureInterface[] = [];
  readonly sectionOptions: CaptureOption[] = [];
  readonly secrets: CapturedSecrets[] = [];
  fault: CaptureError | undefined;
  readonly #window: BlockWindow;
  #littleEndian = true;
  #sectionInterfaces: SectionInterface[] = [];
  /** Interfaces of the sections before this one: frames count on over them. */
  #interfacesBefore = 0;
  /** Counts from 1. */
  #section = 0;
  #needed = BLOCK_START;
  /** Type of the block that gave the frame in hand. */
  #packetType = 0;
  #secretOctets = 0;

  /** The window stands at a section header block. */
  constructor(window: BlockWindow) {
    this.#window = window;
  }

  next(): boolean {
    const window = this.#window;
    while (this.fault === undefined) {
      const start = window.start;
      const available = window.end - start;
      if (available < BLOCK_START) {
        this.#needed = BLOCK_START;
        return false;
      }
      const view = window.view;
      const type = view.getUint32(start, this.#littleEndian);
      if (type === SECTION_HEADER && !this.#beginSection(view, start)) return false;
      const length = view.getUint32(start + 4, this.#littleEndian);
      if ((length & 3) !== 0 || length < BLOCK_START || length > MAX_BLOCK_LENGTH) {
        return this.#damaged(`claims a length of ${length} bytes`);
      }
      if (available < length) {
        this.#needed = length;
        return false;
      }
      const end = start + length;
      const trailingLength = view.getUint32(end - 4, this.#littleEndian);
      if (trailingLength !== length) {
        return this.#damaged(`gives its length as ${length} bytes first and ${trailingLength} bytes last`);
      }
      let isPacket = false;
      if (type === ENHANCED_PACKET || type === OBSOLETE_PACKET) isPacket = this.#readPacket(type, start, end);
      else if (type === SIMPLE_PACKET) isPacket = this.#readSimplePacket(start, end);
      else if (type === INTERFACE_DESCRIPTION) this.#addInterface(start, end);
      else if (type === SECTION_HEADER) this.#leaveSection(start, end);
      else if (type === DECRYPTION_SECRETS) this.#addSecrets(start, end);
      if (this.fault !== undefined) return false;
      window.start = end;
      if (isPacket) return true;
    }
    return false;
  }

  async fill(): Promise<boolean> {
    if (this.fault !== undefined) return false;
    const window = this.#window;
    if (await window.fill(this.#needed)) return true;
    this.fault = window.fault ?? (window.available > 0 ? this.#cut() : undefined);
    return false;
  }

  mark(): PcapngMark | undefined {
    if (!this.#window.canSeek) return undefined;
    return {
      frames: this.frame.number,
      offset: this.#window.offset,
      littleEndian: this.#littleEndian,
      interfaces: [...this.interfaces],
      sectionInterfaces: [...this.#sectionInterfaces],
      interfacesBefore: this.#interfacesBefore,
      sectionOptions: [...this.sectionOptions],
      secrets: [...this.secrets],
      secretOctets: this.#secretOctets,
    };
  }

  goTo(mark: PcapngMark): void {
    this.#window.seek(mark.offset);
    this.frame.number = mark.frames;
    this.fault = undefined;
    this.#needed = BLOCK_START;
    this.#littleEndian = mark.littleEndian;
    this.interfaces.splice(0, this.interfaces.length, ...mark.interfaces);
    this.#sectionInterfaces = [...mark.sectionInterfaces];
    this.#interfacesBefore = mark.interfacesBefore;
    this.sectionOptions.splice(0, this.sectionOptions.length, ...mark.sectionOptions);
    this.secrets.splice(0, this.secrets.length, ...mark.secrets);
    this.#secretOctets = mark.secretOctets;
  }

  close(): void {
    this.#window.close();
  }

  /** Read from the block when asked for: most runs never ask. A simple packet block tells no more than its frame. */
  packetDetails(): PacketDetails | undefined {
    if (this.#packetType === SIMPLE_PACKET || this.frame.number === 0) return undefined;
    const { view } = this.#window;
    const littleEndian = this.#littleEndian;
    const { start, end } = this.frame;
    const block = start - 28;
    const blockEnd = block + view.getUint32(block + 4, littleEndian);
    return {
      ticksHigh: view.getUint32(block + 12, littleEndian),
      ticksLow: view.getUint32(block + 16, littleEndian),
      options: readOptions(view, start + padded4(end - start), blockEnd - 4, littleEndian, this.#packetType),
    };
  }

  /** The rest of the file is read in the byte order of this block, so it comes before everything else about it. */
  #beginSection(view: DataView, start: number): boolean {
    const littleEndian = sectionIsLittleEndian(view, start);
    if (littleEndian === undefined) return this.#damaged('begins a section without a byte-order magic');
    this.#littleEndian = littleEndian;
    return true;
  }

  #leaveSection(start: number, end: number): void {
    this.sectionOptions.push(
      ...readOptions(this.#window.view, start + 24, end - 4, this.#littleEndian, SECTION_HEADER),
    );
    this.#section++;
    this.#interfacesBefore = this.interfaces.length;
    this.#sectionInterfaces = [];
  }

  #addInterface(start: number, end: number): void {
    if (end - start < 20) {
      this.#damaged('is too short for an interface description');
      return;
    }
    const added = readInterface(this.#window.view, start, end, this.#littleEndian);
    this.#sectionInterfaces.push(added);
    this.interfaces.push({ ...added.described, section: this.#section });
  }

  /** Type, length, secrets, options. What lies about its length is no use, and no harm to the packets behind it. */
  #addSecrets(start: number, end: number): void {
    const { view, bytes } = this.#window;
    const from = start + 16;
    if (end - 4 < from) return;
    const length = view.getUint32(start + 12, this.#littleEndian);
    if (length === 0 || this.secrets.length >= MAX_SECRET_BLOCKS) return;
    if (length > end - 4 - from || this.#secretOctets + length > MAX_SECRET_OCTETS) return;
    this.#secretOctets += length;
    const type = view.getUint32(start + 8, this.#littleEndian);
    this.secrets.push({ type, bytes: copyOctets(bytes, from, from + length) });
  }

  /** Enhanced and obsolete packet blocks differ in their interface number only; the obsolete one counts drops behind it. */
  #readPacket(type: number, start: number, end: number): boolean {
    if (end - start < 32) return this.#damaged('is too short for a packet');
    const view = this.#window.view;
    const littleEndian = this.#littleEndian;
    const index =
      type === ENHANCED_PACKET ? view.getUint32(start + 8, littleEndian) : view.getUint16(start + 8, littleEndian);
    const captureInterface = this.#sectionInterfaces[index];
    if (captureInterface === undefined) return this.#unknownInterface(index);
    const capturedLength = view.getUint32(start + 20, littleEndian);
    if (capturedLength > end - start - 32 || capturedLength > MAX_CAPTURED_LENGTH) {
      return this.#impossibleLength(capturedLength);
    }
    const frame = this.frame;
    setTime(
      frame,
      view.getUint32(start + 12, littleEndian),
      view.getUint32(start + 16, littleEndian),
      captureInterface.unit,
    );
    this.#packetType = type;
    this.#setPacket(captureInterface, index, start + 28, capturedLength, view.getUint32(start + 24, littleEndian));
    return true;
  }

  /** Simple packet blocks have no time and belong to the first interface; its snap length tells how much is there. */
  #readSimplePacket(start: number, end: number): boolean {
    if (end - start < 16) return this.#damaged('is too short for a packet');
    const captureInterface = this.#sectionInterfaces[0];
    if (captureInterface === undefined) return this.#unknownInterface(0);
    const originalLength = this.#window.view.getUint32(start + 8, this.#littleEndian);
    const snapLength = captureInterface.snapLength;
    const capturedLength = snapLength > 0 && snapLength < originalLength ? snapLength : originalLength;
    if (capturedLength > end - start - 16 || capturedLength > MAX_CAPTURED_LENGTH) {
      return this.#impossibleLength(capturedLength);
    }
    this.#packetType = SIMPLE_PACKET;
    this.frame.seconds = 0;
    this.frame.nanoseconds = 0;
    this.#setPacket(captureInterface, 0, start + 12, capturedLength, originalLength);
    return true;
  }

  #setPacket(from: SectionInterface, index: number, at: number, capturedLength: number, originalLength: number): void {
    const frame = this.frame;
    frame.number++;
    frame.linkType = from.linkType;
    frame.bytes = this.#window.bytes;
    frame.start = at;
    frame.end = at + capturedLength;
    frame.originalLength = originalLength;
    frame.interfaceIndex = this.#interfacesBefore + index;
  }

  #unknownInterface(index: number): false {
    return this.#damaged(`names interface ${index}, which the capture does not describe`);
  }

  #impossibleLength(length: number): false {
    this.fault = impossibleLength(this.#window, this.#window.offset, this.frame.number + 1, length);
    return false;
  }

  /** Finishes the sentence "the block at byte N of the file". */
  #damaged(what: string): false {
    const offset = this.#window.offset;
    this.fault = new CaptureError(
      'damaged',
      `the capture is damaged: the block ${this.#window.placeOf(offset)} ${what}`,
      offset,
    );
    return false;
  }

  #cut(): CaptureError {
    const window = this.#window;
    const type = window.available >= 4 ? window.view.getUint32(window.start, this.#littleEndian) : 0;
    if (type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OBSOLETE_PACKET) {
      return cutPacket(window, this.frame.number + 1);
    }
    const end = window.base + window.end;
    const message = `the capture is cut short in the middle of a block after packet ${this.frame.number}, ${window.placeOf(end)}`;
    return new CaptureError('cut', message, end);
  }
}
