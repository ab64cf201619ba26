// One filter field as its readers know it: name, label, how its value stands in the octets, and how it is written.

import type { LayerExpert } from '../../protocol/expert-levels.ts';
import { widthOf } from '../../protocol/field-width.ts';
import { filterName } from '../../protocol/filter-fields.ts';
import type { Enumeration, Field, HeaderField, Protocol } from '../../protocol/schema.ts';
import type { FieldKind } from './field-values.ts';
import { doubleText, type Format, readDouble, readNumber, readShare, readWorkload, valueText } from './value-text.ts';

export interface FieldInfo {
  /** Wireshark's full name: `asap.message_type`. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** How `-T fields` writes it. */
  readonly format: Format;
  /** Octets; 0: all that is left of the container. */
  readonly size: number;
  /** Hexadecimal digits, where they are not two an octet. */
  readonly digits?: number | undefined;
  readonly mask?: number | undefined;
  /** Bits that a tree shows of the octets, where these hold another field as well; 0: none. */
  readonly bits?: number | undefined;
  /** A hexadecimal number that people see as a decimal one, too. */
  readonly bothBases?: true | undefined;
  /** What people see in a tree in place of the octets. */
  readonly words?: ((bytes: Uint8Array, at: number, size: number) => string) | undefined;
  /** What people see in a tree in place of a number that was worked out. */
  readonly namesNumber?: ((value: number) => string) | undefined;
  /** Wireshark shows it as an expert of this severity and group. */
  readonly expert?: LayerExpert | undefined;
  /** A line for people, and no field: `name` is only what others are parts of. */
  readonly isText?: true | undefined;
  /** People see label and words without a colon between them. */
  readonly isHeading?: true | undefined;
  /** Multiply by this: a header length in words becomes octets. */
  readonly scale?: number | undefined;
  readonly values?: Enumeration | undefined;
  /** What Wireshark prints behind the number. */
  readonly unit?: string | undefined;
  /** What Wireshark prints in a tree where all bits are set: that there is no value. */
  readonly none?: string | undefined;
  /** Name of the field of which this one is a bit or a part: it stands below that in a tree. */
  readonly partOf?: string | undefined;
  /** The same, where it may be any of several: the last of these that is there. */
  readonly partOfAny?: readonly string[] | undefined;
  /** Another name of a field that is there already: outputs for people leave it out. */
  readonly hidden?: boolean | undefined;
  /** Does not stand in the octets: people see it in brackets. */
  readonly generated?: boolean | undefined;
  /** Octets that are text most of the time: people see them as such, too. */
  readonly text?: boolean | undefined;
  /** Wireshark has no such field. */
  readonly ours?: boolean | undefined;
}

/** The number that stands at bytes[at], behind mask and scale. */
export function infoNumber(info: FieldInfo, bytes: Uint8Array, at: number): number {
  const { mask, scale, size, format, kind } = info;
  if (format === 'percent') return 100 * readShare(bytes, at, size);
  if (format === 'fraction') return readShare(bytes, at, size);
  if (format === 'workload') return readWorkload(bytes, at);
  if (format === 'double') return readDouble(bytes, at);
  const number = readNumber(bytes, at, size);
  if (kind === 'boolean') return (number & (mask ?? 0xffffffff)) === 0 ? 0 : 1;
  if (kind === 'int32') return number | 0;
  if (mask === undefined) return number * (scale ?? 1);
  return ((number & mask) >>> (31 - Math.clz32(mask & -mask))) * (scale ?? 1);
}

/** As `tshark -T fields` writes it; `size` counts for fields that take what is left. */
export function infoText(info: FieldInfo, bytes: Uint8Array, at: number, size: number): string {
  const { format, kind, mask, scale, digits } = info;
  // tshark's word for a field that is there and has no value.
  if (kind === 'none') return '1';
  if (kind === 'boolean') return infoNumber(info, bytes, at) === 0 ? '0' : '1';
  if (mask === undefined && scale === undefined) return valueText(bytes, at, size, format, digits);
  return numberText(info, infoNumber(info, bytes, at));
}

