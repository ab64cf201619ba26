// Tables + values -> bytes of an ASAP or ENRP message. RFC 5354 §3 and §4; lengths as rsplib writes them: a parameter's
// length leaves out its own padding, the message's length counts the padding of the last parameter.
import { type Dialect, rfcDialect } from '../protocol/dialect.ts';
import { causeOf, messageOf } from '../protocol/registry.ts';
import type { FieldValue, MessageDefinition, ParameterDefinition } from '../protocol/schema.ts';
import { ByteWriter } from './byte-writer.ts';
import { writeFields } from './field-octets.ts';
import {
  type CauseValues,
  isRaw,
  type MessageValues,
  type ParameterValues,
  type RawOctets,
  type Values,
  type ValuesOf,
} from './values.ts';

/** The bytes of a message of the table; `encodeMessage(presence, { senderServerId: 1, receiverServerId: 0 })`. */
export function encodeMessage<Definition extends MessageDefinition>(
  definition: Definition,
  input: ValuesOf<Definition>,
  dialect: Dialect = rfcDialect,
): Uint8Array {
  return encodeValues(messageValues(definition, input), dialect);
}

/** The same as a value: to stand inside an error cause, or to be changed before it is encoded. */
export function messageValues<Definition extends MessageDefinition>(
  definition: Definition,
  input: ValuesOf<Definition>,
): MessageValues {
  // The inferred type says which keys there are; below this line only the table says it.
  const given = input as Readonly<Record<string, FieldValue | undefined>> & Omit<MessageValues, 'protocol' | 'type'>;
  const values: Values = {};
  for (const { key } of definition.fields) if (given[key] !== undefined) values[key] = given[key];
  const flags: { [key: string]: boolean } = {};
  for (const { key } of definition.flags) flags[key] = given[key] === true;
  return {
    protocol: definition.protocol,
    type: definition.type,
    flags,
    otherFlags: given.otherFlags ?? 0,
    values,
    parameters: [...(given.parameters ?? [])],
    ...(given.rest === undefined ? {} : { rest: given.rest }),
    ...(given.length === undefined ? {} : { length: given.length }),
  };
}

/** Parameters and policies are given by the RFCs' numbers in every dialect. */
export function encodeValues(message: MessageValues, dialect: Dialect = rfcDialect): Uint8Array {
  const out = new ByteWriter();
  writeMessage(out, message, dialect);
  return out.finish();
}

/** One parameter by itself, with its padding. */
export function encodeParameter(parameter: ParameterValues | RawOctets): Uint8Array {
  const out = new ByteWriter();
  writeParameters(out, [parameter], rfcDialect);
  return out.pad4().finish();
}

function writeMessage(out: ByteWriter, message: MessageValues, dialect: Dialect): void {
  const start = out.length;
  const definition = messageOf(message.protocol, message.type);
  let flags = message.otherFlags ?? 0;
  for (const flag of definition?.flags ?? []) if (message.flags?.[flag.key]) flags |= flag.mask ?? 0;
  out.u8(message.type).u8(flags).u16(0);
  if (definition) writeFields(out, definition.fields, message.values);
  const parameterStart = out.length;
  writeParameters(out, message.parameters, dialect);
  if (out.length > parameterStart) out.pad4(parameterStart);
  if (message.rest) out.bytes(message.rest);
  out.setU16(start + 2, message.length ?? out.length - start);
  out.pad4(start);
}

/** Pads between parameters, not behind the last one: whether that counts is the container's business. */
function writeParameters(
  out: ByteWriter,
  parameters: readonly (ParameterValues | RawOctets)[] | undefined,
  dialect: Dialect,
): void {
  const start = out.length;
  for (const parameter of parameters ?? []) {
    out.pad4(start);
    if (isRaw(parameter)) out.bytes(parameter.raw);
    else writeParameter(out, parameter, dialect);
  }
}

function writeParameter(out: ByteWriter, parameter: ParameterValues, dialect: Dialect): void {
  const start = out.length;
  const definition = dialect.parameterForRfc(parameter.type);
  out.u16(definition?.type ?? parameter.type).u16(0);
  if (definition?.contents === 'policy') writePolicy(out, definition, parameter.values, dialect);
  else if (definition) writeFields(out, definition.fields, parameter.values);
  writeParameters(out, parameter.parameters, dialect);
  writeCauses(out, parameter.causes, dialect);
  writeRest(out, parameter.rest, parameter.parameters ?? parameter.causes);
  out.setU16(start + 2, parameter.length ?? out.length - start);
}

function writePolicy(
  out: ByteWriter,
  { fields }: ParameterDefinition,
  values: Values | undefined,
  dialect: Dialect,
): void {
  const policyType = values?.policyType;
  if (typeof policyType !== 'number') return;
  const policy = dialect.policyForRfc(policyType);
  writeFields(out, fields, { policyType: policy?.type ?? policyType });
  writeFields(out, policy?.fields ?? [], values);
}

function writeCauses(out: ByteWriter, causes: ParameterValues['causes'], dialect: Dialect): void {
  const start = out.length;
  for (const cause of causes ?? []) {
    out.pad4(start);
    if (isRaw(cause)) out.bytes(cause.raw);
    else writeCause(out, cause, dialect);
  }
}

/** What could not be read starts behind the padding of the last item that could. Items start at multiples of four. */
function writeRest(out: ByteWriter, rest: Uint8Array | undefined, items: readonly object[] | undefined): void {
  if (rest === undefined) return;
  if (items && items.length > 0) out.pad4();
  out.bytes(rest);
}

function writeCause(out: ByteWriter, cause: CauseValues, dialect: Dialect): void {
  const start = out.length;
  out.u16(cause.code).u16(0);
  if (causeOf(cause.code)) {
    writeParameters(out, cause.parameters, dialect);
    if (cause.message) {
      if (isRaw(cause.message)) out.bytes(cause.message.raw);
      else writeMessage(out, cause.message, dialect);
    }
  }
  writeRest(out, cause.rest, cause.parameters);
  out.setU16(start + 2, cause.length ?? out.length - start);
}
