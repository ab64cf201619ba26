// The captures that the measurements read: made once, kept in .bench/. Their names bear a version: count it up when
// the simulation changes what it makes.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const version = 1;
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.bench');

export type CaptureKind = 'rserpool' | 'mixed';

/** The file's path. Another process makes it, so that its memory and its warm caches are not ours. */
export async function capture(kind: CaptureKind, packets: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${kind}-${packets}-v${version}.pcap`);
  if (existsSync(path)) return path;
  console.log(`making ${path}: ${packets.toLocaleString('en')} packets`);
  const words = ['--import', 'tsx', join(root, 'bench', `make-${kind}.ts`), path, String(packets)];
  const child = spawn(process.execPath, words, { cwd: root, stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => child.on('exit', resolve).on('error', reject));
  if (code !== 0) throw new Error(`${kind} could not be made`);
  return path;
}
