// What the tests of captures share: octets as a file or a stream, and all frames of a source as plain values.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import type { CaptureError, Frame, FrameSource } from '../../src/capture/frame.ts';
import { openCapture, openStream } from '../../src/capture/open.ts';
import { type PcapOptions, pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts';
import type { CaptureInterface, CaptureSource } from '../../src/capture/source.ts';

export interface Collected {
  frames: Omit<Frame, 'start' | 'end' | 'origin'>[];
  interfaces: readonly CaptureInterface[];
  fault: CaptureError | undefined;
}

export async function collect(source: FrameSource & Partial<CaptureSource>): Promise<Collected> {
  const frames: Collected['frames'] = [];
  do {
    while (source.next()) {
      const { start, end, origin: _, ...rest } = source.frame;
      frames.push({ ...rest, bytes: Uint8Array.from(source.frame.bytes.subarray(start, end)) });
    }
  } while (await source.fill());
  source.close();
  return { frames, interfaces: source.interfaces ?? [], fault: source.fault };
}

const folder = mkdtempSync(join(tmpdir(), 'poolshark-capture-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let fileCount = 0;

/** The name says nothing on purpose. */
export function fileOf(...parts: readonly Uint8Array[]): string {
  const path = join(folder, `capture-${fileCount++}`);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

export async function readFile(...parts: readonly Uint8Array[]): Promise<Collected> {
  return collect(await openCapture(fileOf(...parts)));
}

/** Reads the octets as a stream that brings them in chunks of this length. */
export async function readStream(octets: Uint8Array, chunkLength: number): Promise<Collected> {
  return collect(await openStream(streamOf(octets, chunkLength)));
}

export function streamOf(octets: Uint8Array, chunkLength: number): Readable {
  function* chunks() {
    for (let at = 0; at < octets.length; at += chunkLength) yield Buffer.from(octets.subarray(at, at + chunkLength));
  }
  return Readable.from(chunks(), { objectMode: false });
}

/** Packet number n, from 0: its time, and octets that tell it from the others. */
export function packet(n: number, length = 20 + n) {
  const bytes = Uint8Array.from({ length }, (_, at) => (n * 7 + at) & 0xff);
  return {
    seconds: 1_700_000_000 + n,
    nanoseconds: 123_456_000 + n,
    bytes,
    start: 0,
    end: length,
    originalLength: length + n,
  };
}

/** A pcap file of so many packets. */
export function pcapOf(count: number, options: PcapOptions = { linkType: 1 }): Uint8Array {
  const records = Array.from({ length: count }, (_, n) => pcapRecord(options, packet(n)));
  return Uint8Array.from(Buffer.concat([pcapHeader(options), ...records]));
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/#.*$/gm, '').replace(/\s/g, ''), 'hex'));
}
