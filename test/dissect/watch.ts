// What the dissector tests share: frames out of octets, and what the dissector made of them as plain values that last.
import { emptyFrame, type Frame } from '../../src/capture/frame.ts';
import { Dissection, occurrence } from '../../src/dissect/dissection.ts';
import { Dissector, type DissectorOptions } from '../../src/dissect/dissector.ts';
import { layer } from '../../src/dissect/layer.ts';
import type { Message } from '../../src/dissect/message.ts';
import { MessageWalker } from '../../src/dissect/walk.ts';
import { Association, type AssociationInput, type Side } from '../../src/encode/association.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { peIdentifierOf, poolHandleOf } from '../../src/encode/parameters.ts';
import { endpointKeepAliveAck } from '../../src/protocol/asap/endpoint-keep-alive-ack.ts';
import { expertCodes } from '../../src/protocol/expert-codes.ts';
import type { Severity } from '../../src/protocol/expert-levels.ts';

export interface SeenMessage {
  readonly protocol: string;
  readonly bytes: Uint8Array;
  /** Number of a message that numbered() made. */
  readonly number: number;
  readonly parts: readonly number[];
  readonly ppid: number;
  readonly association: number;
  readonly side: number;
  readonly stream: number;
  readonly copy: boolean;
  readonly ports: readonly [number, number];
}

export interface Seen {
  readonly layers: readonly string[];
  readonly messages: readonly SeenMessage[];
  /** `message 7 (frame 3)`, `up 1`, `end 1 by 0`, `gap 1 at 0`, `asked 1`, `refused 1 by 1`, `found 1`. */
  readonly occurrences: readonly string[];
  /** Codes of experts, those of the walk through each message among them. */
  readonly experts: readonly string[];
  readonly severities: readonly Severity[];
}

const layerNames = new Map<number, string>(Object.entries(layer).map(([name, number]) => [number, name]));

/** An Endpoint Keep-Alive Ack whose PE Identifier is the number: a message that is easy to tell from others. */
export function numbered(number: number, handle = 'P'): Uint8Array {
  return encodeMessage(endpointKeepAliveAck, { parameters: [poolHandleOf(handle), peIdentifierOf(number)] });
}

function numberOf(message: Message): number {
  const { bytes, end } = message;
  return end < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(end - 4);
}

export interface FrameOptions {
  readonly seconds?: number;
  readonly milliseconds?: number;
  readonly linkType?: number;
  readonly originalLength?: number;
}

export function frameOf(bytes: Uint8Array, number = 1, options: FrameOptions = {}): Frame {
  const { seconds = 1_700_000_000 + number, milliseconds = 0, linkType = 1, originalLength = bytes.length } = options;
  return {
    ...emptyFrame(),
    number,
    seconds,
    nanoseconds: milliseconds * 1e6,
    linkType,
    bytes,
    end: bytes.length,
    originalLength,
  };
}

const walker = new MessageWalker();

export function seenOf(d: Dissection): Seen {
  const messages = d.messages.slice(0, d.messageCount).map(seenMessage);
  for (const message of d.messages.slice(0, d.messageCount))
    walker.walk(message.protocol, message.bytes, message.start, message.end, message.declaredEnd, d.experts);
  const codes = [...d.experts.code.subarray(0, d.experts.count)].map((code) => expertCodes[code]!);
  return {
    layers: [...d.layers.protocol.subarray(0, d.layers.count)].map((number) => layerNames.get(number) as string),
    messages,
    occurrences: d.occurrences.slice(0, d.occurrenceCount).map((happened) => {
      const { kind, message, association, side } = happened;
      if (kind === occurrence.message && message) return `message ${numberOf(message)} (frame ${message.frame})`;
      if (kind === occurrence.associationUp) return `up ${association?.number}`;
      if (kind === occurrence.associationEnd) return `end ${association?.number} by ${side}`;
      if (kind === occurrence.associationAsked) return `asked ${association?.number}`;
      if (kind === occurrence.associationRefused) return `refused ${association?.number} by ${side}`;
      if (kind === occurrence.associationFound) return `found ${association?.number}`;
      return `gap ${association?.number} at ${side}`;
    }),
    experts: codes.map(({ code }) => code),
    severities: codes.map(({ severity }) => severity),
  };
}

function seenMessage(message: Message): SeenMessage {
  const { bytes, start, end, protocol, parts, ppid, association, side, stream, copy } = message;
  return {
    protocol: layerNames.get(protocol) as string,
    bytes: bytes.slice(start, end),
    number: numberOf(message),
    parts: [...parts],
    ppid,
    association: association?.number ?? 0,
    side,
    stream,
    copy,
    ports: [message.sourcePort, message.destinationPort],
  };
}

/** A dissector with a frame counter. */
export class Watch {
  readonly dissector: Dissector;
  count = 0;
  /** Of the frame that was seen last. */
  last = new Dissection();

  constructor(options: DissectorOptions = {}) {
    this.dissector = new Dissector(options);
  }

  see(bytes: Uint8Array, options: FrameOptions = {}): Seen {
    this.count++;
    this.last = this.dissector.dissect(frameOf(bytes, this.count, options));
    return seenOf(this.last);
  }

  all(frames: readonly Uint8Array[], options: FrameOptions = {}): Seen[] {
    return frames.map((bytes) => this.see(bytes, options));
  }
}

/** One frame through a fresh dissector. */
export function see(bytes: Uint8Array, options: FrameOptions = {}): Seen {
  return new Watch().see(bytes, options);
}

/** All occurrences of the frames, in order. */
export function occurrencesOf(seen: readonly Seen[]): string[] {
  return seen.flatMap(({ occurrences }) => [...occurrences]);
}

/** Numbers of the messages in the order in which their receiver got them. */
export function deliveredIn(seen: readonly Seen[]): number[] {
  return occurrencesOf(seen)
    .filter((text) => text.startsWith('message'))
    .map((text) => Number(text.split(' ')[1]));
}

/** Numbers of the messages in the order in which frames completed them. */
export function completedIn(seen: readonly Seen[]): number[] {
  return seen.flatMap(({ messages }) => messages.map(({ number }) => number));
}

export const peAddress = '10.1.0.11';
export const serverAddress = '10.1.0.1';

/** The ends of an association unless a test asks for others. */
export const ends = {
  client: { addresses: [peAddress], port: 40_000, tag: 0xaabbccdd, initialTsn: 5000 },
  server: { addresses: [serverAddress], port: 3863, tag: 0x11223344, initialTsn: 9000 },
};

export function associationBetween(options: Partial<AssociationInput> = {}): Association {
  return new Association({ ...ends, ...options });
}

/** An association whose four frames of set-up were seen. */
export function started(options: Partial<AssociationInput> = {}) {
  const association = associationBetween(options);
  const watch = new Watch();
  watch.all(association.handshake());
  return { association, watch };
}

/** Frames of one numbered message over the association. */
export function say(
  association: Association,
  from: Side,
  number: number,
  more: { streamId?: number; unordered?: boolean; fragmentSize?: number; ppid?: number } = {},
): Uint8Array[] {
  return association.data(from, { bytes: numbered(number), ppid: 11, ...more });
}
