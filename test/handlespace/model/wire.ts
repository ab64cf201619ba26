// What a capture sees of made associations: every association's packets late by an amount of its own (up to a second), some
// lost on the way and sent again, some lost by the capture alone. Frames come out in the order of the capture.
import { Association, type EndpointInput, type Side } from '../../../src/encode/association.ts';
import { udpFrame } from '../../../src/encode/packets.ts';
import { asapPort, rsplibAsapAnnounceGroup } from '../../../src/protocol/transport.ts';

export interface Captured {
  readonly bytes: Uint8Array;
  /** Milliseconds since the story began. */
  readonly at: number;
}

export interface Mischief {
  /** Seconds by which associations may be late in the capture, against each other. */
  readonly skewSeconds: number;
  /** Share of data packets that the network loses: they are sent again. */
  readonly networkLoss: number;
  /** Share of all packets that the capture lacks although they arrived. */
  readonly captureLoss: number;
}

export class Wire {
  readonly captured: Captured[] = [];
  /** Milliseconds since the story began. */
  now = 0;
  readonly #random: () => number;
  readonly #mischief: Mischief;
  #tags = 100;

  constructor(random: () => number, mischief: Mischief) {
    this.#random = random;
    this.#mischief = mischief;
  }

  connect(from: string, to: string, port: number, ppid: number): Line {
    this.#tags += 2;
    const end = (address: string, ownPort: number, tag: number): EndpointInput => ({
      addresses: [address],
      port: ownPort,
      tag,
      initialTsn: 1000 * tag,
    });
    const association = new Association({
      client: end(from, 20_000 + this.#tags, this.#tags),
      server: end(to, port, this.#tags + 1),
    });
    const line = new Line(this, association, ppid, this.#random() * 1000 * this.#mischief.skewSeconds);
    for (const frame of association.handshake()) line.put(frame);
    return line;
  }

  announce(address: string, message: Uint8Array): void {
    const ports = { sourcePort: asapPort, destinationPort: asapPort };
    this.put(udpFrame({ source: address, destination: rsplibAsapAnnounceGroup }, ports, message), this.now);
  }

  put(bytes: Uint8Array, at: number): void {
    if (this.#random() >= this.#mischief.captureLoss) this.captured.push({ bytes, at });
  }

  isLost(): boolean {
    return this.#random() < this.#mischief.networkLoss;
  }

  /** All frames by their times; equal times keep their order. */
  inOrder(): Captured[] {
    return this.captured
      .map((captured, index) => ({ captured, index }))
      .sort((a, b) => a.captured.at - b.captured.at || a.index - b.index)
      .map(({ captured }) => captured);
  }
}

/** One association in the capture. */
export class Line {
  readonly #wire: Wire;
  readonly #association: Association;
  readonly #ppid: number;
  readonly #late: number;
  /** When the last message of each side has arrived: an answer cannot come before. */
  readonly #arrived: Record<Side, number> = { client: 0, server: 0 };

  constructor(wire: Wire, association: Association, ppid: number, late: number) {
    this.#wire = wire;
    this.#association = association;
    this.#ppid = ppid;
    this.#late = late;
  }

  put(frame: Uint8Array, later = 0): void {
    this.#wire.now++;
    this.#wire.put(frame, this.#wire.now + this.#late + later);
  }

  /** A lost packet comes 300 ms later; what its sender says next overtakes it. The receiver acknowledges. */
  say(from: Side, bytes: Uint8Array): void {
    const back = from === 'client' ? 'server' : 'client';
    this.#wire.now = Math.max(this.#wire.now, this.#arrived[back]);
    for (const frame of this.#association.data(from, { bytes, ppid: this.#ppid })) {
      const later = this.#wire.isLost() ? 300 : 0;
      this.put(frame, later);
      this.#arrived[from] = Math.max(this.#arrived[from], this.#wire.now + later);
    }
    this.put(this.#association.sack(back), 310);
  }

  abort(from: Side): void {
    this.put(this.#association.abort(from), 320);
  }
}
