// Walks one ASAP or ENRP message by the tables: header, fixed fields, parameters, nested parameters and causes
// (RFC 5354 §3, §4). The result is a list of flat tuples in the order of the wire; nothing is copied, nothing throws.
import { padded4, u16 } from '../bytes/read.ts';
import { type Dialect, rfcDialect } from '../protocol/dialect.ts';
import type { ExpertName } from '../protocol/expert-codes.ts';
import { causeOf, messageOf } from '../protocol/registry.ts';
import type { CauseDefinition, Contents, Field, MessageDefinition, ParameterDefinition } from '../protocol/schema.ts';
import type { ExpertList } from './experts.ts';
import { layer } from './layer.ts';

export const nodeKind = { message: 0, parameter: 1, cause: 2 } as const;

export type Definition = MessageDefinition | ParameterDefinition | CauseDefinition;

/** Deepest nesting that is walked; an ERROR that holds a message that holds an ERROR … ends here. */
const depthLimit = 10;
const nodeLimit = 4096;

/** The nodes of one message. Node 0 is the message itself. Reused from message to message. */
export class MessageTree {
  bytes: Uint8Array = new Uint8Array(0);
  /** Whose numbers the message uses. */
  dialect: Dialect = rfcDialect;
  count = 0;
  kind = new Uint8Array(64);
  depth = new Uint8Array(64);
  /** Of parameters the RFCs' number, whatever the dialect. */
  type: Int32Array = new Int32Array(64);
  start: Int32Array = new Int32Array(64);
  /** End of the value: what is there of what the length says. */
  end: Int32Array = new Int32Array(64);
  /** End with the padding behind it. */
  paddedEnd: Int32Array = new Int32Array(64);
  parent: Int32Array = new Int32Array(64);
  definition: (Definition | undefined)[] = new Array(64);

  push(kind: number, type: number, start: number, end: number, paddedEnd: number, parent: number): number {
    const index = this.count;
    if (index === this.kind.length) {
      if (index >= nodeLimit) return -1;
      this.#grow();
    }
    this.kind[index] = kind;
    this.type[index] = type;
    this.start[index] = start;
    this.end[index] = end;
    this.paddedEnd[index] = paddedEnd;
    this.parent[index] = parent;
    this.depth[index] = parent < 0 ? 0 : (this.depth[parent] as number) + 1;
    this.count = index + 1;
    return index;
  }

  /** The first parameter of this type directly below `parent`, or -1. */
  child(parent: number, type: number): number {
    for (let index = parent + 1; index < this.count; index++) {
      if ((this.depth[index] as number) <= (this.depth[parent] as number)) return -1;
      if (this.parent[index] === parent && this.type[index] === type && this.kind[index] === nodeKind.parameter)
        return index;
    }
    return -1;
  }

  #grow(): void {
    const size = this.kind.length * 2;
    const wider = <Numbers extends Uint8Array | Int32Array>(old: Numbers, made: Numbers): Numbers => {
      made.set(old);
      return made;
    };
    this.kind = wider(this.kind, new Uint8Array(size));
    this.depth = wider(this.depth, new Uint8Array(size));
    this.type = wider(this.type, new Int32Array(size));
    this.start = wider(this.start, new Int32Array(size));
    this.end = wider(this.end, new Int32Array(size));
    this.paddedEnd = wider(this.paddedEnd, new Int32Array(size));
    this.parent = wider(this.parent, new Int32Array(size));
    this.definition.length = size;
  }
}

const widths: Readonly<Record<Field['type'], number>> = {
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  int32: 4,
  fraction32: 4,
  double: 8,
  workload16: 2,
  microseconds32: 4,
  microseconds64: 8,
  ipv4: 4,
  ipv6: 16,
  text: 0,
  bytes: 0,
  flag: 0,
};

export function widthOf(field: Field): number {
  return field.size ?? widths[field.type];
}

