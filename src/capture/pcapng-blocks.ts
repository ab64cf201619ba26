// The numbers of pcapng (draft-ietf-opsawg-pcapng §4) that its reader and its writer share, and the interface
// description block.
import { padded4 } from '../bytes/read.ts';
import { type TickUnit, tickUnit } from './pcapng-time.ts';
import type { CaptureInterface } from './source.ts';

/** Reads the same in both byte orders: it tells that this is pcapng before the order is known. */
export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION = 1;
export const OBSOLETE_PACKET = 2;
export const SIMPLE_PACKET = 3;
export const ENHANCED_PACKET = 6;
export const DECRYPTION_SECRETS = 10;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

export const OPTION_END = 0;
export const OPTION_COMMENT = 1;
export const OPTION_INTERFACE_NAME = 2;
export const OPTION_INTERFACE_DESCRIPTION = 3;
export const OPTION_TIMESTAMP_RESOLUTION = 9;
export const OPTION_TIMESTAMP_OFFSET = 14;

/** An interface of the section in hand, with what reading its packets takes. */
export interface SectionInterface {
  readonly described: CaptureInterface;
  readonly linkType: number;
  readonly snapLength: number;
  readonly unit: TickUnit;
}

/** The block is bytes [start, end) of the view, of at least 20 octets, checked. */
export function readInterface(view: DataView, start: number, end: number, littleEndian: boolean): SectionInterface {
  let name: string | undefined;
  let description: string | undefined;
  let resolution: number | undefined;
  let offsetSeconds = 0;
  // The last four octets repeat the length of the block. An option that runs over them ends the list: what a packet
  // needs of an interface stands before the options.
  const optionsEnd = end - 4;
  let at = start + 16;
  while (at + 4 <= optionsEnd) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    const value = at + 4;
    if (code === OPTION_END || value + length > optionsEnd) break;
    if (code === OPTION_INTERFACE_NAME) name = text(view, value, length);
    else if (code === OPTION_INTERFACE_DESCRIPTION) description = text(view, value, length);
    else if (code === OPTION_TIMESTAMP_RESOLUTION && length >= 1) resolution = view.getUint8(value);
    else if (code === OPTION_TIMESTAMP_OFFSET && length >= 8) {
      offsetSeconds = Number(view.getBigInt64(value, littleEndian));
    }
    at = value + padded4(length);
  }
  const unit = tickUnit(resolution, offsetSeconds);
  const linkType = view.getUint16(start + 8, littleEndian);
  const snapLength = view.getUint32(start + 12, littleEndian);
  const described = { name, description, linkType, snapLength, timestampResolution: unit.resolution };
  return { described, linkType, snapLength, unit };
}

const utf8 = new TextDecoder();

/** Some writers count a closing zero into the text. */
function text(view: DataView, at: number, length: number): string {
  return utf8.decode(new Uint8Array(view.buffer, view.byteOffset + at, length)).replace(/\0+$/, '');
}
