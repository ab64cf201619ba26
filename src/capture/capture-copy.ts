// Writes frames of a source into a new capture without losing what the source knows of them: as pcapng with interfaces,
// options, comments and time stamps as they were, or as pcap with what that can hold.
import { padded4 } from '../bytes/read.ts';
import type { CaptureFormat } from './capture-formats.ts';
import { FileWriter } from './file-writer.ts';
import { CaptureError, type Frame } from './frame.ts';
import { PcapWriter } from './pcap-writer.ts';
import { ENHANCED_PACKET, INTERFACE_DESCRIPTION } from './pcapng-blocks.ts';
import {
  OPTION_APPLICATION,
  OPTION_COMMENT,
  OPTION_TIMESTAMP_OFFSET,
  OPTION_TIMESTAMP_RESOLUTION,
  textOption,
  writtenOptions,
} from './pcapng-options.ts';
import { anyBlock, decryptionSecretsBlock, sectionBlock } from './pcapng-writer.ts';
import type { CapturedSecrets, CaptureInterface, CaptureOption, CaptureSource } from './source.ts';

export interface CaptureCopy {
  /** Writes the frame that the source has in hand; pcapng takes further comments, pcap loses them. */
  write(frame: Frame, ...comments: readonly string[]): void;
  /** Hands on what is collected, so that a reader may see it. */
  flush(): void;
  /** Once, at the end; closing the descriptor is up to its owner. */
  end(): void;
}

/** `finest`: pcap with nanoseconds where the source has them at its first frame. pcapng takes further comments on its section. */
export function copyCapture(
  descriptor: number,
  source: CaptureSource,
  format: CaptureFormat | 'finest',
  application: string,
  comments: readonly string[] = [],
): CaptureCopy {
  if (format === 'pcapng') return new PcapngCopy(descriptor, source, application, comments);
  return new PcapCopy(descriptor, source, format);
}

class PcapngCopy implements CaptureCopy {
  readonly #source: CaptureSource;
  readonly #file: FileWriter;
  readonly #application: string;
  /** Of the section. */
  readonly #comments: readonly string[];
  readonly #head = new Uint8Array(28);
  readonly #view = new DataView(this.#head.buffer);
  readonly #tail = new Uint8Array(8);
  readonly #tailView = new DataView(this.#tail.buffer);
  #began = false;
  #interfaces = 0;
  #secrets = 0;

  constructor(descriptor: number, source: CaptureSource, application: string, comments: readonly string[]) {
    this.#comments = comments;
    this.#file = new FileWriter(descriptor);
    this.#source = source;
    this.#application = application;
    this.#view.setUint32(0, ENHANCED_PACKET, true);
  }