const fixedLengths = new Map<Definition, number>();

/** Octets of the fixed fields of a message or parameter, without its header. */
export function fixedLength(definition: Definition): number {
  let length = fixedLengths.get(definition);
  if (length === undefined) {
    length = 0;
    if ('fields' in definition) for (const field of definition.fields) length += widthOf(field);
    fixedLengths.set(definition, length);
  }
  return length;
}

/** Walks one message at a time into its own tree. */
export class MessageWalker {
  readonly tree = new MessageTree();
  /** Set before a message of the drafts is walked. */
  dialect: Dialect = rfcDialect;
  #experts: ExpertList | undefined = undefined;
  #layer = 0;
  /** Beyond this the capture has nothing: what is missing there was cut, not left out by the sender. */
  #cutAt = Number.POSITIVE_INFINITY;

  /**
   * Walks bytes[start] to bytes[end - 1]. `declaredEnd` is where the user message ended on the wire, beyond `end` only
   * where the capture cut it. Experts are recorded in `experts` if given.
   */
  walk(
    protocol: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    declaredEnd: number,
    experts?: ExpertList,
  ): MessageTree {
    const { tree } = this;
    tree.bytes = bytes;
    tree.count = 0;
    tree.dialect = this.dialect;
    this.#experts = experts;
    this.#layer = protocol;
    this.#cutAt = declaredEnd > end ? end : Number.POSITIVE_INFINITY;
    const before = experts?.bytes;
    if (experts) experts.bytes = bytes;
    this.#message(bytes, start, end, declaredEnd, -1);
    if (experts && before) experts.bytes = before;
    return tree;
  }

  #fault(code: ExpertName, offset: number, needed: number, available: number): void {
    if (this.#experts === undefined) return;
    const cut = offset + needed > this.#cutAt && code !== 'message.length_too_short';
    this.#experts.add(cut ? 'layer.cut' : code, this.#layer, offset, needed, available);
  }

  #message(bytes: Uint8Array, start: number, end: number, declaredEnd: number, parent: number): void {
    const { tree } = this;
    if (end - start < 4) {
      // What little there is stays visible as a message without contents.
      tree.push(nodeKind.message, end > start ? (bytes[start] as number) : -1, start, end, end, parent);
      tree.definition[tree.count - 1] = undefined;
      this.#fault('message.too_short', start, 4, end - start);
      return;
    }
    const type = bytes[start] as number;
    const length = u16(bytes, start + 2);
    let valueEnd = start + length;
    if (length < 4) {
      this.#fault('message.length_too_short', start + 2, 4, length);
      valueEnd = end;
    } else if (valueEnd > declaredEnd) {
      this.#fault('message.overruns', start + 2, length, declaredEnd - start);
      valueEnd = end;
    } else if (valueEnd > end) {
      this.#fault('message.overruns', start, length, end - start);
      valueEnd = end;
    } else if (declaredEnd - start > padded4(length)) this.#fault('message.trailing', valueEnd, 0, end - valueEnd);
    // Some senders leave the padding of the last parameter out of the message length, others count it: both are read.
    const area = Math.min(end, start + padded4(valueEnd - start));
    const index = tree.push(nodeKind.message, type, start, valueEnd, area, parent);
    if (index < 0) {
      this.#fault('nesting.too_many', start, 0, 0);
      return;
    }
    const definition = messageOf(this.#layer === layer.asap ? 'asap' : 'enrp', type);
    tree.definition[index] = definition;
    if (definition === undefined) {
      this.#fault('message.unknown_type', start, 0, type);
      // All ASAP messages are parameters behind their header, most likely this one too. Nothing in it can be a fault.
      const experts = this.#experts;
      this.#experts = undefined;
      if (this.#layer === layer.asap) this.#parameters(bytes, start + 4, area, index);
      this.#experts = experts;
      return;
    }
    const at = start + 4 + fixedLength(definition);
    if (at > valueEnd) {
      this.#fault('message.too_short', start, at - start, valueEnd - start);
      return;
    }
    this.#parameters(bytes, at, area, index);
  }

  #parameters(bytes: Uint8Array, from: number, end: number, parent: number): void {
    let at = from;
    while (at < end) {
      at = this.#parameter(bytes, at, end, parent);
      if (at < 0) return;
    }
  }

