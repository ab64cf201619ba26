// The entry of the process in which the engine cap captures: options as JSON in its only word, packets to standard output.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { runCap } from '../../live/cap-capture.ts';
import type { CaptureOptions } from '../../live/engine.ts';

const standardOutput = 1;
const standardError = 2;

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeAll(octets: Uint8Array): void {
  for (let at = 0; at < octets.length; ) {
    try {
      at += writeSync(standardOutput, octets, at, octets.length - at);
    } catch (error) {
      // Whoever reads has gone: nothing is left to do.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) process.exit(0);
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

const capture = runCap(JSON.parse(process.argv[2] ?? '{}') as CaptureOptions, {
  write: writeAll,
  say: (line) => void writeSync(standardError, `${line}\n`),
  exit: (code) => process.exit(code),
});
process.on('SIGTERM', () => {
  capture.flush();
  process.exit(0);
});
