// An ENRP server as rsplib's registrar behaves: announces itself, greets its peers, owns pool elements, asks whether
// they live, tells its peers of every change, and answers pool users.
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { udpFrame } from '../../src/encode/packets.ts';
import {
  handleResolutionItems,
  operationErrorOf,
  peChecksumOf,
  peIdentifierOf,
  poolHandleOf,
  sctpTransportOf,
  serverInformationOf,
} from '../../src/encode/parameters.ts';
import { blockSum, checksumOf } from '../../src/handlespace/pe-checksum.ts';
import { endpointKeepAlive } from '../../src/protocol/asap/endpoint-keep-alive.ts';
import { handleResolution } from '../../src/protocol/asap/handle-resolution.ts';
import { handleResolutionResponse } from '../../src/protocol/asap/handle-resolution-response.ts';
import { serverAnnounce } from '../../src/protocol/asap/server-announce.ts';
import { handleTableRequest } from '../../src/protocol/enrp/handle-table-request.ts';
import { handleTableResponse } from '../../src/protocol/enrp/handle-table-response.ts';
import { handleUpdate } from '../../src/protocol/enrp/handle-update.ts';
import { listRequest } from '../../src/protocol/enrp/list-request.ts';
import { listResponse } from '../../src/protocol/enrp/list-response.ts';
import { presence } from '../../src/protocol/enrp/presence.ts';
import {
  asapPort,
  asapPpid,
  enrpPort,
  enrpPpid,
  rsplibAsapAnnounceGroup,
  rsplibEnrpAnnounceGroup,
} from '../../src/protocol/transport.ts';
import type { Process } from './clock.ts';
import type { PoolElement } from './element.ts';
import { Link } from './link.ts';
import type { Pool, World } from './world.ts';

/** The error cause of RFC 5354 §4.10. */
const unknownPoolHandle = 0x0009;

interface Peer {
  readonly server: Server;
  readonly link: Link;
  readonly side: 'client' | 'server';
}

export class Server {
  readonly id: number;
  readonly addresses: readonly string[];
  readonly #world: World;
  readonly #peers: Peer[] = [];
  /** Exact sum over the blocks of the elements it owns. */
  #sum = 0;

  constructor(world: World, index: number) {
    this.#world = world;
    this.id = 0x0a00_0001 + index;
    this.addresses = [`10.1.0.${1 + index}`, `10.2.0.${1 + index}`];
  }

