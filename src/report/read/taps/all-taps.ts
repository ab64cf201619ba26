// The statistics that -z knows, and how they are found by name. To add one: its file, and its name here.
import { chunkTap } from './chunk-stat.ts';
import { conversationTaps } from './conversations.ts';
import { expertTap } from './expert-summary.ts';
import { hierarchyTap } from './hierarchy.ts';
import { ioStatTap } from './io-stat.ts';
import { ladderTap } from './ladder.ts';
import { messageTaps } from './message-stat.ts';
import type { TapDefinition } from './tap.ts';

export const allTaps: readonly TapDefinition[] = [
  ...messageTaps,
  ioStatTap,
  hierarchyTap,
  ...conversationTaps,
  chunkTap,
  expertTap,
  ladderTap,
];

/** The statistic whose name the argument begins with, and what stands behind it. */
export function findTap(argument: string): { readonly definition: TapDefinition; readonly rest: string } | undefined {
  for (const definition of allTaps) {
    const { name } = definition;
    if (argument !== name && !argument.startsWith(`${name},`)) continue;
    return { definition, rest: argument.slice(name.length) };
  }
  return undefined;
}

/** Two lines each: how it is asked for, and what it tells. */
export function tapList(): string {
  return allTaps.map(({ name, syntax, about }) => `  ${name}${syntax}\n      ${about}`).join('\n');
}
