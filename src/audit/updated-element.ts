// What a Handle Update is about (RFC 5353 §2.4): the first Pool Element in it.
import { u32 } from '../bytes/read.ts';
import { parameter } from '../handlespace/element-facts.ts';
import type { MessageParts } from '../handlespace/message-parts.ts';

/** The Pool Element parameter that an update is about; -1 where it is not there, or too short for what is asked of it here. */
export function elementNode(parts: MessageParts): number {
  const node = parts.next(parameter.poolElement);
  if (node < 0 || parts.handleStart < 0) return -1;
  const { tree } = parts;
  return (tree.end[node] as number) - (tree.start[node] as number) < 12 ? -1 : node;
}

export function idAt({ tree }: MessageParts, node: number): number {
  return u32(tree.bytes, (tree.start[node] as number) + 4);
}

export function homeAt({ tree }: MessageParts, node: number): number {
  return u32(tree.bytes, (tree.start[node] as number) + 8);
}
