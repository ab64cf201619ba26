// The options of a TCP header as fields: each is a part of `tcp.options`, with its kind, its length and what is in it; and what is
// remarkable about them.

import { u32 } from '../../bytes/read.ts';
import { distance32 } from '../../bytes/serial-number.ts';
import { multipathSubtypes, tcpOptionKinds } from '../../protocol/network/names.ts';
import { goodLengths, hasGoodLength, type OptionDefinition } from '../../protocol/network/option-table.ts';
import { tcpOptionOf, tcpOptions, unknownTcpOption } from '../../protocol/network/tcp-options.ts';
import { tcpFlag } from '../flows/tcp-connection.ts';
import { eachTcpOption, isCookie, tcpOption } from '../flows/tcp-options.ts';
import type { FieldInfo } from './field-info.ts';
import { type LayerPart, layerPart, madeField, partField } from './layer-part.ts';
import { type OptionSinks, optionFieldInfos, optionKey, tellOptionFields } from './option-reader.ts';

const definitions = [...tcpOptions, unknownTcpOption];
const multipath = 30;

const whole = partField('tcp.options', 'Options', 'bytes', { words: optionWords });
const inOptions = { partOf: whole.name } as const;

/** Multipath TCP is a protocol of its own in Wireshark, below the options. */
function nameOf({ kind, filter }: OptionDefinition): string {
  return kind === multipath ? filter : `tcp.options.${filter}`;
}

const multipathTitle = 'Multipath Transmission Control Protocol';

/** `Multipath Transmission Control Protocol: Join Connection`. */
function multipathWords(bytes: Uint8Array, at: number, size: number): string {
  if (size < 3) return multipathTitle;
  const subtype = (bytes[at + 2] as number) >> 4;
  const name = multipathSubtypes.values.find(({ value }) => value === subtype)?.name ?? `Unknown (${subtype})`;
  return `${multipathTitle}: ${name}`;
}

function headInfo(definition: OptionDefinition): FieldInfo {
  const { kind, name, words } = definition;
  if (kind === multipath)
    return partField(nameOf(definition), multipathTitle, 'protocol', { ...inOptions, words: multipathWords });
  const title = kind === 12 || kind === 13 ? 'CC' : name;
  return partField(nameOf(definition), `TCP Option - ${title}`, 'bytes', {
    ...inOptions,
    isHeading: true,
    words: (bytes, at, size) =>
      words !== undefined && hasGoodLength(definition, bytes, at, size) ? words(bytes, at, size) : '',
  });
}

function headInfos(definition: OptionDefinition): Record<string, FieldInfo> {
  const partOf = nameOf(definition);
  const key = optionKey(definition);
  return {
    [key]: headInfo(definition),
    [`${key} kind`]: partField('tcp.option_kind', 'Kind', 'uint8', { partOf, values: tcpOptionKinds }),
    [`${key} length`]: partField('tcp.option_len', 'Length', 'uint8', { partOf }),
    [`${key} bad`]: madeField('tcp.option.len.invalid', 'Invalid length for option', 'none', {
      partOf: 'tcp.option_len',
      expert: ['note', 'sequence'],
      words: (bytes, at) => lengthWords(definition, bytes, at),
    }),
  };
}

/** `at`: of the length octet. */
function lengthWords(definition: OptionDefinition, bytes: Uint8Array, at: number): string {
  const { least } = definition;
  const length = bytes[at] as number;
  if (least !== undefined && length < least) return `option length should be >= ${least}`;
  const good = goodLengths(definition, bytes, at - 1) ?? [];
  const last = good.at(-1);
  const words = good.length < 3 ? good.join(' or ') : `${good.slice(0, -1).join(', ')}, or ${last}`;
  return `option length should be ${words}${good.length > 1 ? ` instead of ${length}` : ''}`;
}

