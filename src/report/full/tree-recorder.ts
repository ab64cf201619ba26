// Octets of messages and what they mean, line by line with the octets that each line tells: for who opens a message in the
// page. Lines come again and again, so each is kept once.
import { hexText } from '../../bytes/text.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { PacketTrees, type ProtocolNode, type TreeNode } from '../../dissect/fields/packet-tree.ts';
import type { Message } from '../../dissect/message.ts';
import { lineOf } from '../read/tree/tree-lines.ts';
import type { MessageTreeReport } from './schema.ts';

/** Trees of a report: the remarkable first, of those that come again and again some. */
const treesKept = 2000;
const routineKept = 700;
const linesKept = 60_000;
/** Of a message that is longer only the beginning is kept. */
const octetsKept = 4096;
const linesOfTree = 400;

export class TreeRecorder {
  readonly lines: string[] = [];
  readonly trees: MessageTreeReport[] = [];
  private readonly byLine = new Map<string, number>();
  private readonly packetTrees = new PacketTrees();
  private routine = 0;
  private frame = -1;
  private roots: readonly ProtocolNode[] = [];

  /** Gives the place of the message's tree, -1 where there is no room for it. */
  keep(d: Dissection, message: Message, isRoutine: boolean): number {
    if (this.trees.length >= treesKept || this.lines.length >= linesKept) return -1;
    if (isRoutine && this.routine >= routineKept) return -1;
    if (isRoutine) this.routine++;
    const { bytes, start, end } = message;
    if (this.frame !== d.frame.number) {
      this.frame = d.frame.number;
      this.roots = this.packetTrees.tree(d);
    }
    const root = this.roots.find((node) => node.bytes === bytes && node.at === start && isOurs(node));
    const lines: number[] = [];
    if (root !== undefined) this.add(lines, root, 0, start);
    return this.trees.push({ hex: hexText(bytes, start, Math.min(end, start + octetsKept)), lines }) - 1;
  }

  private add(lines: number[], node: TreeNode, depth: number, start: number): void {
    for (const child of node.children) {
      if (child.kind === 'field' && child.info.hidden) continue;
      if (lines.length >= 4 * linesOfTree) return;
      const isInside = child.bytes === node.bytes && child.size > 0;
      lines.push(this.place(lineOf(child)), depth, isInside ? child.at - start : 0, isInside ? child.size : 0);
      this.add(lines, child, depth + 1, start);
    }
  }

  private place(line: string): number {
    let place = this.byLine.get(line);
    if (place === undefined) {
      place = this.lines.push(line) - 1;
      this.byLine.set(line, place);
    }
    return place;
  }
}

function isOurs({ name }: ProtocolNode): boolean {
  return name === 'asap' || name === 'enrp';
}