  /** Gives where the next parameter begins, -1 where the walk of this container ends. */
  #parameter(bytes: Uint8Array, at: number, end: number, parent: number): number {
    const { tree } = this;
    if (end - at < 4) {
      this.#fault('parameter.header', at, 4, end - at);
      return -1;
    }
    const type = u16(bytes, at);
    const length = u16(bytes, at + 2);
    const overruns = at + length > end;
    const valueEnd = overruns ? end : Math.max(at + length, at + 4);
    const paddedEnd = Math.min(at + padded4(Math.max(length, 4)), end);
    const index = tree.push(nodeKind.parameter, this.dialect.rfcTypeOf(type), at, valueEnd, paddedEnd, parent);
    if (index < 0) {
      this.#fault('nesting.too_many', at, 0, 0);
      return -1;
    }
    const definition = this.dialect.parameterOf(type);
    tree.definition[index] = definition;
    if (length < 4) {
      this.#fault('parameter.too_short', at + 2, 4, length);
      return -1;
    }
    if (overruns) this.#fault('parameter.overruns_parent', at, length, end - at);
    else if (at + padded4(length) > end)
      this.#fault('parameter.padding_missing', valueEnd, padded4(length) - length, 0);
    if (definition === undefined) this.#fault('parameter.unknown_type', at, 0, type);
    else {
      const inside = at + 4 + fixedLength(definition);
      if (inside > valueEnd) this.#fault('parameter.fields', at, inside - at, valueEnd - at);
      else this.#contents(definition.contents, bytes, inside, valueEnd, index);
    }
    return overruns ? -1 : paddedEnd;
  }

  #contents(contents: Contents, bytes: Uint8Array, from: number, end: number, parent: number): void {
    if (contents === 'none' || contents === 'policy' || from >= end) return;
    if ((this.tree.depth[parent] as number) >= depthLimit) {
      this.#fault('nesting.too_deep', from, 0, depthLimit);
      return;
    }
    switch (contents) {
      case 'parameters':
        this.#parameters(bytes, from, end, parent);
        return;
      case 'parameter':
        this.#parameter(bytes, from, end, parent);
        return;
      case 'causes':
        this.#causes(bytes, from, end, parent);
        return;
      case 'message':
        this.#message(bytes, from, end, end, parent);
        return;
      default:
        contents satisfies never;
    }
  }

  #causes(bytes: Uint8Array, from: number, end: number, parent: number): void {
    const { tree } = this;
    let at = from;
    while (at < end) {
      if (end - at < 4) {
        this.#fault('parameter.header', at, 4, end - at);
        return;
      }
      const code = u16(bytes, at);
      const length = u16(bytes, at + 2);
      const overruns = at + length > end;
      const valueEnd = overruns ? end : Math.max(at + length, at + 4);
      const paddedEnd = Math.min(at + padded4(Math.max(length, 4)), end);
      const index = tree.push(nodeKind.cause, code, at, valueEnd, paddedEnd, parent);
      if (index < 0) {
        this.#fault('nesting.too_many', at, 0, 0);
        return;
      }
      const definition = causeOf(code);
      tree.definition[index] = definition;
      if (length < 4) {
        this.#fault('cause.too_short', at + 2, 4, length);
        return;
      }
      if (overruns) this.#fault('cause.overruns_parent', at, length, end - at);
      if (definition) this.#contents(definition.contents, bytes, at + 4, valueEnd, index);
      if (overruns) return;
      at = paddedEnd;
    }
  }
}
