// Gives the wanted fields of a dissection. What is wanted is compiled once; layers with no wanted field are skipped.

import { u16 } from '../../bytes/read.ts';
import type { ApplicationProtocol } from '../../protocol/applications/index.ts';
import { type Dialect, rfcDialect } from '../../protocol/dialect.ts';
import { chunkTypeData } from '../../protocol/sctp/chunks.ts';
import { applicationAt } from '../application.ts';
import type { Dissection } from '../dissection.ts';
import { DataHistory } from '../flows/data-history.ts';
import { Flows } from '../flows/flows.ts';
import { layer } from '../layer.ts';
import { sctpChecksumStatus } from '../sctp/checksum.ts';
import { chunkMark } from '../sctp/packet.ts';
import type { FrameLinks } from '../transactions/frame-links.ts';
import { type ApplicationReader, applicationReaders } from './application-reader.ts';
import { ChunkReader, retransmissionInfo } from './chunk-reader.ts';
import { type Column, Columns } from './column.ts';
import { expertReader } from './expert-reader.ts';
import { FrameClock } from './frame-clock.ts';
import { filterProtocol } from './frame-protocols.ts';
import { frameSteps } from './frame-reader.ts';
import { type HeaderContext, type HeaderReader, headerReader } from './header-reader.ts';
import { layerFields } from './layer-fields.ts';
import { LinkReader } from './link-reader.ts';
import { MessageReader } from './message-reader.ts';
import type { FieldSinks } from './sink.ts';
import { summaryReader } from './summary-fields.ts';
import { TlsReader } from './tls-reader.ts';

/** Reads each frame once, and tells the sinks what they want of it. */
export class FieldReading {
  readonly #sinks: FieldSinks;
  readonly #clock = new FrameClock();
  readonly #frame: ReturnType<typeof frameSteps>;
  readonly #summary: ReturnType<typeof summaryReader>;
  readonly #experts: ReturnType<typeof expertReader>;
  readonly #headers: (HeaderReader | undefined)[] = [];
  readonly #context: HeaderContext;
  readonly #chunks: ChunkReader | undefined;
  #asap: MessageReader | undefined;
  #enrp: MessageReader | undefined;
  #dialect: Dialect = rfcDialect;
  readonly #applications: ReadonlyMap<ApplicationProtocol, ApplicationReader>;
  readonly #links: LinkReader | undefined;
  readonly #data: DataHistory | undefined;
  readonly #tls: TlsReader | undefined;

  /** `links`: shared with others, or with what a first pass over the capture has collected. */
  constructor(sinks: FieldSinks, links?: FrameLinks) {
    this.#sinks = sinks;
    this.#frame = frameSteps(sinks);
    this.#summary = summaryReader(sinks);
    this.#experts = expertReader(sinks);
    let needsFlows = false;
    for (const { layer: of, fields, parts } of layerFields) {
      const reader = headerReader(fields, parts, sinks);
      this.#headers[of] = reader;
      needsFlows ||= reader?.needsFlows === true;
    }
    this.#context = { flows: needsFlows ? new Flows() : undefined, links };
    this.#chunks = sinks.wants('sctp.') || sinks.wants(retransmissionInfo.name) ? new ChunkReader(sinks) : undefined;
    this.#data = this.#chunks?.asksForCopies ? new DataHistory() : undefined;
    this.#useDialect(rfcDialect);
    this.#applications = applicationReaders(sinks);
    const linkReader = new LinkReader(sinks, links);
    this.#links = linkReader.isIdle ? undefined : linkReader;
    this.hasHistory = needsFlows || this.#data !== undefined || !linkReader.isIdle || sinks.wants('frame.time_');
    this.#tls = sinks.wants('tls.') ? new TlsReader(sinks) : undefined;
  }

  /** What is read of a frame depends on those before it. */
  readonly hasHistory: boolean;

  /** A frame that nobody wants to read: its time and its messages count all the same. */
  skip(d: Dissection): void {
    this.#clock.tick(d.frame.seconds, d.frame.nanoseconds);
    this.#context.flows?.take(d);
    this.#data?.take(d);
    if (this.#summary !== undefined) this.#context.links?.summary?.skip(d);
    this.#links?.skip(d);
  }

  /** The frame that was read last is shown: what is shown next counts its time from here. */
  shown({ frame }: Dissection): void {
    this.#clock.shown(frame.seconds, frame.nanoseconds);
  }

  #useDialect(dialect: Dialect): void {
    const sinks = this.#sinks;
    const ours = sinks.wants('rserpool.');
    this.#dialect = dialect;
    this.#asap = ours || sinks.wants('asap.') ? new MessageReader('asap', sinks, dialect) : undefined;
    this.#enrp = ours || sinks.wants('enrp.') ? new MessageReader('enrp', sinks, dialect) : undefined;
  }

  read(d: Dissection): void {
    const { frame, layers } = d;
    if (d.dialect !== this.#dialect) this.#useDialect(d.dialect);
    this.#clock.tick(frame.seconds, frame.nanoseconds);
    this.#context.flows?.take(d);
    this.#data?.take(d);
    this.#sinks.layer('frame', frame.bytes, frame.start, frame.end, false);
    let isQuoted = false;
    for (const step of this.#frame) step(d, this.#clock);
    this.#summary?.(d, this.#context.links?.summary);
    this.#experts?.(d);
    this.#links?.begin(d);
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index] as number;
      // tshark shows nothing of a chunk that is not wholly there, nor of what follows it.
      if (protocol === layer.sctpChunk && !d.quoted && isCut(d, index)) {
        this.#sinks.resume('sctp');
        this.#sinks.parts?.malformed(d.frame.end - d.frame.start < d.frame.originalLength);
        return;
      }
      this.#layer(d, index, protocol, isQuoted);
      if (d.quoted && (protocol === layer.icmp || protocol === layer.icmpv6)) isQuoted = true;
    }
  }

