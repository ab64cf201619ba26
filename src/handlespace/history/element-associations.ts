// Which pool element registers over which SCTP association, and which servers talk ENRP over which: their beginnings and ends belong to the
// histories of both.

import { addressText } from '../../bytes/address.ts';
import { hexText } from '../../bytes/text.ts';
import { deleteOldest } from '../../dissect/bounds.ts';
import type { AssociationFacts } from '../../dissect/sctp/side.ts';
import type { HandlespaceState } from '../state.ts';
import { type HistoryBook, scopeOf, serverScope } from './book.ts';

interface Member {
  readonly pool: Uint8Array;
  readonly element: number;
}

interface Known {
  /** Undefined where it was there before the capture. */
  readonly upFrame: number | undefined;
  readonly members: Map<string, Member>;
  servers: readonly [number, number] | undefined;
}

const kept = 16_384;

export class ElementAssociations {
  private readonly byNumber = new Map<number, Known>();
  private readonly ofElement = new Map<string, number>();

  up(association: AssociationFacts, state: HandlespaceState): void {
    this.#known(association, state.frame);
  }

  /** An element speaks over this association: news where it did not before. */
  use(
    history: HistoryBook,
    association: AssociationFacts | undefined,
    side: number,
    pool: Uint8Array,
    element: number,
    state: HandlespaceState,
  ): void {
    if (association === undefined) return;
    const key = `${hexText(pool)}/${element}`;
    if (this.ofElement.get(key) === association.number) return;
    this.ofElement.set(key, association.number);
    const known = this.#known(association, undefined);
    known.members.set(key, { pool, element });
    const { upFrame } = known;
    const happening = {
      kind: 'association-began',
      pool,
      element,
      host: endText(association, side),
      why: `to ${endText(association, 1 - side)}${upFrame === undefined ? ', from before the capture' : ''}`,
      frames: upFrame === undefined ? [state.frame] : [upFrame],
    } as const;
    if (history.subject.kind !== 'server') history.entries.add(scopeOf(pool, element), happening, state);
  }

  /** Two servers talk ENRP over this association. */
  join(history: HistoryBook, association: AssociationFacts, one: number, other: number, state: HandlespaceState): void {
    const known = this.#known(association, undefined);
    if (known.servers !== undefined) return;
    known.servers = [one, other];
    if (!history.matchesServer(one, other)) return;
    const { upFrame } = known;
    const why = upFrame === undefined ? 'from before the capture' : undefined;
    const frames = [upFrame ?? state.frame];
    history.entries.add(serverScope, { kind: 'association-began', server: one, others: [other], why, frames }, state);
  }

  end(history: HistoryBook, association: AssociationFacts, side: number, state: HandlespaceState): void {
    const known = this.byNumber.get(association.number);
    if (known === undefined) return;
    this.byNumber.delete(association.number);
    const why = side < 0 ? undefined : `by ${endText(association, side)}`;
    for (const [key, { pool, element }] of known.members) {
      if (this.ofElement.get(key) === association.number) this.ofElement.delete(key);
      history.missed(key, state);
      if (history.subject.kind !== 'server')
        history.entries.add(scopeOf(pool, element), { kind: 'association-ended', pool, element, why }, state);
    }
    if (known.servers === undefined || !history.matchesServer(...known.servers)) return;
    const [server, other] = known.servers;
    history.entries.add(serverScope, { kind: 'association-ended', server, others: [other], why }, state);
  }

  #known({ number }: AssociationFacts, upFrame: number | undefined): Known {
    let known = this.byNumber.get(number);
    if (known === undefined) {
      if (this.byNumber.size >= kept) deleteOldest(this.byNumber);
      known = { upFrame, members: new Map(), servers: undefined };
      this.byNumber.set(number, known);
    }
    return known;
  }
}

function endText({ sides }: AssociationFacts, side: number): string {
  const end = sides[side === 0 ? 0 : 1];
  const [address] = end.addresses;
  const text = address === undefined ? '?' : addressText(address, 0, address.length);
  return `${text.includes(':') ? `[${text}]` : text}:${end.port}`;
}