/** A number that is not in the octets as it stands, in the field's format. */
export function numberText({ format, size, digits, kind }: FieldInfo, value: number): string {
  // Wireshark pads to the width of what the bits stand in, not to that of the mask.
  if (format === 'hex') return `0x${value.toString(16).padStart(digits ?? size * 2, '0')}`;
  return kind === 'double' ? doubleText(value) : String(value);
}

export function formatOf(field: Field): Format {
  switch (field.type) {
    case 'bytes':
    case 'text':
    case 'double':
    case 'ipv4':
    case 'ipv6':
      return field.type;
    case 'workload16':
      return 'workload';
    case 'microseconds32':
    case 'microseconds64':
      return 'microseconds';
    case 'flag':
      return 'bool';
    case 'int32':
      return 'signed';
    case 'fraction32':
      return field.display === 'percent' ? 'percent' : 'fraction';
    default:
      return field.display === 'hex' ? 'hex' : 'dec';
  }
}

export function kindOf(type: Field['type'] | HeaderField['type']): FieldKind {
  switch (type) {
    case 'flag':
    case 'bool':
      return 'boolean';
    case 'fraction32':
    case 'workload16':
      return 'double';
    case 'microseconds32':
    case 'microseconds64':
      return 'relative time';
    case 'text':
      return 'string';
    default:
      return type;
  }
}

const hexDigits: Readonly<Record<string, number>> = { uint8: 2, uint16: 4, uint32: 8, uint64: 16 };

/** The field under this full name. */
export function infoOf(name: string, field: Field, more: Partial<FieldInfo> = {}): FieldInfo {
  return {
    name,
    label: field.label,
    kind: kindOf(field.type),
    format: formatOf(field),
    size: field.type === 'flag' ? 1 : widthOf(field),
    digits: field.size === undefined ? undefined : hexDigits[field.type],
    mask: field.mask,
    values: field.values,
    unit: field.wiresharkUnit,
    none: field.wiresharkNone,
    text: field.isText,
    ...more,
  };
}

/** All names of an ASAP or ENRP field: what Wireshark lacks stands under `rserpool.` too. */
export function rserpoolInfos(protocol: Protocol, field: Field, more: Partial<FieldInfo> = {}): readonly FieldInfo[] {
  const name = filterName(protocol, field);
  const info = infoOf(name, field, { ours: field.ours, ...more });
  return info.ours
    ? [info, { ...info, name: `rserpool.${name.slice(protocol.length + 1)}`, partOf: undefined, hidden: true }]
    : [info];
}

/** All names of a field of a lower layer's header; `fields` is its whole table. */
export function headerInfos(field: HeaderField, fields: readonly HeaderField[]): readonly FieldInfo[] {
  const { type, display, size, mask, scale, bits, bothBases, words } = field;
  const isText = type === 'ipv4' || type === 'ipv6' || type === 'ether';
  const format: Format = isText ? type : type === 'bool' ? 'bool' : display === 'hex' ? 'hex' : 'dec';
  const parent = fields.find(({ filter }) => field.filter.startsWith(`${filter}.`));
  return [field.filter, ...(field.also ?? [])].map((name) => ({
    name,
    label: name === 'eth.addr' ? 'Address' : field.label,
    // Wireshark has names of hosts as text, which are addresses as long as nobody resolves them.
    kind: /host$|_resolved$/.test(name) ? 'string' : kindOf(type),
    format,
    size,
    mask,
    bits,
    bothBases,
    words,
    scale,
    values: field.values,
    unit: field.unit,
    partOf: name === 'eth.addr' ? field.filter : parent?.filter,
    // What an Ethernet address begins with is seen where it is named.
    hidden: (name !== field.filter && name !== 'eth.addr') || name.endsWith('.oui'),
  }));
}
