// The loads of pools by their handle, of pools that no server knows as well.
import { copyOctets } from '../../bytes/read.ts';
import { hashOf, same } from '../pool-table.ts';
import { PoolLoad } from './records.ts';

const poolsKept = 16_384;
/** Some 30 octets each. */
const sharesKept = 2_000_000;

export class LoadTable {
  readonly all: PoolLoad[] = [];
  private readonly room = { shares: sharesKept };
  private readonly byHash = new Map<number, PoolLoad[]>();

  /** Beyond the bound a load is counted that nobody will see. */
  of(bytes: Uint8Array, start = 0, end = bytes.length): PoolLoad {
    const hash = hashOf(bytes, start, end);
    const list = this.byHash.get(hash);
    const known = list?.find((load) => same(load.handle, bytes, start, end));
    if (known !== undefined) return known;
    const load = new PoolLoad(copyOctets(bytes, start, end), this.room);
    if (this.all.length >= poolsKept) return load;
    this.all.push(load);
    if (list) list.push(load);
    else this.byHash.set(hash, [load]);
    return load;
  }
}