const inSack = { partOf: 'tcp.options.sack' } as const;
const more = {
  multiplier: madeField('tcp.options.wscale.multiplier', 'Multiplier', 'uint16', { partOf: 'tcp.options.wscale' }),
  tooWide: madeField('tcp.options.wscale.shift.invalid', 'Window scale shift exceeds 14', 'none', {
    partOf: 'tcp.options.wscale.shift',
    expert: ['warning', 'protocol'],
  }),
  left: partField('tcp.options.sack_le', 'left edge', 'uint32', inSack),
  right: partField('tcp.options.sack_re', 'right edge', 'uint32', inSack),
  cutEdge: madeField('tcp.suboption_malformed', 'suboption would go past end of option', 'none', {
    ...inSack,
    expert: ['error', 'malformed'],
  }),
  count: madeField('tcp.options.sack.count', 'TCP SACK Count', 'uint8', inSack),
  duplicateLeft: madeField('tcp.options.sack.dsack_le', 'D-SACK Left Edge', 'uint32', inSack),
  duplicateRight: madeField('tcp.options.sack.dsack_re', 'D-SACK Right Edge', 'uint32', inSack),
  duplicate: madeField('tcp.options.sack.dsack', 'D-SACK Sequence', 'none', {
    ...inSack,
    expert: ['warning', 'sequence'],
  }),
  strayMss: madeField('tcp.options.mss.present', 'The non-SYN packet does contain a MSS option', 'none', {
    partOf: 'tcp.options.mss',
    expert: ['warning', 'protocol'],
  }),
  noMss: madeField('tcp.options.mss.absent', 'The SYN packet does not contain a MSS option', 'none', {
    ...inOptions,
    expert: ['note', 'protocol'],
  }),
  opensFast: madeField('tcp.analysis.tfo_syn', 'TCP SYN with TFO Cookie', 'none', {
    partOf: 'tcp.options.tfo.cookie',
    expert: ['note', 'sequence'],
  }),
  pauses: madeField('tcp.nop', '4 NOP in a row - a router may have removed some options', 'none', {
    ...inOptions,
    expert: ['warning', 'protocol'],
  }),
  rest: madeField('tcp.non_zero_bytes_after_eol', 'Non-zero header padding', 'none', {
    ...inOptions,
    expert: ['error', 'protocol'],
  }),
  stopped: madeField('tcp.option.len.invalid', 'Invalid length for option', 'none', {
    ...inOptions,
    expert: ['note', 'sequence'],
    words: stoppedWords,
  }),
};

const widestShift = 14;
/** So many in a row pad nothing. */
const pausesInRow = 4;

export const tcpOptionPart: LayerPart = layerPart(
  {
    whole,
    ...Object.assign({}, ...definitions.map(headInfos)),
    ...optionFieldInfos(definitions, nameOf),
    ...more,
  },
  (to: OptionSinks, { bytes, start, end, index, flows }) => {
    if (end - start <= 20) return;
    to.whole?.octets(bytes, start + 20, end - start - 20);
    const flags = bytes[start + 13] as number;
    const isSyn = (flags & tcpFlag.syn) !== 0;
    const isOpening = isSyn && (flags & tcpFlag.ack) === 0;
    let hasMss = false;
    let pauses = 0;
    const take = (kind: number, at: number, length: number) => {
      const definition = tcpOptionOf(kind);
      const key = optionKey(definition);
      to[key]?.octets(bytes, at, length);
      to[`${key} kind`]?.octets(bytes, at, 1);
      pauses = kind === tcpOption.nop ? pauses + 1 : 0;
      if (pauses === pausesInRow) to.pauses?.octets(bytes, start + 20, 0);
      if (kind <= tcpOption.nop) return;
      to[`${key} length`]?.octets(bytes, at + 1, 1);
      if (kind === tcpOption.mss) {
        hasMss = true;
        if (!isSyn) to.strayMss?.octets(bytes, at, 0);
      }
      if (hasGoodLength(definition, bytes, at, length)) tellOptionFields(to, definition, bytes, at, length);
      else to[`${key} bad`]?.octets(bytes, at + 1, 1);
      if (isOpening && isCookie(kind, bytes, at, length)) to.opensFast?.octets(bytes, at + 2, 0);
      if (kind === tcpOption.windowScale && length === 3) scaling(to, bytes, at);
      if (kind === tcpOption.sack) {
        const base = flows?.segment(index)?.acknowledgedBase ?? 0;
        sackBlocks(to, bytes, at, length, base, u32(bytes, start + 8));
      }
    };
    let isWhole = true;
    eachTcpOption(bytes, start, end, take, (at, isBehindEnd) => {
      isWhole = false;
      (isBehindEnd ? to.rest : to.stopped)?.octets(bytes, at, end - at);
    });
    if (isSyn && isWhole && !hasMss) to.noMss?.octets(bytes, start + 20, 0);
  },
  { behind: 'tcp.urgent_pointer', needsFlows: true },
);

