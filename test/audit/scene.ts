// A scope of two ENRP servers that behaves, for stories in which one thing goes wrong; and the findings about it.
import { Auditor, type AuditorOptions } from '../../src/audit/auditor.ts';
import type { Finding } from '../../src/audit/finding.ts';
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { peChecksumOf, sctpTransportOf, serverInformationOf } from '../../src/encode/parameters.ts';
import type { HandlespaceOptions } from '../../src/handlespace/handlespace.ts';
import { checksumOf } from '../../src/handlespace/pe-checksum.ts';
import { PoolUsers } from '../../src/handlespace/users/pool-users.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import { A, addressOfServer, B, C, type Channel, peAddress, Story } from '../handlespace/story.ts';
import { add, type ElementInput, keepAlive, keepAliveAck, register, registered } from '../handlespace/words.ts';

export const userAddress = '10.1.0.51';

export class Scene extends Story {
  readonly auditor: Auditor;
  /** Servers that are alive: live() speaks for them. */
  readonly alive = new Set<number>([A, B]);
  /** ENRP between A and B: A is its client. */
  link!: Channel;
  /** All ENRP: the first server is the client. */
  readonly links: { readonly one: number; readonly other: number; readonly channel: Channel }[] = [];

  constructor(options: HandlespaceOptions & Pick<AuditorOptions, 'policy'> = {}) {
    const users = new PoolUsers();
    const auditor = new Auditor({ users, policy: options.policy });
    super({
      profile: 'rsplib',
      ...options,
      observers: [users, auditor],
    });
    this.auditor = auditor;
  }

  get findings(): Finding[] {
    this.end();
    return this.auditor.findings(this.now);
  }

  /** A and B announce themselves and greet each other. */
  begin(): this {
    this.announce(A).announce(B);
    this.link = this.greet(A, B);
    return this;
  }

  /** Two servers connect, ask for each other's Presence and get it. */
  greet(one: number, other: number): Channel {
    const link = this.peers(one, other);
    link.say('client', this.presence(one, { to: other, asks: true }));
    link.say('server', this.presence(other, { to: one, asks: true }), this.presence(other));
    link.say('client', this.presence(one));
    this.links.push({ one, other, channel: link });
    return link;
  }

  /** A third server, connected to both. */
  third(): this {
    this.alive.add(C);
    this.announce(C);
    this.greet(A, C);
    this.greet(B, C);
    return this;
  }

  /** ENRP from one server to another. */
  enrp(from: number, to: number, ...messages: readonly Uint8Array[]): this {
    for (const { one, other, channel } of this.links)
      if (one === from && other === to) channel.say('client', ...messages);
      else if (one === to && other === from) channel.say('server', ...messages);
    return this;
  }

  /** A server ends without a word. */
  dies(server: number): this {
    this.alive.delete(server);
    return this;
  }

  presence(
    server: number,
    { to = 0, asks = false, information = true, checksum = this.checksum(server) } = {},
  ): Uint8Array {
    return encodeMessage(presence, {
      replyRequired: asks,
      senderServerId: server,
      receiverServerId: to,
      parameters: [
        ...(checksum < 0 ? [] : [peChecksumOf(checksum)]),
        ...(information
          ? [serverInformationOf(server, sctpTransportOf(9901, [addressOfServer[server] ?? '10.1.0.9']))]
          : []),
      ],
    });
  }

  /** Of what the server owns. */
  checksum(server: number): number {
    return checksumOf(this.handlespace.state.servers.get(server)?.sum ?? 0);
  }

  /** Time passes, and the servers that live say so. */
  live(seconds: number, more: (now: number) => void = () => {}): this {
    for (let passed = 0; passed < seconds; passed += 2) {
      this.wait(2);
      for (const server of this.alive) this.announce(server);
      for (const { one, other, channel } of this.links) {
        if (this.alive.has(one)) channel.say('client', this.presence(one));
        if (this.alive.has(other)) channel.say('server', this.presence(other));
        // The program hangs, its SCTP lives: what reaches it is acknowledged.
        if (this.alive.has(one) && !this.alive.has(other)) this.feed(channel.association.sack('server'));
        if (this.alive.has(other) && !this.alive.has(one)) this.feed(channel.association.sack('client'));
      }
      more(passed);
    }
    return this;
  }

  /** An element registers at A or B, which passes it on. */
  enter(server: number, handle: string, id: number, input: ElementInput = {}): Channel {
    const address = input.address ?? `10.1.0.${10 + (id % 40)}`;
    const facts = { life: 90_000, ...input, address };
    const channel = this.element(server, address);
    channel.say('client', register(handle, id, facts));
    this.passOn(server, handle, id, facts);
    return channel.say('server', registered(handle, id));
  }

  /** The Handle Updates to its peers. */
  passOn(server: number, handle: string, id: number, input: ElementInput = {}): this {
    for (const { one, other, channel } of this.links)
      if (one === server) channel.say('client', add(server, 0, handle, id, input));
      else if (other === server) channel.say('server', add(server, 0, handle, id, input));
    return this;
  }

  /** The home asks and the element answers. */
  ask(channel: Channel, server: number, handle: string, id: number, home = false): this {
    channel.say('server', keepAlive(server, handle, id, home)).say('client', keepAliveAck(handle, id));
    return this;
  }

  /** A user's association to a server. */
  user(server = A, address = userAddress): Channel {
    return this.connect(address, addressOfServer[server]!);
  }
}

export { A, addressOfServer, B, C, peAddress };
