// One SCTP association seen from outside: yields its frames and keeps tags, TSNs and stream sequence numbers. RFC 9260 §5
// (set-up), §6 (data), §9 (end). Frames come back as bytes; the caller gives them their times.
import { ipProtocolUdp } from '../protocol/network/numbers.ts';
import { ipFrame, type LinkInput, sctpFrame, udpDatagram } from './packets.ts';
import {
  abortChunk,
  cookieAckChunk,
  cookieEchoChunk,
  dataChunk,
  heartbeatChunk,
  iDataChunk,
  initAckChunk,
  initChunk,
  sackChunk,
  sctpPacket,
  shutdownAckChunk,
  shutdownChunk,
  shutdownCompleteChunk,
} from './sctp-packet.ts';

export interface EndpointInput {
  /** The first one is where packets come from unless told otherwise. All of one IP version. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly tag: number;
  readonly initialTsn: number;
}

/** `client` sends the INIT. */
export type Side = 'client' | 'server';

export interface MessageInput {
  readonly bytes: Uint8Array;
  readonly ppid: number;
  readonly streamId?: number;
  readonly unordered?: boolean;
  /** Octets of user data in one chunk; 1400 where left out. */
  readonly fragmentSize?: number;
}

export interface AssociationInput {
  readonly client: EndpointInput;
  readonly server: EndpointInput;
  readonly link?: LinkInput;
  /** Send I-DATA in place of DATA (RFC 8260). */
  readonly interleaving?: boolean;
  /** Put SCTP into UDP between these ports (RFC 6951). */
  readonly udp?: { readonly clientPort: number; readonly serverPort: number };
}

interface Stream {
  ordered: number;
  unordered: number;
}

class Endpoint {
  readonly input: EndpointInput;
  /** Sent next. */
  tsn: number;
  readonly streams = new Map<number, Stream>();

  constructor(input: EndpointInput) {
    this.input = input;
    this.tsn = input.initialTsn >>> 0;
  }

  nextTsn(): number {
    const tsn = this.tsn;
    this.tsn = (tsn + 1) >>> 0;
    return tsn;
  }

  get lastTsn(): number {
    return (this.tsn - 1) >>> 0;
  }

  stream(streamId: number): Stream {
    let stream = this.streams.get(streamId);
    if (stream === undefined) {
      stream = { ordered: 0, unordered: 0 };
      this.streams.set(streamId, stream);
    }
    return stream;
  }
}

export class Association {
  readonly input: AssociationInput;
  readonly #client: Endpoint;
  readonly #server: Endpoint;
  readonly #cookie: Uint8Array;

  constructor(input: AssociationInput) {
    this.input = input;
    this.#client = new Endpoint(input.client);
    this.#server = new Endpoint(input.server);
    this.#cookie = Uint8Array.from({ length: 32 }, (_, index) => (input.server.tag + index) & 0xff);
  }

  #own(side: Side): Endpoint {
    return side === 'client' ? this.#client : this.#server;
  }

