// The parts of a walked message that the rules below ask for: handle, identifiers, error. Reused from message to message.
import { u16, u32 } from '../bytes/read.ts';
import type { Message } from '../dissect/message.ts';
import type { MessageTree } from '../dissect/walk.ts';
import { parameter } from './element-facts.ts';
import type { Pool } from './model.ts';
import { hashOf, type PoolTable } from './pool-table.ts';

export class MessageParts {
  tree!: MessageTree;
  message!: Message;
  type = 0;
  flags = 0;
  /** The first Pool Handle: bytes[handleStart] to bytes[handleEnd - 1]; handleStart is -1 where there is none. */
  handleStart = -1;
  handleEnd = -1;
  /** hashOf() of it, 0 where there is none. */
  handleHash = 0;
  /** The pool of this handle, once somebody has looked for it, and the table where it was found. */
  pool: Pool | undefined = undefined;
  poolOf: PoolTable | undefined = undefined;
  /** The PE Identifier parameter's value, -1 where there is none. */
  peIdentifier = -1;
  errorCode = -1;
  hasError = false;
  /** -1 before somebody has asked for it. */
  #cookie = -1;

  read(tree: MessageTree, message: Message): void {
    this.tree = tree;
    this.message = message;
    const { bytes } = tree;
    const start = tree.start[0] as number;
    this.type = bytes[start] as number;
    this.flags = (tree.end[0] as number) - start >= 4 ? (bytes[start + 1] as number) : 0;
    this.handleStart = -1;
    this.handleHash = 0;
    this.pool = undefined;
    this.#cookie = -1;
    this.peIdentifier = -1;
    this.errorCode = -1;
    this.hasError = false;
    for (let node = 1; node < tree.count; node++) {
      if (tree.depth[node] !== 1) continue;
      const at = tree.start[node] as number;
      const end = tree.end[node] as number;
      switch (tree.type[node]) {
        case parameter.poolHandle:
          // A handle that the capture cut off would name another pool.
          if (this.handleStart < 0 && end - at === u16(bytes, at + 2) && end - at > 4) {
            this.handleStart = at + 4;
            this.handleEnd = end;
            this.handleHash = hashOf(bytes, at + 4, end);
          }
          break;
        case parameter.peIdentifier:
          if (end - at >= 8) this.peIdentifier = u32(bytes, at + 4);
          break;
        case parameter.operationError:
          this.hasError = true;
          if (end - at >= 8) this.errorCode = u16(bytes, at + 4);
          break;
        default:
      }
    }
  }

  /** The message goes on behind what the capture has of it. */
  get isCut(): boolean {
    const { bytes, start, end } = this.tree;
    const from = start[0] as number;
    const length = (end[0] as number) - from;
    return length < 4 || length < u16(bytes, from + 2);
  }

  /** hashOf() the first cookie's octets, never 0; 0 where there is none. Several ask, and cookies are long. */
  get cookieHash(): number {
    if (this.#cookie === -1) this.#cookie = this.#hashCookie();
    return this.#cookie;
  }

  #hashCookie(): number {
    const node = this.next(parameter.cookie);
    if (node < 0) return 0;
    const { bytes, start, end } = this.tree;
    const at = start[node] as number;
    const length = Math.min(u16(bytes, at + 2), (end[node] as number) - at);
    const hash = hashOf(bytes, at + 4, at + Math.max(4, length));
    return hash === 0 || hash === -1 ? 1 : hash;
  }

  /** 32 bits at this offset of the message, or 0 where the message is too short. */
  word(offset: number): number {
    const at = (this.tree.start[0] as number) + offset;
    return at + 4 <= (this.tree.end[0] as number) ? u32(this.tree.bytes, at) : 0;
  }

  /** PE identifier of the first Pool Element parameter, as a registration has it; -1 where there is none. */
  registeringId(): number {
    const node = this.next(parameter.poolElement);
    if (node < 0) return -1;
    const at = this.tree.start[node] as number;
    return (this.tree.end[node] as number) - at >= 8 ? u32(this.tree.bytes, at + 4) : -1;
  }

  /** The node of the first top-level parameter of this type from `from` on, or -1. */
  next(type: number, from = 1): number {
    const { tree } = this;
    for (let node = from; node < tree.count; node++)
      if (tree.depth[node] === 1 && tree.type[node] === type) return node;
    return -1;
  }
}
