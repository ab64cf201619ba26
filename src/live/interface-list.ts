// Which interfaces there are, as an engine lists them: `1. eth0`, `3. lo (Loopback)`; tcpdump adds `[Up, Running]`.
import { spawnSync } from 'node:child_process';
import type { Engine } from './engine.ts';

export interface ListedInterface {
  readonly number: number;
  readonly name: string;
  readonly description: string | undefined;
}

/** Empty where the engine can list none. */
export function listInterfaces({ listCommand }: Engine): readonly ListedInterface[] {
  if (listCommand === undefined) return [];
  const { stdout } = spawnSync(listCommand.file, [...listCommand.words], { encoding: 'utf8', timeout: 10_000 });
  return parseInterfaces(stdout ?? '');
}

export function parseInterfaces(text: string): readonly ListedInterface[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(\d+)\.\s*(\S+)(?:\s+\((.*)\))?(?:\s+\[.*\])?\s*$/.exec(line);
    if (found === null) return [];
    const [, number, name, description] = found;
    return [{ number: Number(number), name: name as string, description }];
  });
}
