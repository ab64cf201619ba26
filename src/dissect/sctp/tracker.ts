// Finds the association that a packet belongs to, and follows associations from INIT (or from the first packet that the
// capture has) to their end: RFC 9260 §5, §8.5, §9. Bounded: the longest idle associations are forgotten first.
import type { BoundSizes, Bounds } from '../bounds.ts';
import { Association, Half } from './association.ts';
import { AssociationPlaces } from './places.ts';
import { associationState } from './side.ts';

/** Ended ones that stay a while, for copies of their packets. */
const endedKept = 2048;
/** More than associations that talk at the same time, so that the map behind is seldom asked: tags are random. */
const recentSlots = 4096;

function slotOf(tag: number, destinationPort: number): number {
  return (tag ^ (tag >>> 12) ^ destinationPort) & (recentSlots - 1);
}

export class SctpTracker {
  /** Halves by verification tag; those of one tag are chained. */
  private readonly byTag = new Map<number, Half>();
  private readonly recent: (Half | undefined)[] = new Array(recentSlots).fill(undefined);
  private readonly byPorts = new Map<number, Association[]>();
  private readonly places = new AssociationPlaces<Association>();
  private readonly all = new Map<number, Association>();
  private readonly ended: Association[] = [];
  private count = 0;

  /** Forgets those that began first where there are too many; ended ones count. */
  keep({ most, gone }: Bounds): void {
    while (this.all.size > most.associations)
      for (const oldest of this.all.values()) {
        this.#forget(oldest);
        gone.associations++;
        break;
      }
  }

  sizes(): BoundSizes {
    let fragments = 0;
    let unordered = 0;
    for (const { halves } of this.all.values())
      for (const half of halves) {
        fragments += half?.reassembly.waiting ?? 0;
        unordered += half?.order.waiting ?? 0;
      }
    return { associations: this.all.size, fragments, unordered };
  }

  find(tag: number, sourcePort: number, destinationPort: number): Half | undefined {
    const slot = slotOf(tag, destinationPort);
    const hit = this.recent[slot];
    if (
      hit !== undefined &&
      hit.tag === tag &&
      hit.sourcePort === sourcePort &&
      hit.destinationPort === destinationPort
    )
      return hit;
    let half = this.byTag.get(tag);
    while (half !== undefined) {
      if (half.sourcePort === sourcePort && half.destinationPort === destinationPort) {
        this.recent[slot] = half;
        return half;
      }
      half = half.nextSameTag;
    }
    return undefined;
  }

  /** A new association whose side 0 has the first port. */
  open(port0: number, port1: number, frame: number): Association {
    const association = new Association(++this.count, port0, port1, frame);
    association.places = this.places;
    this.all.set(association.number, association);
    const key = portKey(port0, port1);
    const others = this.byPorts.get(key);
    if (others) others.push(association);
    else this.byPorts.set(key, [association]);
    return association;
  }

  addHalf(tag: number, association: Association, side: 0 | 1): Half {
    const from = association.sides[side].port;
    const to = association.sides[side === 0 ? 1 : 0].port;
    const half = new Half(tag, from, to, association, side);
    half.nextSameTag = this.byTag.get(tag);
    this.byTag.set(tag, half);
    if (association.halves[side] === undefined) association.halves[side] = half;
    association.candidates.push(half);
    return half;
  }

  /** The half for a packet in the middle of an association that began before the capture (or whose INIT it lacks). */
  joinMidStream(
    tag: number,
    sourcePort: number,
    destinationPort: number,
    bytes: Uint8Array,
    sourceAt: number,
    destinationAt: number,
    length: number,
    frame: number,
  ): Half {
    const there = this.places.at(destinationPort, bytes, destinationAt, length);
    const here = this.places.at(sourcePort, bytes, sourceAt, length);
    for (const other of inOrder(here.length < there.length ? here : there)) {
      for (const side of [0, 1] as const) {
        const from = other.sides[side];
        const to = other.sides[side === 0 ? 1 : 0];
        if (other.halves[side] !== undefined || other.state === associationState.ended) continue;
        if (from.port !== sourcePort || to.port !== destinationPort) continue;
        if (!from.has(bytes, sourceAt, length) || !to.has(bytes, destinationAt, length)) continue;
        return this.addHalf(tag, other, side);
      }
    }
    const association = this.open(sourcePort, destinationPort, frame);
    association.state = associationState.up;
    association.sides[0].addAddress(bytes, sourceAt, length);
    association.sides[1].addAddress(bytes, destinationAt, length);
    return this.addHalf(tag, association, 0);
  }

