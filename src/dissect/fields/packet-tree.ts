// The fields of one frame as a tree, as Wireshark shows them: protocols, parts with headings, fields, bits below their
// octet. Made only for frames that somebody looks at.
import type { Dissection } from '../dissection.ts';
import type { FrameLinks } from '../transactions/frame-links.ts';
import { FieldReading } from './field-extractor.ts';
import type { FieldInfo } from './field-info.ts';
import { expertName } from './layer-expert.ts';
import type { FieldSink, FieldSinks, PartKind, PartSink } from './sink.ts';

interface Place {
  readonly bytes: Uint8Array;
  readonly at: number;
  size: number;
  readonly children: TreeNode[];
}

export interface ProtocolNode extends Place {
  readonly kind: 'protocol';
  /** Filter name of the protocol. */
  readonly name: string;
  /** Set where it could not be read to its end. */
  fault: 'malformed' | 'cut' | undefined;
}

export interface PartNode extends Place {
  readonly kind: PartKind | 'text';
  /** Of a text: what it says, and its name for those that are parts of it. */
  readonly info?: FieldInfo;
  readonly type: number;
  /** False where something in it did not fit. */
  isWhole: boolean;
}

export interface FieldNode extends Place {
  readonly kind: 'field';
  readonly info: FieldInfo;
  /** How the value is given: by the octets, by a number that was worked out, by a time, by a text. */
  readonly value: number | string | { readonly seconds: number; readonly nanoseconds: number } | undefined;
}

export type TreeNode = ProtocolNode | PartNode | FieldNode;

const none = new Uint8Array(0);

/** Puts what one field's reader tells below the protocol or part at hand. */
class NodeSink implements FieldSink {
  readonly #tree: TreeSinks;
  readonly #info: FieldInfo;

  constructor(tree: TreeSinks, info: FieldInfo) {
    this.#tree = tree;
    this.#info = info;
  }

  octets(bytes: Uint8Array, at: number, size: number): void {
    this.#tree.add(this.#info, undefined, bytes, at, size);
  }

  number(value: number, bytes: Uint8Array, at: number, size: number): void {
    this.#tree.add(this.#info, value, bytes, at, size);
  }

  time(seconds: number, nanoseconds: number): void {
    this.#tree.add(this.#info, { seconds, nanoseconds }, none, 0, 0);
  }

  text(value: string): void {
    this.#tree.add(this.#info, value, none, 0, 0);
  }
}

function protocolNode(name: string, bytes: Uint8Array, start: number, end: number): ProtocolNode {
  return { kind: 'protocol', name, bytes, at: start, size: end - start, children: [], fault: undefined };
}

class TreeSinks implements FieldSinks, PartSink {
  readonly parts = this;
  roots: ProtocolNode[] = [];
  /** The quoted ones, too. */
  #all: ProtocolNode[] = [];
  /** From the protocol at hand to the innermost part. */
  #open: (ProtocolNode | PartNode)[] = [];
  /** The expert of a lower layer that was told last. */
  #expert: FieldNode | PartNode | undefined;
  readonly #withLinks: boolean;

  constructor(withLinks: boolean) {
    this.#withLinks = withLinks;
  }

  clear(): void {
    this.roots = [];
    this.#all = [];
    this.#open = [];
  }

  find(info: FieldInfo): FieldSink | undefined {
    return info.ours && info.generated && !this.#withLinks ? undefined : new NodeSink(this, info);
  }

  /** All but the experts, which outputs show in their own way, and the summary. */
  wants(prefix: string): boolean {
    return !prefix.startsWith('_ws.') && prefix !== 'rserpool.expert';
  }

  layer(name: string, bytes: Uint8Array, start: number, end: number, isQuoted: boolean): void {
    const node = protocolNode(name, bytes, start, end);
    const quoting = isQuoted ? this.roots.at(-1) : undefined;
    (quoting?.children ?? this.roots).push(node);
    this.#all.push(node);
    this.#open = [node];
  }

  resume(protocol: string): void {
    const node = this.#all.findLast(({ name }) => name === protocol);
    if (node) this.#open = [node];
  }

  begin(kind: PartKind, type: number, bytes: Uint8Array, start: number, end: number): void {
    const node: PartNode = { kind, type, bytes, at: start, size: end - start, children: [], isWhole: true };
    this.#open.at(-1)?.children.push(node);
    this.#open.push(node);
  }

  beginMessage(bytes: Uint8Array, start: number, end: number): void {
    const outer = this.#open[0];
    if (outer?.kind !== 'protocol') return;
    const node = protocolNode(outer.name, bytes, start, end);
    this.#open.at(-1)?.children.push(node);
    this.#open.push(node);
  }

  end(isWhole: boolean): void {
    const node = this.#open.pop();
    if (node !== undefined && node.kind !== 'protocol') node.isWhole = isWhole;
  }

  malformed(isCut: boolean): void {
    const node = this.#open[0];
    if (node?.kind === 'protocol') node.fault = isCut ? 'cut' : 'malformed';
  }

  add(info: FieldInfo, value: FieldNode['value'], bytes: Uint8Array, at: number, size: number): void {
    const node: FieldNode | PartNode = info.isText
      ? { kind: 'text', type: 0, info, bytes, at, size, children: [], isWhole: true }
      : { kind: 'field', info, value, bytes, at, size, children: [] };
    const siblings = this.#open.at(-1)?.children;
    if (siblings === undefined) return;
    // What is told of an expert follows it at once.
    const parent = info.partOf === expertName ? this.#expert : parentOf(info, siblings);
    if (info.name === expertName) this.#expert = node;
    (parent?.children ?? siblings).push(node);
  }
}

/** The field that this one is a part of: the last of its name, at whatever depth. */
function parentOf(
  { partOf, partOfAny }: Pick<FieldInfo, 'partOf' | 'partOfAny'>,
  nodes: readonly TreeNode[],
): FieldNode | PartNode | undefined {
  if (partOf === undefined && partOfAny === undefined) return undefined;
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (node?.kind !== 'field' && node?.kind !== 'text') continue;
    const name = node.info?.name ?? '';
    if (name === partOf || partOfAny?.includes(name)) return node;
    const inside = parentOf({ partOf, partOfAny }, node.children);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** Makes trees, one frame after the other. */
export class PacketTrees {
  readonly #sinks: TreeSinks;
  readonly #reading: FieldReading;

  /** Without them the trees tell nothing of what messages have to do with each other. */
  constructor(links?: FrameLinks) {
    this.#sinks = new TreeSinks(links !== undefined);
    this.#reading = new FieldReading(this.#sinks, links);
  }

  /** The protocols of the frame, from the outside in. Octets are borrowed until the next frame. */
  tree(d: Dissection): readonly ProtocolNode[] {
    this.#sinks.clear();
    this.#reading.read(d);
    this.#reading.shown(d);
    return this.#sinks.roots;
  }

  /** A frame that is left out. */
  skip(d: Dissection): void {
    this.#reading.skip(d);
  }
}
