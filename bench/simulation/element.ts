// A pool element: registers, registers again before its registration ends, answers keep-alives, and leaves its pool:
// mostly in good order, at times by an abort. Then it comes back under another identifier.
import { encodeMessage, encodeParameter } from '../../src/encode/encode-message.ts';
import { peIdentifierOf, poolElementOf, poolHandleOf, sctpTransportOf } from '../../src/encode/parameters.ts';
import type { ParameterValues } from '../../src/encode/values.ts';
import { deregistration } from '../../src/protocol/asap/deregistration.ts';
import { deregistrationResponse } from '../../src/protocol/asap/deregistration-response.ts';
import { endpointKeepAliveAck } from '../../src/protocol/asap/endpoint-keep-alive-ack.ts';
import { registration } from '../../src/protocol/asap/registration.ts';
import { registrationResponse } from '../../src/protocol/asap/registration-response.ts';
import { asapPort, asapPpid } from '../../src/protocol/transport.ts';
import type { Process } from './clock.ts';
import { Link } from './link.ts';
import type { Server } from './server.ts';
import type { Pool, World } from './world.ts';

/** In milliseconds, as rsplib reads the field. */
const registrationLife = 90_000;

export class PoolElement {
  readonly id: number;
  readonly pool: Pool;
  readonly addresses: readonly string[];
  readonly servicePort: number;
  readonly link: Link;
  policy: ParameterValues;
  /** The Pool Element parameter as its home passes it on. */
  stored: Uint8Array;
  isRegistered = false;
  readonly #world: World;
  readonly #home: Server;
  readonly #asapPort: number;

  constructor(world: World, pool: Pool, home: Server, addresses: readonly string[]) {
    this.#world = world;
    this.#home = home;
    this.pool = pool;
    this.addresses = addresses;
    this.id = world.random.u32();
    this.servicePort = world.port();
    this.#asapPort = world.port();
    this.link = new Link(world, {
      client: { addresses, port: this.#asapPort },
      server: { addresses: home.addresses, port: asapPort },
    });
    this.policy = world.policyValues(pool.policy);
    this.stored = this.#store();
  }

  get #userTransport(): ParameterValues {
    return sctpTransportOf(this.servicePort, this.addresses, true);
  }

  #store(): Uint8Array {
    return encodeParameter(
      poolElementOf({
        peIdentifier: this.id,
        homeServerId: this.#home.id,
        registrationLife,
        userTransport: this.#userTransport,
        policy: this.policy,
        asapTransport: sctpTransportOf(this.#asapPort, this.addresses),
      }),
    );
  }

  get #identity(): ParameterValues[] {
    return [poolHandleOf(this.pool.handle), peIdentifierOf(this.id)];
  }

  *live(): Process {
    const { random, clock } = this.#world;
    yield* this.link.open();
    const end = clock.now + random.exponential(300e6);
    yield* this.#register();
    clock.start(this.#home.watch(this));
    while (clock.now < end) {
      // Who reports its load does so as it changes, others as often as rsplib has it.
      yield this.pool.policy.adaptive ? random.exponential(6e6) : random.around(30e6);
      if (this.pool.policy.adaptive) {
        this.policy = this.#world.policyValues(this.pool.policy);
        this.stored = this.#store();
      }
      yield* this.#register();
    }
    if (random.chance(0.2)) {
      this.link.abort('client');
      yield random.exponential(1000);
      yield* this.#home.drop(this);
    } else yield* this.#leave();
  }

  *#register(): Process {
    const element = poolElementOf({
      peIdentifier: this.id,
      registrationLife,
      userTransport: this.#userTransport,
      policy: this.policy,
    });
    const parameters = [poolHandleOf(this.pool.handle), element];
    this.link.send('client', asapPpid, encodeMessage(registration, { parameters }));
    yield this.link.delay;
    yield* this.#home.store(this);
    yield this.#world.random.exponential(300);
    this.link.send('server', asapPpid, encodeMessage(registrationResponse, { parameters: this.#identity }));
    yield this.link.delay;
  }

  *#leave(): Process {
    this.link.send('client', asapPpid, encodeMessage(deregistration, { parameters: this.#identity }));
    yield this.link.delay;
    yield* this.#home.drop(this);
    yield this.link.delay;
    this.link.send('server', asapPpid, encodeMessage(deregistrationResponse, { parameters: this.#identity }));
    yield this.link.delay;
    yield* this.link.shutdown('client');
  }

  answerKeepAlive(): void {
    this.link.send('client', asapPpid, encodeMessage(endpointKeepAliveAck, { parameters: this.#identity }));
  }
}

/** The machine that runs one element after the other. */
export function* elementHost(world: World, index: number): Process {
  const { random } = world;
  const suffix = `${1 + Math.floor(index / 200)}.${1 + (index % 200)}`;
  // A third is multi-homed.
  const addresses = index % 3 === 0 ? [`10.1.${suffix}`, `10.2.${suffix}`] : [`10.1.${suffix}`];
  for (;;) {
    const pool = world.pools[index % world.pools.length]!;
    yield* new PoolElement(world, pool, random.pick(world.servers), addresses).live();
    yield random.exponential(5e6);
  }
}
