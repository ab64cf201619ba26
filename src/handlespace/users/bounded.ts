// Lists that keep the latest and forget what is oldest.
/** Adds to a list that keeps the latest. */
export function keepLatest<Item>(list: Item[], item: Item, bound: number): number {
  list.push(item);
  // In larger steps for long lists: taking away from the front moves all the others.
  return list.length > bound + (bound >> 2) ? list.splice(0, list.length - bound).length : 0;
}