  #layer(d: Dissection, index: number, protocol: number, isQuoted: boolean): void {
    const { layers } = d;
    const bytes = layers.bytes[index] as Uint8Array;
    const start = layers.start[index] as number;
    const end = layers.end[index] as number;
    if (protocol === layer.sctpChunk) {
      this.#sinks.resume('sctp');
      this.#chunks?.readChunk(
        bytes,
        start,
        end,
        d.quoted ? undefined : (layers.detail[index] as number),
        layers.extra[index] === chunkMark.duplicate && bytes[start] === chunkTypeData,
        this.#data?.firstCopy(index),
      );
      return;
    }
    // Extension headers are parts of the IPv6 that they extend.
    if (protocol === layer.ipv6Extension) this.#sinks.resume('ipv6');
    const name = protocol === layer.ipv6Extension ? undefined : filterProtocol(d, index);
    if (name !== undefined)
      this.#sinks.layer(name, bytes, start, protocol === layer.sctp ? endOfChunks(d, index) : end, isQuoted);
    switch (protocol) {
      case layer.sctp:
        if (end - start >= 12) this.#chunks?.readPacket(bytes, start, end, () => sctpChecksumStatus(d, index));
        return;
      case layer.asap:
        if (this.#asap) this.#message(d, index, this.#asap);
        return;
      case layer.enrp:
        if (this.#enrp) this.#message(d, index, this.#enrp);
        return;
      case layer.tls:
        this.#tls?.readLayer(d, index);
        return;
      case layer.application:
      case layer.data:
        if (this.#applications.size > 0) this.#application(d, index);
        return;
      default:
        this.#headers[protocol]?.read(d, index, this.#context);
    }
  }

  #application({ layers, declaredEnd }: Dissection, index: number): void {
    const application = applicationAt(layers, index);
    const reader = application && this.#applications.get(application);
    if (reader === undefined) return;
    const end = layers.end[index] as number;
    // Of a datagram that the capture cut, the dissection knows where it ended.
    const isCut = layers.protocol[index] === layer.data && layers.bytes[index] === layers.bytes[0];
    reader.read(
      layers.bytes[index] as Uint8Array,
      layers.start[index] as number,
      end,
      isCut ? Math.max(end, declaredEnd) : end,
    );
  }

  #message({ layers, messages, quoted }: Dissection, index: number, reader: MessageReader): void {
    const place = (layers.extra[index] as number) - 1;
    const message = messages[place];
    if (message !== undefined) {
      reader.read(message);
      this.#links?.read(message, place);
    } else if (quoted) {
      // An ICMP error cuts what it quotes: the chunk says where the message ended.
      const bytes = layers.bytes[index] as Uint8Array;
      const end = layers.end[index] as number;
      const chunk = layers.start[index - 1] as number;
      const isInChunk = layers.protocol[index - 1] === layer.sctpChunk;
      const declaredEnd = isInChunk ? Math.max(end, chunk + u16(bytes, chunk + 2)) : end;
      reader.readPart(bytes, layers.start[index] as number, end, declaredEnd);
    }
  }
}

/** The wanted fields of one frame after the other, as columns. */
export class FieldExtractor {
  /** In the order in which they were asked for. */
  readonly columns: readonly Column[];
  readonly #wanted: Columns;
  readonly #reading: FieldReading;

  /** Names are known ones: see catalog.ts. `countsLayers`: see Columns. */
  constructor(
    names: readonly string[],
    options: { readonly countsLayers?: boolean; readonly links?: FrameLinks | undefined } = {},
  ) {
    const wanted = new Columns(options.countsLayers);
    this.columns = names.map((name) => wanted.want(name));
    this.#wanted = wanted;
    this.#reading = new FieldReading(wanted, options.links);
  }

  /** Fills the columns with what this frame has. */
  extract(d: Dissection): void {
    this.#wanted.clear();
    this.#reading.read(d);
  }

  /** See FieldReading. */
  get hasHistory(): boolean {
    return this.#reading.hasHistory;
  }

  /** See FieldReading. */
  skip(d: Dissection): void {
    this.#reading.skip(d);
  }

  /** See FieldReading. */
  shown(d: Dissection): void {
    this.#reading.shown(d);
  }
}

/** Where the last chunk of the packet ends, with its padding. */
function endOfChunks({ layers }: Dissection, index: number): number {
  const bytes = layers.bytes[index];
  let end = layers.end[index] as number;
  for (let at = index + 1; at < layers.count; at++)
    if (layers.protocol[at] === layer.sctpChunk && layers.bytes[at] === bytes) end = layers.end[at] as number;
  return end;
}

/** The chunk's length is beyond what the packet or the capture has of it. */
export function isCut({ layers }: Dissection, index: number): boolean {
  const start = layers.start[index] as number;
  return start + u16(layers.bytes[index] as Uint8Array, start + 2) > (layers.end[index] as number);
}
