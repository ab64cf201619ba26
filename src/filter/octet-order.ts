// Which of two strings of octets comes first.
import type { FieldKind } from '../dissect/fields/field-values.ts';

/** Below 0: a comes first. */
export type OctetOrder = (a: Uint8Array, b: Uint8Array) => number;

/** Texts are ordered as in a dictionary, octets by their number first, as Wireshark does. */
export function orderOf(kind: FieldKind): OctetOrder {
  return kind === 'string' ? dictionaryOrder : lengthOrder;
}

function lengthOrder(a: Uint8Array, b: Uint8Array): number {
  return a.length - b.length || dictionaryOrder(a, b);
}

function dictionaryOrder(a: Uint8Array, b: Uint8Array): number {
  const size = Math.min(a.length, b.length);
  for (let index = 0; index < size; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
