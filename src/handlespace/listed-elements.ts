// The pool elements that a message lists (RFC 5353 §2.3, §2.4, RFC 5352 §2.2.6): each Pool Element parameter belongs to the Pool Handle
// before it. Elements under a handle that the capture cut off are left out: they would be another pool's.
import { u16, u32 } from '../bytes/read.ts';
import { parameter } from './element-facts.ts';
import type { MessageParts } from './message-parts.ts';

/** The handle is bytes[handleStart] to bytes[handleEnd - 1] of the message's tree; `node` is the Pool Element parameter. */
export type UseListed = (handleStart: number, handleEnd: number, node: number, id: number, home: number) => void;

export function eachListed({ tree }: MessageParts, use: UseListed): void {
  let handleStart = -1;
  let handleEnd = -1;
  for (let node = 1; node < tree.count; node++) {
    if (tree.depth[node] !== 1) continue;
    const at = tree.start[node] as number;
    const end = tree.end[node] as number;
    if (tree.type[node] === parameter.poolHandle) {
      const isWhole = end - at > 4 && end - at === u16(tree.bytes, at + 2);
      handleStart = isWhole ? at + 4 : -1;
      handleEnd = end;
    } else if (tree.type[node] === parameter.poolElement && handleStart >= 0 && end - at >= 12)
      use(handleStart, handleEnd, node, u32(tree.bytes, at + 4), u32(tree.bytes, at + 8));
  }
}
