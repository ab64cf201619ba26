// How long answers took, as a distribution for each kind of request (exchanges of src/protocol), with the slowest of them.
import type { ExchangeRow } from '../analysis-view.ts';
import type { ResponseTimes } from './schema.ts';

/** More than this are thinned: every second one is forgotten, and from then on every second one is taken. */
const secondsKept = 32_768;
/** In the report, for a chart. */
const samplesShown = 1500;
const framesShown = 50;
const classesInTen = 10;

class Times {
  /** epoch, seconds, frame, one behind the other. */
  values: number[] = [];
  stride = 1;
  seen = 0;
  readonly classes = new Map<number, number>();

  add(epoch: number, seconds: number, frame: number): void {
    const position = Math.floor(Math.log10(Math.max(seconds, 1e-7)) * classesInTen);
    this.classes.set(position, (this.classes.get(position) ?? 0) + 1);
    if (this.seen++ % this.stride !== 0) return;
    this.values.push(epoch, seconds, frame);
    if (this.values.length < 3 * secondsKept) return;
    this.stride *= 2;
    this.values = this.values.filter((_, index) => Math.floor(index / 3) % 2 === 0);
  }
}

export class ResponseRecorder {
  private readonly byName = new Map<string, Times>();
  private readonly unanswered = new Map<string, number[]>();

  answer(name: string, epoch: number, seconds: number, frame: number): void {
    let times = this.byName.get(name);
    if (times === undefined) {
      times = new Times();
      this.byName.set(name, times);
    }
    times.add(epoch, seconds, frame);
  }

  noAnswer(name: string, frame: number): void {
    const frames = this.unanswered.get(name) ?? [];
    if (frames.length < framesShown) frames.push(frame);
    this.unanswered.set(name, frames);
  }

  report(exchanges: readonly ExchangeRow[]): ResponseTimes[] {
    return exchanges.map((row) => {
      const times = this.byName.get(row.name);
      return {
        ...row,
        quantiles: quantilesOf(times),
        histogram: histogramOf(times),
        samples: samplesOf(times),
        unansweredFrames: this.unanswered.get(row.name) ?? [],
      };
    });
  }
}

function quantilesOf(times: Times | undefined): ResponseTimes['quantiles'] {
  if (times === undefined || times.values.length === 0) return null;
  const sorted = times.values.filter((_, index) => index % 3 === 1).sort((one, other) => one - other);
  // The smallest value that so large a share does not exceed.
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] as number;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

function histogramOf(times: Times | undefined): ResponseTimes['histogram'] {
  return [...(times?.classes ?? [])]
    .sort(([one], [other]) => one - other)
    .map(([position, count]) => ({
      fromSeconds: edge(position),
      toSeconds: edge(position + 1),
      count,
    }));
}

function edge(position: number): number {
  return Number((10 ** (position / classesInTen)).toPrecision(3));
}

/** So many as a chart can show, the slowest among them. */
function samplesOf(times: Times | undefined): ResponseTimes['samples'] {
  const all: [number, number, number][] = [];
  const values = times?.values ?? [];
  for (let at = 0; at < values.length; at += 3)
    all.push([values[at] as number, values[at + 1] as number, values[at + 2] as number]);
  if (all.length <= samplesShown) return all;
  const slowest = new Set(all.toSorted((one, other) => other[1] - one[1]).slice(0, samplesShown / 5));
  const stride = Math.ceil(all.length / (samplesShown - slowest.size));
  return all.filter((sample, index) => index % stride === 0 || slowest.has(sample));
}
