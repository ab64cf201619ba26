// Engines for tests that may not capture: shell scripts that write a capture and say what a real one would.
import type { Engine, EngineCounts } from '../../src/live/engine.ts';

export const captureOptions = { interface: 'eth9', filter: '', bufferMiB: 1, promiscuous: true };

/** `script` runs in sh; its words on standard error are taken as they are, `counts N/M` as received and dropped. */
export function fakeEngine(script: string): Engine {
  return {
    name: 'tcpdump',
    debianPackage: 'none',
    knows: 'nothing',
    isThere: () => true,
    command: () => ({ file: 'sh', words: ['-c', script] }),
    counts(line): EngineCounts | undefined {
      const [, received, dropped] = /^counts (\d+)\/(\d+)/.exec(line) ?? [];
      return received === undefined ? undefined : { received: Number(received), droppedByKernel: Number(dropped) };
    },
    isChatter: () => false,
  };
}
