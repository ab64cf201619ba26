// A running engine: its packets as a stream, what it said on standard error, its counts, and how it ended.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
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
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #rest = '';

  constructor(engine: Engine, options: CaptureOptions) {
    this.#engine = engine;
    const { file, words } = engine.command(options);
    // In a session of its own: Ctrl-C in a terminal goes to us alone, and we end it so that nothing in its pipe is lost.
    this.#child = spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.stream = this.#child.stdout as Readable;
    const decoder = new StringDecoder('utf8');
    this.#child.stderr?.on('data', (octets: Buffer) => this.#hear(decoder.write(octets)));
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#say(error.message);
        this.outcome ??= 'not started';
        resolve();
      });
      // Not `exit`: what it said last may still be under way.
      this.#child.on('close', (code, signal) => {
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
      this.#child.kill(this.#engine.countSignal);
  }

  /** Asks it to end; what it has captured until now comes before the end of its stream. */
  stop(): void {
    if (this.isStopping || this.outcome !== undefined) return;
    this.isStopping = true;
    this.#child.kill('SIGTERM');
    setTimeout(() => this.kill(), endTimeoutMs).unref();
  }

  kill(): void {
    if (this.outcome === undefined) this.#child.kill('SIGKILL');
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
