// Whether a second thread makes the lines of a plain summary, and its start. What it brings and costs stands in
// docs/decisions/0010-two-threads.md.
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { ReadOptions } from '../read-options.ts';
import { type SharedBatches, shareBatches } from './batch-layout.ts';
import type { LineWork } from './line-worker.ts';

/** Below it the start of a worker costs more than it saves. */
const smallestFile = 16 << 20;
/** Of -c; below it the same holds. */
const fewestFrames = 100_000;

/** Beside this file when it is bundled; from the sources there is none. */
const entry = new URL('./line-worker.cjs', import.meta.url);

/** One capture in a file, as whose frames leave their memory all at once; all frames; times that count from no other line. */
export function isForTwoThreads(paths: readonly string[], options: ReadOptions): boolean {
  const { quiet, lineBuffered, from, to, time, count = Number.POSITIVE_INFINITY } = options;
  const [path] = paths;
  if (quiet || lineBuffered || from !== undefined || to !== undefined || time === 'd' || time === 'dd') return false;
  if (paths.length !== 1 || path === undefined || path === '-') return false;
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isFile() || !existsSync(entry)) return false;
  // For tests: `always` or `never`.
  const forced = process.env.POOLSHARK_TWO_THREADS;
  if (forced !== undefined) return forced === 'always';
  return status.size >= smallestFile && count >= fewestFrames && availableParallelism() > 1;
}

/** Starts the worker: it waits for batches. When the main thread is done, it ends with it. */
export function startLineWorker({ time, timeUnit }: ReadOptions): SharedBatches {
  const shared = shareBatches();
  const workerData: LineWork = { shared, options: { time, timeUnit } };
  new Worker(entry, { workerData }).unref();
  return shared;
}
