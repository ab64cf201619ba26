// The recorded sessions of OpenSSL in samples/tls, read with their secrets.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../../src/capture/frame.ts';
import { openCapture } from '../../../src/capture/open.ts';
import { Dissector } from '../../../src/dissect/dissector.ts';
import { parseKeyLog, TlsSecrets } from '../../../src/dissect/tls/secrets.ts';
import type { Side } from '../../../src/encode/association.ts';
import { type Seen, seenOf } from '../watch.ts';

export const folder = 'samples/tls';

export interface Session {
  readonly frames: readonly Frame[];
  readonly secrets: TlsSecrets;
  /** Octets of its key log. */
  readonly keyLog: Uint8Array;
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
  const keyLog = source.secrets?.[0]?.bytes ?? readFileSync(keys);
  return { frames, secrets: secrets.follow(source), keyLog };
}

export interface Read {
  readonly seen: readonly Seen[];
  readonly dissector: Dissector;
}

export function read(frames: readonly Frame[], tlsSecrets?: TlsSecrets): Read {
  const dissector = new Dissector({ tlsSecrets });
  return { seen: frames.map((frame) => seenOf(dissector.dissect(frame))), dissector };
}

/** The records of a recorded TCP connection (IPv4 over Ethernet) in the order in which they were sent. */
export function recordsOf(frames: readonly Frame[], port = 3864): [Side, Uint8Array][] {
  const next: Partial<Record<Side, number>> = {};
  const rest: Record<Side, Uint8Array> = { client: new Uint8Array(0), server: new Uint8Array(0) };
  const records: [Side, Uint8Array][] = [];
  for (const { bytes } of frames) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const tcp = 14 + (bytes[14]! & 15) * 4;
    const payload = bytes.subarray(tcp + (bytes[tcp + 12]! >> 4) * 4, 14 + view.getUint16(16));
    const from: Side = view.getUint16(tcp) === port ? 'server' : 'client';
    const sequence = view.getUint32(tcp + 4);
    if (payload.length === 0) continue;
    if (sequence !== (next[from] ?? sequence)) throw new Error('segments were lost or sent again: record once more');
    next[from] = (sequence + payload.length) >>> 0;
    let octets = Uint8Array.from([...rest[from], ...payload]);
    while (octets.length >= 5) {
      const end = 5 + ((octets[3]! << 8) | octets[4]!);
      if (octets.length < end) break;
      records.push([from, octets.slice(0, end)]);
      octets = octets.slice(end);
    }
    rest[from] = octets;
  }
  return records;
}
