// A story: frames of real associations, dissected and applied one after the other, and the handlespace told in a few words.
import { Dissector, type DissectorOptions } from '../../src/dissect/dissector.ts';
import { Association, type AssociationInput, type Side } from '../../src/encode/association.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import { Handlespace, type HandlespaceOptions } from '../../src/handlespace/handlespace.ts';
import { eventView, type HandlespaceView, type ServerView, viewOf } from '../../src/handlespace/view.ts';
import { asapMessages } from '../../src/protocol/registry.ts';
import { frameOf } from '../dissect/watch.ts';
import { announce } from './words.ts';

/** Two servers and their addresses. */
export const A = 0x0a;
export const B = 0x0b;
export const C = 0x0c;
export const addressOfServer: Readonly<Record<number, string>> = { [A]: '10.1.0.1', [B]: '10.1.0.2', [C]: '10.1.0.3' };
export const peAddress = '10.1.0.11';

const begin = 1_700_000_000;

function hex(id: string | null): string {
  return id === null ? '?' : id.replace(/^0x0*/, '');
}

export class Story {
  readonly handlespace: Handlespace;
  readonly dissector: Dissector;
  readonly events: string[] = [];
  /** What was fed, to be fed again elsewhere. */
  readonly frames: { readonly bytes: Uint8Array; readonly seconds: number; readonly milliseconds: number }[] = [];
  milliseconds = 0;
  #tags = 1000;

  constructor(options: HandlespaceOptions & DissectorOptions = {}) {
    this.dissector = new Dissector(options);
    this.handlespace = new Handlespace({
      ...options,
      onEvent: (event) => {
        const { kind, pool, element, server, formerServer } = eventView(event);
        const who = pool === null ? '' : ` ${pool}/${hex(element)}`;
        const former = formerServer === null ? '' : ` from ${hex(formerServer)}`;
        this.events.push(`${kind}${who}${server === null ? '' : ` @${hex(server)}`}${former}`);
        options.onEvent?.(event);
      },
    });
  }

  get now(): number {
    return begin + this.milliseconds / 1000;
  }

  wait(seconds: number): this {
    this.milliseconds += Math.round(seconds * 1000);
    return this;
  }

  /** Each frame comes a millisecond after the one before. */
  feed(...frames: readonly Uint8Array[]): this {
    for (const bytes of frames) this.feedCut(bytes, 0);
    return this;
  }

  /** The capture lacks so many octets at the end of the frame. */
  feedCut(whole: Uint8Array, lacking: number): this {
    const bytes = whole.subarray(0, whole.length - lacking);
    this.milliseconds++;
    const seconds = begin + Math.floor(this.milliseconds / 1000);
    const milliseconds = this.milliseconds % 1000;
    this.frames.push({ bytes, seconds, milliseconds });
    const frame = frameOf(bytes, this.frames.length, { seconds, milliseconds, originalLength: whole.length });
    this.handlespace.apply(this.dissector.dissect(frame));
    return this;
  }

  /** The server announces itself from its ASAP port. */
  announce(server: number, source = addressOfServer[server]!): this {
    const ports = { sourcePort: 3863, destinationPort: 3863 };
    return this.feed(udpFrame({ source, destination: '239.0.0.50' }, ports, announce(server)));
  }

  /** An association, set up before our eyes. */
  connect(from: string, to: string, ports: { client?: number; server?: number } = {}): Channel {
    const channel = this.join(from, to, ports);
    this.feed(...channel.association.handshake());
    return channel;
  }

  /** An association that stood before the capture began. */
  join(from: string, to: string, { client = 40_000 + this.#tags, server = 3863 } = {}): Channel {
    const tag = this.#tags;
    this.#tags += 2;
    return new Channel(this, {
      client: { addresses: [from], port: client, tag, initialTsn: 100 },
      server: { addresses: [to], port: server, tag: tag + 1, initialTsn: 900 },
    });
  }

  /** A pool element's association to its home. */
  element(server: number, address = peAddress): Channel {
    return this.connect(address, addressOfServer[server]!);
  }

  /** ENRP between two servers. */
  peers(one: number, other: number): Channel {
    return this.connect(addressOfServer[one]!, addressOfServer[other]!, { server: 9901 });
  }

  view(all = false): HandlespaceView {
    return viewOf(this.handlespace.state, this.now, all);
  }

  /** `Alpha/1 @a registered certain`, in the order of the view. */
  pools(all = false): string[] {
    return this.view(all).pools.flatMap(({ handle, elements }) =>
      elements.map(
        ({ id, homeServer, state, certainty }) => `${handle}/${hex(id)} @${hex(homeServer)} ${state} ${certainty}`,
      ),
    );
  }

  server(id: number): ServerView {
    const found = this.view().servers.find((server) => Number(server.id) === id);
    if (found === undefined) throw new RangeError(`nobody heard of server ${id}`);
    return found;
  }

  /** verified, in flight, disagreed, unverifiable. */
  tallies(id: number): number[] {
    const { verified, inFlight, disagreed, unverifiable } = this.server(id).checksum;
    return [verified, inFlight, disagreed, unverifiable];
  }

  end(): this {
    this.handlespace.finish();
    return this;
  }
}

const asapTypes = new Set(asapMessages.map(({ type }) => type));

export class Channel {
  readonly story: Story;
  readonly association: Association;

  constructor(story: Story, input: AssociationInput) {
    this.story = story;
    this.association = new Association(input);
  }

  /** Whether ASAP or ENRP, the server's port tells. */
  say(from: Side, ...messages: readonly Uint8Array[]): this {
    for (const bytes of messages) this.story.feed(...this.frames(from, bytes));
    return this;
  }

  /** The frames, to be fed later or never. */
  frames(from: Side, bytes: Uint8Array, ppid = this.association.input.server.port === 9901 ? 12 : 11): Uint8Array[] {
    if (ppid === 11 && !asapTypes.has(bytes[0]!)) throw new RangeError('not an ASAP message');
    return this.association.data(from, { bytes, ppid });
  }

  abort(from: Side): this {
    this.story.feed(this.association.abort(from));
    return this;
  }

  shutdown(from: Side): this {
    this.story.feed(...this.association.shutdown(from));
    return this;
  }
}
