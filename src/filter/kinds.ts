// What the filter language may do with each kind of field, as Wireshark's field types allow it.
import type { FieldKind } from '../dissect/fields/field-values.ts';
import type { ArithmeticSign } from './syntax.ts';

/** How values are held while a filter runs. Addresses of IPv4 are numbers; those of IPv6, texts and octets are octets. */
export type Sort = 'number' | 'big' | 'octets' | 'nothing';

/** Values of one family can be compared with each other. */
export type Family =
  | 'integer'
  | 'boolean'
  | 'double'
  | 'ipv4'
  | 'ipv6'
  | 'octets'
  | 'string'
  | 'absolute time'
  | 'relative time'
  | 'protocol'
  | 'none';

export interface KindFacts {
  readonly sort: Sort;
  readonly family: Family;
  /** In sentences: `ip.ttl is an integer`. */
  readonly noun: string;
  /** The largest integer that fits. */
  readonly most?: bigint;
  /** What len() gives where it is not the number of octets at hand. */
  readonly width?: number;
  readonly canSlice?: true;
  /** May stand left of `contains` and `matches`. */
  readonly canSearch?: true;
  readonly signs: readonly ArithmeticSign[];
  readonly canNegate?: true;
  /** string() can write it. */
  readonly hasText?: true;
}

const integerSigns: readonly ArithmeticSign[] = ['+', '-', '*', '/', '%', '&'];

function unsigned(bits: 8 | 16 | 24 | 32): KindFacts {
  return {
    sort: 'number',
    family: 'integer',
    noun: 'an integer',
    most: 2n ** BigInt(bits) - 1n,
    width: bits / 8,
    signs: integerSigns,
    canNegate: true,
    hasText: true,
  };
}

export const kindFacts: Readonly<Record<FieldKind, KindFacts>> = {
  uint8: unsigned(8),
  uint16: unsigned(16),
  uint24: unsigned(24),
  uint32: unsigned(32),
  'frame number': unsigned(32),
  int32: { ...unsigned(32), most: 2n ** 31n - 1n },
  uint64: { ...unsigned(32), sort: 'big', most: 2n ** 64n - 1n, width: 8 },
  boolean: { sort: 'number', family: 'boolean', noun: 'a boolean', width: 0, signs: [] },
  double: {
    sort: 'number',
    family: 'double',
    noun: 'a floating-point number',
    width: 8,
    signs: ['+', '-', '*', '/'],
    canNegate: true,
    hasText: true,
  },
  ipv4: { sort: 'number', family: 'ipv4', noun: 'an IPv4 address', canSlice: true, signs: ['&'], hasText: true },
  ipv6: { sort: 'octets', family: 'ipv6', noun: 'an IPv6 address', canSlice: true, signs: ['&'], hasText: true },
  ether: {
    sort: 'octets',
    family: 'octets',
    noun: 'an Ethernet address',
    canSlice: true,
    canSearch: true,
    signs: ['&'],
    hasText: true,
  },
  bytes: { sort: 'octets', family: 'octets', noun: 'octets', canSlice: true, canSearch: true, signs: ['&'] },
  string: { sort: 'octets', family: 'string', noun: 'a text', canSlice: true, canSearch: true, signs: [] },
  protocol: { sort: 'octets', family: 'protocol', noun: 'a protocol', canSlice: true, canSearch: true, signs: [] },
  'absolute time': { sort: 'big', family: 'absolute time', noun: 'a date and time', width: 0, signs: [] },
  'relative time': {
    sort: 'big',
    family: 'relative time',
    noun: 'a time in seconds',
    width: 0,
    signs: ['+', '-'],
    canNegate: true,
  },
  none: { sort: 'nothing', family: 'none', noun: 'a field without a value', width: 0, signs: [] },
};

export function familyOf(kind: FieldKind): Family {
  return kindFacts[kind].family;
}
