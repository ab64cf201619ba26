// A message that is being checked: its nodes, and where experts about them go. Reused from message to message.
import { u16 } from '../../bytes/read.ts';
import type { ExpertName } from '../../protocol/expert-codes.ts';
import { limit } from '../../protocol/expert-limits.ts';
import { parameters } from '../../protocol/registry.ts';
import type { ParameterDefinition } from '../../protocol/schema.ts';
import type { ExpertList, ExpertSubject } from '../experts.ts';
import { layer } from '../layer.ts';
import { type Definition, isQuoting, MessageTree, nodeKind } from '../walk.ts';

export class CheckedMessage {
  tree: MessageTree = new MessageTree();
  protocol: number = layer.none;
  #experts: ExpertList | undefined = undefined;
  /** 1 where a node stands inside a cause that quotes what the other side sent: that is not held against this message. */
  #quoted: Uint8Array = new Uint8Array(64);

  set(tree: MessageTree, protocol: number, experts: ExpertList): void {
    this.tree = tree;
    this.protocol = protocol;
    this.#experts = experts;
  }

  /** To be called before isQuoted() is asked. */
  markQuoted(): void {
    const { tree } = this;
    if (this.#quoted.length < tree.count) this.#quoted = new Uint8Array(tree.kind.length);
    for (let node = 0; node < tree.count; node++) {
      const parent = tree.parent[node] as number;
      this.#quoted[node] = parent < 0 ? 0 : this.#isQuotedBelow(parent);
    }
  }

  #isQuotedBelow(parent: number): number {
    const definition = this.tree.definition[parent];
    const quotes = definition !== undefined && 'code' in definition && isQuoting(definition);
    return quotes ? 1 : (this.#quoted[parent] as number);
  }

  isQuoted(node: number): boolean {
    return this.#quoted[node] === 1;
  }

  /** True where all octets that the node's own length counts are there: neither cut by the capture nor beyond its container. */
  isWhole(node: number): boolean {
    const start = this.tree.start[node] as number;
    const size = (this.tree.end[node] as number) - start;
    return size >= 4 && size === u16(this.tree.bytes, start + 2);
  }

  /** True where nothing stopped the walk through what the node holds, from the octet `from` on. `last`: its last child or -1. */
  isWalked(node: number, from: number, last: number): boolean {
    const { tree } = this;
    if (!this.isWhole(node)) return false;
    const end = tree.end[node] as number;
    return last < 0 ? from === end : this.isWhole(last) && (tree.paddedEnd[last] as number) >= end;
  }

  report(
    code: ExpertName,
    node: number,
    offset: number,
    needed = 0,
    available = 0,
    limitedBy: number = limit.none,
    subject: ExpertSubject | undefined = this.tree.definition[node],
  ): void {
    this.#experts?.add(code, this.protocol, offset, needed, available, limitedBy, subject);
  }
}

const typeByKey: ReadonlyMap<string, number> = new Map(parameters.map(({ key, type }) => [key, type]));

/** The number that the RFC has for a parameter, whatever number it came under. */
export function rfcType({ key, type }: ParameterDefinition): number {
  return typeByKey.get(key) ?? type;
}

/** The parameter that the node is; undefined for others and for unknown ones. */
export function parameterAt(tree: MessageTree, node: number): ParameterDefinition | undefined {
  const definition: Definition | undefined = tree.definition[node];
  return tree.kind[node] === nodeKind.parameter ? (definition as ParameterDefinition | undefined) : undefined;
}