  write(frame: Frame, ...comments: readonly string[]): void {
    const { secrets = [] } = this.#source;
    const isNew = frame.interfaceIndex >= this.#interfaces || secrets.length > this.#secrets;
    if (isNew || !this.#began) this.#describe();
    const { interfaceIndex, bytes, start, end } = frame;
    const details = this.#source.packetDetails?.();
    const commentOptions = comments.map((comment) => textOption(OPTION_COMMENT, comment));
    const options = writtenOptions([...(details?.options ?? []), ...commentOptions]);
    const length = 32 + padded4(end - start) + options.length;
    const view = this.#view;
    view.setUint32(4, length, true);
    view.setUint32(8, interfaceIndex, true);
    if (details !== undefined) {
      view.setUint32(12, details.ticksHigh, true);
      view.setUint32(16, details.ticksLow, true);
    } else setTicks(view, frame, this.#source.interfaces[interfaceIndex]);
    view.setUint32(20, end - start, true);
    view.setUint32(24, frame.originalLength, true);
    this.#tailView.setUint32(4, length, true);
    this.#file.write(this.#head);
    this.#file.write(bytes, start, end);
    // The padding: the first octets of the tail stay zero.
    this.#file.write(this.#tail, 0, padded4(end - start) - (end - start));
    this.#file.write(options);
    this.#file.write(this.#tail, 4, 8);
  }

  flush(): void {
    this.#file.flush();
  }

  end(): void {
    this.#describe();
    this.#file.flush();
  }

  /** Writes the section header once, and the interfaces and secrets that the source has learned of since the last time. */
  #describe(): void {
    if (!this.#began) {
      this.#began = true;
      const comments = this.#comments.map((comment) => textOption(OPTION_COMMENT, comment));
      const options = sectionOptions([...(this.#source.sectionOptions ?? []), ...comments], this.#application);
      this.#file.write(sectionBlock(false, writtenOptions(options)));
    }
    const { interfaces, secrets = [] } = this.#source;
    for (; this.#interfaces < interfaces.length; this.#interfaces++)
      this.#file.write(interfaceBlockOf(interfaces[this.#interfaces] as CaptureInterface));
    // Before the packets that they open.
    for (; this.#secrets < secrets.length; this.#secrets++) {
      const { type, bytes } = secrets[this.#secrets] as CapturedSecrets;
      this.#file.write(decryptionSecretsBlock(type, bytes));
    }
  }
}

/** All comments of all sections; of hardware, system and application the first, for they can be told but once. */
function sectionOptions(options: readonly CaptureOption[], application: string): readonly CaptureOption[] {
  const kept = options.filter(
    (option, index) =>
      option.code === OPTION_COMMENT || options.findIndex(({ code }) => code === option.code) === index,
  );
  if (kept.some(({ code }) => code === OPTION_APPLICATION)) return kept;
  return [...kept, textOption(OPTION_APPLICATION, application)];
}

function interfaceBlockOf(described: CaptureInterface): Uint8Array {
  const body = new Uint8Array(8);
  const view = new DataView(body.buffer);
  view.setUint16(0, described.linkType, true);
  view.setUint32(4, described.snapLength, true);
  const options = described.options ?? [resolutionOption(described.timestampResolution)];
  return anyBlock(INTERFACE_DESCRIPTION, [body, writtenOptions(options)]);
}

function resolutionOption(resolution: number): CaptureOption {
  return { code: OPTION_TIMESTAMP_RESOLUTION, value: Uint8Array.of(resolution) };
}

/** The time of the frame in ticks of its interface: its own of a pcap capture, or one from a simple packet block. */
function setTicks(view: DataView, frame: Frame, described: CaptureInterface | undefined): void {
  const resolution = described?.timestampResolution ?? 9;
  if (resolution === 6 && described?.options === undefined) {
    const ticks = frame.seconds * 1e6 + Math.floor(frame.nanoseconds / 1000);
    view.setUint32(12, Math.floor(ticks / 0x100000000), true);
    view.setUint32(16, ticks % 0x100000000, true);
    return;
  }
  const exponent = BigInt(resolution & 0x7f);
  const perSecond = resolution & 0x80 ? 2n ** exponent : 10n ** exponent;
  const offset = described?.options?.find(({ code }) => code === OPTION_TIMESTAMP_OFFSET)?.value;
  const seconds = BigInt(frame.seconds) - (offset ? new DataView(offset.buffer).getBigInt64(0, true) : 0n);
  const ticks = BigInt.asUintN(64, seconds * perSecond + (BigInt(frame.nanoseconds) * perSecond) / 1_000_000_000n);
  view.setUint32(12, Number(ticks >> 32n), true);
  view.setUint32(16, Number(ticks & 0xffffffffn), true);
}

class PcapCopy implements CaptureCopy {
  readonly #descriptor: number;
  readonly #source: CaptureSource;
  readonly #format: 'pcap' | 'nsecpcap' | 'finest';
  #linkType = -1;
  #writer: PcapWriter | undefined;

  constructor(descriptor: number, source: CaptureSource, format: 'pcap' | 'nsecpcap' | 'finest') {
    this.#descriptor = descriptor;
    this.#source = source;
    this.#format = format;
  }

  write(frame: Frame): void {
    this.#writer ??= this.#begin(frame.linkType);
    if (frame.linkType !== this.#linkType)
      throw new CaptureError(
        'unsupported',
        `packet ${frame.number} is of link type ${frame.linkType}, those before it of ${this.#linkType}, and a pcap file holds one: write pcapng instead`,
      );
    this.#writer.write(frame);
  }

  flush(): void {
    this.#writer?.flush();
  }

  end(): void {
    this.#writer ??= this.#begin(this.#source.interfaces[0]?.linkType ?? 1);
    this.#writer.flush();
  }

  #begin(linkType: number): PcapWriter {
    const { interfaces } = this.#source;
    this.#linkType = linkType;
    const snapLength = Math.max(0, ...interfaces.map((described) => described.snapLength));
    const isUnlimited = interfaces.some((described) => described.snapLength === 0);
    const isFine = interfaces.some(({ timestampResolution: resolution }) =>
      resolution >= 0x80 ? resolution > 0x80 + 19 : resolution > 6,
    );
    return new PcapWriter(this.#descriptor, {
      linkType,
      nanoseconds: this.#format === 'nsecpcap' || (this.#format === 'finest' && isFine),
      ...(snapLength > 0 && !isUnlimited && { snapLength }),
    });
  }
}
