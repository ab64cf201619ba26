// Asks tshark what it makes of frames that a test has built.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PcapWriter } from '../../src/capture/pcap-writer.ts';
import { frameOf } from '../dissect/watch.ts';

const version = spawnSync('tshark', ['--version'], { encoding: 'utf8' }).stdout;

/** Why tests that ask tshark are skipped; false where it is there. */
export const noTshark: string | false = version ? false : 'tshark is not installed';

/** Writes the frames to a file, hands its name on, and removes it. */
export async function withCapture<Result>(
  frames: readonly Uint8Array[],
  use: (path: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'poolshark-made-'));
  try {
    const path = join(folder, 'made.pcap');
    const descriptor = openSync(path, 'w');
    const writer = new PcapWriter(descriptor, { linkType: 1 });
    for (const [index, bytes] of frames.entries()) writer.write(frameOf(bytes, index + 1));
    writer.flush();
    closeSync(descriptor);
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The lines that tshark prints of a capture. */
export function tshark(path: string, words: readonly string[] = []): string[] {
  const run = spawnSync('tshark', ['-n', '-r', path, ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return run.stdout.replace(/\n$/, '').split('\n');
}
