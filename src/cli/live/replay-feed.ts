// A capture that is played through `live -r`: its packets come when their time has come.
import type { CaptureSource } from '../../capture/source.ts';
import { printable, UsageError } from '../errors.ts';
import { openInputs } from '../input.ts';
import type { Feed } from './feed.ts';
import type { LiveOptions } from './live-options.ts';
import { PacedSource } from './paced-source.ts';

/** What can be done to a capture that is played. */
export interface PlayedFeed extends Feed {
  readonly source: PacedSource;
  /** The capture itself, opened at its beginning: the first time, the one that is played. */
  openCapture(): Promise<CaptureSource>;
}

/** `10x`, `0.5x` or `max`. */
export function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const [, digits = ''] = /^(\d+(?:\.\d+)?)x?$/.exec(text) ?? [];
  const speed = Number(digits);
  if (digits === '' || !(speed > 0))
    throw new UsageError(`--speed ${printable(text)}: expected a number as in 10x, or max`);
  return speed;
}

export async function openReplayFeed(options: LiveOptions, speed: number): Promise<PlayedFeed> {
  const inputs = await openInputs([], options);
  const source = new PacedSource(inputs.source, speed);
  const names = inputs.paths.map((path) => printable(path.split('/').at(-1) ?? path)).join(', ');
  let failures: readonly string[] = [];
  let isFirst = true;
  return {
    source,
    isLive: false,
    title: names,
    greeting: `playing ${names} at ${Number.isFinite(speed) ? `${speed}x` : 'full speed'}`,
    counts: {},
    away: [],
    get failures() {
      return failures;
    },
    askCounts: () => {},
    stop: () => source.stop(),
    // Says itself what was wrong with a file.
    finish: async () => {
      if (inputs.finish() !== 0) failures = ['the capture could not be read to its end'];
    },
    async openCapture() {
      const opened = isFirst ? inputs : await openInputs([], options);
      isFirst = false;
      return opened.source;
    },
    close: () => source.close(),
  };
}
