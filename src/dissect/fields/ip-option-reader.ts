// The options of an IPv4 header (RFC 791 §3.1) as fields: each with its type, its length and what is in it; and what is remarkable
// about them.
import { ipOption, ipOptionOf, ipOptions } from '../../protocol/network/ip-options.ts';
import { ipOptionClasses, ipOptionNumbers, yesOrNo } from '../../protocol/network/names.ts';
import { goodLengths, hasGoodLength, type OptionDefinition } from '../../protocol/network/option-table.ts';
import type { FieldInfo } from './field-info.ts';
import { headingPart, type LayerPart, layerPart, madeField, partField } from './layer-part.ts';
import { type OptionSinks, optionFieldInfos, optionKey, tellOptionFields } from './option-reader.ts';

const nameOf = ({ filter }: OptionDefinition) => `ip.options.${filter}`;
const all = headingPart('(ip options)', 'Options', { words: allWords });
const inAll = { partOf: all.name } as const;

/** `Options: (12 bytes), Security, Router Alert`. */
function allWords(bytes: Uint8Array, at: number, size: number): string {
  const names: string[] = [];
  eachIpOption(bytes, at, at + size, (kind) => {
    if (kind > ipOption.nop) names.push(ipOptionOf(kind)?.name ?? '');
  });
  return [`Options: (${size} bytes)`, ...names.filter((name) => name !== '')].join(', ');
}

const octet = { size: 1 } as const;
const heads = { partOfAny: ipOptions.map(nameOf) };
const inType = { partOf: 'ip.opt.type' } as const;
/** The type octet and its parts stand below whichever option they are of. */
const typeParts = {
  type: partField('ip.opt.type', 'Type', 'uint8', heads),
  copy: partField('ip.opt.type.copy', 'Copy on fragmentation', 'boolean', { ...inType, mask: 0x80, values: yesOrNo }),
  class: partField('ip.opt.type.class', 'Class', 'uint8', {
    ...inType,
    ...octet,
    mask: 0x60,
    values: ipOptionClasses,
  }),
  number: partField('ip.opt.type.number', 'Number', 'uint8', {
    ...inType,
    ...octet,
    mask: 0x1f,
    values: ipOptionNumbers,
  }),
};

const remarkable = { expert: ['warning', 'protocol'] } as const;

function headInfo(definition: OptionDefinition): FieldInfo {
  const { name, words } = definition;
  return partField(nameOf(definition), `IP Option - ${name}`, 'bytes', {
    ...inAll,
    isHeading: true,
    words: (bytes, at, size) => {
      const more = words !== undefined && hasGoodLength(definition, bytes, at, size) ? words(bytes, at, size) : '';
      return size > 1 ? ` (${size} bytes)${more}` : '';
    },
  });
}

function badLength(definition: OptionDefinition): FieldInfo {
  return madeField('ip.opt.len.invalid', 'Invalid length for option', 'none', {
    ...remarkable,
    partOf: 'ip.opt.len',
    words: (bytes, at) => {
      const [good] = goodLengths(definition, bytes, at - 1) ?? [definition.least];
      return `${definition.name} (with option length = ${bytes[at]} bytes; should be ${good})`;
    },
  });
}

const route = (filter: string, label: string) => ({
  [filter]: partField(`ip.${filter}`, label, 'ipv4', heads),
  [`${filter} host`]: partField(`ip.${filter}_host`, `${label} Host`, 'string', {
    ...heads,
    format: 'ipv4',
    hidden: true,
  }),
});

const more = {
  length: partField('ip.opt.len', 'Length', 'uint8', heads),
  pointer: partField('ip.opt.ptr', 'Pointer', 'uint8', heads),
  beforeFirst: madeField('ip.opt.ptr.before_address', 'Pointer points before first address', 'none', {
    ...remarkable,
    partOf: 'ip.opt.ptr',
  }),
  amidAddress: madeField('ip.opt.ptr.middle_address', 'Pointer points to middle of address', 'none', {
    ...remarkable,
    partOf: 'ip.opt.ptr',
  }),
  cutAddress: madeField('ip.subopt_too_long', 'Suboption would go past end of option', 'none', {
    ...remarkable,
    partOf: 'ip.opt.ptr',
  }),
  ...route('rec_rt', 'Recorded Route'),
  ...route('src_rt', 'Source Route'),
  ...route('cur_rt', 'Current Route'),
  ...route('empty_rt', 'Empty Route'),
  pauses: madeField('ip.nop', '4 NOP in a row - a router may have removed some options', 'none', {
    ...remarkable,
    ...inAll,
  }),
  stopped: madeField('ip.opt.len.invalid', 'Invalid length for option', 'none', {
    ...remarkable,
    ...inAll,
    words: stoppedWords,
  }),
  unknown: headingPart('(ip option)', 'Unknown', {
    ...inAll,
    words: (bytes, at, size) => `Unknown (0x${hexOctet(bytes[at] as number)}) (${size} bytes)`,
  }),
};

