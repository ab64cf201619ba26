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
  /** Shown where the field has no octets; undefined: then it is not there. */
  readonly empty: string | undefined;
}

interface Flag {
  readonly column: Column;
  readonly mask: number;
}

export class TableReader {
  /** Octets of the fields of fixed size. */
  readonly width: number;
  /** True where a field takes all that is left of the container. */
  readonly isOpen: boolean;
  readonly #flags: readonly Flag[];
  readonly #steps: readonly Step[];

  constructor(flags: readonly Flag[], steps: readonly Step[], width: number, isOpen: boolean) {
    this.#flags = flags;
    this.#steps = steps;
    this.width = width;
    this.isOpen = isOpen;
  }

  readFlags(bytes: Uint8Array, at: number): void {
    for (const { column, mask } of this.#flags) column.values.push(((bytes[at] as number) & mask) === 0 ? '0' : '1');
  }

  /** The fields begin at bytes[start]; those that do not fit before `end` are left out. */
  read(bytes: Uint8Array, start: number, end: number): void {
    for (const { column, offset, size, format, empty } of this.#steps) {
      const at = start + offset;
      if (size === 0) {
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

/** `namesOf` gives the full filter names of a field. */
export function tableReader(
  flags: readonly Field[],
  fields: readonly Field[],
  namesOf: (field: Field) => readonly string[],
  columns: Columns,
): TableReader {
  const wanted = (field: Field) => namesOf(field).flatMap((name) => columns.find(name) ?? []);
  const bits = flags.flatMap((field) => wanted(field).map((column) => ({ column, mask: field.mask ?? 0xff })));
  const steps: Step[] = [];
  let offset = 0;
  for (const field of fields) {
    const size = widthOf(field);
    for (const column of wanted(field))
      steps.push({ column, offset, size, format: formatOf(field), empty: emptyText(field) });
    offset += size;
  }
  return new TableReader(
    bits,
    steps,
    offset,
    fields.some((field) => field.type === 'bytes'),
  );
}
