// A running engine: its packets as a stream, what it said on standard error, its counts, and how it ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { CaptureOptions, Engine, EngineCounts } from './engine.ts';

const linesKept = 20;
const lineLimit = 500;
/** An engine that was asked to end and does not is killed. */
const endTimeoutMs = 2000;

export class RunningEngine {
  readonly stream: Readable;
  /** Settles when the process has ended and all its words are known. */
  readonly ended: Promise<void>;
  counts: EngineCounts = {};
  /** Undefined while it runs; a signal's name or an exit code after that. */
  outcome: string | number | undefined;
  /** We asked it to end. */
  isStopping = false;
  readonly #engine: Engine;
  #child: ChildProcess | undefined;
  readonly #lines: string[] = [];
  #rest = '';

  constructor(engine: Engine, options: CaptureOptions) {
    this.#engine = engine;
    const { file, words } = engine.command(options);
    // In a session of its own: Ctrl-C in a terminal goes to us alone, and we end it so that nothing in its pipe is lost.
    const child = begin(file, words);
    if (child instanceof Error) {
      this.#say(whyNotBegun(engine, file, child));
      this.outcome = 'not started';
      this.stream = Readable.from([]);
      this.ended = Promise.resolve();
      return;
    }
    this.#child = child;
    this.stream = child.stdout as Readable;
    const decoder = new StringDecoder('utf8');
    child.stderr?.on('data', (octets: Buffer) => this.#hear(decoder.write(octets)));
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => {
        this.#say(whyNotBegun(engine, file, error));
        this.outcome ??= 'not started';
        resolve();
      });
      // Not `exit`: what it said last may still be under way.
      child.on('close', (code, signal) => {
        if (this.#rest !== '') this.#say(this.#rest);
        this.outcome ??= signal ?? code ?? 0;
        resolve();
      });
    });
  }

  /** Its last words that tell more than that all is well: one line, without its name before it. */
  get lastWords(): string {
    const name = `${this.#engine.name}: `;
    const first = this.#lines.findIndex((line) => line.startsWith(name));
    const lines = first < 0 ? this.#lines.slice(-3) : this.#lines.slice(first, first + 3);
    return lines
      .map((line) => line.replace(name, ''))
      .join(' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
  }

  /** Asks for counts, where it gives any while it runs. */
  askCounts(): void {
    if (this.#engine.countSignal !== undefined && this.outcome === undefined)
      this.#child?.kill(this.#engine.countSignal);
  }

  /** Asks it to end; what it has captured until now comes before the end of its stream. */
  stop(): void {
    if (this.isStopping || this.outcome !== undefined) return;
    this.isStopping = true;
    this.#child?.kill('SIGTERM');
    setTimeout(() => this.kill(), endTimeoutMs).unref();
  }

  kill(): void {
    if (this.outcome === undefined) this.#child?.kill('SIGKILL');
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, lineLimit);
    for (const line of lines) this.#say(line);
  }

  #say(line: string): void {
    const counts = this.#engine.counts(line);
    if (counts !== undefined) this.counts = { ...this.counts, ...counts };
    if (line.trim() === '' || counts !== undefined || this.#engine.isChatter(line)) return;
    this.#lines.push(line.slice(0, lineLimit));
    if (this.#lines.length > linesKept) this.#lines.shift();
  }
}

/** Some refusals of the system come as exceptions, others as events. */
function begin(file: string, words: readonly string[]): ChildProcess | Error {
  try {
    return spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * A program whose file has capabilities is not begun where the process may never have them (capabilities(7)): a service with a
 * CapabilityBoundingSet, a container.
 */
function whyNotBegun({ name }: Engine, file: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EPERM')
    return `${name}: the system does not let ${file} begin: its file has capabilities that this process may not have; add CAP_NET_ADMIN to its CapabilityBoundingSet, or choose another engine with --engine`;
  return `${name}: ${file} cannot be begun: ${error.message}`;
}
