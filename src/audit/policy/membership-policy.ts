// What membership should be, as a policy file says it (docs/audit.md): pools, their elements, servers, users, protection.
import type { FindingSeverity } from '../finding.ts';

/** An element or server by its identifier, a host by its address, or all hosts of a network. */
export type Allowed =
  | { readonly kind: 'identifier'; readonly id: number }
  | { readonly kind: 'network'; readonly octets: Uint8Array; readonly bits: number };

export interface PoolPolicy {
  /** Octets of the pool handle. */
  readonly handle: Uint8Array;
  readonly policyType: number | undefined;
  readonly least: number;
  readonly most: number;
  /** Undefined: any. */
  readonly elements: readonly Allowed[] | undefined;
  readonly needsTls: boolean;
}

export interface MembershipPolicy {
  readonly pools: readonly PoolPolicy[];
  readonly servers: readonly Allowed[] | undefined;
  readonly users: readonly Allowed[] | undefined;
  /** In place of the rules' own; undefined where a rule is to be ignored. */
  readonly severities: ReadonlyMap<string, FindingSeverity | undefined>;
}

/** True where the identifier or one of the addresses is on the list. */
export function isAllowed(
  list: readonly Allowed[] | undefined,
  id: number | undefined,
  addresses: readonly Uint8Array[],
): boolean {
  if (list === undefined) return true;
  return list.some((entry) =>
    entry.kind === 'identifier' ? entry.id === id : addresses.some((address) => isWithin(address, entry)),
  );
}

function isWithin(
  address: Uint8Array,
  { octets, bits }: { readonly octets: Uint8Array; readonly bits: number },
): boolean {
  if (address.length !== octets.length) return false;
  for (let at = 0; at < octets.length; at++) {
    const left = bits - 8 * at;
    if (left <= 0) return true;
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    if (((address[at] as number) & mask) !== ((octets[at] as number) & mask)) return false;
  }
  return true;
}
