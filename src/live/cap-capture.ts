// The engine cap, seen from inside its own process: packets from libpcap to a pcap stream. Its traps are closed here: the
// receive buffer is never let go, an open that failed is the end of the process, and nothing is opened twice.
import { createRequire } from 'node:module';
import { pcapHeader } from '../capture/pcap-writer.ts';
import type { CaptureOptions } from './engine.ts';

interface CapHandle {
  open(device: string, filter: string, bufferSize: number, buffer: Buffer): string;
  setMinBytes?(count: number): void;
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): void;
}

export interface CapOutput {
  /** Writes all of it before it returns. */
  write(octets: Uint8Array): void;
  say(line: string): void;
  /** Ends the process at once, without collecting garbage: after an open that failed that would abort it. */
  exit(code: number): void;
}

/** Names that cap gives to link types. */
const linkTypes: Readonly<Record<string, number>> = { ETHERNET: 1, NULL: 0, RAW: 101, LINKTYPE_LINUX_SLL: 113 };

const packetLimit = 65_535;
const recordHeader = 16;
const batchSize = 1 << 16;
/** The ring is cut into slots of 65 535 octets each: 100 MiB hold 1600 packets, 32 ms at 50 000 a second, which is not enough. */
const leastRingMiB = 256;

/** A module's variable: whatever is reachable from it is never collected. */
const pinned: { handle: CapHandle | undefined; readonly buffer: Buffer } = {
  handle: undefined,
  buffer: Buffer.alloc(packetLimit),
};

export function runCap(options: CaptureOptions, { write, say, exit }: CapOutput): { flush(): void } {
  const { buffer } = pinned;
  const batch = new Uint8Array(batchSize + packetLimit + recordHeader);
  const view = new DataView(batch.buffer);
  let filled = 0;
  let scheduled = false;
  const flush = () => {
    scheduled = false;
    if (filled === 0) return;
    const length = filled;
    filled = 0;
    write(batch.subarray(0, length));
  };
  let linkType: number | undefined;
  try {
    const { Cap } = createRequire(import.meta.url)('cap') as { Cap: new () => CapHandle };
    const handle = new Cap();
    pinned.handle = handle;
    const ringMiB = Math.max(leastRingMiB, options.bufferMiB);
    linkType = linkTypes[handle.open(options.interface, options.filter, ringMiB * 2 ** 20, buffer)];
    if (linkType === undefined) throw new Error(`cap does not say what link type ${options.interface} has`);
    handle.setMinBytes?.(0);
    handle.on('packet', (length) => {
      const now = epochNanoseconds();
      const kept = Math.min(length, options.snapLength ?? packetLimit);
      view.setUint32(filled, now.seconds, true);
      view.setUint32(filled + 4, now.nanoseconds, true);
      view.setUint32(filled + 8, kept, true);
      view.setUint32(filled + 12, length, true);
      filled += recordHeader;
      batch.set(buffer.subarray(0, kept), filled);
      filled += kept;
      if (filled >= batchSize) flush();
      else if (!scheduled) {
        scheduled = true;
        // After all packets that are there now.
        setImmediate(flush);
      }
    });
  } catch (error) {
    say(`cap: ${error instanceof Error ? error.message : String(error)}`);
    exit(1);
    return { flush };
  }
  write(pcapHeader({ linkType, snapLength: packetLimit, nanoseconds: true }));
  say(`listening on ${options.interface}`);
  return { flush };
}

/** How long our clock may run without looking at the computer's, which may be set meanwhile. */
const clockMs = 1000;
let baseMs = Date.now();
let baseTicks = performance.now();

function epochNanoseconds(): { readonly seconds: number; readonly nanoseconds: number } {
  let passed = performance.now() - baseTicks;
  if (passed > clockMs) {
    baseMs = Date.now();
    baseTicks = performance.now();
    passed = 0;
  }
  const ms = baseMs + passed;
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanoseconds: Math.min(999_999_999, Math.floor((ms - seconds * 1000) * 1e6)) };
}
