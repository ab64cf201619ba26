// Pools by their handle. Handles are octets, not text, and are looked up where they lie in the message.
import { copyOctets } from '../bytes/read.ts';
import { Pool } from './model.ts';

export class PoolTable {
  private readonly byHash = new Map<number, Pool>();
  readonly all: Pool[] = [];

  /** `hash`: hashOf() of the handle, where the caller knows it. */
  find(bytes: Uint8Array, start: number, end: number, hash = hashOf(bytes, start, end)): Pool | undefined {
    let pool = this.byHash.get(hash);
    while (pool !== undefined && !same(pool.handle, bytes, start, end)) pool = pool.next;
    return pool;
  }

  findOrAdd(bytes: Uint8Array, start: number, end: number, hash = hashOf(bytes, start, end)): Pool {
    const found = this.find(bytes, start, end, hash);
    if (found) return found;
    const pool = new Pool(copyOctets(bytes, start, end), hash);
    pool.next = this.byHash.get(hash);
    this.byHash.set(hash, pool);
    this.all.push(pool);
    return pool;
  }

  /** They are as if they had never been; the caller has taken their elements away. */
  forget(forgotten: ReadonlySet<Pool>): void {
    const kept = this.all.filter((pool) => !forgotten.has(pool));
    this.all.length = 0;
    this.byHash.clear();
    for (const pool of kept) {
      this.all.push(pool);
      pool.next = this.byHash.get(pool.hash);
      this.byHash.set(pool.hash, pool);
    }
  }
}

/** FNV-1a over the handle. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  // Small integers make the fastest keys.
  return hash >> 1;
}

export function same(handle: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (handle.length !== end - start) return false;
  for (let at = 0; at < handle.length; at++) if (handle[at] !== bytes[start + at]) return false;
  return true;
}