function hexOctet(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** So many in a row pad nothing. */
const pausesInRow = 4;

/** Calls for each option that is wholly there, up to the end of the list. */
function eachIpOption(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (kind: number, at: number, length: number) => void,
  stop?: (at: number) => void,
): void {
  for (let at = start; at < end; ) {
    const kind = bytes[at] as number;
    const isSingle = kind === ipOption.end || kind === ipOption.nop;
    const length = isSingle ? 1 : at + 1 < end ? (bytes[at + 1] as number) : 0;
    if (length < (isSingle ? 1 : 2) || at + length > end) {
      stop?.(at);
      return;
    }
    take(kind, at, length);
    if (kind === ipOption.end) return;
    at += length;
  }
}

export const ipOptionPart: LayerPart = layerPart(
  {
    all,
    ...Object.fromEntries(ipOptions.map((definition) => [optionKey(definition), headInfo(definition)])),
    ...typeParts,
    ...Object.fromEntries(ipOptions.map((definition) => [`${optionKey(definition)} bad`, badLength(definition)])),
    ...optionFieldInfos(ipOptions, nameOf),
    ...more,
  },
  (to: OptionSinks, { bytes, start, end }) => {
    if (end - start <= 20) return;
    to.all?.octets(bytes, start + 20, end - start - 20);
    let pauses = 0;
    const take = (kind: number, at: number, length: number) => {
      pauses = kind === ipOption.nop ? pauses + 1 : 0;
      if (pauses === pausesInRow) to.pauses?.octets(bytes, start + 20, 0);
      const definition = ipOptionOf(kind);
      if (definition === undefined) {
        to.unknown?.octets(bytes, at, length);
        return;
      }
      const key = optionKey(definition);
      to[key]?.octets(bytes, at, length);
      for (const part of Object.keys(typeParts)) to[part]?.octets(bytes, at, 1);
      if (kind <= ipOption.nop) return;
      to.length?.octets(bytes, at + 1, 1);
      if (!hasGoodLength(definition, bytes, at, length)) to[`${key} bad`]?.octets(bytes, at + 1, 1);
      tellOptionFields(to, definition, bytes, at, length);
      if (routes.has(kind) && length >= 3) tellRoute(to, kind, bytes, at, length);
      else if (kind === quickStart && length === 8) tellDifference(to, key, bytes, start, at);
    };
    eachIpOption(bytes, start + 20, end, take, (at) => to.stopped?.octets(bytes, at, end - at));
  },
);

const recordRoute = 0x07;
const quickStart = 0x19;
const routes: ReadonlySet<number> = new Set([0x83, 0x89, recordRoute]);

/** How far the packet has come since its sender set both numbers (RFC 4782 §3.1); a report has none. */
function tellDifference(to: OptionSinks, key: string, bytes: Uint8Array, start: number, at: number): void {
  if ((bytes[at + 2] as number) >> 4 !== 0) return;
  const difference = ((bytes[start + 8] as number) - (bytes[at + 3] as number) + 256) % 256;
  to[`${key} difference`]?.number(difference, bytes, at + 3, 1);
}

/** Which addresses of a route lie behind, which ahead, its pointer says (RFC 791 §3.1). */
function tellRoute(to: OptionSinks, kind: number, bytes: Uint8Array, at: number, length: number): void {
  to.pointer?.octets(bytes, at + 2, 1);
  const pointer = bytes[at + 2] as number;
  if (pointer < 4) to.beforeFirst?.octets(bytes, at + 2, 1);
  else if (pointer % 4 !== 0) to.amidAddress?.octets(bytes, at + 2, 1);
  if (pointer < 4 || pointer % 4 !== 0) return;
  for (let place = 3; place + 4 <= length; place += 4) {
    const isBehind = place + 1 < pointer;
    const isNext = place + 1 === pointer;
    const name = isBehind ? 'rec_rt' : kind === recordRoute ? 'empty_rt' : isNext ? 'cur_rt' : 'src_rt';
    to[name]?.octets(bytes, at + place, 4);
    to[`${name} host`]?.octets(bytes, at + place, 4);
  }
  const isCut = kind !== recordRoute && pointer <= length && pointer + 3 > length;
  if (isCut) to.cutAddress?.octets(bytes, at + 2, 1);
}

function stoppedWords(bytes: Uint8Array, at: number, size: number): string {
  const kind = bytes[at] as number;
  const name = ipOptionOf(kind)?.name ?? `Unknown (0x${hexOctet(kind)})`;
  const length = size > 1 ? (bytes[at + 1] as number) : 0;
  const octets = `${length} byte${length === 1 ? '' : 's'}`;
  return length < 2
    ? `${name} (with too-short option length = ${octets})`
    : `${name} (option length = ${octets} says option goes past end of options)`;
}
