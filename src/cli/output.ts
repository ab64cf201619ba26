// Standard output, written in large pieces and at once: a promise per write would cost more than the writing.
import { writeSync } from 'node:fs';
import { TextBuffer } from '../report/text-buffer.ts';
import { hideProgress } from './progress.ts';

const standardOutput = 1;

/** Thrown where the reader of our output has gone: the run ends quietly. */
export class ClosedPipe extends Error {
  readonly code = 'EPIPE';
}

export function openOutput(): TextBuffer {
  return new TextBuffer(writeAll);
}

/** For output that is one string. */
export function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  writeAll(bytes, bytes.length);
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeAll(bytes: Uint8Array, length: number): void {
  hideProgress();
  let at = 0;
  while (at < length) {
    try {
      at += writeSync(standardOutput, bytes, at, length - at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') throw new ClosedPipe();
      if (code !== 'EAGAIN') throw error;
      // A pipe without room, set not to block (by a parent that is a Node process, say): its reader needs time.
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
