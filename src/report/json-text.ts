// JSON (RFC 8259) written octet by octet into a TextBuffer: for lines that come by the thousand.
import type { TextBuffer } from './text-buffer.ts';

const digits = new TextEncoder().encode('0123456789abcdef');

/** A string that holds no control characters: quotes and backslashes are escaped. */
export function writeJsonString(out: TextBuffer, text: string): void {
  out.octet(0x22);
  out.text(/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text);
  out.octet(0x22);
}

/** Octets as plain hex in quotes. */
export function writeHex(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
  out.ensure(2 * (end - start) + 2);
  const to = out.bytes;
  let { at } = out;
  to[at++] = 0x22;
  for (let from = start; from < end; from++) {
    const octet = bytes[from] as number;
    to[at++] = digits[octet >>> 4] as number;
    to[at++] = digits[octet & 15] as number;
  }
  to[at++] = 0x22;
  out.at = at;
}

/** `"0x0000002a"`: `size` octets at bytes[start]. */
export function writeHexNumber(out: TextBuffer, bytes: Uint8Array, start: number, size: number): void {
  out.ensure(2 * size + 4);
  const to = out.bytes;
  let { at } = out;
  to[at++] = 0x22;
  to[at++] = 0x30;
  to[at++] = 0x78;
  for (let from = start; from < start + size; from++) {
    const octet = bytes[from] as number;
    to[at++] = digits[octet >>> 4] as number;
    to[at++] = digits[octet & 15] as number;
  }
  to[at++] = 0x22;
  out.at = at;
}
