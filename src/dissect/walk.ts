// Walks one ASAP or ENRP message by the tables: header, fixed fields, parameters, nested parameters and causes
// (RFC 5354 §3, §4). The result is a list of flat tuples in the order of the wire; nothing is copied, nothing throws.
import { i32, padded4, u16 } from '../bytes/read.ts';
import { type Dialect, rfcDialect } from '../protocol/dialect.ts';
import type { ExpertName } from '../protocol/expert-codes.ts';
import { limit } from '../protocol/expert-limits.ts';
import { widthOf } from '../protocol/field-width.ts';
import { causeOf, messageOf } from '../protocol/registry.ts';
import { unknownParameterAction } from '../protocol/rserpool/unknown-type-action.ts';
import type { CauseDefinition, Contents, MessageDefinition } from '../protocol/schema.ts';
import type { ExpertList } from './experts.ts';
import { layer } from './layer.ts';
import { type Definition, MessageTree, nodeKind, nodeLimit } from './message-tree.ts';

export { type Definition, MessageTree, nodeKind };

/** Deepest nesting that is walked; an ERROR that holds a message that holds an ERROR … ends here. */
const depthLimit = 10;

/** What IANA's page prints for ENRP Error (RFC 5353 §2.10 has 0x0a). */
const ianaErrorType = 0x10;

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

const limitByCarrier: readonly number[] = [limit.sctpChunk, limit.sctpChunk, limit.udp, limit.tcp];

/** A cause that quotes what the other side sent: an unknown or refused parameter, an unknown message. */
export function isQuoting({ contents, slots }: CauseDefinition): boolean {
  return contents === 'message' || (contents === 'parameter' && slots[0]?.of.length === 0);
}

/** Walks one message at a time into its own tree. */
export class MessageWalker {
  readonly tree = new MessageTree();
  /** Set before a message of the drafts is walked. */
  dialect: Dialect = rfcDialect;
  #experts: ExpertList | undefined = undefined;
  #layer = 0;
  /** Beyond this the capture has nothing: what is missing there was cut, not left out by the sender. */
  #there = 0;
  /** What ends the user message, and what ends the message that is walked now. */
  #userMessageLimit: number = limit.sctpChunk;
  #messageLimit: number = limit.message;
  /** Above 0 inside a cause that quotes: what is wrong there is what the cause complains about. */
  #quotes = 0;

  /**
   * Walks bytes[start] to bytes[end - 1]. `declaredEnd` is where the user message ended on the wire, beyond `end` only
   * where the capture cut it. Experts are recorded in `experts` if given; `carrier` tells them who ended the user message.
   */
  walk(
    protocol: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    declaredEnd: number,
    experts?: ExpertList,
    carrier = 0,
  ): MessageTree {
    const { tree } = this;
    tree.begin(bytes, this.dialect, protocol);
    this.#experts = experts;
    this.#layer = protocol;
    this.#there = end;
    this.#userMessageLimit = limitByCarrier[carrier] as number;
    this.#quotes = 0;
    const before = experts?.bytes;
    if (experts) experts.bytes = bytes;
    this.#message(bytes, start, declaredEnd, -1);
    if (experts && before) experts.bytes = before;
    return tree;
  }

  /** `node`: what it is about, -1 where it has none. */
  #fault(code: ExpertName, offset: number, needed: number, available: number, limitedBy: number, node: number): void {
    const experts = this.#experts;
    if (experts === undefined) return;
    const subject = node < 0 ? undefined : this.tree.definition[node];
    if (this.#quotes === 0 || code === 'nesting.too_deep' || code === 'nesting.too_many')
      experts.add(code, this.#layer, offset, needed, available, limitedBy, subject);
    else experts.add('cause.quoted_fault', this.#layer, offset, needed, available, limitedBy, subject);
  }

  /** A type that no table has. Inside a quote that is what the cause is about. */
  #unknown(code: ExpertName, offset: number, type: number): void {
    if (this.#quotes === 0) this.#experts?.add(code, this.#layer, offset, 0, type);
  }

  #tooMany(offset: number): void {
    this.#fault('nesting.too_many', offset, 0, nodeLimit, limit.none, -1);
  }

  /** What sets the end of the node's contents. */
  #limitOf(node: number): number {
    const kind = this.tree.kind[node];
    if (kind === nodeKind.message) return this.#messageLimit;
    return kind === nodeKind.parameter ? limit.parameter : limit.cause;
  }

