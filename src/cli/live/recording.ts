// -w and -b of `live`: every packet that was captured, as pcapng, in one file or a ring of them. A disk that is full ends the
// recording, not the watching.
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import packageFile from '../../../package.json' with { type: 'json' };
import { type CaptureCopy, copyCapture } from '../../capture/capture-copy.ts';
import type { CaptureSource } from '../../capture/source.ts';
import type { Dissection } from '../../dissect/dissection.ts';
import { printable, UsageError } from '../errors.ts';
import type { Limits } from './live-options.ts';
import type { LiveSink } from './live-sink.ts';
import { RingFiles } from './ring-files.ts';

const standardOutput = 1;
const flushMs = 500;

export interface RecordingOptions {
  readonly path: string;
  readonly source: CaptureSource;
  /** -b; undefined: one file. */
  readonly ring: Limits | undefined;
  /** Told once, when writing is no longer possible. */
  readonly onFailure: (sentence: string) => void;
}

export class Recording implements LiveSink {
  notRecorded = 0;
  /** Files begun so far. */
  files = 0;
  /** Kilobytes (1000 octets, as in tshark) of this file so far, or nearly: what is still to be written counts. */
  kilobytes = 0;
  readonly #options: RecordingOptions;
  readonly #ring: RingFiles | undefined;
  #descriptor = -1;
  #copy: CaptureCopy | undefined;
  #path = '';
  #inode = 0;
  #packets = 0;
  #begunMs = 0;
  #flushedMs = 0;

  constructor(options: RecordingOptions) {
    this.#options = options;
    const { ring, path } = options;
    this.#ring = ring === undefined ? undefined : new RingFiles(path, ring.files);
    try {
      this.#begin();
    } catch (error) {
      throw new UsageError(`-w ${printable(path)}: cannot be written: ${reasonOf(error)}`);
    }
  }

  frame(d: Dissection): void {
    const copy = this.#copy;
    if (copy === undefined) {
      this.notRecorded++;
      return;
    }
    const { frame } = d;
    try {
      if (this.#isFull()) this.#change();
      this.#copy?.write(frame);
      this.#packets++;
      this.kilobytes += (32 + ((frame.end - frame.start + 3) & ~3)) / 1000;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What -Y hides is recorded all the same. */
  skip(d: Dissection): void {
    this.frame(d);
  }

  /** So that who reads the file meanwhile sees what there is. */
  flush(): void {
    const now = performance.now();
    if (now - this.#flushedMs < flushMs) return;
    this.#flushedMs = now;
    this.#guarded(() => this.#copy?.flush());
  }

  tick(): void {
    if (this.#copy !== undefined && this.#packets > 0 && this.#isFull()) this.#guarded(() => this.#change());
    this.flush();
  }

  /** After a log rotation the path names another file, or none; where it is still ours, nothing is begun over it. */
  reopen(): void {
    const { path, onFailure } = this.#options;
    if (path === '-') return;
    if (this.#ring !== undefined || statSync(path, { throwIfNoEntry: false })?.ino !== this.#inode)
      this.#guarded(() => this.#change());
    else if (this.#copy !== undefined) this.#guarded(() => this.#copy?.flush());
    else onFailure(`recording to ${printable(path)} cannot begin again: move that file away first`);
  }

  end(): void {
    this.#guarded(() => this.#copy?.end());
    this.#close();
  }

  #isFull(): boolean {
    const { ring } = this.#options;
    if (ring === undefined) return false;
    const { kilobytes, packets, seconds, intervalSeconds } = ring;
    if (kilobytes !== undefined && this.kilobytes >= kilobytes) return true;
    if (packets !== undefined && this.#packets >= packets) return true;
    if (seconds === undefined && intervalSeconds === undefined) return false;
    const now = Date.now();
    if (seconds !== undefined && now - this.#begunMs >= seconds * 1000) return true;
    const interval = (intervalSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    return Math.floor(now / interval) !== Math.floor(this.#begunMs / interval);
  }

  #change(): void {
    this.#copy?.end();
    this.#close();
    this.#begin();
  }

  #begin(): void {
    const { path, source } = this.#options;
    this.#path = this.#ring?.next(new Date()) ?? path;
    this.#descriptor = path === '-' ? standardOutput : openSync(this.#path, 'w');
    this.#copy = copyCapture(this.#descriptor, source, 'pcapng', `poolshark ${packageFile.version}`);
    this.#inode = fstatSync(this.#descriptor).ino;
    this.files++;
    this.#packets = 0;
    this.kilobytes = 0;
    this.#begunMs = Date.now();
  }

  #close(): void {
    if (this.#descriptor > standardOutput) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Closed pipes end the program elsewhere; everything else ends the recording. */
  #fail(error: unknown): void {
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') throw error;
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    this.#copy = undefined;
    this.notRecorded++;
    try {
      this.#close();
    } catch {
      // The disk is full, whatever closing says.
    }
    this.#options.onFailure(
      `recording to ${printable(this.#path)} has stopped: ${reasonOf(error)}; what was written until now stays, watching goes on`,
    );
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z0-9]+: /, '').replace(/, (open|write|close).*$/s, '');
}
