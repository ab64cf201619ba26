// Bytes of an ASAP or ENRP message -> its values, by the same tables as the encoder. RFC 5354 §3 and §4. Never throws:
// what cannot be understood stays as octets in `rest`. Copies what it keeps.
import { padded4, u16 } from '../bytes/read.ts';
import { causeOf, messageOf, parameterOf, policyOf } from '../protocol/registry.ts';
import type { Contents, Field, Protocol } from '../protocol/schema.ts';
import { readField, sizeOf } from './field-octets.ts';
import type { CauseValues, MessageValues, ParameterValues, Values } from './values.ts';

/** Deeper nesting is kept as octets. A message inside an error inside a message … can go on for ever. */
const depthLimit = 10;

/**
 * The values of the message at `start`. Undefined where not even its header is there, or its length is below four.
 * A length beyond `end` is kept as `length`; one below `end` ends the message.
 */
export function decodeValues(
  protocol: Protocol,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): MessageValues | undefined {
  return decodeMessage(protocol, bytes, start, end, 0);
}

function decodeMessage(
  protocol: Protocol,
  bytes: Uint8Array,
  start: number,
  limit: number,
  depth: number,
): MessageValues | undefined {
  if (limit - start < 4) return undefined;
  const length = u16(bytes, start + 2);
  if (length < 4) return undefined;
  const end = Math.min(start + length, limit);
  const type = bytes[start] as number;
  const definition = messageOf(protocol, type);
  let otherFlags = bytes[start + 1] as number;
  const flags: { [key: string]: boolean } = {};
  for (const flag of definition?.flags ?? []) {
    const mask = flag.mask ?? 0;
    flags[flag.key] = (otherFlags & mask) !== 0;
    otherFlags &= ~mask;
  }
  const message: MessageValues = { protocol, type, flags, otherFlags, values: {}, parameters: [] };
  if (start + length > end) message.length = length;
  const walk = new Walk(protocol, bytes, end, depth);
  if (definition) {
    message.values = walk.fields(start + 4, definition.fields);
    if (walk.complete) message.parameters = walk.parameters(walk.at);
  } else {
    walk.at = start + 4;
  }
  walk.keepRest(message);
  return message;
}

/** Reads on from `at` to `end`; `complete` is false once something did not fit, and `at` stands there. */
class Walk {
  readonly protocol: Protocol;
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly depth: number;
  at = 0;
  complete = true;

  constructor(protocol: Protocol, bytes: Uint8Array, end: number, depth: number) {
    this.protocol = protocol;
    this.bytes = bytes;
    this.end = end;
    this.depth = depth;
  }

  fields(at: number, fields: readonly Field[], into: Values = {}): Values {
    this.at = at;
    for (const field of fields) {
      const next = this.at + (sizeOf(field) ?? this.end - this.at);
      if (next > this.end) {
        this.complete = false;
        break;
      }
      into[field.key] = readField(field, this.bytes, this.at, next);
      this.at = next;
    }
    return into;
  }

  parameters(at: number): ParameterValues[] {
    const found: ParameterValues[] = [];
    this.items(at, (type, start, end) => {
      found.push(this.parameter(type, start, end));
    });
    return found;
  }

  causes(at: number): CauseValues[] {
    const found: CauseValues[] = [];
    this.items(at, (code, start, end) => {
      found.push(this.cause(code, start, end));
    });
    return found;
  }

  /** Calls for each whole item of type, length, value; stops at the first whose length is wrong. */
  items(at: number, take: (type: number, start: number, end: number) => void): void {
    this.at = at;
    while (this.end - this.at >= 4) {
      const length = u16(this.bytes, this.at + 2);
      if (length < 4 || this.at + length > this.end) return;
      take(u16(this.bytes, this.at), this.at + 4, this.at + length);
      this.at = Math.min(this.at + padded4(length), this.end);
    }
  }

  parameter(type: number, start: number, end: number): ParameterValues {
    const parameter: ParameterValues = { type };
    const definition = parameterOf(type);
    const inner = new Walk(this.protocol, this.bytes, end, this.depth + 1);
    inner.at = start;
    if (definition) {
      const values = inner.fields(start, definition.fields);
      parameter.values = values;
      if (inner.complete) inner.contents(definition.contents, parameter, values);
    }
    inner.keepRest(parameter);
    return parameter;
  }

  contents(contents: Contents, parameter: ParameterValues, values: Values): void {
    if (this.depth > depthLimit) return;
    if (contents === 'parameters') parameter.parameters = this.parameters(this.at);
    else if (contents === 'causes') parameter.causes = this.causes(this.at);
    else if (contents === 'policy') {
      const policyType = values.policyType;
      if (typeof policyType === 'number') this.fields(this.at, policyOf(policyType)?.fields ?? [], values);
    }
  }

  cause(code: number, start: number, end: number): CauseValues {
    const cause: CauseValues = { code };
    const contents = causeOf(code)?.contents;
    const inner = new Walk(this.protocol, this.bytes, end, this.depth + 1);
    inner.at = start;
    if (inner.depth <= depthLimit) {
      if (contents === 'parameter') cause.parameters = inner.parameters(start);
      if (contents === 'message') inner.message(cause);
    }
    inner.keepRest(cause);
    return cause;
  }

  message(cause: CauseValues): void {
    const message = decodeMessage(this.protocol, this.bytes, this.at, this.end, this.depth + 1);
    if (message === undefined) return;
    cause.message = message;
    this.at = Math.min(this.at + padded4(u16(this.bytes, this.at + 2)), this.end);
  }

  keepRest(container: { rest?: Uint8Array }): void {
    if (this.at < this.end) container.rest = this.bytes.slice(this.at, this.end);
  }
}
