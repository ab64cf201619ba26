// The fields that a filter may name. The catalog of src/dissect/fields is one; tests bring their own.
import { findField, nearestFields } from '../dissect/fields/catalog.ts';
import type { FieldKind } from '../dissect/fields/field-values.ts';

export interface FilterField {
  readonly name: string;
  readonly kind: FieldKind;
  /** Names of its numbers. */
  readonly values: readonly NamedValues[];
}

export interface NamedValues {
  /** `wireshark`: the name it prints, where that is another. */
  readonly values: readonly { readonly value: number; readonly name: string; readonly wireshark?: string }[];
}

export interface FieldTable {
  find(name: string): FilterField | undefined;
  /** Known names that look like this one, best first. */
  nearest(name: string): readonly string[];
}

/** All fields that the dissector can give. */
export const allFields: FieldTable = { find: findField, nearest: nearestFields };
