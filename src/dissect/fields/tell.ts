// Values that several readers hand to a sink in the same way.
import type { FieldSink } from './sink.ts';

/** A difference in nanoseconds; NaN: there is none. */
export function tellNanoseconds(sink: FieldSink | undefined, nanoseconds: number): void {
  if (sink === undefined || Number.isNaN(nanoseconds)) return;
  const seconds = Math.trunc(nanoseconds / 1e9);
  sink.time(seconds, nanoseconds - seconds * 1e9);
}

/** A number that was worked out; NaN: there is none. */
export function tellNumber(sink: FieldSink | undefined, value: number, bytes: Uint8Array, at: number): void {
  if (!Number.isNaN(value)) sink?.number(value, bytes, at, 0);
}
