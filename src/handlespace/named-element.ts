// The pool and the pool element that a message names by its Pool Handle and PE Identifier parameters.
import type { MessageParts } from './message-parts.ts';
import type { Element, Pool } from './model.ts';
import type { HandlespaceState } from './state.ts';

export function poolOf(state: HandlespaceState, parts: MessageParts, add: true): Pool;
export function poolOf(state: HandlespaceState, parts: MessageParts, add: false): Pool | undefined;
export function poolOf(state: HandlespaceState, { tree, handleStart, handleEnd }: MessageParts, add: boolean) {
  return add
    ? state.pools.findOrAdd(tree.bytes, handleStart, handleEnd)
    : state.pools.find(tree.bytes, handleStart, handleEnd);
}

/** The element that handle and PE Identifier name, if it is known (as registering or registered). */
export function elementOf(state: HandlespaceState, parts: MessageParts): Element | undefined {
  if (parts.handleStart < 0 || parts.peIdentifier < 0) return undefined;
  return poolOf(state, parts, false)?.elements.get(parts.peIdentifier);
}
