// Reads the wanted fields of headers whose fields stand at fixed offsets (src/protocol/network).
import type { HeaderField } from '../../protocol/schema.ts';
import { headerInfos } from './field-info.ts';
import type { FieldSinks } from './sink.ts';

/** Tells what is wanted of the header that begins at bytes[start]. */
export type HeaderReader = (bytes: Uint8Array, start: number, end: number) => void;

/** Undefined where no field of the header is wanted. */
export function headerReader(fields: readonly HeaderField[], sinks: FieldSinks): HeaderReader | undefined {
  const steps: HeaderReader[] = [];
  for (const field of fields)
    for (const info of headerInfos(field, fields)) {
      const sink = sinks.find(info);
      if (sink === undefined) continue;
      const { offset, size, offsetOf } = field;
      if (offsetOf !== undefined)
        steps.push((bytes, start, end) => {
          const at = offsetOf(bytes, start);
          if (at >= 0 && start + at + size <= end) sink.octets(bytes, start + at, size);
        });
      else
        steps.push((bytes, start, end) => {
          if (start + offset + size <= end) sink.octets(bytes, start + offset, size);
        });
    }
  if (steps.length === 0) return undefined;
  return (bytes, start, end) => {
    for (const step of steps) step(bytes, start, end);
  };
}
