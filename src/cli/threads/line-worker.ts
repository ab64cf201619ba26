// A worker's entry: writes the lines of the frames that it is handed to standard output, until there are no more.
import { workerData } from 'node:worker_threads';
import { openOutput } from '../output.ts';
import type { TimeOptions } from '../summary-output.ts';
import type { SharedBatches } from './batch-layout.ts';
import { BatchTaker } from './batch-queue.ts';
import { LineMaker } from './line-maker.ts';

/** What the worker is started with. */
export interface LineWork {
  readonly shared: SharedBatches;
  readonly options: TimeOptions;
}

function writeLines({ shared, options }: LineWork): void {
  const taker = new BatchTaker(shared);
  try {
    const out = openOutput();
    const maker = new LineMaker(out, shared.windows, options);
    let goesOn = true;
    while (goesOn) {
      goesOn = maker.use(taker.take());
      if (!goesOn) out.flush();
      taker.give();
    }
  } catch (error) {
    taker.stop(error);
  }
}

writeLines(workerData);
