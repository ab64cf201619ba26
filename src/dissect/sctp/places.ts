// Associations by the places of their ends, a place being an address and a port: to find those between the same two ends among
// very many between the same ports.
import { hashOctets } from '../../bytes/hash.ts';
import type { Side } from './side.ts';

export class AssociationPlaces<Association> {
  /** Most places have one association; those of servers have many, in no order. */
  private readonly byPlace = new Map<number, Association | Association[]>();

  add(association: Association, port: number, address: Uint8Array): void {
    const key = placeKey(port, address, 0, address.length);
    const known = this.byPlace.get(key);
    if (known === undefined) this.byPlace.set(key, association);
    else if (Array.isArray(known)) known.push(association);
    else this.byPlace.set(key, [known, association]);
  }

  remove(association: Association, port: number, address: Uint8Array): void {
    const key = placeKey(port, address, 0, address.length);
    const known = this.byPlace.get(key);
    if (known === association) this.byPlace.delete(key);
    if (!Array.isArray(known)) return;
    const place = known.lastIndexOf(association);
    if (place < 0) return;
    // The last takes its place: moving all the others would cost more the more there are.
    const last = known.pop() as Association;
    if (place < known.length) known[place] = last;
    if (known.length === 0) this.byPlace.delete(key);
  }

  /** Those that may have an end there: two places may have the same key. */
  at(port: number, bytes: Uint8Array, at: number, length: number): readonly Association[] {
    const known = this.byPlace.get(placeKey(port, bytes, at, length));
    return known === undefined ? [] : Array.isArray(known) ? known : [known];
  }

  /** How many there may be with an end at one of the addresses of this one. */
  count({ port, addresses }: Side): number {
    let count = 0;
    for (const address of addresses) count += this.at(port, address, 0, address.length).length;
    return count;
  }

  atSide({ port, addresses }: Side): Set<Association> {
    const found = new Set<Association>();
    for (const address of addresses) for (const other of this.at(port, address, 0, address.length)) found.add(other);
    return found;
  }
}

function placeKey(port: number, bytes: Uint8Array, at: number, length: number): number {
  const hash = hashOctets(bytes, at, at + length, port);
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) | 0;
}
