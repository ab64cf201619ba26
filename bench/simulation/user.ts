// A pool user: asks a server for the elements of a pool, works with one of them, gets cookies meanwhile, and goes to
// the next one when its element is gone.
import { encodeMessage } from '../../src/encode/encode-message.ts';
import { cookieOf, peIdentifierOf, poolHandleOf } from '../../src/encode/parameters.ts';
import { cookieEcho } from '../../src/protocol/asap/cookie-echo.ts';
import { cookieMessage } from '../../src/protocol/asap/cookie-message.ts';
import { endpointUnreachable } from '../../src/protocol/asap/endpoint-unreachable.ts';
import { asapPort, asapPpid } from '../../src/protocol/transport.ts';
import type { Process } from './clock.ts';
import type { PoolElement } from './element.ts';
import { Link } from './link.ts';
import type { World } from './world.ts';

/** A message of rsplib's services: type, flags, length, then what the service says. */
function serviceMessage(type: number, filler: Uint8Array, length: number): Uint8Array {
  const message = filler.slice(0, length);
  new DataView(message.buffer).setUint32(0, (type << 24) | length);
  return message;
}

class Session {
  readonly #world: World;
  readonly #element: PoolElement;
  readonly #link: Link;
  #cookie: Uint8Array;
  #rounds = 0;

  constructor(world: World, address: string, element: PoolElement, former?: Session) {
    this.#world = world;
    this.#element = element;
    this.#link = new Link(world, {
      client: { addresses: [address], port: world.port() },
      server: { addresses: element.addresses, port: element.servicePort },
    });
    this.#cookie = former ? former.#cookie : world.random.octets(world.random.whole(20, 60));
    this.#rounds = former ? former.#rounds : world.random.whole(5, 60);
  }

  /** Leaves `isBroken` true when the element went before the work was done. */
  isBroken = false;

  *work(continues: boolean, filler: Uint8Array): Process {
    const { random } = this.#world;
    const link = this.#link;
    yield* link.open();
    if (continues) {
      link.send('client', asapPpid, encodeMessage(cookieEcho, { parameters: [cookieOf(this.#cookie)] }));
      yield link.delay;
    }
    const { service } = this.#element.pool;
    while (this.#rounds-- > 0) {
      if (!this.#element.isRegistered) {
        this.isBroken = true;
        link.abort('server');
        return;
      }
      link.send('client', service.ppid, serviceMessage(service.requestType, filler, random.whole(100, 240)));
      yield link.delay + random.exponential(300);
      const length = random.whole(100, random.chance(0.1) ? 1400 : 300);
      link.send('server', service.ppid, serviceMessage(service.answerType, filler, length));
      yield link.delay;
      if (random.chance(0.6)) {
        this.#cookie = this.#cookie.slice();
        new DataView(this.#cookie.buffer).setUint32(8, this.#rounds);
        link.send('server', asapPpid, encodeMessage(cookieMessage, { parameters: [cookieOf(this.#cookie)] }));
      }
      yield random.exponential(300_000);
    }
    yield* link.shutdown('client');
  }
}

export function* userHost(world: World, index: number): Process {
  const { random } = world;
  const address = `10.1.${64 + Math.floor(index / 200)}.${1 + (index % 200)}`;
  const filler = random.octets(1400);
  for (;;) {
    const server = random.pick(world.servers);
    const link = new Link(world, {
      client: { addresses: [address], port: world.port() },
      server: { addresses: server.addresses, port: asapPort },
    });
    yield* link.open();
    for (let tasks = random.whole(2, 10); tasks > 0; tasks--) {
      const pool = random.pick(world.pools);
      let session: Session | undefined;
      do {
        const chosen: PoolElement[] = [];
        // Resolving once more costs little beside the work: rsplib's cache lasts for a moment only.
        for (let questions = random.whole(1, 3); questions > 0; questions--) {
          chosen.length = 0;
          yield* server.resolve(link, pool, random.chance(0.98), chosen);
        }
        const [element] = chosen;
        if (element === undefined) break;
        const former: Session | undefined = session;
        session = new Session(world, address, element, former);
        yield* session.work(former !== undefined, filler);
        if (session.isBroken) {
          const parameters = [poolHandleOf(pool.handle), peIdentifierOf(element.id)];
          link.send('client', asapPpid, encodeMessage(endpointUnreachable, { parameters }));
          yield link.delay;
        }
      } while (session.isBroken);
      yield random.exponential(1e6);
    }
    yield* link.shutdown('client');
    yield random.exponential(1e6);
  }
}
