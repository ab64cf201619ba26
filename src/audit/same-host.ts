// Whether the end of an association has one of these addresses.
import { addressText } from '../bytes/address.ts';
import type { AssociationFacts } from '../dissect/sctp/side.ts';

export function isSameHost(
  association: AssociationFacts | undefined,
  side: number,
  ...addresses: readonly string[]
): boolean {
  if (association === undefined) return false;
  return association.sides[side === 0 ? 0 : 1].addresses.some((address) =>
    addresses.includes(addressText(address, 0, address.length)),
  );
}
