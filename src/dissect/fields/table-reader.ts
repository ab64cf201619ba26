// Reads the wanted fields of containers that the tables declare as lists of fields in wire order: messages, parameters,
// policies, SCTP chunks. A list is compiled once; reading it costs nothing for fields that nobody wants.
import type { Field } from '../../protocol/schema.ts';
import { widthOf } from '../walk.ts';
import type { Column, Columns } from './column.ts';
import { type Format, valueText } from './value-text.ts';

interface Step {
  readonly column: Column;
  readonly offset: number;
  /** 0: all that is left of the container. */
  readonly size: number;
  readonly format: Format;
  readonly mask: number;
  /** Shown where the field has no octets; undefined: then it is not there. */
  readonly empty: string | undefined;
}

export class TableReader {
  readonly #steps: readonly Step[];
  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /**
   * The container's fields begin at bytes[start]; its flags octet, if it has one, is bytes[flagsAt]. Where the length of
   * the container lies (not whole), a field that takes all that is left has no end: like tshark, it is not shown.
   */
  read(bytes: Uint8Array, start: number, end: number, flagsAt = start, isWhole = true): void {
    for (const { column, offset, size, format, mask, empty } of this.#steps) {
      if (mask !== 0) {
        if (flagsAt < end) column.values.push(((bytes[flagsAt] as number) & mask) === 0 ? '0' : '1');
        continue;
      }
      const at = start + offset;
      if (size === 0) {
        if (!isWhole) continue;
        if (at < end) column.values.push(valueText(bytes, at, end - at, format));
        else if (at === end && empty !== undefined) column.values.push(empty);
      } else if (at + size <= end) column.values.push(valueText(bytes, at, size, format));
    }
  }
}

export function formatOf(field: Field): Format {
  switch (field.type) {
    case 'bytes':
    case 'ipv4':
    case 'ipv6':
      return field.type;
    case 'flag':
      return 'bool';
    case 'int32':
      return 'signed';
    case 'fraction32':
      return field.display === 'percent' ? 'percent' : 'fraction';
    default:
      return field.display === 'hex' ? 'hex' : 'dec';
  }
}

/** tshark shows a pool handle of no octets; other fields of octets are left out when they are empty. */
function emptyText({ filter }: Field): string | undefined {
  return filter === 'pool_handle_pool_handle' ? '<MISSING>' : undefined;
}

/** Undefined where none of the fields is wanted. `namesOf` gives the full filter names of a field. */
export function tableReader(
  flags: readonly Field[],
  fields: readonly Field[],
  namesOf: (field: Field) => readonly string[],
  columns: Columns,
): TableReader | undefined {
  const steps: Step[] = [];
  const add = (field: Field, offset: number, size: number) => {
    for (const name of namesOf(field)) {
      const column = columns.find(name);
      if (column)
        steps.push({ column, offset, size, format: formatOf(field), mask: field.mask ?? 0, empty: emptyText(field) });
    }
  };
  for (const flag of flags) add(flag, 0, 1);
  let offset = 0;
  for (const field of fields) {
    const size = widthOf(field);
    add(field, offset, size);
    offset += size;
  }
  return steps.length === 0 ? undefined : new TableReader(steps);
}