function scaling(to: OptionSinks, bytes: Uint8Array, at: number): void {
  const shift = bytes[at + 2] as number;
  if (shift > widestShift) to.tooWide?.octets(bytes, at + 2, 0);
  to.multiplier?.number(2 ** Math.min(widestShift, shift), bytes, at + 2, 1);
}

/** Edges count from where the acknowledged direction began. */
function sackBlocks(
  to: OptionSinks,
  bytes: Uint8Array,
  at: number,
  length: number,
  base: number,
  acknowledgment: number,
): void {
  const edge = (sink: keyof typeof more, place: number) =>
    to[sink]?.number((u32(bytes, place) - base) >>> 0, bytes, place, 4);
  const blocks = Math.floor((length - 2) / 8);
  for (let block = 0; block < blocks; block++) {
    edge('left', at + 2 + 8 * block);
    edge('right', at + 6 + 8 * block);
  }
  const rest = at + 2 + 8 * blocks;
  if (rest < at + length) to.cutEdge?.octets(bytes, rest, at + length - rest);
  if (blocks === 0) return;
  to.count?.number(blocks, bytes, at, 0);
  if (!isDuplicate(bytes, at + 2, blocks, acknowledgment)) return;
  edge('duplicateLeft', at + 2);
  edge('duplicateRight', at + 6);
  to.duplicate?.octets(bytes, at + 2, 8);
}

/** The first block tells of what came twice (RFC 2883 §4): it lies before the acknowledgment, or within the second block. */
function isDuplicate(bytes: Uint8Array, first: number, blocks: number, acknowledgment: number): boolean {
  const [left, right] = [u32(bytes, first), u32(bytes, first + 4)];
  if (distance32(right, acknowledgment) <= 0) return true;
  return blocks > 1 && distance32(left, u32(bytes, first + 8)) >= 0 && distance32(right, u32(bytes, first + 12)) <= 0;
}

function stoppedWords(bytes: Uint8Array, at: number, size: number): string {
  const { name } = tcpOptionOf(bytes[at] as number);
  const length = size > 1 ? (bytes[at + 1] as number) : 0;
  const octets = `${length} byte${length === 1 ? '' : 's'}`;
  return length < 2
    ? `${name} (with too-short option length = ${octets})`
    : `${name} (option length = ${octets} says option goes past end of options)`;
}

/** `(12 bytes), No-Operation (NOP), No-Operation (NOP), Timestamps`. */
function optionWords(bytes: Uint8Array, at: number, size: number): string {
  const names: string[] = [];
  eachTcpOption(bytes, at - 20, at + size, (kind) => {
    const { name } = tcpOptionOf(kind);
    names.push(name === unknownTcpOption.name ? `${name} (0x${kind.toString(16).padStart(2, '0')})` : name);
  });
  return [`(${size} bytes)`, ...names].join(', ');
}
