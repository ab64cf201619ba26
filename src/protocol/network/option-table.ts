// How the options of IPv4, IPv6 and TCP are declared: a type, the octets that each may have, and the fields that stand in it. Names
// are Wireshark's.
import type { LayerExpert } from '../expert-levels.ts';
import type { Enumeration } from '../schema.ts';

/** Offset from the option's first octet, for an option of this length; negative: it is not there. */
export type Place = (bytes: Uint8Array, at: number, length: number) => number;

export type OptionFieldType =
  | 'uint8'
  | 'uint16'
  | 'uint24'
  | 'uint32'
  | 'uint64'
  | 'int32'
  | 'ipv4'
  | 'ipv6'
  | 'bytes'
  | 'text'
  | 'flag'
  | 'none'
  | 'heading';

export interface OptionField {
  /** Wireshark's full name. */
  readonly filter: string;
  readonly label: string;
  readonly type: OptionFieldType;
  /** Undefined where the option's own `walk` finds it. */
  readonly offset?: number | Place;
  /** Octets; undefined where the type says it, or takes all that is left. */
  readonly size?: number;
  readonly mask?: number;
  /** Bits that people see of the octets, where these are fewer. */
  readonly bits?: number;
  readonly display?: 'hex';
  /** Hexadecimal digits, where they are not two an octet. */
  readonly digits?: number;
  readonly bothBases?: true;
  readonly values?: Enumeration;
  readonly unit?: string;
  /** What people see of it besides its label. */
  readonly words?: (bytes: Uint8Array, at: number, size: number) => string;
  /** Text that the octets are given as. */
  readonly textOf?: (bytes: Uint8Array, at: number, size: number) => string;
  /** The field below which a tree shows it; the option itself where undefined. */
  readonly partOf?: string;
  /** Found by filters, and not seen by people. */
  readonly hidden?: true;
  /** It is told where it has no octets, too. */
  readonly mayBeEmpty?: true;
  /** Worked out, and does not stand in the octets. */
  readonly generated?: true;
  /** Severity and group of what is remarkable. */
  readonly expert?: LayerExpert;
}

/** Told one field of an option: which, where it stands, how many octets it has, and its value where that is not what stands there. */
export type TellOptionField = (key: string, at: number, size: number, value?: number) => void;

export interface OptionDefinition {
  readonly kind: number;
  /** Wireshark's name of the option, behind that of all options: `mss`. */
  readonly filter: string;
  readonly name: string;
  readonly rfc: string;
  readonly fields: Readonly<Record<string, OptionField>>;
  /** Octets that the option may have, some by what stands in it, or its least; undefined: any number. */
  readonly lengths?: readonly number[] | ((bytes: Uint8Array, at: number) => readonly number[] | undefined);
  readonly least?: number;
  /** What people see behind its name. */
  readonly words?: (bytes: Uint8Array, at: number, size: number) => string;
  /** Finds the fields whose places no offset can say. */
  readonly walk?: (tell: TellOptionField, bytes: Uint8Array, at: number, length: number) => void;
}

export const fieldOctets: Readonly<Partial<Record<OptionFieldType, number>>> = {
  uint8: 1,
  uint16: 2,
  uint24: 3,
  uint32: 4,
  uint64: 8,
  int32: 4,
  ipv4: 4,
  ipv6: 16,
  flag: 1,
};

type More = Omit<OptionField, 'filter' | 'label' | 'type' | 'offset'>;

/** A field in short; `offset` -1: `walk` finds it. */
export type Declare = (filter: string, label: string, offset: number | Place, more?: More) => OptionField;

function declare(type: OptionFieldType): Declare {
  return (filter, label, offset, more = {}) => ({
    filter,
    label,
    type,
    ...more,
    ...(offset === walked ? {} : { offset }),
  });
}

/** Of a field that the option's `walk` finds. */
export const walked = -1;

export const u8 = declare('uint8');
export const u16 = declare('uint16');
export const u24 = declare('uint24');
export const u32 = declare('uint32');
export const u64 = declare('uint64');
export const ipv4 = declare('ipv4');
export const ipv6 = declare('ipv6');
export const bytes = declare('bytes');
export const text = declare('text');
export const flag = declare('flag');

/** A line above others, and no field: `name` is what these are parts of. */
export function heading(name: string, label: string, more: More = {}): OptionField {
  return { filter: name, label, type: 'heading', ...more };
}

export const hex = { display: 'hex' } as const;

export function goodLengths(
  { lengths }: OptionDefinition,
  bytes: Uint8Array,
  at: number,
): readonly number[] | undefined {
  return typeof lengths === 'function' ? lengths(bytes, at) : lengths;
}

/** Whether an option of this many octets is one that its definition allows. */
export function hasGoodLength(definition: OptionDefinition, bytes: Uint8Array, at: number, length: number): boolean {
  if (length < (definition.least ?? 0)) return false;
  return goodLengths(definition, bytes, at)?.includes(length) ?? true;
}
