// Tables + values -> bytes of an application message of rsplib (src/protocol/applications), and back.
import { u16 } from '../bytes/read.ts';
import type { ApplicationMessage, ApplicationProtocol } from '../protocol/applications/index.ts';
import { applicationMessageOf } from '../protocol/applications/index.ts';
import type { Field, ValuesOfFields } from '../protocol/schema.ts';
import { ByteWriter } from './byte-writer.ts';
import { readField, sizeOf, writeFields } from './field-octets.ts';
import type { Values } from './values.ts';

type RecordFields<Message extends ApplicationMessage> = Message extends {
  readonly records: { readonly fields: infer Fields extends readonly Field[] };
}
  ? Fields
  : readonly [];

/** What a message of the table takes: its fields, its flags where they are set, its records. */
export type ApplicationValues<Message extends ApplicationMessage> = ValuesOfFields<Message['fields']> &
  Partial<ValuesOfFields<Message['flags']>> & {
    records?: readonly ValuesOfFields<RecordFields<Message>>[];
    /** Written in place of the right length. */
    length?: number;
  };

export function encodeApplication<Message extends ApplicationMessage>(
  message: Message,
  input: ApplicationValues<Message>,
): Uint8Array {
  // The inferred type says which keys there are; below this line only the table says it.
  const values = input as Values & { readonly records?: readonly Values[]; readonly length?: number };
  let flags = 0;
  for (const { key, mask = 0 } of message.flags) if (values[key] === true) flags |= mask;
  const out = new ByteWriter().u8(message.type).u8(flags).u16(0);
  writeFields(out, message.fields, values);
  for (const record of values.records ?? []) writeFields(out, message.records?.fields ?? [], record);
  return out.setU16(2, values.length ?? out.length).finish();
}

/** What decodeApplication gives: the message's table, its values, its records. */
export interface DecodedApplication {
  readonly message: ApplicationMessage;
  readonly values: Values;
  readonly records: readonly Values[];
}

/** Undefined where the type is unknown or the header is not there; fields that do not fit are left out. */
export function decodeApplication(protocol: ApplicationProtocol, bytes: Uint8Array): DecodedApplication | undefined {
  const message = bytes.length < 4 ? undefined : applicationMessageOf(protocol, bytes[0] as number);
  if (message === undefined) return undefined;
  const end = protocol.lengthIgnored ? bytes.length : Math.min(u16(bytes, 2), bytes.length);
  const values: Values = {};
  for (const { key, mask = 0 } of message.flags) values[key] = ((bytes[1] as number) & mask) !== 0;
  let at = readAll(message.fields, bytes, 4, end, values);
  const records: Values[] = [];
  const size = (message.records?.fields ?? []).reduce((sum, field) => sum + (sizeOf(field) ?? 0), 0);
  for (; size > 0 && at + size <= end; at += size) {
    const record: Values = {};
    readAll(message.records?.fields ?? [], bytes, at, end, record);
    records.push(record);
  }
  return { message, values, records };
}

function readAll(fields: readonly Field[], bytes: Uint8Array, from: number, end: number, into: Values): number {
  let at = from;
  for (const field of fields) {
    const next = at + (sizeOf(field) ?? end - at);
    if (next > end) return end;
    into[field.key] = readField(field, bytes, at, next);
    at = next;
  }
  return at;
}
