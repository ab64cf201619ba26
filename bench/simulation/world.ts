// What all take part in: the clock, the dice, the wire that frames go out on, servers, pools and their elements.
import type { WrittenPacket } from '../../src/capture/pcap-writer.ts';
import { policyOf } from '../../src/encode/parameters.ts';
import type { ParameterValues } from '../../src/encode/values.ts';
import { policies } from '../../src/protocol/rserpool/policies.ts';
import { poolMemberSelectionPolicy } from '../../src/protocol/rserpool/policy.ts';
import type { PolicyDefinition } from '../../src/protocol/schema.ts';
import { Clock } from './clock.ts';
import type { PoolElement } from './element.ts';
import { Random } from './random.ts';
import type { Server } from './server.ts';

export interface Pool {
  readonly name: string;
  readonly handle: Uint8Array;
  readonly policy: PolicyDefinition;
  readonly service: Service;
  /** Registered now. */
  readonly members: PoolElement[];
}

/** 2026-11-23 00:00 UTC. */
const startSeconds = 1_795_392_000;

/** rsplib's services, with message types that tshark takes at any length. */
export interface Service {
  readonly name: string;
  readonly ppid: number;
  readonly requestType: number;
  readonly answerType: number;
}

const services: readonly Service[] = [
  { name: 'FractalGenerator', ppid: 32, requestType: 1, answerType: 1 },
  { name: 'PingPong', ppid: 33, requestType: 1, answerType: 2 },
  { name: 'CalcApp', ppid: 34, requestType: 1, answerType: 2 },
  { name: 'Scripting', ppid: 35, requestType: 2, answerType: 3 },
  { name: 'Echo', ppid: 38, requestType: 0, answerType: 0 },
];

export class World {
  readonly clock = new Clock();
  readonly random: Random;
  readonly servers: Server[] = [];
  readonly pools: Pool[];
  readonly #write: (packet: WrittenPacket) => void;
  #lastTime = 0;
  #ports = 0;
  count = 0;

  constructor(seed: number, poolCount: number, write: (packet: WrittenPacket) => void) {
    this.random = new Random(seed);
    this.#write = write;
    const known = policies.filter((policy) => !policy.layoutUnknown);
    this.pools = Array.from({ length: poolCount }, (_, index) => {
      const service = services[index % services.length]!;
      const name = `${service.name}Pool${index < services.length ? '' : `-${index}`}`;
      return {
        name,
        handle: new TextEncoder().encode(name),
        policy: known[index % known.length]!,
        service,
        members: [],
      };
    });
  }

  /** Puts a frame on the wire now; two frames never have the same time. */
  emit(bytes: Uint8Array): void {
    this.#lastTime = Math.max(Math.floor(this.clock.now), this.#lastTime + 1);
    this.count++;
    this.#write({
      seconds: startSeconds + Math.floor(this.#lastTime / 1e6),
      nanoseconds: (this.#lastTime % 1e6) * 1000,
      bytes,
      start: 0,
      end: bytes.length,
      originalLength: bytes.length,
    });
  }

  /** A client's port; the same one comes back after 28 000 others. */
  port(): number {
    return 32_768 + (this.#ports++ % 28_000);
  }

  /** The policy with values of one element; what is adaptive is another one each time. */
  policyValues(policy: PolicyDefinition): ParameterValues {
    const values: Record<string, number> = {};
    for (const { key, type } of policy.fields)
      values[key] = type === 'fraction32' ? this.random.share() : this.random.whole(1, 100);
    return { type: poolMemberSelectionPolicy.type, values: { ...policyOf(policy, {}).values, ...values } };
  }
}
