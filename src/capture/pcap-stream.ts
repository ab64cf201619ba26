// A plain pcap capture that arrives over a stream, read by the package pcap-parser. It is fed by hand, one window at a
// time, which gives backpressure, bounded memory and the offsets that its events do not tell.
import { EventEmitter } from 'node:events';
import pcapParser, { type PacketHeader, type Parser } from 'pcap-parser';
import type { BlockWindow } from './block-window.ts';
import { CaptureError, emptyFrame, type Frame } from './frame.ts';
import { linkTypeOf, PCAP_HEADER_LENGTH, PCAP_MICROSECONDS, PCAP_NANOSECONDS, type PcapHeader } from './pcap-header.ts';
import { carrySeconds, cutPacket, impossibleLength, pcapInterface } from './pcap-reader.ts';
import { type CaptureInterface, type CaptureSource, MAX_CAPTURED_LENGTH } from './source.ts';

const RECORD_HEADER_LENGTH = 16;

/** Stands in for a stream: the parser only listens to its events. */
class Feed extends EventEmitter {
  pause(): void {}
  resume(): void {}
}

export class PcapStream implements CaptureSource {
  readonly frame: Frame = emptyFrame(this);
  readonly interfaces: readonly CaptureInterface[];
  fault: CaptureError | undefined;
  readonly #window: BlockWindow;
  readonly #nanosecondsPerTick: number;
  readonly #feed = new Feed();
  readonly #parser: Parser;
  /** The packets of the window in hand: their headers, and where in the window their octets start. */
  readonly #headers: PacketHeader[] = [];
  readonly #starts: number[] = [];
  #given = 0;
  /** Where in the window the parser stands: after the last whole thing it has told of. */
  #at = 0;
  #packetHeader: PacketHeader | undefined;
  #needed = PCAP_HEADER_LENGTH;
  /** A packet that cannot be: told as the fault only once those before it have been given. */
  #found: CaptureError | undefined;

  /** The window stands at the file header and holds all of it; the magic is not the modified one. */
  constructor(window: BlockWindow, header: PcapHeader) {
    this.#window = window;
    this.#nanosecondsPerTick = header.nanosecondsPerTick;
    this.interfaces = [pcapInterface(header)];
    // The parser knows the microsecond magic only. The records are the same: we remember the unit.
    if (header.magic === PCAP_NANOSECONDS) {
      window.view.setUint32(window.start, PCAP_MICROSECONDS, header.littleEndian);
    }
    this.#parser = pcapParser.parse(this.#feed);
    this.#parser.on('globalHeader', (globalHeader) => {
      this.frame.linkType = linkTypeOf(globalHeader.linkLayerType);
      this.#at += PCAP_HEADER_LENGTH;
      this.#needed = RECORD_HEADER_LENGTH;
    });
    this.#parser.on('packetHeader', (packetHeader) => this.#beginPacket(packetHeader));
    this.#parser.on('packetData', () => this.#endPacket());
    this.#parser.on('error', (error) => {
      this.#found ??= new CaptureError('damaged', `pcap-parser gave up: ${error.message}`, window.base + this.#at);
    });
    this.#parseWindow();
  }

  next(): boolean {
    const packet = this.#headers[this.#given];
    if (packet === undefined) {
      this.fault ??= this.#found;
      return false;
    }
    const frame = this.frame;
    frame.number++;
    frame.seconds = packet.timestampSeconds;
    frame.nanoseconds = packet.timestampMicroseconds * this.#nanosecondsPerTick;
    if (frame.nanoseconds >= 1e9) carrySeconds(frame);
    frame.bytes = this.#window.bytes;
    frame.start = this.#starts[this.#given]!;
    frame.end = frame.start + packet.capturedLength;
    frame.originalLength = packet.originalLength;
    this.#given++;
    return true;
  }

  async fill(): Promise<boolean> {
    this.fault ??= this.#found;
    if (this.fault !== undefined) return false;
    const window = this.#window;
    // Feeding it less than the next thing takes would make the parser copy all of it again at each chunk.
    const needed = this.#needed + (this.#packetHeader === undefined ? 0 : RECORD_HEADER_LENGTH);
    do {
      if (!(await window.fill(needed))) {
        this.fault = window.fault ?? (window.available > 0 ? cutPacket(window, this.frame.number + 1) : undefined);
        return false;
      }
    } while (window.available < needed);
    this.#parseWindow();
    return true;
  }

  close(): void {
    this.#window.close();
    this.#feed.removeAllListeners();
    this.#parser.removeAllListeners();
  }

  /** Runs the parser over what is in the window; its events come before this returns. */
  #parseWindow(): void {
    const window = this.#window;
    this.#headers.length = 0;
    this.#starts.length = 0;
    this.#given = 0;
    this.#at = window.start;
    const skip = this.#packetHeader === undefined ? 0 : RECORD_HEADER_LENGTH;
    this.#at += skip;
    // The window keeps the leftover. Taking the parser's own away saves it from joining the two, which copies and
    // calls the deprecated Buffer constructor.
    this.#parser.buffer = null;
    const { buffer, byteOffset } = window.bytes;
    this.#feed.emit('data', Buffer.from(buffer, byteOffset + this.#at, window.end - this.#at));
    // The header of a packet whose octets are not there yet stays in the window, so that leftover means a cut packet.
    window.start = this.#packetHeader === undefined ? this.#at : this.#at - RECORD_HEADER_LENGTH;
  }

  #beginPacket(header: PacketHeader): void {
    if (this.#found !== undefined) return;
    const number = this.frame.number + this.#headers.length + 1;
    if (header.capturedLength > MAX_CAPTURED_LENGTH) {
      this.#found = impossibleLength(this.#window, this.#window.base + this.#at, number, header.capturedLength);
      return;
    }
    this.#packetHeader = header;
    this.#at += RECORD_HEADER_LENGTH;
    this.#needed = header.capturedLength;
  }

  #endPacket(): void {
    const header = this.#packetHeader;
    if (this.#found !== undefined || header === undefined) return;
    this.#headers.push(header);
    this.#starts.push(this.#at);
    this.#at += header.capturedLength;
    this.#packetHeader = undefined;
    this.#needed = RECORD_HEADER_LENGTH;
  }
}
