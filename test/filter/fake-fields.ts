// Fields and values that stand in no capture, for tests of single kinds.

import { nearestFields } from '../../src/dissect/fields/catalog.ts';
import type { FieldKind, FieldValues } from '../../src/dissect/fields/field-values.ts';
import type { FieldTable, FilterField } from '../../src/filter/field-table.ts';
import { type CompiledFilter, compileFilter } from '../../src/filter/filter.ts';
import { ipv4Octets } from '../../src/filter/operands.ts';

export type FakeValue = number | bigint | string | Uint8Array;

const encoder = new TextEncoder();

export const fakeKinds: Readonly<Record<string, FieldKind>> = {
  'x.u8': 'uint8',
  'x.u16': 'uint16',
  'x.u24': 'uint24',
  'x.u32': 'uint32',
  'x.u64': 'uint64',
  'x.i32': 'int32',
  'x.frame': 'frame number',
  'x.flag': 'boolean',
  'x.share': 'double',
  'x.ip': 'ipv4',
  'x.ip6': 'ipv6',
  'x.ether': 'ether',
  'x.bytes': 'bytes',
  'x.text': 'string',
  'x.time': 'absolute time',
  'x.delta': 'relative time',
  'x.none': 'none',
  x: 'protocol',
  y: 'protocol',
};

export const fakeFields: FieldTable = {
  find(name): FilterField | undefined {
    const kind = Object.hasOwn(fakeKinds, name) ? fakeKinds[name] : undefined;
    if (kind === undefined) return undefined;
    const values = [
      { value: 1, name: 'One' },
      { value: 2, name: 'Two', wireshark: 'The Two' },
    ];
    return { name, kind, values: name === 'x.u8' ? [{ values }] : [] };
  },
  nearest: (name) => (name.startsWith('x.') ? ['x.u8', 'x.u16'] : nearestFields(name)),
};

/** Values of one field; `layers` says which layer each belongs to. */
export function fakeValues(kind: FieldKind, values: readonly FakeValue[], layers: readonly number[] = []): FieldValues {
  return {
    kind,
    count: values.length,
    number: (index) => Number(values[index]),
    big: (index) => BigInt(values[index] as number),
    octets(index) {
      const value = values[index];
      if (value instanceof Uint8Array) return value;
      return typeof value === 'string' ? encoder.encode(value) : ipv4Octets(Number(value));
    },
    text: (index) => String(values[index]),
    layerNumber: (index) => layers[index] ?? 1,
  };
}

export function compiled(text: string): CompiledFilter {
  const filter = compileFilter(text, fakeFields);
  if (!filter.ok) throw new Error(`${text}: ${filter.message}`);
  return filter;
}

/** Whether a frame with these values passes; of a field that is not named there is none. */
export function passes(
  text: string,
  frame: Readonly<Record<string, readonly FakeValue[]>>,
  layers: readonly number[] = [],
): boolean {
  const filter = compiled(text);
  return filter.test(filter.fields.map((name) => fakeValues(fakeKinds[name] ?? 'none', frame[name] ?? [], layers)));
}
