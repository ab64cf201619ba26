// Who spoke to whom about what, and how often: the lines of the topology.
import type { Arrow } from '../flow/ladder.ts';
import type { Link } from './schema.ts';

type OpenLink = { -readonly [Key in keyof Link]: Link[Key] };

const linksKept = 20_000;
const linksShown = 3000;

export class LinkRecorder {
  private readonly links = new Map<string, OpenLink>();

  count({ from, to, label, epoch }: Arrow): void {
    const key = `${from} ${to} ${label}`;
    const link = this.links.get(key);
    if (link !== undefined) {
      link.count++;
      link.lastEpoch = epoch;
    } else if (this.links.size < linksKept)
      this.links.set(key, { from, to, label, count: 1, firstEpoch: epoch, lastEpoch: epoch });
  }

  /** Ends that turn out to be one party are put together. */
  list(partyOf: (place: number) => number): Link[] {
    const merged = new Map<string, OpenLink>();
    for (const link of this.links.values()) {
      const from = partyOf(link.from);
      const to = partyOf(link.to);
      const key = `${from} ${to} ${link.label}`;
      const before = merged.get(key);
      if (before === undefined) {
        merged.set(key, { ...link, from, to });
        continue;
      }
      before.count += link.count;
      before.firstEpoch = Math.min(before.firstEpoch, link.firstEpoch);
      before.lastEpoch = Math.max(before.lastEpoch, link.lastEpoch);
    }
    // The liveliest first.
    return [...merged.values()].sort((one, other) => other.count - one.count).slice(0, linksShown);
  }
}
