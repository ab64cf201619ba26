// Everyday traffic that is not RSerPool: TCP connections that carry TLS records or HTTP, DNS, QUIC, ICMP and ARP, over
// IPv4 and IPv6. Sizes are those of an office's uplink: many acknowledgments, many full segments, little between.
import { ByteWriter } from '../src/encode/byte-writer.ts';
import { ethernetFrame, internetChecksum, ipFrame, tcpFrame, udpFrame } from '../src/encode/packets.ts';
import type { Random } from './simulation/random.ts';

const clientCount = 120;
const segmentSize = 1448;

/** One TCP connection after the other between the same two hosts. */
class Connection {
  readonly #random: Random;
  readonly #noise: Uint8Array;
  readonly #client: string;
  readonly #server: string;
  #clientPort = 0;
  readonly #serverPort: number;
  #clientSequence = 0;
  #serverSequence = 0;
  /** What happens next, the last one first. */
  #script: (() => Uint8Array)[] = [];

  constructor(random: Random, noise: Uint8Array, index: number) {
    const isIpv6 = index % 4 === 0;
    this.#random = random;
    this.#noise = noise;
    this.#client = isIpv6 ? `2001:db8:1::${(1 + (index % 120)).toString(16)}` : `192.168.7.${1 + (index % 120)}`;
    const host = random.whole(1, 60);
    this.#server = isIpv6 ? `2001:db8:ffff::${host.toString(16)}` : `198.51.100.${host}`;
    this.#serverPort = random.chance(0.85) ? 443 : 80;
  }

  next(): Uint8Array {
    if (this.#script.length === 0) this.#plan();
    return this.#script.pop()!();
  }

  #plan(): void {
    this.#clientPort = this.#random.whole(32_768, 60_999);
    this.#clientSequence = this.#random.u32();
    this.#serverSequence = this.#random.u32();
    const steps: (() => Uint8Array)[] = [
      () => this.#up({ syn: true, ack: false }),
      () => this.#down({ syn: true }),
      () => this.#up({}),
    ];
    for (let exchanges = this.#random.whole(1, 6); exchanges > 0; exchanges--) {
      steps.push(() => this.#up({}, this.#request()));
      const count = Math.ceil(this.#random.exponential(5));
      for (let index = 0; index < count; index++) {
        const size = index === count - 1 || this.#serverPort === 80 ? this.#random.whole(80, 900) : segmentSize;
        steps.push(() => this.#down({}, this.#answer(size)));
        if (index % 2 === 1 || index === count - 1) steps.push(() => this.#up({}));
      }
    }
    steps.push(
      () => this.#up({ fin: true }),
      () => this.#down({ fin: true }),
      () => this.#up({}),
    );
    this.#script = steps.reverse();
  }

  #request(): Uint8Array {
    if (this.#serverPort === 443) return this.#record(this.#random.whole(60, 600));
    return new TextEncoder().encode(
      `GET /page/${this.#random.u32()} HTTP/1.1\r\nHost: www.example.net\r\nAccept: */*\r\n\r\n`,
    );
  }

  #answer(size: number): Uint8Array {
    if (this.#serverPort === 443) return this.#record(size);
    const body = 'x'.repeat(size);
    return new TextEncoder().encode(
      `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n${body}`,
    );
  }

  /** A TLS record of application data that fills its segment. */
  #record(size: number): Uint8Array {
    const from = this.#random.whole(0, this.#noise.length - size);
    const record = this.#noise.slice(from, from + size);
    record.set([23, 3, 3, (size - 5) >> 8, (size - 5) & 0xff]);
    return record;
  }

  #up(flags: Flags, payload: Uint8Array = nothing): Uint8Array {
    const sequence = this.#clientSequence;
    this.#clientSequence = advance(sequence, flags, payload);
    return tcpFrame(
      { source: this.#client, destination: this.#server },
      {
        ...flags,
        sourcePort: this.#clientPort,
        destinationPort: this.#serverPort,
        sequence,
        acknowledgment: flags.ack === false ? 0 : this.#serverSequence,
        push: payload.length > 0,
      },
      payload,
    );
  }

  #down(flags: Flags, payload: Uint8Array = nothing): Uint8Array {
    const sequence = this.#serverSequence;
    this.#serverSequence = advance(sequence, flags, payload);
    return tcpFrame(
      { source: this.#server, destination: this.#client, ttl: 57 },
      {
        ...flags,
        sourcePort: this.#serverPort,
        destinationPort: this.#clientPort,
        sequence,
        acknowledgment: this.#clientSequence,
        push: payload.length > 0 && payload.length < segmentSize,
      },
      payload,
    );
  }
}

interface Flags {
  readonly syn?: boolean;
  readonly fin?: boolean;
  readonly ack?: boolean;
}

const nothing = new Uint8Array(0);

function advance(sequence: number, { syn, fin }: Flags, payload: Uint8Array): number {
  return (sequence + payload.length + (syn || fin ? 1 : 0)) >>> 0;
}

export class Background {
  readonly #random: Random;
  readonly #noise: Uint8Array;
  readonly #connections: Connection[];
  #unanswered: (() => Uint8Array) | undefined;
  #sequence = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#noise = random.octets(1 << 16);
    this.#connections = Array.from({ length: 400 }, (_, index) => new Connection(random, this.#noise, index));
  }

  next(): Uint8Array {
    const answer = this.#unanswered;
    this.#unanswered = undefined;
    if (answer) return answer();
    const kind = this.#random.share();
    if (kind < 0.82) return this.#random.pick(this.#connections).next();
    if (kind < 0.91) return this.#quic();
    if (kind < 0.96) return this.#dns();
    if (kind < 0.98) return this.#echo();
    return this.#arp();
  }

  #client(): number {
    return this.#random.whole(1, clientCount);
  }

  #quic(): Uint8Array {
    const size = this.#random.chance(0.4) ? 1250 : this.#random.whole(40, 300);
    const from = this.#random.whole(0, this.#noise.length - size);
    const payload = this.#noise.slice(from, from + size);
    payload[0] = 0x40 | (payload[0]! & 0x3f);
    const client = this.#client();
    const down = size === 1250;
    const near = { address: `192.168.7.${client}`, port: 50_000 + client };
    const far = { address: `203.0.113.${1 + (client % 20)}`, port: 443 };
    const [from_, to] = down ? [far, near] : [near, far];
    return udpFrame(
      { source: from_.address, destination: to.address },
      { sourcePort: from_.port, destinationPort: to.port },
      payload,
    );
  }

