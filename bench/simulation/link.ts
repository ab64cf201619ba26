// An SCTP association in simulated time. Every second packet is acknowledged at once, others with what goes back or
// after 200 ms (RFC 9260 §6.2), as Linux does it.
import { Association, type MessageInput, type Side } from '../../src/encode/association.ts';
import { sackChunk } from '../../src/encode/sctp-packet.ts';
import type { Process } from './clock.ts';
import type { World } from './world.ts';

export interface LinkEnds {
  readonly client: { readonly addresses: readonly string[]; readonly port: number };
  readonly server: { readonly addresses: readonly string[]; readonly port: number };
}

function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

const delayedAckMicroseconds = 200_000;

export class Link {
  readonly #world: World;
  readonly #association: Association;
  readonly #lastTsn: { client: number; server: number };
  /** Packets with data that this side has got and not yet acknowledged. */
  readonly #owed = { client: 0, server: 0 };
  isOpen = true;
  #handshaken = false;

  constructor(world: World, { client, server }: LinkEnds) {
    this.#world = world;
    const { random } = world;
    const fresh = () => ({ tag: random.u32() || 1, initialTsn: random.u32() });
    this.#association = new Association({ client: { ...client, ...fresh() }, server: { ...server, ...fresh() } });
    const { input } = this.#association;
    this.#lastTsn = { client: (input.client.initialTsn - 1) >>> 0, server: (input.server.initialTsn - 1) >>> 0 };
  }

  /** The time that a packet takes, in microseconds. */
  get delay(): number {
    return 80 + this.#world.random.exponential(150);
  }

  *open(): Process {
    for (const frame of this.#association.handshake()) {
      if (!this.isOpen) return;
      this.#world.emit(frame);
      yield this.delay;
    }
    this.#handshaken = true;
    if (this.isOpen) this.#world.clock.start(this.#heartbeats());
  }

  /** The messages in one packet, behind the acknowledgment that is due. Does nothing once the association has ended. */
  send(from: Side, ppid: number, ...messages: readonly Uint8Array[]): void {
    if (!this.isOpen || !this.#handshaken) return;
    const chunks: Uint8Array[] = [];
    if (this.#owed[from] > 0) chunks.push(this.#sack(from));
    for (const bytes of messages) chunks.push(...this.#chunks(from, { bytes, ppid }));
    this.#world.emit(this.#association.packet(from, chunks));
    this.#oweAfterArrival(otherSide(from));
  }

  #chunks(from: Side, message: MessageInput): Uint8Array[] {
    const chunks = this.#association.chunks(from, message);
    this.#lastTsn[from] = (this.#lastTsn[from] + chunks.length) >>> 0;
    return chunks;
  }

  #sack(from: Side): Uint8Array {
    this.#owed[from] = 0;
    return sackChunk({ cumulativeTsn: this.#lastTsn[otherSide(from)] });
  }

  #oweAfterArrival(side: Side): void {
    const owed = ++this.#owed[side];
    const acknowledge = () => {
      if (this.isOpen && this.#owed[side] > 0) this.#world.emit(this.#association.packet(side, [this.#sack(side)]));
    };
    if (owed >= 2) this.#world.clock.after(this.delay, acknowledge);
    else this.#world.clock.after(delayedAckMicroseconds, acknowledge);
  }

  *#heartbeats(): Process {
    const { client, server } = this.#association.input;
    const paths = Math.max(client.addresses.length, server.addresses.length);
    for (;;) {
      for (let path = 0; path < paths; path++) {
        yield this.#world.random.around(30e6) / paths;
        if (!this.isOpen) return;
        const [request, answer] = this.#association.heartbeat('client', path) as [Uint8Array, Uint8Array];
        this.#world.emit(request);
        yield this.delay;
        if (!this.isOpen) return;
        this.#world.emit(answer);
      }
    }
  }

  *shutdown(from: Side): Process {
    if (!this.isOpen) return;
    for (const side of ['client', 'server'] as const)
      if (this.#owed[side] > 0) this.#world.emit(this.#association.packet(side, [this.#sack(side)]));
    this.isOpen = false;
    for (const frame of this.#association.shutdown(from)) {
      this.#world.emit(frame);
      yield this.delay;
    }
  }

  abort(from: Side): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#world.emit(this.#association.abort(from));
  }
}
