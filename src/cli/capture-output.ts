// -w of `read`: the frames that pass go into a new capture, in the format that -F or the file's ending says.
import { closeSync, openSync, type Stats, statSync } from 'node:fs';
import process from 'node:process';
import packageFile from '../../package.json' with { type: 'json' };
import { type CaptureCopy, copyCapture } from '../capture/capture-copy.ts';
import type { CaptureFormat } from '../capture/capture-formats.ts';
import type { CaptureSource } from '../capture/source.ts';
import type { Dissection } from '../dissect/dissection.ts';
import type { FrameOutput } from '../report/read/frame-output.ts';
import { printable, UsageError } from './errors.ts';

const standardOutput = 1;

/** Checks what can be checked before any input is opened. `inputs` are paths; `-` is standard input. */
export function checkCapturePath(path: string, inputs: readonly string[]): void {
  if (path === '-') {
    if (process.stdout.isTTY) throw new UsageError('-w -: standard output is a terminal; send it to a file or a pipe');
    return;
  }
  const target = statusOf(path);
  if (target?.isDirectory()) throw new UsageError(`-w ${printable(path)}: this is a directory`);
  if (target === undefined || !target.isFile()) return;
  for (const input of inputs) {
    const source = input === '-' ? undefined : statusOf(input);
    if (source !== undefined && source.ino === target.ino && source.dev === target.dev)
      throw new UsageError(`-w ${printable(path)}: this is the capture that is read; write to another file`);
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Without -F the ending tells: .pcap and .cap are pcap, everything else is pcapng. */
function formatOf(path: string, asked: CaptureFormat | undefined): CaptureFormat | 'finest' {
  if (asked !== undefined) return asked;
  return /\.(pcap|cap)$/i.test(path) ? 'finest' : 'pcapng';
}

/** What was written stays, however the run ends. */
export class CaptureOutput implements FrameOutput {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #copy: CaptureCopy;

  constructor(path: string, format: CaptureFormat | undefined, source: CaptureSource) {
    this.#path = path;
    this.#descriptor = path === '-' ? standardOutput : this.#guarded(() => openSync(path, 'w'));
    const application = `poolshark ${packageFile.version}`;
    this.#copy = copyCapture(this.#descriptor, source, formatOf(path, format), application);
  }

  begin(): void {}

  write({ frame }: Dissection): void {
    this.#guarded(() => this.#copy.write(frame));
  }

  flush(): void {
    this.#guarded(() => this.#copy.flush());
  }

  end(): void {
    this.#guarded(() => this.#copy.end());
    if (this.#path !== '-') closeSync(this.#descriptor);
  }

  /** A full disk or a missing folder is the world's fault: one line. A closed pipe ends quietly elsewhere. */
  #guarded<Result>(act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error) || ('code' in error && error.code === 'EPIPE')) throw error;
      const reason = error.message.replace(/^[A-Z0-9]+: /, '').replace(/, (open|write).*$/s, '');
      throw new UsageError(`-w ${printable(this.#path)}: cannot be written: ${reason}`);
    }
  }
}
