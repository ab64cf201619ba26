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

/** Those without elements are only dropped to be found again by their addresses. */
const recordsKept = 8000;
/** Ended ones stay a while: an answer may still be on its way. */
const endedKept = 512;

export class AssociationRecords {
  readonly #byNumber = new Map<number, AssociationRecord>();
  readonly #ended: AssociationRecord[] = [];
  #last: AssociationRecord | undefined = undefined;

  of(facts: AssociationFacts): AssociationRecord {
    if (this.#last?.facts === facts) return this.#last;
    let record = this.#byNumber.get(facts.number);
    if (record === undefined || record.facts !== facts) {
      record = { facts, server: [0, 0], elements: new Set(), ended: false };
      this.#byNumber.set(facts.number, record);
      if (this.#byNumber.size > recordsKept) this.#dropOldest();
    }
    this.#last = record;
    return record;
  }

  /** Marks the end; the record is forgotten when enough others have ended after it. */
  end(record: AssociationRecord): void {
    if (record.ended) return;
    record.ended = true;
    this.#ended.push(record);
    const oldest = this.#ended.length > endedKept ? this.#ended.shift() : undefined;
    if (oldest === undefined) return;
    const { number } = oldest.facts;
    if (this.#byNumber.get(number) === oldest) this.#byNumber.delete(number);
    if (this.#last === oldest) this.#last = undefined;
  }

  byNumber(number: number): AssociationRecord | undefined {
    return this.#byNumber.get(number);
  }

  #dropOldest(): void {
    let tries = 16;
    for (const [number, record] of this.#byNumber) {
      this.#byNumber.delete(number);
      if (record.elements.size === 0 || this.#byNumber.size >= 2 * recordsKept) return;
      // A record with elements is needed when its association ends, however old it is: it goes to the back. Not for
      // ever: where all have elements, there are more of them for now.
      this.#byNumber.set(number, record);
      if (--tries === 0) return;
    }
  }
}
