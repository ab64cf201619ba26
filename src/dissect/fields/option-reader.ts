// The options of a header as fields: which are wanted, and what each option at hand has, by its table (option-table.ts).
import {
  fieldOctets,
  type OptionDefinition,
  type OptionField,
  type OptionFieldType,
  type TellOptionField,
} from '../../protocol/network/option-table.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import { partField } from './layer-part.ts';
import type { FieldSink } from './sink.ts';

export type OptionSinks = Readonly<Record<string, FieldSink | undefined>>;

/** Several options may share a name: the number tells them apart. */
export function optionKey({ kind, filter }: OptionDefinition): string {
  return `${filter} ${kind}`;
}

function fieldKey(definition: OptionDefinition, key: string): string {
  return `${optionKey(definition)} ${key}`;
}

const kinds: Readonly<Record<OptionFieldType, FieldKind>> = {
  uint8: 'uint8',
  uint16: 'uint16',
  uint24: 'uint24',
  uint32: 'uint32',
  uint64: 'uint64',
  int32: 'int32',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  bytes: 'bytes',
  text: 'string',
  flag: 'boolean',
  none: 'none',
  heading: 'none',
};

function infoOf(field: OptionField, option: string): FieldInfo {
  const {
    filter,
    label,
    type,
    size,
    display,
    partOf,
    offset: _place,
    textOf: _textOf,
    mayBeEmpty: _mayBe,
    ...rest
  } = field;
  return partField(filter, label, kinds[type], {
    ...rest,
    partOf: partOf ?? option,
    ...(type === 'heading' ? { isText: true } : {}),
    ...(size === undefined ? {} : { size }),
    ...(display && { format: display }),
  });
}

/** The fields within the options, by the keys that `tellOptionFields` looks them up with; `nameOf`: an option's full name. */
export function optionFieldInfos(
  definitions: readonly OptionDefinition[],
  nameOf: (definition: OptionDefinition) => string,
): Record<string, FieldInfo> {
  const infos: Record<string, FieldInfo> = {};
  for (const definition of definitions)
    for (const [key, field] of Object.entries(definition.fields))
      infos[fieldKey(definition, key)] = infoOf(field, nameOf(definition));
  return infos;
}

/**
 * Tells the fields of one option.
 * @returns how many octets of it they take, from its first on.
 */
export function tellOptionFields(
  to: OptionSinks,
  definition: OptionDefinition,
  bytes: Uint8Array,
  at: number,
  length: number,
): number {
  let read = 0;
  const tell: TellOptionField = (key, place, size, value) => {
    const sink = to[fieldKey(definition, key)];
    const { textOf, type } = definition.fields[key] ?? {};
    if (type !== 'heading') read = Math.max(read, place + size - at);
    if (textOf !== undefined) sink?.text(textOf(bytes, place, size));
    else if (type === 'text' && size === 0) sink?.text('');
    else if (value === undefined) sink?.octets(bytes, place, size);
    else sink?.number(value, bytes, place, size);
  };
  for (const [key, { offset, size, type, mayBeEmpty }] of Object.entries(definition.fields)) {
    if (offset === undefined) continue;
    const from = typeof offset === 'number' ? offset : offset(bytes, at, length);
    const octets = size ?? fieldOctets[type] ?? length - from;
    if (from >= 0 && (octets > 0 || (octets === 0 && mayBeEmpty)) && from + octets <= length)
      tell(key, at + from, octets);
  }
  definition.walk?.(tell, bytes, at, length);
  return read;
}
