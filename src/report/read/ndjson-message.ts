// One walked message as JSON, nested as on the wire, by the keys of the tables. Nothing is lost: what no table describes
// stands in `rest`, and padding that is not the usual zeros in `padding` (docs/ndjson.md).
import { ipv4Text, ipv6Text } from '../../bytes/address.ts';
import { i32, u16, u32 } from '../../bytes/read.ts';
import { safeText } from '../../bytes/text.ts';
import { type MessageTree, nodeKind } from '../../dissect/walk.ts';
import { widthOf } from '../../protocol/field-width.ts';
import { causeName, messageName, namedValue, parameterName, policyName, policyOf } from '../../protocol/registry.ts';
import { poolMemberSelectionPolicy } from '../../protocol/rserpool/policy.ts';
import { poolHandle } from '../../protocol/rserpool/pool-handle.ts';
import type { Field, MessageDefinition, ParameterDefinition, Protocol } from '../../protocol/schema.ts';
import { writeHex, writeHexNumber, writeJsonString } from '../json-text.ts';
import type { TextBuffer } from '../text-buffer.ts';

const encoder = new TextEncoder();

/** Octets that are written again and again, made once for each value. */
function cached<Value extends string | number>(make: (value: Value) => string): (value: Value) => Uint8Array {
  const made = new Map<Value, Uint8Array>();
  return (value) => {
    let octets = made.get(value);
    if (octets === undefined) {
      octets = encoder.encode(make(value));
      made.set(value, octets);
    }
    return octets;
  };
}

const keyOctets = cached((key: string) => `,"${key}":`);
const header: Readonly<Record<Protocol, (type: number) => Uint8Array>> = {
  asap: cached((type: number) => `"type":${type},"name":"${messageName('asap', type)}","length":`),
  enrp: cached((type: number) => `"type":${type},"name":"${messageName('enrp', type)}","length":`),
};
const hex4 = (value: number) => `0x${value.toString(16).padStart(4, '0')}`;
const parameterHeader = cached((type: number) => `{"type":"${hex4(type)}","name":"${parameterName(type)}","length":`);
const causeHeader = cached((code: number) => `{"code":"${hex4(code)}","name":"${causeName(code)}","length":`);
const policyNames = cached((type: number) => `,"policyTypeName":"${policyName(type)}"`);

const text = (octets: string) => encoder.encode(octets);
const flagsText = text(',"flags":{');
const otherFlagsText = text(',"otherFlags":');
const parametersText = text(',"parameters":[');
const causesText = text(',"causes":[');
const messageText = text(',"message":{');
const restText = text(',"rest":');
const paddingText = text(',"padding":');
const trueText = text('true');
const falseText = text('false');

const comma = 0x2c;
const closeObject = 0x7d;
const closeArray = 0x5d;

export class MessageBody {
  readonly #out: TextBuffer;
  #tree!: MessageTree;
  #protocol: Protocol = 'asap';
  /** Up to here the octets of the node at hand are written. */
  #at = 0;

  constructor(out: TextBuffer) {
    this.#out = out;
  }

  /** The members of the message's object, without its braces. Gives where the message ends with its padding. */
  write(tree: MessageTree, protocol: Protocol): number {
    this.#tree = tree;
    this.#protocol = protocol;
    this.#message(0);
    return tree.paddedEnd[0] as number;
  }

  /** Each of these gives the node behind the one that it wrote, nested ones included. */
  #message(index: number): number {
    const out = this.#out;
    const tree = this.#tree;
    const { bytes } = tree;
    const start = tree.start[index] as number;
    const end = tree.end[index] as number;
    if (end - start < 4) {
      // Not even a header: all its octets are in `rest`.
      out.text(`"type":${end > start ? bytes[start] : null},"name":null,"length":null,"flags":{},"parameters":[]`);
      this.#at = start;
      this.#rest(index);
      return index + 1;
    }
    out.octets(header[this.#protocol](bytes[start] as number));
    out.number(u16(bytes, start + 2));
    const definition = tree.definition[index] as MessageDefinition | undefined;
    this.#flags(definition?.flags ?? [], bytes[start + 1] as number);
    this.#at = start + 4;
    if (definition !== undefined) this.#fields(definition.fields, end);
    const next = this.#list(parametersText, index);
    this.#rest(index);
    return next;
  }

  #flags(flags: readonly Field[], octet: number): void {
    const out = this.#out;
    let others = octet;
    out.octets(flagsText);
    for (const [index, { key, mask = 0 }] of flags.entries()) {
      out.octets(index === 0 ? keyOctets(key).subarray(1) : keyOctets(key));
      out.octets((octet & mask) === 0 ? falseText : trueText);
      others &= ~mask;
    }
    out.octet(closeObject);
    if (others === 0) return;
    out.octets(otherFlagsText);
    writeHexNumber(out, Uint8Array.of(others), 0, 1);
  }