  // Below, `end` is where something ends on the wire; this.#there, where the capture ends, may come before.

  #message(bytes: Uint8Array, start: number, end: number, parent: number): void {
    const { tree } = this;
    const there = Math.min(end, this.#there);
    const outer = parent < 0 ? this.#userMessageLimit : limit.cause;
    if (there - start < 4) {
      // What little there is stays visible as a message without contents.
      if (
        tree.push(nodeKind.message, there > start ? (bytes[start] as number) : -1, start, there, there, parent) >= 0
      ) {
        tree.definition[tree.count - 1] = undefined;
        tree.hasUnknown = true;
      }
      if (end - start < 4) this.#fault('message.too_short', start, 4, end - start, outer, -1);
      else this.#cut(start, 4, there - start);
      return;
    }
    const type = bytes[start] as number;
    const length = u16(bytes, start + 2);
    const definition = messageOf(this.#layer === layer.asap ? 'asap' : 'enrp', type);
    const lies = length < 4 || start + length > end;
    const valueEnd = lies ? end : start + length;
    // Some senders leave the padding of the last parameter out of the message length, others count it: both are read.
    const area = Math.min(end, start + padded4(valueEnd - start));
    const index = tree.push(nodeKind.message, type, start, Math.min(valueEnd, there), Math.min(area, there), parent);
    if (index < 0) {
      this.#tooMany(start);
      return;
    }
    tree.definition[index] = definition;
    if (definition === undefined) tree.hasUnknown = true;
    tree.mix((bytes[start + 1] as number) ^ (length << 8));
    if (length < 4) this.#fault('message.length_too_short', start + 2, 4, length, limit.none, index);
    else if (lies) this.#fault('message.overruns', start + 2, length, end - start, outer, index);
    else if (end - area > 0) this.#fault('message.trailing', valueEnd, 0, end - valueEnd, outer, index);
    else if (parent < 0 && area - start < padded4(length))
      this.#fault('message.padding_missing', valueEnd, padded4(length) - length, area - valueEnd, outer, index);
    if (valueEnd > there) this.#cut(start, valueEnd - start, there - start);
    const around = this.#messageLimit;
    this.#messageLimit = lies ? outer : limit.message;
    this.#messageContents(definition, bytes, start, valueEnd, area, index);
    this.#messageLimit = around;
  }

  #messageContents(
    definition: MessageDefinition | undefined,
    bytes: Uint8Array,
    start: number,
    valueEnd: number,
    area: number,
    index: number,
  ): void {
    const at = start + 4 + (definition === undefined ? 0 : fixedLength(definition));
    if (definition === undefined)
      this.#unknown(unknownMessageCode(this.#layer, bytes[start] as number), start, bytes[start] as number);
    else if (at > valueEnd) {
      this.#fault('message.too_short', start, at - start, valueEnd - start, this.#messageLimit, index);
      return;
    }
    if (at > this.#there || (definition === undefined && this.#layer !== layer.asap)) return;
    // All ASAP messages are parameters behind their header, most likely an unknown one too. Nothing in it can be a fault, nor
    // in what follows a message that takes no parameters.
    const quiet = definition === undefined || definition.slots.length === 0;
    const experts = this.#experts;
    if (quiet) this.#experts = undefined;
    this.#parameters(bytes, at, area, index);
    this.#experts = experts;
  }

  /** The snap length left the rest out. */
  #cut(offset: number, needed: number, available: number): void {
    if (this.#quotes === 0) this.#experts?.add('layer.cut', this.#layer, offset, needed, available, limit.capture);
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
    const there = this.#there;
    if (end - at < 4) {
      this.#fault('parameter.header', at, 4, end - at, this.#limitOf(parent), -1);
      return -1;
    }
    if (there - at < 4) return -1;
    const type = u16(bytes, at);
    const length = u16(bytes, at + 2);
    const overruns = at + length > end;
    const valueEnd = overruns ? end : Math.max(at + length, at + 4);
    const paddedEnd = Math.min(at + padded4(Math.max(length, 4)), end);
    const index = tree.push(
      nodeKind.parameter,
      this.dialect.rfcTypeOf(type),
      at,
      Math.min(valueEnd, there),
      Math.min(paddedEnd, there),
      parent,
    );
    if (index < 0) {
      this.#tooMany(at);
      return -1;
    }
    const definition = this.dialect.parameterOf(type);
    tree.definition[index] = definition;
    if (definition === undefined) tree.hasUnknown = true;
    // An octet fewer in the capture, or in what holds it, is another shape.
    else if (definition.contents === 'policy' && there - at >= 8) tree.mix(i32(bytes, at + 4));
    if (at + length !== valueEnd || valueEnd > there) tree.mix(length);
    if (length < 4) {
      if (type === 0 && length === 0 && isZero(bytes, at, Math.min(end, there)))
        this.#fault('parameter.padding_too_long', at, 0, end - at, this.#limitOf(parent), index);
      else this.#fault('parameter.too_short', at + 2, 4, length, limit.none, index);
      return -1;
    }
    if (overruns) this.#fault('parameter.overruns_parent', at, length, end - at, this.#limitOf(parent), index);
    if (definition === undefined) this.#unknown(unknownParameterCode(type), at, type);
    else {
      const inside = at + 4 + fixedLength(definition);
      if (inside <= valueEnd) {
        if (inside <= there) this.#contents(definition.contents, bytes, inside, valueEnd, index);
      } else if (!overruns) this.#fault('parameter.fields', at, inside - at, valueEnd - at, limit.parameter, index);
    }
    return overruns ? -1 : paddedEnd;
  }

  #contents(contents: Contents, bytes: Uint8Array, from: number, end: number, parent: number): void {
    if (contents === 'none' || contents === 'policy' || from >= end) return;
    if ((this.tree.depth[parent] as number) >= depthLimit) {
      this.#fault('nesting.too_deep', from, 0, depthLimit, limit.none, parent);
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
        this.#message(bytes, from, end, parent);
        return;
      default:
        contents satisfies never;
    }
  }

