// `-z conv,…` and `-z endpoints,…`: who talked to whom, and how much: counted for one kind of address.
import { ipv4Text, ipv6Text } from '../../../bytes/address.ts';
import { u16 } from '../../../bytes/read.ts';
import type { Dissection } from '../../../dissect/dissection.ts';
import { etherText } from '../../../dissect/fields/value-text.ts';
import { layer } from '../../../dissect/layer.ts';
import {
  type AddressKind,
  type Conversation,
  conversationText,
  endpointText,
  type Talker,
} from './conversation-text.ts';
import { filtered, filterOf, relativeSeconds, type Tap, type TapContext, type TapDefinition } from './tap.ts';

const kinds: readonly AddressKind[] = [
  { name: 'eth', title: 'Ethernet', layer: layer.ethernet, hasPorts: false },
  { name: 'ip', title: 'IPv4', layer: layer.ipv4, hasPorts: false },
  { name: 'ipv6', title: 'IPv6', layer: layer.ipv6, hasPorts: false },
  { name: 'sctp', title: 'SCTP', layer: layer.sctp, hasPorts: true },
  { name: 'tcp', title: 'TCP', layer: layer.tcp, hasPorts: true },
  { name: 'udp', title: 'UDP', layer: layer.udp, hasPorts: true },
];

type Pair = (source: string, destination: string, sourcePort: number, destinationPort: number) => void;

/** Calls `use` for each layer of the kind in the frame; what an ICMP message quotes was not sent. */
function eachPair(d: Dissection, kind: AddressKind, use: Pair): void {
  const { layers } = d;
  let source = '';
  let destination = '';
  for (let index = 0; index < layers.count; index++) {
    const protocol = layers.protocol[index] as number;
    const bytes = layers.bytes[index] as Uint8Array;
    const at = layers.start[index] as number;
    const size = (layers.end[index] as number) - at;
    if (protocol === layer.icmp || protocol === layer.icmpv6) return;
    if (protocol === layer.ethernet && kind.layer === protocol && size >= 12) {
      use(etherText(bytes, at + 6), etherText(bytes, at), 0, 0);
      return;
    }
    if (protocol === layer.ipv4 || protocol === layer.ipv6) {
      if (kind.layer !== protocol && !kind.hasPorts) continue;
      if (size < (protocol === layer.ipv4 ? 20 : 40)) continue;
      const text = protocol === layer.ipv4 ? ipv4Text : ipv6Text;
      source = text(bytes, at + (protocol === layer.ipv4 ? 12 : 8));
      destination = text(bytes, at + (protocol === layer.ipv4 ? 16 : 24));
      if (kind.layer === protocol) use(source, destination, 0, 0);
    } else if (protocol === kind.layer && kind.hasPorts && size >= 4)
      use(source, destination, u16(bytes, at), u16(bytes, at + 2));
  }
}

function nameOf(address: string, port: number, kind: AddressKind): string {
  return kind.hasPorts ? `${address}:${port}` : address;
}

class Conversations implements Tap {
  readonly #kind: AddressKind;
  readonly #filter: string;
  readonly #context: TapContext;
  readonly #byEnds = new Map<string, Conversation>();

  constructor(kind: AddressKind, filter: string, context: TapContext) {
    this.#kind = kind;
    this.#filter = filter;
    this.#context = context;
  }

  write(d: Dissection): void {
    const { frame } = d;
    const octets = frame.originalLength;
    const seconds = relativeSeconds(this.#context.clock);
    eachPair(d, this.#kind, (source, destination, sourcePort, destinationPort) => {
      const from = nameOf(source, sourcePort, this.#kind);
      const to = nameOf(destination, destinationPort, this.#kind);
      const forth = this.#byEnds.get(`${from} ${to}`);
      const back = forth === undefined ? this.#byEnds.get(`${to} ${from}`) : undefined;
      const conversation = forth ?? back ?? begin(from, to, seconds, frame.seconds);
      if (conversation === back) {
        conversation.backFrames++;
        conversation.backOctets += octets;
      } else {
        if (forth === undefined) this.#byEnds.set(`${from} ${to}`, conversation);
        conversation.forthFrames++;
        conversation.forthOctets += octets;
      }
      if (seconds > conversation.lastSeconds) conversation.lastSeconds = seconds;
    });
  }

  text(): string {
    return conversationText(this.#kind, this.#filter, [...this.#byEnds.values()], this.#context.time);
  }
}

function begin(from: string, to: string, seconds: number, epoch: number): Conversation {
  return {
    from,
    to,
    forthFrames: 0,
    forthOctets: 0,
    backFrames: 0,
    backOctets: 0,
    firstSeconds: seconds,
    firstEpoch: epoch,
    lastSeconds: seconds,
  };
}

class Endpoints implements Tap {
  readonly #kind: AddressKind;
  readonly #filter: string;
  readonly #byName = new Map<string, Talker>();

  constructor(kind: AddressKind, filter: string) {
    this.#kind = kind;
    this.#filter = filter;
  }

  write(d: Dissection): void {
    const octets = d.frame.originalLength;
    eachPair(d, this.#kind, (source, destination, sourcePort, destinationPort) => {
      const sender = this.#talker(source, sourcePort);
      sender.sentFrames++;
      sender.sentOctets += octets;
      const receiver = this.#talker(destination, destinationPort);
      receiver.receivedFrames++;
      receiver.receivedOctets += octets;
    });
  }

  text(): string {
    return endpointText(this.#kind, this.#filter, [...this.#byName.values()]);
  }

  #talker(address: string, port: number): Talker {
    const name = nameOf(address, port, this.#kind);
    let talker = this.#byName.get(name);
    if (talker === undefined) {
      talker = {
        address,
        port: this.#kind.hasPorts ? port : undefined,
        sentFrames: 0,
        sentOctets: 0,
        receivedFrames: 0,
        receivedOctets: 0,
      };
      this.#byName.set(name, talker);
    }
    return talker;
  }
}

function tapFor(
  name: string,
  about: string,
  make: (kind: AddressKind, filter: string, context: TapContext) => Tap,
): readonly TapDefinition[] {
  return kinds.map((kind) => ({
    name: `${name},${kind.name}`,
    syntax: '[,filter]',
    about: `${kind.title} ${about}`,
    make(rest, context) {
      const filter = filterOf(`${name},${kind.name}`, rest);
      return filtered(make(kind, filter, context), filter, context);
    },
  }));
}

export const conversationTaps: readonly TapDefinition[] = [
  ...tapFor(
    'conv',
    'conversations: who talked to whom',
    (kind, filter, context) => new Conversations(kind, filter, context),
  ),
  ...tapFor('endpoints', 'endpoints: who sent and received', (kind, filter) => new Endpoints(kind, filter)),
];