  #peer(side: Side): Endpoint {
    return side === 'client' ? this.#server : this.#client;
  }

  /** Any chunks in one packet. `path` picks the address of each side; `tag` in place of the receiver's. */
  packet(
    from: Side,
    chunks: readonly Uint8Array[],
    { path = 0, tag }: { path?: number; tag?: number } = {},
  ): Uint8Array {
    const own = this.#own(from).input;
    const peer = this.#peer(from).input;
    const ip = {
      source: own.addresses[path % own.addresses.length] as string,
      destination: peer.addresses[path % peer.addresses.length] as string,
    };
    const sctp = { sourcePort: own.port, destinationPort: peer.port, verificationTag: tag ?? peer.tag, chunks };
    const { udp, link } = this.input;
    if (udp === undefined) return sctpFrame(ip, sctp, link);
    const ports =
      from === 'client'
        ? { sourcePort: udp.clientPort, destinationPort: udp.serverPort }
        : { sourcePort: udp.serverPort, destinationPort: udp.clientPort };
    return ipFrame(ip, ipProtocolUdp, udpDatagram(ip, ports, sctpPacket(sctp)), link);
  }

  /** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK. */
  handshake(): Uint8Array[] {
    return [this.init(), this.initAck(), this.cookieEcho(), this.cookieAck()];
  }

  init(): Uint8Array {
    const { tag, initialTsn, addresses } = this.input.client;
    const more = addresses.length > 1 ? addresses : [];
    return this.packet('client', [initChunk({ initiateTag: tag, initialTsn, addresses: more })], { tag: 0 });
  }

  initAck(): Uint8Array {
    const { tag, initialTsn, addresses } = this.input.server;
    const more = addresses.length > 1 ? addresses : [];
    const chunk = initAckChunk({ initiateTag: tag, initialTsn, addresses: more, cookie: this.#cookie });
    return this.packet('server', [chunk]);
  }

  /** With data chunks of the client behind it, if any. */
  cookieEcho(data: readonly Uint8Array[] = []): Uint8Array {
    return this.packet('client', [cookieEchoChunk(this.#cookie), ...data]);
  }

  cookieAck(data: readonly Uint8Array[] = []): Uint8Array {
    return this.packet('server', [cookieAckChunk(), ...data]);
  }

  /** The message as DATA or I-DATA chunks, one for each fragment; takes TSNs and the next sequence number. */
  chunks(from: Side, message: MessageInput): Uint8Array[] {
    const { bytes, ppid, streamId = 0, unordered = false, fragmentSize = 1400 } = message;
    const own = this.#own(from);
    const stream = own.stream(streamId);
    const sequence = unordered ? stream.unordered++ : stream.ordered++;
    const found: Uint8Array[] = [];
    let at = 0;
    do {
      const next = Math.min(at + fragmentSize, bytes.length);
      const fragment = {
        tsn: own.nextTsn(),
        streamId,
        ppid,
        unordered,
        beginning: at === 0,
        ending: next === bytes.length,
        data: bytes.subarray(at, next),
      };
      found.push(
        this.input.interleaving
          ? iDataChunk({ ...fragment, messageId: sequence >>> 0, fragmentSequence: found.length })
          : dataChunk({ ...fragment, streamSequence: unordered ? 0 : sequence & 0xffff }),
      );
      at = next;
    } while (at < bytes.length);
    return found;
  }

  /** One frame for each fragment of the message. */
  data(from: Side, message: MessageInput): Uint8Array[] {
    return this.chunks(from, message).map((chunk) => this.packet(from, [chunk]));
  }

  /** Several messages bundled into one packet. */
  bundle(from: Side, messages: readonly MessageInput[]): Uint8Array {
    return this.packet(
      from,
      messages.flatMap((message) => this.chunks(from, message)),
    );
  }

  /** Acknowledges all that the other side has sent, or up to `cumulativeTsn`. */
  sack(from: Side, cumulativeTsn: number = this.#peer(from).lastTsn): Uint8Array {
    return this.packet(from, [sackChunk({ cumulativeTsn })]);
  }

  heartbeat(from: Side, path = 0): Uint8Array[] {
    const info = Uint8Array.of(path, 0, 0, 0, 0, 0, 0, 0);
    const back: Side = from === 'client' ? 'server' : 'client';
    return [
      this.packet(from, [heartbeatChunk(info)], { path }),
      this.packet(back, [heartbeatChunk(info, true)], { path }),
    ];
  }

  /** SHUTDOWN, SHUTDOWN ACK, SHUTDOWN COMPLETE. */
  shutdown(from: Side): Uint8Array[] {
    const back: Side = from === 'client' ? 'server' : 'client';
    return [
      this.packet(from, [shutdownChunk(this.#peer(from).lastTsn)]),
      this.packet(back, [shutdownAckChunk()]),
      this.packet(from, [shutdownCompleteChunk()]),
    ];
  }

  /** With `tagReflected` the packet carries the sender's own tag: an ABORT from one who knows no association. */
  abort(
    from: Side,
    { causes, tagReflected = false }: { causes?: Uint8Array; tagReflected?: boolean } = {},
  ): Uint8Array {
    const tag = tagReflected ? this.#own(from).input.tag : this.#peer(from).input.tag;
    return this.packet(from, [abortChunk(causes, tagReflected)], { tag });
  }
}
