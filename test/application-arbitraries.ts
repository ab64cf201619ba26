// Random messages of rsplib's applications, made from their tables.
import fc, { type Arbitrary } from 'fast-check';
import type { Values } from '../src/encode/values.ts';
import type { ApplicationMessage } from '../src/protocol/applications/index.ts';
import type { Field, FieldValue } from '../src/protocol/schema.ts';
import { fieldValueArbitrary } from './arbitraries.ts';

export type ApplicationInput = Values & { readonly records?: readonly Values[] };

function oneValue(field: Field): Arbitrary<FieldValue> {
  const { type, size } = field;
  if (type === 'bytes' && size !== undefined) return fc.uint8Array({ minLength: size, maxLength: size });
  return fieldValueArbitrary(field);
}

function allValues(fields: readonly Field[]): Arbitrary<Values> {
  return fc.record<Values>(Object.fromEntries(fields.map((field) => [field.key, oneValue(field)])), {
    noNullPrototype: true,
  });
}

/** Values whose counters count what is there. */
export function applicationArbitrary({
  flags,
  fields,
  records,
  countedBy,
}: ApplicationMessage): Arbitrary<ApplicationInput> {
  const all = fc.tuple(
    allValues([...flags, ...fields]),
    records === undefined ? fc.constant(undefined) : fc.array(allValues(records.fields), { maxLength: 4 }),
    fc.nat(5),
  );
  return all.map(([values, list, count]) => {
    if (countedBy) {
      values[countedBy.key] = count;
      const last = fields.at(-1)?.key ?? '';
      values[last] = new Uint8Array(count * countedBy.octets).fill(count);
    }
    if (records === undefined || list === undefined) return values;
    return { ...values, [records.count]: list.length, records: list } as ApplicationInput;
  });
}