  /**
   * Pairs two directions that started mid-stream on different paths: a SACK in `half` acknowledges TSNs that only one
   * other direction with mirrored ports has sent.
   */
  pairBySack(half: Half, cumulativeTsn: number): void {
    const mine = half.association;
    const fits = (this.byPorts.get(portKey(half.sourcePort, half.destinationPort)) ?? []).filter((other) => {
      if (other === mine || other.state === associationState.ended) return false;
      const sent = other.halves[0] ?? other.halves[1];
      return (
        sent !== undefined &&
        sent.peer === undefined &&
        sent.sourcePort === half.destinationPort &&
        sent.destinationPort === half.sourcePort &&
        sent.seen.has(cumulativeTsn)
      );
    });
    const other = fits.length === 1 ? fits[0] : undefined;
    const sent = other?.halves[0] ?? other?.halves[1];
    if (other === undefined || sent === undefined) return;
    const side = half.side === 0 ? 1 : 0;
    for (const from of [0, 1] as const) {
      const to = mine.sides[from === sent.side ? side : half.side];
      for (const address of other.sides[from].addresses) to.addAddress(address, 0, address.length);
    }
    sent.association = mine;
    sent.side = side;
    mine.halves[side] = sent;
    mine.candidates.push(...other.candidates);
    this.#unlist(other);
  }

  /** Gives a half to another association: both ends sent INIT at once, and their tags meet in one association. */
  move(half: Half, association: Association, side: 0 | 1): void {
    const old = half.association;
    if (old === association) return;
    const oldSide = half.side;
    half.association = association;
    half.side = side;
    association.halves[side] = half;
    for (const from of [0, 1] as const) {
      const to = association.sides[from === oldSide ? side : side === 0 ? 1 : 0];
      for (const address of old.sides[from].addresses) to.addAddress(address, 0, address.length);
      if (old.sides[from].announced) to.announced = true;
    }
    association.candidates.push(...old.candidates);
    this.#unlist(old);
  }

  /** Other associations between the same ports and addresses: a restart ends them (RFC 9260 §5.2.4.1). */
  predecessors(association: Association): Association[] {
    const [here, there] = association.sides;
    // At a server's end there may be very many, at the other hardly ever.
    const end = this.places.count(here) < this.places.count(there) ? here : there;
    return inOrder(this.places.atSide(end)).filter((other) => {
      if (portKey(other.sides[0].port, other.sides[1].port) !== portKey(here.port, there.port)) return false;
      if (other === association || other.state === associationState.ended || other.number > association.number)
        return false;
      if (other.state === associationState.opening && other.halves[0] === undefined) return false;
      const [a, b] = other.sides[0].port === here.port ? other.sides : [other.sides[1], other.sides[0]];
      const meets = (one: typeof here, two: typeof here) =>
        one.addresses.some((address) => two.has(address, 0, address.length));
      return (meets(a, here) && meets(b, there)) || (here.port === there.port && meets(b, here) && meets(a, there));
    });
  }

  end(association: Association): void {
    association.state = associationState.ended;
    this.ended.push(association);
    if (this.ended.length > endedKept) {
      const oldest = this.ended.shift();
      if (oldest) this.#forget(oldest);
    }
  }

  #unlist(association: Association): void {
    this.all.delete(association.number);
    association.leavePlaces();
    const key = portKey(association.sides[0].port, association.sides[1].port);
    const list = this.byPorts.get(key);
    if (!list) return;
    const index = list.indexOf(association);
    if (index >= 0) list.splice(index, 1);
    if (list.length === 0) this.byPorts.delete(key);
  }

  #forget(association: Association): void {
    this.#unlist(association);
    for (const half of [...association.halves, ...association.candidates]) {
      if (half === undefined) continue;
      let before: Half | undefined;
      let at = this.byTag.get(half.tag);
      while (at !== undefined && at !== half) {
        before = at;
        at = at.nextSameTag;
      }
      if (at === undefined) continue;
      if (before) before.nextSameTag = half.nextSameTag;
      else if (half.nextSameTag) this.byTag.set(half.tag, half.nextSameTag);
      else this.byTag.delete(half.tag);
      const slot = slotOf(half.tag, half.destinationPort);
      if (this.recent[slot] === half) this.recent[slot] = undefined;
    }
    // Others may keep the association for its addresses; what its directions remember is the larger part by far.
    association.halves[0] = undefined;
    association.halves[1] = undefined;
    association.candidates.length = 0;
  }
}

function inOrder(associations: Iterable<Association>): Association[] {
  return [...associations].sort((one, other) => one.number - other.number);
}

function portKey(one: number, other: number): number {
  return one < other ? one * 65536 + other : other * 65536 + one;
}
