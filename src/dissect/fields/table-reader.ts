// Reads the wanted fields of containers that the tables declare as lists of fields in wire order: messages, parameters,
// policies, SCTP chunks. A list is compiled once; reading it costs nothing for fields that nobody wants.

import { widthOf } from '../../protocol/field-width.ts';
import type { Field } from '../../protocol/schema.ts';
import type { FieldInfo } from './field-info.ts';
import type { FieldSink, FieldSinks } from './sink.ts';

interface Step {
  readonly sink: FieldSink;
  readonly offset: number;
  /** 0: all that is left of the container. */
  readonly size: number;
  /** Told even where it has no octets. */
  readonly evenEmpty: boolean;
}

export class TableReader {
  /** Octets of the fields of fixed size. */
  readonly width: number;
  /** True where a field takes all that is left of the container. */
  readonly isOpen: boolean;
  readonly #flags: readonly FieldSink[];
  readonly #steps: readonly Step[];

  constructor(flags: readonly FieldSink[], steps: readonly Step[], width: number, isOpen: boolean) {
    this.#flags = flags;
    this.#steps = steps;
    this.width = width;
    this.isOpen = isOpen;
  }

  readFlags(bytes: Uint8Array, at: number): void {
    for (const sink of this.#flags) sink.octets(bytes, at, 1);
  }

  /** The fields begin at bytes[start]; those that do not fit before `end` are left out. */
  read(bytes: Uint8Array, start: number, end: number): void {
    for (const { sink, offset, size, evenEmpty } of this.#steps) {
      const at = start + offset;
      if (size === 0) {
        if (at < end || (at === end && evenEmpty)) sink.octets(bytes, at, end - at);
      } else if (at + size <= end) sink.octets(bytes, at, size);
    }
  }
}

/** tshark shows a pool handle of no octets; other fields of octets are left out when they are empty. */
function evenEmpty({ filter }: Field): boolean {
  return filter === 'pool_handle_pool_handle';
}

/** `infosOf` gives a field its names. */
export function tableReader(
  flags: readonly Field[],
  fields: readonly Field[],
  infosOf: (field: Field) => readonly FieldInfo[],
  sinks: FieldSinks,
): TableReader {
  const wanted = (field: Field) => infosOf(field).flatMap((info) => sinks.find(info) ?? []);
  const steps: Step[] = [];
  let offset = 0;
  const add = (field: Field, at: number) => {
    const size = widthOf(field);
    for (const sink of wanted(field)) steps.push({ sink, offset: at, size, evenEmpty: evenEmpty(field) });
    let inside = at;
    for (const part of field.parts ?? []) inside = add(part, inside);
    return at + size;
  };
  for (const field of fields) offset = add(field, offset);
  return new TableReader(
    flags.flatMap(wanted),
    steps,
    offset,
    fields.some((field) => (field.type === 'bytes' || field.type === 'text') && field.size === undefined),
  );
}
