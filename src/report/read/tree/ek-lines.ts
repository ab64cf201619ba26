// `-T ek`: two lines a frame for Elasticsearch's bulk interface, as tshark writes them: the tree is flat, names are doubled,
// dots are underscores. Where tshark repeats the key `text`, all headings stand in one array, so that none is lost.
import type { Dissection } from '../../../dissect/dissection.ts';
import { type FieldNode, PacketTrees, type ProtocolNode, type TreeNode } from '../../../dissect/fields/packet-tree.ts';
import type { TextBuffer } from '../../text-buffer.ts';
import { faultOf, partHeading } from './headings.ts';
import { nodeNumber, shownValue } from './labels.ts';
import { indexName, isCarried } from './machine-node.ts';

export function ekHead(d: Dissection): string {
  const { seconds, nanoseconds } = d.frame;
  const milliseconds = `${seconds}${String(Math.floor(nanoseconds / 1e6)).padStart(3, '0')}`;
  return `{"index":{"_index":"${indexName(d)}","_type":"doc"}}\n{"timestamp":"${milliseconds}","layers":{`;
}

export class EkLines {
  readonly #out: TextBuffer;
  readonly #trees = new PacketTrees();
  readonly #only: ReadonlySet<string> | undefined;

  constructor(out: TextBuffer, options: { readonly only?: ReadonlySet<string> | undefined } = {}) {
    this.#out = out;
    this.#only = options.only;
  }

  begin(): void {}

  write(d: Dissection): void {
    const layers = new Map<string, string[]>();
    for (const protocol of this.#trees.tree(d)) {
      const key = underscored(protocol.name);
      const text = this.#only === undefined || this.#only.has(protocol.name) ? layerText(protocol) : filtered(protocol);
      put(layers, key, text);
      const fault = faultOf(protocol);
      if (fault !== undefined) put(layers, underscored(fault.name), JSON.stringify(fault.heading));
    }
    this.#out.text(`${ekHead(d)}${membersText(layers)}}}\n`);
  }

  skip(d: Dissection): void {
    this.#trees.skip(d);
  }

  end(): void {}
}

function filtered({ name }: ProtocolNode): string {
  return JSON.stringify({ filtered: name });
}

function underscored(name: string): string {
  return name.replaceAll('.', '_');
}

function put(members: Map<string, string[]>, key: string, text: string): void {
  const same = members.get(key);
  if (same === undefined) members.set(key, [text]);
  else same.push(text);
}

function membersText(members: ReadonlyMap<string, readonly string[]>): string {
  return [...members]
    .map(([key, texts]) => `${JSON.stringify(key)}:${texts.length === 1 ? texts[0] : `[${texts.join(',')}]`}`)
    .join(',');
}

function layerText(protocol: ProtocolNode): string {
  const members = new Map<string, string[]>();
  collect(protocol, underscored(protocol.name), members);
  return `{${membersText(members)}}`;
}

function collect({ children }: TreeNode, protocol: string, members: Map<string, string[]>): void {
  for (const node of children) {
    if (!isCarried(node)) continue;
    if (node.kind === 'protocol') {
      put(members, underscored(node.name), layerText(node));
      continue;
    }
    if (node.kind === 'field') put(members, `${protocol}_${underscored(node.info.name)}`, valueJson(node));
    else put(members, 'text', JSON.stringify(partHeading(node)));
    collect(node, protocol, members);
  }
}

function valueJson(node: FieldNode): string {
  if (node.info.kind === 'boolean') return nodeNumber(node) === 0 ? 'false' : 'true';
  const { value } = node;
  if (node.info.kind === 'absolute time' && typeof value === 'object')
    return JSON.stringify(
      `${new Date(value.seconds * 1000).toISOString().slice(0, 19)}.${String(value.nanoseconds).padStart(9, '0')}Z`,
    );
  return JSON.stringify(shownValue(node));
}
