// Writes a policy file from what a capture shows, for people to prune (docs/audit.md).
import { Document, isMap, Scalar } from 'yaml';
import { isLocalOnly } from '../../bytes/address.ts';
import { hexText, safeText } from '../../bytes/text.ts';
import type { Pool } from '../../handlespace/model.ts';
import type { HandlespaceState } from '../../handlespace/state.ts';
import type { PoolUsers } from '../../handlespace/users/pool-users.ts';
import { policyName } from '../../protocol/registry.ts';
import { octetsOfAddress } from './address-octets.ts';

const header = ` Learned from a capture. What is in here was seen, which does not mean that it should be: take out what does not belong.
 Handles, identifiers, addresses and networks (10.1.0.0/24) may be named; what is not named is not asked for.`;

export function learnPolicy(state: HandlespaceState, users: PoolUsers): string {
  const pools: Record<string, unknown> = {};
  for (const pool of state.pools.all) {
    const learned = learnPool(pool);
    if (learned !== undefined) pools[handleKey(pool)] = learned;
  }
  const servers = [...state.servers.values()].filter(({ heard }) => heard).map(({ id }) => hex(id));
  const asking = users.users.filter(({ asked }) => asked > 0);
  const document = new Document({
    version: 1,
    pools,
    servers: servers.sort(byValue),
    users: [...new Set(asking.flatMap(({ addresses }) => [...addresses]))].filter(isElsewhere).sort(),
  });
  document.commentBefore = header;
  if (isMap(document.contents)) document.contents.flow = false;
  return document.toString({ lineWidth: 0 });
}

/** Elements that are there and those that were: the most is how many there were names of. */
function learnPool(pool: Pool) {
  const all = [...pool.elements.values(), ...pool.removed.values()].filter(({ held, removed }) => held || removed);
  if (all.length === 0) return undefined;
  const addresses = new Set(
    all.flatMap(({ facts }) => facts.asapTransport?.addresses ?? facts.userTransport?.addresses ?? []),
  );
  return {
    ...(pool.policyType === undefined ? {} : { policy: policyName(pool.policyType) }),
    least: 1,
    most: all.length,
    elements:
      addresses.size > 0 ? [...addresses].filter(isElsewhere).sort() : all.map(({ id }) => hex(id)).sort(byValue),
  };
}

function handleKey({ handle }: Pool): string {
  const text = safeText(handle);
  const isPlain =
    text.length > 0 && !text.startsWith('hex:') && new TextEncoder().encode(text).length === handle.length;
  return isPlain ? text : `hex:${hexText(handle)}`;
}

function isElsewhere(address: string): boolean {
  const octets = octetsOfAddress(address);
  return octets !== undefined && !isLocalOnly(octets, 0, octets.length);
}

/** An identifier that stays in hexadecimal. */
function hex(id: number): Scalar<number> {
  const scalar = new Scalar(id);
  scalar.format = 'HEX';
  return scalar;
}

function byValue(a: Scalar<number>, b: Scalar<number>): number {
  return a.value - b.value;
}
