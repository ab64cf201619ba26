// Short words for the declarations of schema.ts, so that a message's file reads like the figure in its RFC.
import type {
  CauseDefinition,
  Enumeration,
  Field,
  FieldDisplay,
  FieldType,
  MessageDefinition,
  NamedValue,
  ParameterDefinition,
  PolicyDefinition,
  Slot,
} from './schema.ts';

/** All that a field has besides its key and type; `display` has a default for each type. */
type About = Omit<Field, 'key' | 'type' | 'display'> & { readonly display?: FieldDisplay };

function field<Key extends string, Type extends FieldType>(
  key: Key,
  type: Type,
  display: FieldDisplay,
  about: About,
): Field<Key, Type> {
  return { display, ...about, key, type };
}

export function u8<Key extends string>(key: Key, about: About): Field<Key, 'uint8'> {
  return field(key, 'uint8', 'dec', about);
}

export function u16<Key extends string>(key: Key, about: About): Field<Key, 'uint16'> {
  return field(key, 'uint16', 'dec', about);
}

export function u32<Key extends string>(key: Key, about: About): Field<Key, 'uint32'> {
  return field(key, 'uint32', 'dec', about);
}

export function u64<Key extends string>(key: Key, about: About): Field<Key, 'uint64'> {
  return field(key, 'uint64', 'dec', about);
}

export function i32<Key extends string>(key: Key, about: About): Field<Key, 'int32'> {
  return field(key, 'int32', 'dec', about);
}

/** A share of 32 bits: 0 is 0, 0xffffffff is 1. */
export function fraction<Key extends string>(key: Key, about: About): Field<Key, 'fraction32'> {
  return field(key, 'fraction32', 'fraction', about);
}

/** A number of IEEE 754, 64 bits. */
export function double<Key extends string>(key: Key, about: About): Field<Key, 'double'> {
  return field(key, 'double', 'none', about);
}

/** A share of 16 bits: 0xfffe is 1, 0xffff says that there is none. */
export function workload<Key extends string>(key: Key, about: About): Field<Key, 'workload16'> {
  return field(key, 'workload16', 'percent', about);
}

/** A time in microseconds, of 32 bits. */
export function microseconds32<Key extends string>(key: Key, about: About): Field<Key, 'microseconds32'> {
  return field(key, 'microseconds32', 'none', about);
}

/** A time in microseconds, of 64 bits. */
export function microseconds64<Key extends string>(key: Key, about: About): Field<Key, 'microseconds64'> {
  return field(key, 'microseconds64', 'none', about);
}

export function ipv4<Key extends string>(key: Key, about: About): Field<Key, 'ipv4'> {
  return field(key, 'ipv4', 'none', about);
}

export function ipv6<Key extends string>(key: Key, about: About): Field<Key, 'ipv6'> {
  return field(key, 'ipv6', 'none', about);
}

/** All octets that are left of the container, or `size` of them. */
export function bytes<Key extends string>(key: Key, about: About): Field<Key, 'bytes'> {
  return field(key, 'bytes', 'none', about);
}

/** Text up to its first octet 0: of `size` octets, or all that are left of the container. */
export function text<Key extends string>(key: Key, about: About): Field<Key, 'text'> {
  return field(key, 'text', 'none', about);
}

/** One bit of an octet, with Wireshark's words for set and clear. */
export function flag<Key extends string>(
  key: Key,
  mask: number,
  about: About & { readonly set: string; readonly clear: string },
): Field<Key, 'flag'> {
  const { set, clear, ...rest } = about;
  const rfc = about.rfc ?? '';
  const values: Enumeration = {
    name: key,
    values: [
      { value: 1, name: set, rfc },
      { value: 0, name: clear, rfc },
    ],
  };
  return field(key, 'flag', 'none', { ...rest, mask, values });
}

/** Exactly one parameter of this type. */
export function one(parameter: ParameterDefinition): Slot {
  return { key: parameter.key, of: [parameter.type], least: 1, most: 1 };
}

export function optional(parameter: ParameterDefinition): Slot {
  return { key: parameter.key, of: [parameter.type], least: 0, most: 1 };
}

/** None or one, and only the named draft or implementation sends it. */
export function extension(parameter: ParameterDefinition, source: string): Slot {
  return { ...optional(parameter), extension: source };
}

/** Any number of these, none included. */
export function many(key: string, ...parameters: readonly ParameterDefinition[]): Slot {
  return { key, of: parameters.map((parameter) => parameter.type), least: 0, most: Number.POSITIVE_INFINITY };
}

/** One of these or more. */
export function some(key: string, ...parameters: readonly ParameterDefinition[]): Slot {
  return { ...many(key, ...parameters), least: 1 };
}

/** Exactly one of several types. */
export function choice(key: string, ...parameters: readonly ParameterDefinition[]): Slot {
  return { ...many(key, ...parameters), least: 1, most: 1 };
}

/** Exactly one parameter, whatever its type. */
export const anyParameter: Slot = { key: 'parameter', of: [], least: 1, most: 1 };

// The following four keep the literal types of keys and fields, so that typed values can be inferred from them.

export function message<const Definition extends MessageDefinition>(definition: Definition): Definition {
  return definition;
}

export function parameter<const Definition extends ParameterDefinition>(definition: Definition): Definition {
  return definition;
}

export function policy<const Definition extends PolicyDefinition>(definition: Definition): Definition {
  return definition;
}

export function cause<const Definition extends CauseDefinition>(definition: Definition): Definition {
  return definition;
}

export function enumeration(name: string, values: readonly NamedValue[]): Enumeration {
  return { name, values };
}
