// Reads the wanted fields of a lower layer's header: those at fixed places (src/protocol/network), and among them the parts
// that need more (layer-part.ts).
import type { HeaderField } from '../../protocol/schema.ts';
import type { Dissection } from '../dissection.ts';
import { headerInfos } from './field-info.ts';
import { bindPart, type LayerPart, type LayerPlace } from './layer-part.ts';
import type { FieldSinks } from './sink.ts';

export type HeaderContext = Pick<LayerPlace, 'flows' | 'links'>;

export interface HeaderReader {
  /** Tells what is wanted of the header that is the layer at `index`. */
  read(d: Dissection, index: number, context: HeaderContext): void;
  readonly needsFlows: boolean;
}

type Step = (place: LayerPlace) => void;

/** Undefined where no field of the header is wanted. */
export function headerReader(
  fields: readonly HeaderField[],
  parts: readonly LayerPart[],
  sinks: FieldSinks,
): HeaderReader | undefined {
  const bound = parts.map((part) => ({ ...part, step: bindPart(part, sinks) }));
  const needsFlows = bound.some((part) => part.needsFlows && part.step !== undefined);
  const takeParts = (behind: string | undefined): Step[] =>
    bound.flatMap((part) => (part.behind === behind && part.step !== undefined ? [part.step] : []));
  const steps: Step[] = takeParts('');
  for (const field of fields) {
    steps.push(...fieldSteps(field, fields, sinks), ...takeParts(field.filter));
  }
  steps.push(...takeParts(undefined));
  if (steps.length === 0) return undefined;
  const place: LayerPlace = {
    d: undefined as never,
    index: 0,
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    flows: undefined,
    links: undefined,
  };
  const read: HeaderReader['read'] = (d, index, { flows, links }) => {
    const { layers } = d;
    place.d = d;
    place.flows = flows;
    place.links = links;
    place.index = index;
    place.bytes = layers.bytes[index] as Uint8Array;
    place.start = layers.start[index] as number;
    place.end = layers.end[index] as number;
    for (const step of steps) step(place);
  };
  return { read, needsFlows };
}

function fieldSteps(field: HeaderField, fields: readonly HeaderField[], sinks: FieldSinks): Step[] {
  const { offset, size, offsetOf } = field;
  return headerInfos(field, fields).flatMap((info) => {
    const sink = sinks.find(info);
    if (sink === undefined) return [];
    const step: Step = ({ bytes, start, end }) => {
      const at = offsetOf === undefined ? offset : offsetOf(bytes, start);
      if (at >= 0 && start + at + size <= end) sink.octets(bytes, start + at, size);
    };
    return [step];
  });
}