  #parameter(index: number): number {
    const out = this.#out;
    const tree = this.#tree;
    const { bytes } = tree;
    const start = tree.start[index] as number;
    const end = tree.end[index] as number;
    out.octets(parameterHeader(tree.type[index] as number));
    out.number(u16(bytes, start + 2));
    this.#at = start + 4;
    const definition = tree.definition[index] as ParameterDefinition | undefined;
    let next = index + 1;
    if (definition !== undefined) {
      const isWhole = this.#fields(definition.fields, end);
      if (definition.contents === 'policy' && isWhole) this.#policy(start, end);
      else if (definition.contents === 'parameters') next = this.#list(parametersText, index);
      else if (definition.contents === 'causes') next = this.#list(causesText, index);
    }
    this.#rest(index);
    out.octet(closeObject);
    return next;
  }

  #policy(start: number, end: number): void {
    const type = u32(this.#tree.bytes, start + 4);
    const policy = policyOf(type);
    // Names are kept for the policies of the table only: others are as many as there are numbers.
    if (policy === undefined) return;
    this.#out.octets(policyNames(type));
    this.#fields(policy.fields, end);
  }

  #cause(index: number): number {
    const out = this.#out;
    const tree = this.#tree;
    const start = tree.start[index] as number;
    const definition = tree.definition[index];
    out.octets(causeHeader(tree.type[index] as number));
    out.number(u16(tree.bytes, start + 2));
    this.#at = start + 4;
    let next = index + 1;
    const contents = definition !== undefined && 'contents' in definition ? definition.contents : 'none';
    if (contents === 'parameter') next = this.#list(parametersText, index);
    else if (contents === 'message' && this.#isChild(next, index)) {
      out.octets(messageText);
      next = this.#message(next);
      out.octet(closeObject);
    }
    this.#rest(index);
    out.octet(closeObject);
    return next;
  }

  #isChild(node: number, parent: number): boolean {
    return node < this.#tree.count && this.#tree.parent[node] === parent;
  }

  #list(head: Uint8Array, parent: number): number {
    const out = this.#out;
    out.octets(head);
    let next = parent + 1;
    for (let isFirst = true; this.#isChild(next, parent); isFirst = false) {
      if (!isFirst) out.octet(comma);
      next = this.#tree.kind[next] === nodeKind.cause ? this.#cause(next) : this.#parameter(next);
    }
    out.octet(closeArray);
    return next;
  }

  /** What of the node's value no field and no nested one has told, and padding that cannot be guessed. */
  #rest(index: number): void {
    const out = this.#out;
    const tree = this.#tree;
    const { bytes } = tree;
    const end = tree.end[index] as number;
    const paddedEnd = tree.paddedEnd[index] as number;
    if (this.#at < end) {
      out.octets(restText);
      writeHex(out, bytes, this.#at, end);
      this.#at = end;
    }
    const from = this.#at;
    if (!isUsualPadding(bytes, tree.start[index] as number, from, paddedEnd)) {
      out.octets(paddingText);
      writeHex(out, bytes, from, Math.max(from, paddedEnd));
    }
    this.#at = Math.max(from, paddedEnd);
  }

  /** Writes those that are wholly there; true where all are. */
  #fields(fields: readonly Field[], end: number): boolean {
    const out = this.#out;
    const { bytes } = this.#tree;
    for (const field of fields) {
      const at = this.#at;
      const size = field.type === 'bytes' ? Math.max(0, end - at) : widthOf(field);
      if (at + size > end) return false;
      out.octets(keyOctets(field.key));
      this.#value(field, bytes, at, size);
      this.#at = at + size;
    }
    return true;
  }

  #value(field: Field, bytes: Uint8Array, at: number, size: number): void {
    const out = this.#out;
    switch (field.type) {
      case 'ipv4':
        writeJsonString(out, ipv4Text(bytes, at));
        return;
      case 'ipv6':
        writeJsonString(out, ipv6Text(bytes, at));
        return;
      case 'bytes':
        if (field === poolHandle.fields[0]) {
          writeJsonString(out, safeText(bytes, at, at + size));
          out.octets(keyOctets('handleHex'));
        }
        writeHex(out, bytes, at, at + size);
        return;
      case 'int32':
        out.text(String(i32(bytes, at)));
        return;
      case 'fraction32':
        out.text(String(u32(bytes, at) / 0xffffffff));
        return;
      default: {
        const number = size === 4 ? u32(bytes, at) : size === 2 ? u16(bytes, at) : (bytes[at] as number);
        if (field.display === 'hex') writeHexNumber(out, bytes, at, size);
        else out.number(number);
        const name = field.values === undefined ? undefined : namedValue(field.values, number)?.name;
        if (name === undefined || field === poolMemberSelectionPolicy.fields[0]) return;
        out.octets(keyOctets(`${field.key}Name`));
        writeJsonString(out, name);
      }
    }
  }
}

/** Zeros up to a multiple of four, and no more than it takes. */
function isUsualPadding(bytes: Uint8Array, start: number, from: number, end: number): boolean {
  if (from >= end) return (from - start) % 4 === 0;
  if (end - from > 3 || (end - start) % 4 !== 0) return false;
  for (let at = from; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
