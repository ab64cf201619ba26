// The recorded sessions of OpenSSL in samples/tls, read with their secrets.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../../src/capture/frame.ts';
import { openCapture } from '../../../src/capture/open.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { parseKeyLog, TlsSecrets } from '../../../src/dissect/tls/secrets.ts';
import { type Seen, seenOf } from '../watch.ts';

export const folder = 'samples/tls';

export interface Session {
  readonly frames: readonly Frame[];
  readonly secrets: TlsSecrets;
}

/** The frames of a sample, copied, and the secrets that it brings or that stand beside it. */
export async function sessionOf(name: string): Promise<Session> {
  const source = await openCapture(join(folder, name));
  const frames: Frame[] = [];
  do {
    while (source.next()) {
      const bytes = source.frame.bytes.slice(source.frame.start, source.frame.end);
      frames.push({ ...source.frame, bytes, start: 0, end: bytes.length });
    }
  } while (await source.fill());
  const keys = join(folder, name.replace(/\.pcap$/, '.keys'));
  const secrets =
    name.endsWith('.pcap') && existsSync(keys) ? parseKeyLog(readFileSync(keys, 'latin1')) : new TlsSecrets();
  return { frames, secrets: secrets.follow(source) };
}

export interface Read {
  readonly seen: readonly Seen[];
  readonly dissector: Dissector;
}

export function read(frames: readonly Frame[], tlsSecrets?: TlsSecrets): Read {
  const dissector = new Dissector({ tlsSecrets });
  return { seen: frames.map((frame) => seenOf(dissector.dissect(frame))), dissector };
}