  #dns(): Uint8Array {
    const id = this.#random.whole(0, 0xffff);
    const host = `host-${this.#random.whole(1, 9999)}`;
    const client = `192.168.7.${this.#client()}`;
    const port = this.#random.whole(32_768, 60_999);
    this.#unanswered = () =>
      udpFrame(
        { source: '192.168.7.254', destination: client },
        { sourcePort: 53, destinationPort: port },
        dnsMessage(id, host, true),
      );
    return udpFrame(
      { source: client, destination: '192.168.7.254' },
      { sourcePort: port, destinationPort: 53 },
      dnsMessage(id, host, false),
    );
  }

  #echo(): Uint8Array {
    const sequence = this.#sequence++ & 0xffff;
    const near = `192.168.7.${this.#client()}`;
    this.#unanswered = () => ipFrame({ source: '198.51.100.1', destination: near }, 1, icmpEcho(0, sequence));
    return ipFrame({ source: near, destination: '198.51.100.1' }, 1, icmpEcho(8, sequence));
  }

  #arp(): Uint8Array {
    const client = this.#client();
    const mac = Uint8Array.of(2, 0, 192, 168, 7, client);
    const body = new ByteWriter(46).u16(1).u16(0x0800).u8(6).u8(4).u16(1).bytes(mac);
    body
      .bytes(Uint8Array.of(192, 168, 7, client))
      .zeros(6)
      .bytes(Uint8Array.of(192, 168, 7, 254))
      .zeros(18);
    return ethernetFrame({ sourceMac: mac, destinationMac: new Uint8Array(6).fill(255) }, 0x0806, body.finish());
  }
}

function icmpEcho(type: number, sequence: number): Uint8Array {
  const out = new ByteWriter(64).u8(type).u8(0).u16(0).u16(7).u16(sequence).zeros(56);
  return out.setU16(2, internetChecksum(out.finish())).finish();
}

/** A question for an address, or the answer with two of them. */
function dnsMessage(id: number, host: string, isAnswer: boolean): Uint8Array {
  const out = new ByteWriter(128)
    .u16(id)
    .u16(isAnswer ? 0x8180 : 0x0100)
    .u16(1)
    .u16(isAnswer ? 2 : 0)
    .u32(0);
  for (const label of [host, 'example', 'net', '']) out.u8(label.length).bytes(new TextEncoder().encode(label));
  out.u16(1).u16(1);
  if (isAnswer)
    for (const last of [10, 20])
      out
        .u16(0xc00c)
        .u16(1)
        .u16(1)
        .u32(300)
        .u16(4)
        .u32(0xc6336400 + last);
  return out.finish();
}
