// Opens a capture: a file or a stream, pcap or pcapng, plain or compressed. What it is, its first octets tell and
// never its name. What reads the forms that are not plain pcap files is loaded where one is met.
import { closeSync, createReadStream, fstatSync, openSync, type Stats } from 'node:fs';
import type { Readable } from 'node:stream';
import { BlockWindow, type WindowMemory } from './block-window.ts';
import { counted, FileSupply, StreamSupply } from './byte-supply.ts';
import type { Compression } from './decompress.ts';
import { CaptureError } from './frame.ts';
import { PCAP_HEADER_LENGTH, PCAP_MODIFIED, pcapKind, readPcapHeader } from './pcap-header.ts';
import { PcapReader } from './pcap-reader.ts';
import { SECTION_HEADER } from './pcapng-blocks.ts';
import { type CaptureSource, emptySource } from './source.ts';

const MAGIC_LENGTH = 4;
const FILE_WINDOW = 1 << 18;
const STREAM_WINDOW = 1 << 18;

/**
 * Opens the file at this path. Throws a CaptureError when there is no capture to read. A capture
 * that turns out cut or damaged gives its frames up to there, then its `fault`. `onRead` is told of each piece that is read.
 * `memory` says where the frames of a file are to lie.
 */
export async function openCapture(
  path: string,
  onRead?: (octets: number) => void,
  memory?: WindowMemory,
): Promise<CaptureSource> {
  let descriptor: number;
  let status: Stats;
  try {
    descriptor = openSync(path, 'r');
    status = fstatSync(descriptor);
  } catch (error) {
    throw openFailure(error);
  }
  if (status.isDirectory()) {
    closeSync(descriptor);
    throw new CaptureError('unreadable', 'this is a directory, not a capture');
  }
  // A named pipe (`<(…)` of the shell) may have to wait for its writer; the thread must not.
  if (!status.isFile()) return openStream(createReadStream(path, { fd: descriptor }), onRead);
  // Many small files may be open at once to be merged.
  const capacity = Math.min(FILE_WINDOW, Math.max(4096, status.size));
  const window = new BlockWindow(counted(new FileSupply(descriptor), onRead), 'file', capacity);
  return openWindow(window, false, memory);
}

/** Reads a capture as it arrives. Closing the source destroys the stream. */
export function openStream(stream: Readable, onRead?: (octets: number) => void): Promise<CaptureSource> {
  return openWindow(new BlockWindow(counted(new StreamSupply(stream), onRead), 'stream', STREAM_WINDOW), true);
}

async function openWindow(window: BlockWindow, isStream: boolean, memory?: WindowMemory): Promise<CaptureSource> {
  try {
    if (!(await window.ensure(MAGIC_LENGTH))) return endsEarly(window);
    const compression = compressionOf(window);
    if (compression === undefined) return await openPlain(window, isStream, memory);
    const { DecompressedSupply } = await import('./decompress.ts');
    const supply = new DecompressedSupply(window, compression);
    const plain = new BlockWindow(supply, `uncompressed ${window.place}`);
    if (!(await plain.ensure(MAGIC_LENGTH))) return endsEarly(plain);
    return await openPlain(plain, false, memory);
  } catch (error) {
    window.close();
    throw error;
  }
}

async function openPlain(window: BlockWindow, isStream: boolean, memory?: WindowMemory): Promise<CaptureSource> {
  if (memory) window.goOnIn(memory);
  const kind = pcapKind(window.view, window.start);
  if (kind !== undefined) {
    if (!(await window.ensure(PCAP_HEADER_LENGTH))) return cutInHeader(window);
    const header = readPcapHeader(window, kind);
    // pcap-parser reads streams, but knows neither the modified form nor what comes out of a decompressor.
    if (!isStream || kind.magic === PCAP_MODIFIED) return new PcapReader(window, header);
    const { PcapStream } = await import('./pcap-stream.ts');
    return new PcapStream(window, header);
  }
  if (window.view.getUint32(window.start, false) === SECTION_HEADER) {
    if (!(await window.ensure(12))) return cutInHeader(window);
    const { PcapngReader, sectionIsLittleEndian } = await import('./pcapng-reader.ts');
    if (sectionIsLittleEndian(window.view, window.start) !== undefined) return new PcapngReader(window);
  }
  throw notACapture(window);
}

function compressionOf({ bytes, view, start }: BlockWindow): Compression | undefined {
  if (bytes[start] === 0x1f && bytes[start + 1] === 0x8b && bytes[start + 2] === 8) return 'gzip';
  const magic = view.getUint32(start, true);
  if (magic === 0x184d2204) return 'lz4';
  // Parallel zstd puts a frame to be skipped before all others.
  if (magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50) return 'zstd';
  return undefined;
}

/** Fewer octets than a magic number has. */
function endsEarly(window: BlockWindow): CaptureSource {
  if (window.fault !== undefined) return faultySource(window, window.fault);
  if (window.available === 0) throw new CaptureError('empty', `the ${window.place} is empty`);
  throw notACapture(window);
}

function cutInHeader(window: BlockWindow): CaptureSource {
  const end = window.base + window.end;
  const message = `the capture is cut short in the middle of its header, ${window.placeOf(end)}`;
  return faultySource(window, window.fault ?? new CaptureError('cut', message, end));
}

function faultySource(window: BlockWindow, fault: CaptureError): CaptureSource {
  window.close();
  return emptySource(fault);
}

function notACapture(window: BlockWindow): CaptureError {
  const first = [...window.bytes.subarray(window.start, Math.min(window.end, window.start + MAGIC_LENGTH))];
  const hex = first.map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
  return new CaptureError('not-a-capture', `this is neither pcap nor pcapng: the ${window.place} begins with ${hex}`);
}

function openFailure(error: unknown): CaptureError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new CaptureError('missing', 'no such file');
  if (code === 'EACCES' || code === 'EPERM') return new CaptureError('unreadable', 'permission denied');
  const reason = error instanceof Error ? error.message.replace(/, open '.*$/s, '') : String(error);
  return new CaptureError('unreadable', `the file cannot be opened: ${reason}`);
}
