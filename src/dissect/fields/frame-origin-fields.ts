// Fields that tell where a frame comes from: the section and interface of a pcapng capture, and what stands beside the packet
// there (draft-ietf-opsawg-pcapng §4.3).
import { safeText } from '../../bytes/text.ts';
import type { CaptureInterface } from '../../capture/frame-origin.ts';
import { OPTION_COMMENT } from '../../capture/pcapng-options.ts';
import { packetDirections, receptionTypes } from '../../protocol/network/names.ts';
import type { Dissection } from '../dissection.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import { type FrameField, field, none } from './frame-field.ts';

/** Options of the enhanced packet block (§4.3). */
const optionFlags = 2;
const optionDropCount = 4;
const optionPacketId = 5;
const optionQueue = 6;

/** A capture of one interface, in a format that has none to name, tells nothing by its number. */
function interfaceOf({ frame }: Dissection): CaptureInterface | undefined {
  const interfaces = frame.origin?.interfaces;
  const found = interfaces?.[frame.interfaceIndex];
  return found?.options === undefined && (interfaces?.length ?? 0) < 2 ? undefined : found;
}

function optionsOf({ frame }: Dissection, code: number): readonly Uint8Array[] {
  const options = frame.origin?.packetDetails?.()?.options ?? [];
  return options.filter((option) => option.code === code).map(({ value }) => value);
}

/** Little-endian, as the reader gives it. */
function numberOf(octets: Uint8Array): number {
  let value = 0;
  for (let at = Math.min(octets.length, 6) - 1; at >= 0; at--) value = value * 256 + (octets[at] as number);
  return value;
}

function withInfo(made: FrameField, more: Partial<FieldInfo>): FrameField {
  return { ...made, info: { ...made.info, ...more } };
}

/** One number of the packet's options. */
function option(name: string, label: string, kind: FieldKind, meaning: string, code: number): FrameField {
  return field(name, label, kind, meaning, (sink, d) => {
    for (const octets of optionsOf(d, code)) sink.number(numberOf(octets), none, 0, 0);
  });
}

/** Part of the packet's flags. */
function flag(tail: string, label: string, mask: number, more: Partial<FieldInfo> = {}): FrameField {
  const shift = 31 - Math.clz32(mask & -mask);
  const kind = more.kind ?? 'boolean';
  const made = field(`packet_flags_${tail}`, label, kind, `${label}, as who captured saw it`, (sink, d) => {
    for (const octets of optionsOf(d, optionFlags)) sink.number((numberOf(octets) & mask) >>> shift, none, 0, 0);
  });
  return withInfo(made, { ...more, partOf: 'frame.packet_flags' });
}

const number = { kind: 'uint32' } as const;

export const originFields: readonly FrameField[] = [
  field('section_number', 'Section number', 'uint32', 'section of the pcapng capture, from 1', (sink, d) => {
    const section = interfaceOf(d)?.section;
    if (section !== undefined) sink.number(section, none, 0, 0);
  }),
  field('interface_id', 'Interface id', 'uint32', 'interface that captured the frame, from 0', (sink, d) => {
    if (interfaceOf(d) !== undefined) sink.number(d.frame.interfaceIndex, none, 0, 0);
  }),
  withInfo(
    field('interface_name', 'Interface name', 'string', 'name of the interface', (sink, d) => {
      const found = interfaceOf(d);
      // Wireshark's word for an interface that a pcapng capture does not name.
      if (found?.options !== undefined || found?.name !== undefined) sink.text(shown(found.name ?? 'unknown'));
    }),
    { partOf: 'frame.interface_id' },
  ),
  withInfo(
    field(
      'interface_description',
      'Interface description',
      'string',
      'what the capture says of the interface',
      (sink, d) => {
        const description = interfaceOf(d)?.description;
        if (description !== undefined) sink.text(shown(description));
      },
    ),
    { partOf: 'frame.interface_id' },
  ),
  option('interface_queue', 'Interface queue', 'uint32', 'queue of the interface', optionQueue),
  withInfo(option('packet_flags', 'Packet flags', 'uint32', 'what who captured noted', optionFlags), {
    format: 'hex',
    size: 4,
  }),
  flag('direction', 'Direction', 0x3, { ...number, format: 'hex', size: 4, values: packetDirections }),
  flag('reception_type', 'Reception type', 0x1c, { ...number, values: receptionTypes }),
  flag('fcs_length', 'FCS length', 0x1e0, number),
  flag('reserved', 'Reserved', 0xfe00, number),
  flag('crc_error', 'CRC error', 0x0100_0000),
  flag('packet_too_error', 'Packet too long error', 0x0200_0000),
  flag('packet_too_short_error', 'Packet too short error', 0x0400_0000),
  flag('wrong_inter_frame_gap_error', 'Wrong interframe gap error', 0x0800_0000),
  flag('unaligned_frame_error', 'Unaligned frame error', 0x1000_0000),
  flag('start_frame_delimiter_error', 'Start frame delimiter error', 0x2000_0000),
  flag('preamble_error', 'Preamble error', 0x4000_0000),
  flag('symbol_error', 'Symbol error', 0x8000_0000),
  option('packet_id', 'Packet id', 'uint64', 'number that who captured gave the packet', optionPacketId),
  option('drop_count', 'Drop Count', 'uint64', 'packets that the interface lost since the one before', optionDropCount),
  field('comment', 'Comment', 'string', 'comments that the capture has on the packet', (sink, d) => {
    for (const octets of optionsOf(d, OPTION_COMMENT)) sink.text(safeText(octets));
  }),
];

const encoder = new TextEncoder();

function shown(text: string): string {
  return safeText(encoder.encode(text));
}