  #causes(bytes: Uint8Array, from: number, end: number, parent: number): void {
    const { tree } = this;
    const there = this.#there;
    let at = from;
    while (at < end) {
      if (end - at < 4) {
        this.#fault('cause.header', at, 4, end - at, limit.parameter, -1);
        return;
      }
      if (there - at < 4) return;
      const code = u16(bytes, at);
      const length = u16(bytes, at + 2);
      const overruns = at + length > end;
      const valueEnd = overruns ? end : Math.max(at + length, at + 4);
      const paddedEnd = Math.min(at + padded4(Math.max(length, 4)), end);
      const index = tree.push(nodeKind.cause, code, at, Math.min(valueEnd, there), Math.min(paddedEnd, there), parent);
      if (index < 0) {
        this.#tooMany(at);
        return;
      }
      const definition = causeOf(code);
      tree.definition[index] = definition;
      if (at + length !== valueEnd || valueEnd > there) tree.mix(length);
      if (length < 4) {
        this.#fault('cause.too_short', at + 2, 4, length, limit.none, index);
        return;
      }
      if (overruns) this.#fault('cause.overruns_parent', at, length, end - at, limit.parameter, index);
      if (definition && at + 4 <= there) {
        const quotes = isQuoting(definition) ? 1 : 0;
        this.#quotes += quotes;
        this.#contents(definition.contents, bytes, at + 4, valueEnd, index);
        this.#quotes -= quotes;
      }
      if (overruns) return;
      at = paddedEnd;
    }
  }
}

function unknownMessageCode(protocol: number, type: number): ExpertName {
  if (type === 0xff) return 'message.reserved_type';
  return protocol === layer.enrp && type === ianaErrorType ? 'message.iana_error_type' : 'message.unknown_type';
}

function unknownParameterCode(type: number): ExpertName {
  if (type === 0xffff) return 'parameter.reserved_type';
  return unknownParameterAction(type).stop ? 'parameter.unknown_type' : 'parameter.unknown_skipped';
}

function isZero(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}
