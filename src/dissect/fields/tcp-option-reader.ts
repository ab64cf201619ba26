// The options of a TCP header as fields: each is a part of `tcp.options`, with its kind, its length and what is in it.
import { u32 } from '../../bytes/read.ts';
import { tcpOptionKinds } from '../../protocol/network/names.ts';
import {
  type OptionDefinition,
  type OptionField,
  tcpOptions,
  unknownTcpOption,
} from '../../protocol/network/tcp-options.ts';
import { eachTcpOption, tcpOption } from '../flows/tcp-options.ts';
import type { FieldInfo } from './field-info.ts';
import { type LayerPart, layerPart, madeField, partField } from './layer-part.ts';
import type { FieldSink } from './sink.ts';

const definitions = [...tcpOptions, unknownTcpOption];
const byKind = new Map(definitions.map((definition) => [definition.kind, definition]));

const whole = partField('tcp.options', 'Options', 'bytes', { words: optionWords });

function nameOf({ filter }: OptionDefinition): string {
  return `tcp.options.${filter}`;
}

function headInfo(definition: OptionDefinition): FieldInfo {
  const { name, words, length } = definition;
  return partField(nameOf(definition), `TCP Option - ${name}`, 'bytes', {
    partOf: whole.name,
    isHeading: true,
    words: (bytes, at, size) => (words !== undefined && size === length ? words(bytes, at, size) : ''),
  });
}

const kinds: Readonly<Record<OptionField['type'], FieldInfo['kind']>> = {
  uint8: 'uint8',
  uint16: 'uint16',
  uint24: 'uint24',
  uint32: 'uint32',
  bytes: 'bytes',
  flag: 'boolean',
};

function insideInfo(field: OptionField, partOf: string): FieldInfo {
  const { filter, label, type, mask, size, display } = field;
  const more = { partOf, mask, ...(size === undefined ? {} : { size }), ...(display && { format: display }) };
  return partField(filter, label, kinds[type], more);
}

/** An option's fields; those that several options share have a key for each. */
interface OptionInfos {
  readonly definition: OptionDefinition;
  readonly fields: Readonly<Record<string, FieldInfo>>;
}

function infosOf(definition: OptionDefinition): OptionInfos {
  const partOf = nameOf(definition);
  const { filter, fields } = definition;
  const list: [string, FieldInfo][] = [
    [`${filter}`, headInfo(definition)],
    [`${filter} kind`, partField('tcp.option_kind', 'Kind', 'uint8', { partOf, values: tcpOptionKinds })],
    [`${filter} length`, partField('tcp.option_len', 'Length', 'uint8', { partOf })],
    ...fields.map((field, index): [string, FieldInfo] => [`${filter} ${index}`, insideInfo(field, partOf)]),
  ];
  return { definition, fields: Object.fromEntries(list) };
}

const inSack = { partOf: 'tcp.options.sack' } as const;
const more = {
  multiplier: madeField('tcp.options.wscale.multiplier', 'Multiplier', 'uint16', { partOf: 'tcp.options.wscale' }),
  left: partField('tcp.options.sack_le', 'left edge', 'uint32', inSack),
  right: partField('tcp.options.sack_re', 'right edge', 'uint32', inSack),
  count: madeField('tcp.options.sack.count', 'TCP SACK Count', 'uint8', inSack),
};

export const tcpOptionPart: LayerPart = layerPart(
  { whole, ...Object.assign({}, ...definitions.map((definition) => infosOf(definition).fields)), ...more },
  (to: Readonly<Record<string, FieldSink | undefined>>, { bytes, start, end, index, flows }) => {
    if (end - start <= 20) return;
    to.whole?.octets(bytes, start + 20, end - start - 20);
    eachTcpOption(bytes, start, end, (kind, at, length) => {
      const { filter, fields } = byKind.get(kind) ?? unknownTcpOption;
      to[filter]?.octets(bytes, at, length);
      to[`${filter} kind`]?.octets(bytes, at, 1);
      if (kind <= tcpOption.nop) return;
      to[`${filter} length`]?.octets(bytes, at + 1, 1);
      for (const [place, { offset, size }] of fields.entries()) {
        const octets = size ?? length - offset;
        if (octets > 0 && offset + octets <= length) to[`${filter} ${place}`]?.octets(bytes, at + offset, octets);
      }
      if (kind === tcpOption.windowScale && length === 3)
        to.multiplier?.number(2 ** Math.min(14, bytes[at + 2] as number), bytes, at + 2, 1);
      if (kind === tcpOption.sack) sackBlocks(to, bytes, at, length, flows?.segment(index)?.acknowledgedBase ?? 0);
    });
  },
  { behind: 'tcp.urgent_pointer', needsFlows: true },
);

/** Edges count from where the acknowledged direction began. */
function sackBlocks(
  to: Readonly<Record<string, FieldSink | undefined>>,
  bytes: Uint8Array,
  at: number,
  length: number,
  base: number,
): void {
  let blocks = 0;
  for (let edge = at + 2; edge + 8 <= at + length; edge += 8) {
    to.left?.number((u32(bytes, edge) - base) >>> 0, bytes, edge, 4);
    to.right?.number((u32(bytes, edge + 4) - base) >>> 0, bytes, edge + 4, 4);
    blocks++;
  }
  if (blocks > 0) to.count?.number(blocks, bytes, at, 0);
}

/** `(12 bytes), No-Operation (NOP), No-Operation (NOP), Timestamps`. */
function optionWords(bytes: Uint8Array, at: number, size: number): string {
  const names: string[] = [];
  eachTcpOption(bytes, at - 20, at + size, (kind) => names.push((byKind.get(kind) ?? unknownTcpOption).name));
  return [`(${size} bytes)`, ...names].join(', ');
}
