// The transport conversations of a capture, told frame by frame, and what each segment or datagram of the frame at hand is to
// its conversation.
import type { Dissection } from '../dissection.ts';
import { layer } from '../layer.ts';
import { type Flow, type FlowEnds, FlowTable, flowKey, isLower } from './flow-table.ts';
import { analyseSegment, opensAnew } from './tcp-analysis.ts';
import { type SegmentFacts, TcpConnection } from './tcp-connection.ts';
import { readSegment, tcpOptionFacts } from './tcp-options.ts';

export interface DatagramFacts {
  readonly stream: number;
  /** Nanoseconds. */
  readonly sinceFirst: number;
  readonly sincePrevious: number;
}

function openFlow(number: number): Flow {
  return { number, firstSeconds: Number.NaN, firstNanoseconds: 0, previousSeconds: 0, previousNanoseconds: 0 };
}

export class Flows {
  readonly #tcp = new FlowTable((number) => new TcpConnection(number));
  readonly #udp = new FlowTable(openFlow);
  readonly #segments = new Map<number, SegmentFacts>();
  readonly #datagrams = new Map<number, DatagramFacts>();
  #frame = -1;

  /** To be told each frame of the capture, in order; several may tell it, a frame counts once. */
  take(d: Dissection): void {
    if (d.frame.number === this.#frame) return;
    this.#frame = d.frame.number;
    this.#segments.clear();
    this.#datagrams.clear();
    const { layers } = d;
    let network = -1;
    let isQuoted = false;
    for (let index = 0; index < layers.count; index++) {
      const protocol = layers.protocol[index] as number;
      if (protocol === layer.ipv4 || protocol === layer.ipv6) network = index;
      else if (protocol === layer.icmp || protocol === layer.icmpv6) isQuoted = d.quoted;
      else if (network >= 0 && protocol === layer.tcp && !isQuoted) this.#segment(d, index, network);
      else if (network >= 0 && protocol === layer.udp) this.#datagram(d, index, network);
    }
  }

  /** Of the TCP header that is the layer at `index`. */
  segment(index: number): SegmentFacts | undefined {
    return this.#segments.get(index);
  }

  datagram(index: number): DatagramFacts | undefined {
    return this.#datagrams.get(index);
  }

  #segment({ layers, frame }: Dissection, index: number, network: number): void {
    const start = layers.start[index] as number;
    const end = layers.end[index] as number;
    if (end - start < 20) return;
    const bytes = layers.bytes[index] as Uint8Array;
    const headerLength = ((bytes[start + 12] as number) >> 4) << 2;
    if (headerLength < 20) return;
    const length = Math.max(0, (layers.detail[index] as number) - start - headerLength);
    const segment = readSegment(bytes, start, length);
    const ends = endsOf(layers, index, network);
    const key = flowKey(ends);
    const side = isLower(ends) ? 0 : 1;
    let connection = this.#tcp.find(key);
    const isReused = opensAnew(connection, side, segment);
    if (isReused) connection = this.#tcp.renew(key);
    const moment = { frame: frame.number, seconds: frame.seconds, nanoseconds: frame.nanoseconds };
    const options = tcpOptionFacts(bytes, start, end);
    this.#segments.set(index, analyseSegment(connection, side, segment, options, moment, isReused));
  }

  #datagram({ layers, frame }: Dissection, index: number, network: number): void {
    if ((layers.end[index] as number) - (layers.start[index] as number) < 4) return;
    const flow = this.#udp.find(flowKey(endsOf(layers, index, network)));
    const { seconds, nanoseconds } = frame;
    if (Number.isNaN(flow.firstSeconds)) {
      flow.firstSeconds = flow.previousSeconds = seconds;
      flow.firstNanoseconds = flow.previousNanoseconds = nanoseconds;
    }
    this.#datagrams.set(index, {
      stream: flow.number,
      sinceFirst: (seconds - flow.firstSeconds) * 1e9 + nanoseconds - flow.firstNanoseconds,
      sincePrevious: (seconds - flow.previousSeconds) * 1e9 + nanoseconds - flow.previousNanoseconds,
    });
    flow.previousSeconds = seconds;
    flow.previousNanoseconds = nanoseconds;
  }
}

/** The network header may lie in another buffer than the ports: these may have come in fragments. */
function endsOf(layers: Dissection['layers'], index: number, network: number): FlowEnds {
  const isIpv4 = layers.protocol[network] === layer.ipv4;
  const addressLength = isIpv4 ? 4 : 16;
  const bytes = layers.bytes[network] as Uint8Array;
  const sourceAt = (layers.start[network] as number) + (isIpv4 ? 12 : 8);
  const ports = layers.bytes[index] as Uint8Array;
  const at = layers.start[index] as number;
  return {
    bytes,
    sourceAt,
    destinationAt: sourceAt + addressLength,
    addressLength,
    sourcePort: ((ports[at] as number) << 8) | (ports[at + 1] as number),
    destinationPort: ((ports[at + 2] as number) << 8) | (ports[at + 3] as number),
  };
}
