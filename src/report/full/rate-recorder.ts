// Messages of each type in equal pieces of time. How long a capture is nobody knows at its start: when there are too many
// pieces, each two become one.
import type { Rates } from './schema.ts';

const leastBinSeconds = 0.125;
const binsKept = 240;
const typesKept = 64;

export class RateRecorder {
  private readonly types = new Map<string, number[]>();
  private binSeconds = leastBinSeconds;
  private fromEpoch = Number.NaN;

  total = 0;

  count(protocol: string, name: string, epoch: number): void {
    this.total++;
    if (Number.isNaN(this.fromEpoch)) this.fromEpoch = epoch;
    let bin = this.binOf(epoch);
    while (bin >= binsKept) {
      this.widen();
      bin = this.binOf(epoch);
    }
    const key = `${protocol} ${name}`;
    let counts = this.types.get(key);
    if (counts === undefined) {
      if (this.types.size >= typesKept) return;
      counts = [];
      this.types.set(key, counts);
    }
    counts[bin] = (counts[bin] ?? 0) + 1;
  }

  /** From the beginning of the capture, which may be before the first message. */
  rates(): Rates {
    const bins = Math.max(0, ...[...this.types.values()].map((counts) => counts.length));
    return {
      fromEpoch: Number.isNaN(this.fromEpoch) ? 0 : this.fromEpoch,
      binSeconds: this.binSeconds,
      types: [...this.types].map(([key, counts]) => {
        const space = key.indexOf(' ');
        const all = Array.from({ length: bins }, (_, bin) => counts[bin] ?? 0);
        return { protocol: key.slice(0, space), name: key.slice(space + 1), counts: all };
      }),
    };
  }

  /** Frames of merged captures may be a little out of order. */
  private binOf(epoch: number): number {
    return Math.max(0, Math.floor((epoch - this.fromEpoch) / this.binSeconds));
  }

  private widen(): void {
    this.binSeconds *= 2;
    for (const [key, counts] of this.types) {
      const wider: number[] = [];
      for (let bin = 0; bin < counts.length; bin++) wider[bin >> 1] = (wider[bin >> 1] ?? 0) + (counts[bin] ?? 0);
      this.types.set(key, wider);
    }
  }
}
