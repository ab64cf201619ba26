// Lists and maps that keep the latest and forget what is oldest. Each tells how many had to go.
import { deleteOldest } from '../../dissect/bounds.ts';

/** Adds to a list that keeps the latest. */
export function keepLatest<Item>(list: Item[], item: Item, bound: number): number {
  list.push(item);
  // In larger steps for long lists: taking away from the front moves all the others.
  return list.length > bound + (bound >> 2) ? list.splice(0, list.length - bound).length : 0;
}

/** Sets a key; where there are too many, the one that was set first goes. */
export function setLatest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, bound: number): void {
  map.set(key, value);
  if (map.size > bound) deleteOldest(map);
}
