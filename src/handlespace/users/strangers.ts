// Associations to nobody that is known (yet): an element may show only later that it listens at one of their ends. Found by their
// ports, for with every new element somebody asks.
import type { AssociationFacts } from '../../dissect/sctp/side.ts';

export interface Stranger {
  readonly association: AssociationFacts;
  readonly frame: number;
  readonly epoch: number;
  readonly fromStart: boolean;
  upFrame: number;
}

export class Strangers {
  private readonly byNumber = new Map<number, Stranger>();
  private readonly byPort = new Map<number, Set<Stranger>>();

  get size(): number {
    return this.byNumber.size;
  }

  get({ number }: AssociationFacts): Stranger | undefined {
    return this.byNumber.get(number);
  }

  /** Where there are more than `most`, the one that was there first goes. */
  set(stranger: Stranger, most: number): void {
    const { number, sides } = stranger.association;
    if (this.byNumber.get(number) === stranger) return;
    this.delete(stranger.association);
    this.byNumber.set(number, stranger);
    for (const { port } of sides) {
      const there = this.byPort.get(port);
      if (there === undefined) this.byPort.set(port, new Set([stranger]));
      else there.add(stranger);
    }
    if (this.byNumber.size <= most) return;
    for (const { association } of this.byNumber.values()) {
      this.delete(association);
      return;
    }
  }

  delete({ number, sides }: AssociationFacts): void {
    const stranger = this.byNumber.get(number);
    if (stranger === undefined) return;
    this.byNumber.delete(number);
    for (const { port } of sides) {
      const there = this.byPort.get(port);
      there?.delete(stranger);
      if (there?.size === 0) this.byPort.delete(port);
    }
  }

  /** Those with an end at this port. */
  atPort(port: number): Iterable<Stranger> {
    return this.byPort.get(port) ?? [];
  }
}
