// The numbers of pcapng (draft-ietf-opsawg-pcapng §4) that its reader and its writer share, and the interface
// description block.
import {
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_TIMESTAMP_OFFSET,
  OPTION_TIMESTAMP_RESOLUTION,
  readOptions,
} from './pcapng-options.ts';
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
  // The last four octets repeat the length of the block. What a packet needs of an interface stands before the options.
  const options = readOptions(view, start + 16, end - 4, littleEndian, INTERFACE_DESCRIPTION);
  for (const { code, value } of options) {
    if (code === OPTION_INTERFACE_NAME) name = text(value);
    else if (code === OPTION_INTERFACE_DESCRIPTION) description = text(value);
    else if (code === OPTION_TIMESTAMP_RESOLUTION && value.length >= 1) resolution = value[0];
    else if (code === OPTION_TIMESTAMP_OFFSET && value.length >= 8) {
      offsetSeconds = Number(new DataView(value.buffer).getBigInt64(0, true));
    }
  }
  const unit = tickUnit(resolution, offsetSeconds);
  const linkType = view.getUint16(start + 8, littleEndian);
  const snapLength = view.getUint32(start + 12, littleEndian);
  const described = { name, description, linkType, snapLength, timestampResolution: unit.resolution, options };
  return { described, linkType, snapLength, unit };
}

const utf8 = new TextDecoder();

/** Some writers count a closing zero into the text. */
function text(octets: Uint8Array): string {
  return utf8.decode(octets).replace(/\0+$/, '');
}
