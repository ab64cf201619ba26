// The conversations of one transport protocol: which two ends talk, counted from 0 in the order in which they were first
// seen, as Wireshark's `udp.stream` and `tcp.stream` count them. Bounded: the conversation that was opened first is forgotten first.
import { u32 } from '../../bytes/read.ts';

const flowsKept = 4096;

/** Two ends: addresses of 4 or 16 octets, and ports. */
export interface FlowEnds {
  readonly bytes: Uint8Array;
  readonly sourceAt: number;
  readonly destinationAt: number;
  readonly addressLength: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export interface Flow {
  /** Counts from 0. */
  readonly number: number;
  firstSeconds: number;
  firstNanoseconds: number;
  previousSeconds: number;
  previousNanoseconds: number;
}

export class FlowTable<Kind extends Flow> {
  readonly #flows = new Map<string, Kind>();
  readonly #open: (number: number) => Kind;
  #count = 0;

  constructor(open: (number: number) => Kind) {
    this.#open = open;
  }

  find(key: string): Kind {
    return this.#flows.get(key) ?? this.renew(key);
  }

  /** A conversation of its own between ends that talked before. */
  renew(key: string): Kind {
    this.#flows.delete(key);
    if (this.#flows.size >= flowsKept)
      for (const oldest of this.#flows.keys()) {
        this.#flows.delete(oldest);
        break;
      }
    const flow = this.#open(this.#count++);
    this.#flows.set(key, flow);
    return flow;
  }
}

/** The same for both directions. */
export function flowKey(ends: FlowEnds): string {
  const source = endText(ends, ends.sourceAt, ends.sourcePort);
  const destination = endText(ends, ends.destinationAt, ends.destinationPort);
  return isLower(ends) ? `${source} ${destination}` : `${destination} ${source}`;
}

function endText({ bytes, addressLength }: FlowEnds, at: number, port: number): string {
  let text = String(port);
  for (let word = 0; word < addressLength; word += 4) text += `.${u32(bytes, at + word)}`;
  return text;
}

/** Which of the two directions a packet has: nothing but the ends decides it. */
export function isLower({
  bytes,
  sourceAt,
  destinationAt,
  addressLength,
  sourcePort,
  destinationPort,
}: FlowEnds): boolean {
  for (let word = 0; word < addressLength; word += 4) {
    const difference = u32(bytes, sourceAt + word) - u32(bytes, destinationAt + word);
    if (difference !== 0) return difference < 0;
  }
  return sourcePort <= destinationPort;
}
