// Reads the wanted fields of rsplib's application messages by the tables, with Wireshark's borders: what takes all that is
// left reaches as far as the message's length or counter says, and is not shown where that is beyond the message.
import { u16 } from '../../bytes/read.ts';
import {
  type ApplicationMessage,
  type ApplicationProtocol,
  applicationMessageOf,
  applications,
  type Records,
} from '../../protocol/applications/index.ts';
import { widthOf } from '../../protocol/field-width.ts';
import type { Field } from '../../protocol/schema.ts';
import { type FieldInfo, infoOf } from './field-info.ts';
import type { FieldSinks } from './sink.ts';
import { type TableReader, tableReader } from './table-reader.ts';
import { readNumber } from './value-text.ts';

interface MessageTable {
  readonly message: ApplicationMessage;
  readonly table: TableReader;
  readonly records: RecordTable | undefined;
  /** Where the number stands, from the start of the message, that counts the octets of the last field. */
  readonly counter: { readonly offset: number; readonly octets: number } | undefined;
}

interface RecordTable {
  readonly table: TableReader;
  readonly size: number;
}

/** Readers of the applications of which any field is wanted. */
export function applicationReaders(sinks: FieldSinks): ReadonlyMap<ApplicationProtocol, ApplicationReader> {
  return new Map(
    applications
      .filter(({ filter }) => sinks.wants(`${filter}.`))
      .map((application) => [application, new ApplicationReader(application, sinks)]),
  );
}

export class ApplicationReader {
  readonly #sinks: FieldSinks;
  readonly #lengthIgnored: boolean;
  /** Type and flags, then length: the bits of the flags are told between them. */
  readonly #header: TableReader;
  readonly #length: TableReader;
  readonly #tables = new Map<number, MessageTable>();

  constructor(application: ApplicationProtocol, sinks: FieldSinks) {
    const { filter, header, messages } = application;
    const infos = (field: Field) => [infoOfField(filter, field)];
    const table = (fields: readonly Field[], flags: readonly Field[] = []) => tableReader(flags, fields, infos, sinks);
    const recordsOf = (records: Records | undefined): RecordTable | undefined =>
      records && { table: table(records.fields), size: sum(records.fields) };
    this.#sinks = sinks;
    this.#lengthIgnored = application.lengthIgnored ?? false;
    this.#header = table(header.slice(0, 2));
    this.#length = table(header.slice(2));
    for (const { type } of messages) {
      const message = applicationMessageOf(application, type) as ApplicationMessage;
      const { fields, flags, records } = message;
      this.#tables.set(type, {
        message,
        table: table(fields, flags),
        records: recordsOf(records),
        counter: counterOf(message),
      });
    }
  }

  /** Of a message up to `declaredEnd` only what is before `end` is there. */
  read(bytes: Uint8Array, start: number, end: number, declaredEnd: number): void {
    this.#header.read(bytes, start, end);
    const tables = end > start ? this.#tables.get(bytes[start] as number) : undefined;
    if (tables !== undefined && end - start > 1) tables.table.readFlags(bytes, start + 1);
    this.#length.read(bytes, start + 2, end);
    const isWhole = end - start >= 4 && (tables === undefined || this.#message(tables, bytes, start, end, declaredEnd));
    if (!isWhole) this.#sinks.parts?.malformed(declaredEnd > end);
  }

  /** True where all of it fitted. */
  #message(
    { message, table, records, counter }: MessageTable,
    bytes: Uint8Array,
    start: number,
    end: number,
    declaredEnd: number,
  ): boolean {
    const inside = start + 4;
    const behind = inside + table.width;
    if (!table.isOpen) {
      table.read(bytes, inside, end);
      if (records) this.#records(records, bytes, behind, end, declaredEnd);
      return behind <= end || (message.fieldsOptional ?? false);
    }
    let openEnd = this.#lengthIgnored ? end : start + u16(bytes, start + 2);
    if (counter && behind <= end) openEnd = behind + readNumber(bytes, start + counter.offset, 4) * counter.octets;
    const fits = openEnd <= end && openEnd >= behind;
    table.read(bytes, inside, fits ? openEnd : Math.min(end, behind));
    return fits;
  }

  /** As many as the datagram has room for: whatever their counter says, as in Wireshark. */
  #records({ table, size }: RecordTable, bytes: Uint8Array, from: number, end: number, declaredEnd: number): void {
    let number = 1;
    for (let at = from; at + size <= declaredEnd && at < end; at += size) {
      const recordEnd = Math.min(at + size, end);
      this.#sinks.parts?.begin('record', number, bytes, at, recordEnd);
      table.read(bytes, at, recordEnd);
      this.#sinks.parts?.end(recordEnd === at + size);
      number++;
    }
  }
}

/** The field under its full name. Bits and parts stand below the field that they are cut out of. */
function infoOfField(filter: string, field: Field): FieldInfo {
  const whole = field.type === 'flag' ? 'message_flags' : field.filter.slice(0, field.filter.indexOf('.'));
  const isPart = field.type === 'flag' || field.filter.includes('.');
  return infoOf(`${filter}.${field.filter}`, field, isPart ? { partOf: `${filter}.${whole}` } : {});
}

function sum(fields: readonly Field[]): number {
  return fields.reduce((octets, field) => octets + widthOf(field), 0);
}

function counterOf({ fields, countedBy }: ApplicationMessage): MessageTable['counter'] {
  if (countedBy === undefined) return undefined;
  const index = fields.findIndex(({ key }) => key === countedBy.key);
  return { offset: 4 + sum(fields.slice(0, index)), octets: countedBy.octets };
}
