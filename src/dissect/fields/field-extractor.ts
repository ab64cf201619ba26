// Gives the wanted fields of a dissection. What is wanted is compiled once; layers with no wanted field are skipped.

import { u16 } from '../../bytes/read.ts';
import { applications } from '../../protocol/applications.ts';
import {
  ethernetHeader,
  ipv4Header,
  ipv6Header,
  tcpHeader,
  udpHeader,
  vlanHeader,
} from '../../protocol/network/headers.ts';
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';
import { ChunkReader } from './chunk-reader.ts';
import { type Column, Columns } from './column.ts';
import { FrameClock, frameColumns } from './frame-reader.ts';
import { type HeaderReader, headerReader } from './header-reader.ts';
import { MessageReader } from './message-reader.ts';

export class FieldExtractor {
  /** In the order in which they were asked for. */
  readonly columns: readonly Column[];
  readonly #wanted = new Columns();
  readonly #clock = new FrameClock();
  readonly #frame: ReturnType<typeof frameColumns>;
  readonly #headers: (HeaderReader | undefined)[] = [];
  readonly #chunks: ChunkReader | undefined;
  readonly #asap: MessageReader | undefined;
  readonly #enrp: MessageReader | undefined;
  readonly #applications = new Map<number, Column>();
  readonly #udpApplications = new Map<number, Column>();
  readonly #needsClock: boolean;

  /** Names are known ones: see findField in catalog.ts. */
  constructor(names: readonly string[]) {
    const wanted = this.#wanted;
    this.columns = names.map((name) => wanted.want(name));
    const begins = (...prefixes: string[]) => names.some((name) => prefixes.some((prefix) => name.startsWith(prefix)));
    this.#frame = frameColumns(wanted);
    this.#needsClock = begins('frame.time_');
    this.#headers[layer.ethernet] = headerReader(ethernetHeader, wanted);
    this.#headers[layer.vlan] = headerReader(vlanHeader, wanted);
    this.#headers[layer.ipv4] = headerReader(ipv4Header, wanted);
    this.#headers[layer.ipv6] = headerReader(ipv6Header, wanted);
    this.#headers[layer.udp] = headerReader(udpHeader, wanted);
    this.#headers[layer.tcp] = headerReader(tcpHeader, wanted);
    this.#chunks = begins('sctp.') ? new ChunkReader(wanted) : undefined;
    this.#asap = begins('asap.', 'rserpool.') ? new MessageReader('asap', wanted) : undefined;
    this.#enrp = begins('enrp.', 'rserpool.') ? new MessageReader('enrp', wanted) : undefined;
    for (const { filter, ppids, udpPort } of applications) {
      const column = wanted.find(`${filter}.message_type`);
      if (column === undefined) continue;
      for (const ppid of ppids) this.#applications.set(ppid | 0, column);
      if (udpPort !== undefined) this.#udpApplications.set(udpPort, column);
    }
  }

  /** Fills the columns with what this frame has. */
  extract(d: Dissection): void {
    this.#wanted.clear();
    if (this.#needsClock) this.#clock.tick(d.frame.seconds, d.frame.nanoseconds);
    for (const step of this.#frame) step(d, this.#clock);
    const { layers } = d;
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index] as number;
      // tshark shows nothing of a chunk that is not wholly there, nor of what follows it.
      if (protocol === layer.sctpChunk && !d.quoted && isCut(d, index)) return;
      this.#layer(d, index, protocol);
    }
  }

  #layer(d: Dissection, index: number, protocol: number): void {
    const { layers } = d;
    const bytes = layers.bytes[index] as Uint8Array;
    const start = layers.start[index] as number;
    const end = layers.end[index] as number;
    switch (protocol) {
      case layer.sctp:
        if (end - start >= 12) this.#chunks?.readPacket(bytes, start, end);
        return;
      case layer.sctpChunk:
        this.#chunks?.readChunk(bytes, start, end, layers.detail[index] as number);
        return;
      case layer.asap:
        if (this.#asap) this.#message(d, index, this.#asap);
        return;
      case layer.enrp:
        if (this.#enrp) this.#message(d, index, this.#enrp);
        return;
      case layer.application:
        if (end > start) this.#applications.get(layers.extra[index] as number)?.values.push(String(bytes[start]));
        return;
      case layer.udp:
        this.#headers[protocol]?.(bytes, start, end);
        if (this.#udpApplications.size > 0 && end - start >= 8 && layers.protocol[index + 1] === layer.data)
          this.#udpApplication(d, index, u16(bytes, start), u16(bytes, start + 2));
        return;
      default:
        this.#headers[protocol]?.(bytes, start, end);
    }
  }

  #message({ layers, messages, quoted }: Dissection, index: number, reader: MessageReader): void {
    const message = messages[(layers.extra[index] as number) - 1];
    if (message !== undefined) reader.read(message);
    else if (quoted) {
      // An ICMP error cuts what it quotes: the chunk says where the message ended.
      const bytes = layers.bytes[index] as Uint8Array;
      const end = layers.end[index] as number;
      const chunk = layers.start[index - 1] as number;
      const isInChunk = layers.protocol[index - 1] === layer.sctpChunk;
      const declaredEnd = isInChunk ? Math.max(end, chunk + u16(bytes, chunk + 2)) : end;
      reader.readPart(bytes, layers.start[index] as number, end, declaredEnd);
    }
  }

  #udpApplication({ layers }: Dissection, index: number, sourcePort: number, destinationPort: number): void {
    const column = this.#udpApplications.get(destinationPort) ?? this.#udpApplications.get(sourcePort);
    const start = layers.start[index + 1] as number;
    if (column && start < (layers.end[index + 1] as number))
      column.values.push(String((layers.bytes[index + 1] as Uint8Array)[start]));
  }
}

/** The chunk's length is beyond what the packet or the capture has of it. */
function isCut({ layers }: Dissection, index: number): boolean {
  const start = layers.start[index] as number;
  return start + u16(layers.bytes[index] as Uint8Array, start + 2) > (layers.end[index] as number);
}
