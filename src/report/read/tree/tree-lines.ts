// `-V` and `-O`: each frame as a tree, four spaces a level, as tshark prints it; `-x` adds the octets.
import type { Dissection } from '../../../dissect/dissection.ts';
import { expertCode, expertText } from '../../../dissect/expert-text.ts';
import { PacketTrees, type ProtocolNode, type TreeNode } from '../../../dissect/fields/packet-tree.ts';
import { MessageExperts } from '../../../dissect/message-experts/message-experts.ts';
import type { FrameLinks } from '../../../dissect/transactions/frame-links.ts';
import { groupNumbers, severityNumbers } from '../../../protocol/expert-levels.ts';
import type { TextBuffer } from '../../text-buffer.ts';
import { faultOf, partHeading, protocolHeading } from './headings.ts';
import { writeHexDump } from './hex-dump.ts';
import { fieldLabel } from './labels.ts';

export interface TreeLineOptions {
  /** Protocols that are shown whole; the others give one line. Undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly hex?: boolean | undefined;
  readonly links?: FrameLinks | undefined;
  /** Name of the interface of a frame; empty where the capture names none. */
  readonly interfaceName?: ((d: Dissection) => string) | undefined;
}

export class TreeLines {
  readonly #out: TextBuffer;
  readonly #options: TreeLineOptions;
  readonly #check = new MessageExperts();
  readonly #trees: PacketTrees;

  constructor(out: TextBuffer, options: TreeLineOptions) {
    this.#out = out;
    this.#options = options;
    this.#trees = new PacketTrees(options.links);
  }

  begin(): void {}

  write(d: Dissection): void {
    const out = this.#out;
    const { only, hex, interfaceName } = this.#options;
    for (const protocol of this.#trees.tree(d)) {
      out.text(`${protocolHeading(protocol, interfaceName?.(d))}\n`);
      if (only === undefined || only.has(protocol.name)) this.#children(protocol, 1);
      this.#fault(protocol);
    }
    this.#experts(d);
    out.octet(0x0a);
    if (hex) {
      writeHexDump(out, d.frame.bytes, d.frame.start, d.frame.end);
      out.octet(0x0a);
    }
  }

  skip(d: Dissection): void {
    this.#trees.skip(d);
  }

  end(): void {}

  #children({ children }: TreeNode, depth: number): void {
    for (const node of children) {
      if (node.kind === 'field' && node.info.hidden) continue;
      this.#out.spaces(depth * 4);
      this.#out.text(lineOf(node));
      this.#out.octet(0x0a);
      this.#children(node, depth + 1);
    }
  }

  #experts(d: Dissection): void {
    this.#check.check(d);
    const { experts } = d;
    for (let index = 0; index < experts.count; index++) {
      const { severity, group } = expertCode(experts, index);
      const kind = `${severityNumbers[severity].name}/${groupNumbers[group].name}`;
      this.#out.text(`[Expert Info (${kind}): ${expertText(experts, index, d.frame.number)}]\n`);
    }
  }

  #fault(protocol: ProtocolNode): void {
    const fault = faultOf(protocol);
    if (fault !== undefined) this.#out.text(`${fault.heading}\n`);
  }
}

export function lineOf(node: TreeNode): string {
  if (node.kind === 'protocol') return protocolHeading(node);
  if (node.kind !== 'field') return node.info?.generated ? `[${partHeading(node)}]` : partHeading(node);
  return node.info.generated ? `[${fieldLabel(node)}]` : fieldLabel(node);
}
