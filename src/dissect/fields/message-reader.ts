// Reads the wanted fields of ASAP and ENRP messages: the message is walked once, and each node gives what is wanted of
// it, in the order in which Wireshark's tree shows it.
import { u16, u32 } from '../../bytes/read.ts';
import { filterName } from '../../protocol/filter-fields.ts';
import { policyOf } from '../../protocol/registry.ts';
import { causeHeader, messageHeader, parameterHeader, policyValue } from '../../protocol/rserpool/headers.ts';
import type { Field, ParameterDefinition, PolicyDefinition, Protocol } from '../../protocol/schema.ts';
import type { Message } from '../message.ts';
import { type Definition, type MessageTree, MessageWalker, nodeKind } from '../walk.ts';
import type { Column, Columns } from './column.ts';
import { type TableReader, tableReader } from './table-reader.ts';
import { valueText } from './value-text.ts';

type Compiled = TableReader | 'nothing';

export class MessageReader {
  readonly #protocol: Protocol;
  readonly #columns: Columns;
  readonly #walker = new MessageWalker();
  readonly #byDefinition = new Map<Definition | PolicyDefinition, Compiled>();
  readonly #messageHeader: TableReader | undefined;
  readonly #messageLength: TableReader | undefined;
  readonly #parameterHeader: TableReader | undefined;
  readonly #causeHeader: TableReader | undefined;
  readonly #messageValue: Column | undefined;
  readonly #parameterValue: Column | undefined;
  readonly #parameterPadding: Column | undefined;
  readonly #causeInfo: Column | undefined;
  readonly #causePadding: Column | undefined;
  readonly #policyValue: Column | undefined;

  constructor(protocol: Protocol, columns: Columns) {
    this.#protocol = protocol;
    this.#columns = columns;
    const header = (fields: readonly Field[]) => tableReader([], fields, (field) => this.#namesOf(field), columns);
    const column = (field: Field) => columns.find(filterName(protocol, field));
    this.#messageHeader = header([messageHeader.type, messageHeader.flags]);
    this.#messageLength = header([messageHeader.length]);
    this.#parameterHeader = header([parameterHeader.type, parameterHeader.length]);
    this.#causeHeader = header([causeHeader.code, causeHeader.length]);
    this.#messageValue = column(messageHeader.value);
    this.#parameterValue = column(parameterHeader.value);
    this.#parameterPadding = column(parameterHeader.padding);
    this.#causeInfo = column(causeHeader.info);
    this.#causePadding = column(causeHeader.padding);
    this.#policyValue = column(policyValue);
  }

  read(message: Message): void {
    const { bytes, start, end, declaredEnd, protocol } = message;
    // Less than a header: nothing can be told of it.
    if (end - start < 4) return;
    const tree = this.#walker.walk(protocol, bytes, start, end, declaredEnd);
    for (let index = 0; index < tree.count; index++) {
      switch (tree.kind[index]) {
        case nodeKind.message:
          this.#message(tree, index);
          break;
        case nodeKind.parameter:
          this.#parameter(tree, index);
          break;
        default:
          this.#cause(tree, index);
      }
      if (this.#parameterPadding || this.#causePadding) this.#paddings(tree, index);
    }
  }

  #namesOf(field: Field): readonly string[] {
    const name = filterName(this.#protocol, field);
    return field.ours ? [name, `rserpool.${name.slice(5)}`] : [name];
  }

  #compiled(of: Definition | PolicyDefinition, flags: readonly Field[], fields: readonly Field[]): Compiled {
    let compiled = this.#byDefinition.get(of);
    if (compiled === undefined) {
      compiled = tableReader(flags, fields, (field) => this.#namesOf(field), this.#columns) ?? 'nothing';
      this.#byDefinition.set(of, compiled);
    }
    return compiled;
  }

  #message({ bytes, start, end, definition }: MessageTree, index: number): void {
    const at = start[index] as number;
    const valueEnd = end[index] as number;
    this.#messageHeader?.read(bytes, at, valueEnd);
    const known = definition[index];
    if (known === undefined || !('flags' in known)) {
      this.#messageLength?.read(bytes, at + 2, valueEnd);
      if (valueEnd > at + 4) this.#messageValue?.values.push(valueText(bytes, at + 4, valueEnd - at - 4, 'bytes'));
      return;
    }
    const compiled = this.#compiled(known, known.flags, known.fields);
    this.#messageLength?.read(bytes, at + 2, valueEnd);
    if (compiled !== 'nothing') compiled.read(bytes, at + 4, valueEnd, at + 1);
  }

  #parameter({ bytes, start, end, definition }: MessageTree, index: number): void {
    const at = start[index] as number;
    const valueEnd = end[index] as number;
    this.#parameterHeader?.read(bytes, at, valueEnd);
    const known = definition[index] as ParameterDefinition | undefined;
    const isWhole = at + u16(bytes, at + 2) <= valueEnd;
    if (known === undefined || known.wiresharkRaw) {
      if (valueEnd > at + 4 && isWhole)
        this.#parameterValue?.values.push(valueText(bytes, at + 4, valueEnd - at - 4, 'bytes'));
      if (known === undefined) return;
    }
    const compiled = this.#compiled(known, [], known.fields);
    if (compiled !== 'nothing') compiled.read(bytes, at + 4, valueEnd, at, isWhole);
    if (known.contents === 'policy' && valueEnd >= at + 8) this.#policy(bytes, at + 8, valueEnd);
  }

  #policy(bytes: Uint8Array, at: number, end: number): void {
    const policy = policyOf(u32(bytes, at - 4));
    if (policy === undefined || policy.wiresharkRaw || policy.wireshark === undefined) {
      if (end > at) this.#policyValue?.values.push(valueText(bytes, at, end - at, 'bytes'));
      if (policy === undefined) return;
    }
    const compiled = this.#compiled(policy, [], policy.fields);
    if (compiled !== 'nothing') compiled.read(bytes, at, end);
  }

  #cause({ bytes, start, end, definition }: MessageTree, index: number): void {
    const at = start[index] as number;
    const valueEnd = end[index] as number;
    this.#causeHeader?.read(bytes, at, valueEnd);
    const known = definition[index];
    // Causes that Wireshark does not know show their octets.
    if (known?.wireshark === undefined && valueEnd > at + 4)
      this.#causeInfo?.values.push(valueText(bytes, at + 4, valueEnd - at - 4, 'bytes'));
  }

  /** Padding stands behind all that its node holds, so the paddings of all nodes that end here come now, inner first. */
  #paddings(tree: MessageTree, index: number): void {
    const nextDepth = index + 1 < tree.count ? (tree.depth[index + 1] as number) : 0;
    let node = index;
    while (node >= 0 && (tree.depth[node] as number) >= nextDepth) {
      const kind = tree.kind[node];
      const column =
        kind === nodeKind.parameter ? this.#parameterPadding : kind === nodeKind.cause ? this.#causePadding : undefined;
      const from = tree.end[node] as number;
      const to = tree.paddedEnd[node] as number;
      if (column && to > from) column.values.push(valueText(tree.bytes, from, to - from, 'bytes'));
      node = tree.parent[node] as number;
    }
  }
}
