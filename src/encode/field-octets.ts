// One field's value to octets and back, by the type that its table gives it.
import { ipv4Text, ipv6Text } from '../bytes/address.ts';
import { i32, u16 } from '../bytes/read.ts';
import { widthOf } from '../protocol/field-width.ts';
import type { Field, FieldValue } from '../protocol/schema.ts';
import { addressOctets } from './address-octets.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { Values } from './values.ts';

/** Octets of the field; undefined where it takes all that is left. */
export function sizeOf(field: Field): number | undefined {
  const isOpen = (field.type === 'bytes' || field.type === 'text') && field.size === undefined;
  return isOpen ? undefined : widthOf(field);
}

/** Writes up to the first field that has no value: what follows was cut off and stands in `rest`. */
export function writeFields(out: ByteWriter, fields: readonly Field[], values: Values | undefined): void {
  for (const field of fields) {
    const value = values?.[field.key];
    if (value === undefined && field.sentAsZero) out.zeros(sizeOf(field) ?? 0);
    else if (value === undefined) return;
    else writeField(out, field, value);
  }
}

function writeField(out: ByteWriter, field: Field, value: FieldValue): void {
  if (typeof value === 'string') writeText(out, field, value);
  else if (value instanceof Uint8Array) out.bytes(value);
  else if (typeof value === 'bigint') out.u64(value);
  else if (typeof value === 'number') writeNumber(out, field, value);
  else throw new TypeError(`${field.key}: a flag has no octets of its own`);
}

function writeText(out: ByteWriter, field: Field, value: string): void {
  if (field.type !== 'text') {
    out.bytes(addressOctets(value));
    return;
  }
  const octets = new TextEncoder().encode(value);
  if (field.size === undefined) out.bytes(octets);
  else out.bytes(octets.subarray(0, field.size)).zeros(Math.max(field.size - octets.length, 0));
}

function writeNumber(out: ByteWriter, field: Field, value: number): void {
  switch (field.type) {
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'microseconds32':
      writeInteger(out, field, value);
      return;
    case 'int32':
      out.u32(value);
      return;
    case 'fraction32':
      writeInteger(out, field, Math.round(value * wholeOf(field)));
      return;
    case 'workload16':
      out.u16(Number.isNaN(value) ? 0xffff : Math.round(value * 0xfffe));
      return;
    case 'double':
      out.f64(value);
      return;
    default:
      throw new TypeError(`${field.key}: a number given for a field of type ${field.type}`);
  }
}

function writeInteger(out: ByteWriter, field: Field, value: number): void {
  for (let left = sizeOf(field) as number; left > 0; left--) out.u8((value / 2 ** (8 * (left - 1))) & 0xff);
}

/** What stands for the whole share: all bits set. */
function wholeOf(field: Field): number {
  return 2 ** (8 * (sizeOf(field) as number)) - 1;
}

function readInteger(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let next = at; next < end; next++) value = value * 256 + (bytes[next] as number);
  return value;
}

function readBig(bytes: Uint8Array, at: number, end: number): bigint {
  let value = 0n;
  for (let next = at; next < end; next++) value = (value << 8n) | BigInt(bytes[next] as number);
  return value;
}

/** The value in bytes[at] to bytes[end - 1], which are as many as the field has. */
export function readField(field: Field, bytes: Uint8Array, at: number, end: number): FieldValue {
  switch (field.type) {
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'microseconds32':
      return readInteger(bytes, at, end);
    case 'uint64':
    case 'microseconds64':
      return readBig(bytes, at, end);
    case 'int32':
      return i32(bytes, at);
    case 'fraction32':
      return readInteger(bytes, at, end) / wholeOf(field);
    case 'workload16': {
      const share = u16(bytes, at);
      return share === 0xffff ? Number.NaN : share / 0xfffe;
    }
    case 'double':
      return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0);
    case 'ipv4':
      return ipv4Text(bytes, at);
    case 'ipv6':
      return ipv6Text(bytes, at);
    case 'text': {
      const zero = bytes.subarray(at, end).indexOf(0);
      return new TextDecoder().decode(bytes.subarray(at, zero < 0 ? end : at + zero));
    }
    case 'bytes':
      return bytes.slice(at, end);
    case 'flag':
      throw new TypeError(`${field.key}: flags are read from the flags octet`);
  }
}
