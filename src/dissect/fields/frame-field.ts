// How the fields of the frame itself are declared.
import type { Dissection } from '../dissection.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import type { FrameClock } from './frame-clock.ts';
import type { FieldSink } from './sink.ts';

export type FrameRead = (sink: FieldSink, d: Dissection, clock: FrameClock) => void;

export interface FrameField {
  readonly info: FieldInfo;
  readonly meaning: string;
  readonly read: FrameRead;
}

export const none = new Uint8Array(0);

export function field(
  name: string,
  label: string,
  kind: FieldKind,
  meaning: string,
  read: FrameRead,
  unit = '',
): FrameField {
  const generated = /^Time|^Protocols|^Frame is/.test(label);
  return { info: { name: `frame.${name}`, label, kind, format: 'dec', size: 0, unit, generated }, meaning, read };
}

export function number(name: string, label: string, meaning: string, read: (d: Dissection) => number): FrameField {
  return field(name, label, 'uint32', meaning, (sink, d) => sink.number(read(d), none, 0, 0));
}
