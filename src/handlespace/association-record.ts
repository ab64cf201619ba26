// What the handlespace knows of an SCTP association beyond SCTP: which server sits at an end, which elements registered.
import type { AssociationFacts } from '../dissect/sctp/side.ts';
import type { Element } from './model.ts';

export interface AssociationRecord {
  readonly facts: AssociationFacts;
  /** Identifier of the ENRP server at side 0 and side 1, 0 where unknown or none. */
  readonly server: [number, number];
  readonly elements: Set<Element>;
  ended: boolean;
}

/** Ended ones stay a while: an answer may still be on its way. */
const endedKept = 512;

export class AssociationRecords {
  /** Those without elements are only dropped to be found again by their addresses. */
  kept = 8192;
  private readonly known = new Map<number, AssociationRecord>();
  private readonly ended: AssociationRecord[] = [];
  private last: AssociationRecord | undefined = undefined;

  of(facts: AssociationFacts): AssociationRecord {
    if (this.last?.facts === facts) return this.last;
    let record = this.known.get(facts.number);
    if (record === undefined || record.facts !== facts) {
      record = { facts, server: [0, 0], elements: new Set(), ended: false };
      this.known.set(facts.number, record);
      if (this.known.size > this.kept) this.#dropOldest();
    }
    this.last = record;
    return record;
  }

  /** Marks the end; the record is forgotten when enough others have ended after it. */
  end(record: AssociationRecord): void {
    if (record.ended) return;
    record.ended = true;
    this.ended.push(record);
    const oldest = this.ended.length > endedKept ? this.ended.shift() : undefined;
    if (oldest === undefined) return;
    const { number } = oldest.facts;
    if (this.known.get(number) === oldest) this.known.delete(number);
    if (this.last === oldest) this.last = undefined;
  }

  byNumber(number: number): AssociationRecord | undefined {
    return this.known.get(number);
  }

  #dropOldest(): void {
    let tries = 16;
    for (const [number, record] of this.known) {
      this.known.delete(number);
      if (record.elements.size === 0 || this.known.size >= 2 * this.kept) return;
      // A record with elements is needed when its association ends, however old it is: it goes to the back. Not for
      // ever: where all have elements, there are more of them for now.
      this.known.set(number, record);
      if (--tries === 0) return;
    }
  }
}
