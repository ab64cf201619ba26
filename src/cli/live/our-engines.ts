// The capture engines as this program starts them: programs from the PATH, and cap in a process that runs our own file.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Engine, EngineName } from '../../live/engine.ts';
import { chooseEngine, makeEngines } from '../../live/engines.ts';
import { UsageError } from '../errors.ts';

/** Beside this file when it is bundled; from the sources there is none, and no engine cap. */
const capChild = fileURLToPath(new URL('./cap-child.js', import.meta.url));

/** Throws where it is not installed, with what to install. */
export function engineFor(name: EngineName | 'auto'): Engine {
  const child = existsSync(capChild) ? { file: process.execPath, words: [capChild] } : undefined;
  const engine = chooseEngine(makeEngines(process.env.PATH ?? '', child), name);
  if ('missing' in engine) throw new UsageError(engine.missing);
  return engine;
}
