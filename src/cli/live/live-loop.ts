// The loop of `live`: frames as they come, in portions that leave time for keys, drawing and timers.
import type { CaptureSource } from '../../capture/source.ts';
import type { Watch } from './watch.ts';

/** So long the loop may keep everybody else waiting. */
const portionMs = 20;
/** The clock is asked once for so many frames: asking costs as much as a frame. */
const framesPerLook = 64;

/** Runs until the source ends, or `count` frames were taken. */
export async function runLive(
  source: CaptureSource,
  watch: Pick<Watch, 'take' | 'flush'>,
  count = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { frame } = source;
  let left = count;
  let until = performance.now() + portionMs;
  do {
    while (left > 0 && source.next()) {
      watch.take(frame);
      left--;
      if (left % framesPerLook !== 0 || performance.now() < until) continue;
      watch.flush();
      await turn();
      until = performance.now() + portionMs;
    }
    watch.flush();
    if (performance.now() >= until) {
      // What is read next may be here already: without this, nobody else would get a turn.
      await turn();
      until = performance.now() + portionMs;
    }
  } while (left > 0 && (await source.fill()));
}

/** Lets everybody have a turn who waits for one. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
