// Reads the wanted fields of headers whose fields stand at fixed offsets (src/protocol/network).
import type { HeaderField } from '../../protocol/schema.ts';
import type { Columns } from './column.ts';
import { type Format, readNumber, valueText } from './value-text.ts';

/** Adds what is wanted of the header that begins at bytes[start] to its columns. */
export type HeaderReader = (bytes: Uint8Array, start: number, end: number) => void;

/** Undefined where no field of the header is wanted. */
export function headerReader(fields: readonly HeaderField[], columns: Columns): HeaderReader | undefined {
  const steps: HeaderReader[] = [];
  for (const field of fields)
    for (const name of [field.filter, ...(field.also ?? [])]) {
      const column = columns.find(name);
      if (column === undefined) continue;
      const { offset, size } = field;
      const text = textOf(field);
      steps.push((bytes, start, end) => {
        if (start + offset + size <= end) column.values.push(text(bytes, start + offset));
      });
    }
  if (steps.length === 0) return undefined;
  return (bytes, start, end) => {
    for (const step of steps) step(bytes, start, end);
  };
}

function textOf({ type, display, size, mask, scale = 1 }: HeaderField): (bytes: Uint8Array, at: number) => string {
  if (type === 'ipv4' || type === 'ipv6' || type === 'ether') return (bytes, at) => valueText(bytes, at, size, type);
  if (type === 'bool') return (bytes, at) => ((readNumber(bytes, at, size) & (mask ?? 0xff)) === 0 ? '0' : '1');
  if (mask === undefined && scale === 1) {
    const format: Format = display === 'hex' ? 'hex' : 'dec';
    return (bytes, at) => valueText(bytes, at, size, format);
  }
  const bits = mask ?? 0xffffffff;
  const shift = mask === undefined ? 0 : 31 - Math.clz32(mask & -mask);
  const number = (bytes: Uint8Array, at: number) => ((readNumber(bytes, at, size) & bits) >>> shift) * scale;
  // Wireshark pads to the width of what the bits stand in, not to that of the mask.
  if (display === 'hex')
    return (bytes, at) =>
      `0x${number(bytes, at)
        .toString(16)
        .padStart(size * 2, '0')}`;
  return (bytes, at) => String(number(bytes, at));
}
