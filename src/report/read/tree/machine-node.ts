// What machine outputs of a tree (JSON, EK, PDML) have in common: which nodes they carry, where a node stands, and its
// octets. They carry what Wireshark's carry, so that scripts for those work unchanged.
import { hexText } from '../../../bytes/text.ts';
import type { Dissection } from '../../../dissect/dissection.ts';
import type { FieldNode, TreeNode } from '../../../dissect/fields/packet-tree.ts';
import { nodeNumber } from './labels.ts';

/** Wireshark has no fields of ours: `-T fields`, filters and --ndjson give them. */
export function isCarried(node: TreeNode): boolean {
  return node.kind !== 'field' || !node.info.ours;
}

/** Octet where it begins: in the frame, or in what was put together from several. */
export function position(node: TreeNode, { frame }: Dissection): number {
  return node.bytes === frame.bytes ? node.at - frame.start : node.at;
}

export function octetsOf({ bytes, at, size }: TreeNode): string {
  return hexText(bytes, at, at + size);
}

/** The octets; where bits of them are the field, only these, as a number in hex. */
export function valueOctets(node: FieldNode): string {
  const { mask } = node.info;
  return mask === undefined ? octetsOf(node) : unscaled(node).toString(16);
}

function unscaled(node: FieldNode): number {
  return (nodeNumber(node) ?? 0) / (node.info.scale ?? 1);
}

/** `packets-2026-11-22`: the index that Wireshark would put the frame in. */
export function indexName({ frame }: Dissection): string {
  return `packets-${new Date(frame.seconds * 1000).toISOString().slice(0, 10)}`;
}
