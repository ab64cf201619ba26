// The options of IPv6's hop-by-hop and destination headers (RFC 8200 §4.2) as fields: type, length, what is in each, and what is
// remarkable about them.
import { u32 } from '../../bytes/read.ts';
import type { Ipv6Option } from '../../protocol/network/ipv6-option.ts';
import { ipv6Option, ipv6OptionOf, ipv6Options } from '../../protocol/network/ipv6-options.ts';
import { ipv6OptionActions, ipv6OptionTypes, yesOrNo } from '../../protocol/network/names.ts';
import { hasGoodLength } from '../../protocol/network/option-table.ts';
import type { FieldInfo } from './field-info.ts';
import { madeField, partField } from './layer-part.ts';
import { type OptionSinks, optionFieldInfos, optionKey, tellOptionFields } from './option-reader.ts';

const head = 'ipv6.opt';
const inType = { partOf: 'ipv6.opt.type', size: 1 } as const;
const inOption = { partOf: head } as const;
const undecoded = { expert: ['note', 'undecoded'] } as const;

/** Of an option: how long it must be. */
function lengthRemark(definition: Ipv6Option): FieldInfo {
  const { name, badLength = `${name}: Invalid length` } = definition;
  return madeField('ipv6.opt.invalid_len', 'Invalid IPv6 option length', 'none', {
    partOf: 'ipv6.opt.length',
    expert: ['error', 'malformed'],
    words: (bytes, at) => `${badLength} (${bytes[at]} bytes)`,
  });
}

function optionWords(bytes: Uint8Array, at: number, size: number): string {
  const kind = bytes[at] as number;
  const definition = ipv6OptionOf(kind);
  if (definition === undefined) return `Unknown IPv6 Option (${kind})`;
  const { name, words } = definition;
  return words === undefined || !hasGoodLength(definition, bytes, at, size) ? name : name + words(bytes, at, size);
}

const remarks = ipv6Options.filter(({ kind }) => kind > ipv6Option.padN);

export const ipv6OptionFields: Readonly<Record<string, FieldInfo>> = {
  option: partField(head, 'IPv6 Option', 'none', {
    partOfAny: ['ipv6.hopopts', 'ipv6.dstopts'],
    words: optionWords,
  }),
  type: partField('ipv6.opt.type', 'Type', 'uint8', { ...inOption, format: 'hex', values: ipv6OptionTypes }),
  action: partField('ipv6.opt.type.action', 'Action', 'uint8', { ...inType, mask: 0xc0, values: ipv6OptionActions }),
  change: partField('ipv6.opt.type.change', 'May Change', 'boolean', { ...inType, mask: 0x20, values: yesOrNo }),
  rest: partField('ipv6.opt.type.rest', 'Low-Order Bits', 'uint8', { ...inType, mask: 0x1f, format: 'hex' }),
  wrongHeader: madeField('ipv6.opt.header_mismatch', 'Wrong options extension header for type', 'none', {
    partOf: 'ipv6.opt.type',
    expert: ['warning', 'protocol'],
    words: mismatchWords,
  }),
  deprecated: madeField('ipv6.opt.deprecated', 'Option type is deprecated', 'none', {
    partOf: 'ipv6.opt.type',
    expert: ['note', 'deprecated'],
  }),
  length: partField('ipv6.opt.length', 'Length', 'uint8', inOption),
  pad1: partField('ipv6.opt.pad1', 'Pad1', 'none', inOption),
  ...Object.fromEntries(remarks.map((definition) => [`${optionKey(definition)} bad`, lengthRemark(definition)])),
  ...optionFieldInfos(ipv6Options, () => head),
  unknown: partField('ipv6.opt.unknown', 'Unknown Option Payload', 'bytes', inOption),
  unread: partField('ipv6.opt_unknown_data', 'Unknown Data', 'bytes', inOption),
  undecoded: madeField('ipv6.opt.unknown_data.expert', 'Unknown Data (not interpreted)', 'none', {
    ...undecoded,
    partOfAny: ['ipv6.opt.unknown', 'ipv6.opt_unknown_data'],
  }),
  noJumbo: madeField(
    'ipv6.opt.jumbo.prohibited',
    'When IPv6 payload length does not equal 0 a Jumbo Payload option must not be present',
    'none',
    { ...inOption, expert: ['warning', 'protocol'] },
  ),
  smallJumbo: madeField('ipv6.opt.jumbo.truncated', 'Jumbo Payload option present and jumbo length < 65536', 'none', {
    partOf: 'ipv6.opt.jumbo',
    expert: ['warning', 'protocol'],
  }),
};

function mismatchWords(bytes: Uint8Array, at: number): string {
  const definition = ipv6OptionOf(bytes[at] as number);
  const kind = definition?.home === 'destination' ? 'destination' : 'hop-by-hop';
  return `${definition?.name} must use a ${kind} options header`;
}

/** What an option's header and packet say to it. */
export interface OptionPlace {
  readonly isHopByHop: boolean;
  /** Hop limit of the packet. */
  readonly hopLimit: number;
  /** The packet says its length in its own header. */
  readonly hasLength: boolean;
}

/** The options that stand in bytes[from] to bytes[end - 1]. */
export function tellIpv6Options(
  to: OptionSinks,
  bytes: Uint8Array,
  from: number,
  end: number,
  place: OptionPlace,
): void {
  for (let at = from; at < end; ) {
    const kind = bytes[at] as number;
    const length = kind === ipv6Option.pad1 ? 1 : at + 1 < end ? (bytes[at + 1] as number) + 2 : 0;
    if (length < 1 || at + length > end) return;
    to.option?.octets(bytes, at, length);
    to.type?.octets(bytes, at, 1);
    if (kind === ipv6Option.pad1) to.pad1?.octets(bytes, at, 1);
    else {
      for (const key of ['action', 'change', 'rest']) to[key]?.octets(bytes, at, 1);
      to.length?.octets(bytes, at + 1, 1);
      tellOption(to, bytes, at, length, place);
    }
    at += length;
  }
}

function tellOption(to: OptionSinks, bytes: Uint8Array, at: number, length: number, place: OptionPlace): void {
  const kind = bytes[at] as number;
  const definition = ipv6OptionOf(kind);
  if (definition?.isDeprecated) to.deprecated?.octets(bytes, at, 0);
  if (definition === undefined || definition.isDeprecated) {
    if (length > 2) {
      to.unknown?.octets(bytes, at + 2, length - 2);
      to.undecoded?.octets(bytes, at + 2, 0);
    }
    return;
  }
  const { home } = definition;
  if (home !== undefined && (home === 'hop-by-hop') !== place.isHopByHop) to.wrongHeader?.octets(bytes, at, 0);
  const key = optionKey(definition);
  if (!hasGoodLength(definition, bytes, at, length)) to[`${key} bad`]?.octets(bytes, at + 1, 0);
  const read = Math.max(2, tellOptionFields(to, definition, bytes, at, length));
  if (kind === ipv6Option.quickStart && (bytes[at + 2] as number) >> 4 === 0 && length > 3)
    to[`${key} difference`]?.number((place.hopLimit - (bytes[at + 3] as number) + 256) % 256, bytes, at + 3, 1);
  if (kind === ipv6Option.jumbo && length >= 6) {
    if (place.hasLength) to.noJumbo?.octets(bytes, at, 0);
    if (u32(bytes, at + 2) < 65_536) to.smallJumbo?.octets(bytes, at, 0);
  }
  if (read < length) {
    to.unread?.octets(bytes, at + read, length - read);
    to.undecoded?.octets(bytes, at + read, 0);
  }
}
