// Fields of a lower layer that do not stand at a fixed place of its header: options, what frames before this one decide, what
// is worked out. Each part declares its fields and reads them all.
import { checksumStatuses } from '../../protocol/network/names.ts';
import type { Dissection } from '../dissection.ts';
import type { Flows } from '../flows/flows.ts';
import type { FrameLinks } from '../transactions/frame-links.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldKind } from './field-values.ts';
import { sinkOf } from './layer-expert.ts';
import type { FieldSink, FieldSinks } from './sink.ts';
import type { Format } from './value-text.ts';

/** The layer at hand; reused. */
export interface LayerPlace {
  d: Dissection;
  index: number;
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Set where a part that is read needs it. */
  flows: Flows | undefined;
  links: FrameLinks | undefined;
}

export interface LayerPart<Key extends string = string> {
  /** The header field behind which a tree shows it; '': before all, undefined: behind all. */
  readonly behind: string | undefined;
  readonly fields: Readonly<Record<Key, FieldInfo>>;
  /** Document that defines them, where it is not that of the header. */
  readonly source: string | undefined;
  /** It tells what the segment or datagram is to its conversation. */
  readonly needsFlows: boolean;
  readonly read: (to: Readonly<Partial<Record<Key, FieldSink>>>, place: LayerPlace) => void;
}

export function layerPart<Key extends string>(
  fields: Readonly<Record<Key, FieldInfo>>,
  read: LayerPart<Key>['read'],
  options: { readonly behind?: string; readonly source?: string; readonly needsFlows?: true } = {},
): LayerPart<Key> {
  const { behind, source, needsFlows = false } = options;
  return { fields, read, behind, source, needsFlows };
}

/** Undefined where nobody wants any of its fields. */
export function bindPart<Key extends string>(
  { fields, read }: LayerPart<Key>,
  sinks: FieldSinks,
): ((place: LayerPlace) => void) | undefined {
  const to: Partial<Record<Key, FieldSink>> = {};
  let isWanted = false;
  for (const [key, info] of Object.entries<FieldInfo>(fields)) {
    const sink = sinkOf(info, sinks);
    if (sink === undefined) continue;
    to[key as Key] = sink;
    isWanted = true;
  }
  return isWanted ? (place) => read(to, place) : undefined;
}

const sizes: Readonly<Partial<Record<FieldKind, number>>> = {
  uint8: 1,
  uint16: 2,
  uint24: 3,
  uint32: 4,
  uint64: 8,
  int32: 4,
  ipv4: 4,
  ipv6: 16,
  ether: 6,
};

const formats: Readonly<Partial<Record<FieldKind, Format>>> = {
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  ether: 'ether',
  bytes: 'bytes',
  string: 'text',
  boolean: 'bool',
  int32: 'signed',
};

/** A field of a part; its format follows from its kind unless told otherwise. */
export function partField(name: string, label: string, kind: FieldKind, more: Partial<FieldInfo> = {}): FieldInfo {
  return {
    name,
    label,
    kind,
    format: formats[kind] ?? 'dec',
    size: sizes[kind] ?? (kind === 'boolean' ? 1 : 0),
    ...more,
  };
}

/** One that does not stand in the octets: people see it in brackets. */
export function madeField(name: string, label: string, kind: FieldKind, more: Partial<FieldInfo> = {}): FieldInfo {
  return partField(name, label, kind, { generated: true, ...more });
}

/** A line that people see above others, and no field; `name`: what these are parts of. */
export function headingPart(name: string, label: string, more: Partial<FieldInfo> = {}): FieldInfo {
  return partField(name, label, 'none', { isText: true, ...more });
}

/** People see the verdict on a checksum by its name alone. */
export const checksumVerdict: Pick<FieldInfo, 'values' | 'namesNumber'> = {
  values: checksumStatuses,
  namesNumber: (value) => checksumStatuses.values.find((named) => named.value === value)?.name ?? String(value),
};