  *live(): Process {
    const { clock, random, servers } = this.#world;
    clock.start(this.#announce());
    clock.start(this.#greet());
    for (const server of servers.slice(0, servers.indexOf(this))) {
      yield random.exponential(20_000);
      clock.start(this.#meet(server));
    }
  }

  *#announce(): Process {
    const bytes = encodeMessage(serverAnnounce, { serverId: this.id, parameters: [] });
    const frame = udpFrame(
      { source: this.addresses[0]!, destination: rsplibAsapAnnounceGroup, ttl: 1 },
      { sourcePort: asapPort, destinationPort: asapPort },
      bytes,
    );
    for (;;) {
      this.#world.emit(frame);
      yield this.#world.random.around(1e6);
    }
  }

  #presence(receiver: number): Uint8Array {
    const information = serverInformationOf(this.id, sctpTransportOf(enrpPort, this.addresses));
    return encodeMessage(presence, {
      senderServerId: this.id,
      receiverServerId: receiver,
      parameters: [peChecksumOf(checksumOf(this.#sum)), information],
    });
  }

  *#greet(): Process {
    for (;;) {
      this.#world.emit(
        udpFrame(
          { source: this.addresses[0]!, destination: rsplibEnrpAnnounceGroup, ttl: 1 },
          { sourcePort: enrpPort, destinationPort: enrpPort },
          this.#presence(0),
        ),
      );
      for (const { link, side, server } of this.#peers) {
        yield this.#world.random.exponential(200);
        link.send(side, enrpPpid, this.#presence(server.id));
      }
      yield this.#world.random.around(2.444e6);
    }
  }

  *#meet(server: Server): Process {
    const ends = { client: { ...this, port: enrpPort }, server: { ...server, port: enrpPort } };
    const link = new Link(this.#world, ends);
    yield* link.open();
    const ids = { senderServerId: this.id, receiverServerId: server.id };
    const answerIds = { senderServerId: server.id, receiverServerId: this.id };
    link.send('client', enrpPpid, this.#presence(server.id));
    yield link.delay;
    this.#peers.push({ server, link, side: 'client' });
    server.#peers.push({ server: this, link, side: 'server' });
    link.send('client', enrpPpid, encodeMessage(listRequest, ids), encodeMessage(handleTableRequest, ids));
    yield link.delay;
    const known = this.#world.servers.map((one) =>
      serverInformationOf(one.id, sctpTransportOf(enrpPort, one.addresses)),
    );
    link.send('server', enrpPpid, encodeMessage(listResponse, { ...answerIds, parameters: known }));
    yield link.delay;
    link.send('server', enrpPpid, encodeMessage(handleTableResponse, answerIds));
  }

  /** Takes the element, or what has changed of it: its own set first, then the peers learn it. */
  *store(element: PoolElement): Process {
    if (!element.isRegistered) {
      element.isRegistered = true;
      element.pool.members.push(element);
      this.#sum += blockSum(element.pool.handle, element.id);
    }
    yield* this.#tellPeers(element, 0);
  }

  *drop(element: PoolElement): Process {
    if (!element.isRegistered) return;
    element.isRegistered = false;
    element.pool.members.splice(element.pool.members.indexOf(element), 1);
    this.#sum -= blockSum(element.pool.handle, element.id);
    yield* this.#tellPeers(element, 1);
  }

  *#tellPeers(element: PoolElement, updateAction: number): Process {
    const parameters = [poolHandleOf(element.pool.handle), { raw: element.stored }];
    for (const [index, { server, link, side }] of this.#peers.entries()) {
      if (index > 0) yield 30;
      const ids = { senderServerId: this.id, receiverServerId: server.id };
      link.send(side, enrpPpid, encodeMessage(handleUpdate, { ...ids, updateAction, reserved: 0, parameters }));
    }
  }

  /** Asks the element every five seconds whether it lives, as long as this is so. */
  *watch(element: PoolElement): Process {
    const parameters = [poolHandleOf(element.pool.handle), peIdentifierOf(element.id)];
    const question = encodeMessage(endpointKeepAlive, { serverId: this.id, parameters });
    for (;;) {
      yield this.#world.random.around(5e6);
      if (!element.isRegistered) return;
      element.link.send('server', asapPpid, question);
      yield element.link.delay;
      if (element.isRegistered) element.answerKeepAlive();
    }
  }

  /** One resolution over the pool user's link. Gives the elements through `chosen`. */
  *resolve(link: Link, pool: Pool, isKnown: boolean, chosen: PoolElement[]): Process {
    const { random } = this.#world;
    const handle = poolHandleOf(isKnown ? pool.handle : `No${pool.name}`);
    const items = random.chance(0.5) ? [handleResolutionItems(3)] : [];
    link.send('client', asapPpid, encodeMessage(handleResolution, { parameters: [handle, ...items] }));
    yield link.delay;
    if (!isKnown || pool.members.length === 0) {
      const parameters = [handle, operationErrorOf({ code: unknownPoolHandle, parameters: [handle] })];
      link.send('server', asapPpid, encodeMessage(handleResolutionResponse, { parameters }));
      return;
    }
    const first = random.whole(0, pool.members.length - 1);
    for (let index = 0; index < Math.min(3, pool.members.length); index++)
      chosen.push(pool.members[(first + index) % pool.members.length]!);
    const parameters = [handle, pool.members[0]!.policy, ...chosen.map((element) => ({ raw: element.stored }))];
    link.send('server', asapPpid, encodeMessage(handleResolutionResponse, { parameters }));
    yield link.delay;
  }
}
