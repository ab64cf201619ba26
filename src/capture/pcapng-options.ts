// The options of pcapng blocks (draft-ietf-opsawg-pcapng §3.5): a list of code, length and value behind what a block has to
// say. They are copied: few blocks have any.
import { padded4 } from '../bytes/read.ts';
import type { CaptureOption } from './source.ts';

export const OPTION_END = 0;
export const OPTION_COMMENT = 1;
export const OPTION_INTERFACE_NAME = 2;
export const OPTION_INTERFACE_DESCRIPTION = 3;
export const OPTION_TIMESTAMP_RESOLUTION = 9;
export const OPTION_TIMESTAMP_OFFSET = 14;
export const OPTION_HARDWARE = 2;
export const OPTION_OPERATING_SYSTEM = 3;
export const OPTION_APPLICATION = 4;

/** Custom options (§3.5.1) begin with the number of the enterprise that defined them. */
const customCodes = [2988, 2989, 19372, 19373];

/** Options whose value is one number, by block type; all others are octets or text (§4.2, §4.3). */
const numberCodes: Readonly<Record<number, readonly number[]>> = {
  // if_speed, if_tzone, if_tsoffset, if_txspeed, if_rxspeed
  1: [8, 10, 14, 16, 17],
  // epb_flags, epb_dropcount, epb_packetid, epb_queue
  6: [2, 4, 5, 6],
  // pack_flags
  2: [2],
};

const none: readonly CaptureOption[] = [];

/** Those in [start, end) of the view; one that runs over the end closes the list. */
export function readOptions(
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
  blockType: number,
): readonly CaptureOption[] {
  if (start + 4 > end) return none;
  const options: CaptureOption[] = [];
  let at = start;
  while (at + 4 <= end) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    if (code === OPTION_END || at + 4 + length > end) break;
    const value = new Uint8Array(view.buffer, view.byteOffset + at + 4, length).slice();
    if (!littleEndian) {
      if (numberCodes[blockType]?.includes(code)) value.reverse();
      else if (customCodes.includes(code)) value.subarray(0, 4).reverse();
    }
    options.push({ code, value });
    at += 4 + padded4(length);
  }
  return options;
}

const utf8 = new TextEncoder();

export function textOption(code: number, text: string): CaptureOption {
  return { code, value: utf8.encode(text) };
}

/** The list as it stands in a block, little-endian; nothing at all where there is none. */
export function writtenOptions(options: readonly CaptureOption[]): Uint8Array<ArrayBuffer> {
  if (options.length === 0) return new Uint8Array(0);
  const length = options.reduce((sum, { value }) => sum + 4 + padded4(value.length), 4);
  const octets = new Uint8Array(length);
  const view = new DataView(octets.buffer);
  let at = 0;
  for (const { code, value } of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    octets.set(value, at + 4);
    at += 4 + padded4(value.length);
  }
  return octets;
}
