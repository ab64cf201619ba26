// The pool and the pool element that a message names by its Pool Handle and PE Identifier parameters.
import type { MessageParts } from './message-parts.ts';
import type { Element, Pool } from './model.ts';
import type { HandlespaceState } from './state.ts';

export function poolOf(state: HandlespaceState, parts: MessageParts, add: true): Pool;
export function poolOf(state: HandlespaceState, parts: MessageParts, add: false): Pool | undefined;
export function poolOf({ pools }: HandlespaceState, parts: MessageParts, add: boolean): Pool | undefined {
  // All who look at a message ask for the same pool; each copy of the handlespace has its own.
  if (parts.pool !== undefined && parts.poolOf === pools) return parts.pool;
  const { tree, handleStart, handleEnd, handleHash } = parts;
  const pool = add
    ? pools.findOrAdd(tree.bytes, handleStart, handleEnd, handleHash)
    : pools.find(tree.bytes, handleStart, handleEnd, handleHash);
  parts.pool = pool;
  parts.poolOf = pools;
  return pool;
}

/** The element that handle and PE Identifier name, if it is known (as registering or registered). */
export function elementOf(state: HandlespaceState, parts: MessageParts): Element | undefined {
  if (parts.handleStart < 0 || parts.peIdentifier < 0) return undefined;
  return poolOf(state, parts, false)?.elements.get(parts.peIdentifier);
}
