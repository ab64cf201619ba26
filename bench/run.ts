// Runs one command with its output thrown away: how long it took, and how much memory it had at most.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  readonly seconds: number;
  /** Largest resident set, in MB; undefined where there is no /proc. */
  readonly peakMegabytes: number | undefined;
}

const pollMilliseconds = 10;

/** The kernel keeps the maximum itself, so a look now and then misses only what grew at the very end. */
function highWaterMark(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

export function run(command: readonly string[]): Promise<Measured> {
  const [program = '', ...words] = command;
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint();
    const child = spawn(program, words, { stdio: 'ignore' });
    let peak: number | undefined;
    const timer = setInterval(() => {
      if (child.pid !== undefined) peak = highWaterMark(child.pid) ?? peak;
    }, pollMilliseconds);
    child.on('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.on('exit', (code, signal) => {
      clearInterval(timer);
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      if (code === 0) resolve({ seconds, peakMegabytes: peak });
      else reject(new Error(`${command.join(' ')} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** A command's figures over all repetitions. */
export class Series {
  readonly #runs: Measured[] = [];

  add(measured: Measured): void {
    this.#runs.push(measured);
  }

  get least(): number {
    return Math.min(...this.#runs.map(({ seconds }) => seconds));
  }

  get median(): number {
    const sorted = this.#runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  }

  get peakMegabytes(): number | undefined {
    const peaks = this.#runs.map(({ peakMegabytes }) => peakMegabytes).filter((peak) => peak !== undefined);
    return peaks.length === 0 ? undefined : Math.max(...peaks);
  }
}
