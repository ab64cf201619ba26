// The loads of pools by their handle, of pools that no server knows as well.
import { copyOctets } from '../../bytes/read.ts';
import type { Bounds } from '../../dissect/bounds.ts';
import { hashOf, same } from '../pool-table.ts';
import { PoolLoad } from './records.ts';

/** Some 30 octets each. */
const sharesKept = 2_000_000;

export class LoadTable {
  readonly all: PoolLoad[] = [];
  private readonly room = { shares: sharesKept };
  private readonly byHash = new Map<number, PoolLoad[]>();

  of(bytes: Uint8Array, start = 0, end = bytes.length): PoolLoad {
    const hash = hashOf(bytes, start, end);
    const list = this.byHash.get(hash);
    const known = list?.find((load) => same(load.handle, bytes, start, end));
    if (known !== undefined) return known;
    const load = new PoolLoad(copyOctets(bytes, start, end), this.room);
    this.all.push(load);
    if (list) list.push(load);
    else this.byHash.set(hash, [load]);
    return load;
  }

  /** Of more pools than are kept, the loads that were begun first are forgotten. */
  keep({ most, gone }: Bounds): void {
    const beyond = this.all.length - most.pools;
    if (beyond <= 0) return;
    for (const load of this.all.splice(0, beyond)) {
      const hash = hashOf(load.handle, 0, load.handle.length);
      const left = this.byHash.get(hash)?.filter((other) => other !== load) ?? [];
      if (left.length > 0) this.byHash.set(hash, left);
      else this.byHash.delete(hash);
      for (const { elements } of load.promises.values()) this.room.shares += elements.length;
    }
    gone.pools += beyond;
  }
}
