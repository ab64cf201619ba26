// How many octets a field takes on the wire, by the type that its table gives it.
import type { Field, FieldType } from './schema.ts';

const widths: Readonly<Record<FieldType, number>> = {
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  int32: 4,
  fraction32: 4,
  double: 8,
  workload16: 2,
  microseconds32: 4,
  microseconds64: 8,
  ipv4: 4,
  ipv6: 16,
  text: 0,
  bytes: 0,
  flag: 0,
};

/** 0 for flags, which are bits of an octet that is counted elsewhere, and for fields that take all that is left. */
export function widthOf(field: Field): number {
  return field.size ?? widths[field.type];
}
